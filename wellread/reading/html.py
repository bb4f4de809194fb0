"""HTML to clean text: a walk over the page's own structure, and trafilatura for the odd page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wellread.reading.clean import CleanText, checked, decode, one_line, tidy, unread
from wellread.reading.html_head import page_head
from wellread.reading.html_walk import markdown_of
from wellread.reading.images import images_of
from wellread.reading.nesting import too_deep
from wellread.reading.tables import with_readable_tables
from wellread.reading.walls import why_no_source

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_JUNK = (
    "script, style, noscript, template, iframe, object, svg, canvas, audio, video, dialog, nav,"
    " button, select, textarea, input, footer, header:not(main header, article header),"
    " aside:not(main aside, article aside), [role=navigation], [role=search], [role=contentinfo],"
    " [role=banner]:not(main *, article *), [hidden], [aria-hidden='true' i], .mw-editsection,"
    " a.headerlink, .navheader, .navfooter, .breadcrumb, .breadcrumbs, .toc, #toc"
)
_HIDING = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
_REFERENCE_MARK = re.compile(r"\s*\[[^\]]{1,20}\]\s*")
_KEPT_SHARE = 0.6
"""Below this share of the visible text the walk has lost too much (measured in the design)."""
_MIN_WORDS_TO_DOUBT = 40


def read_html(body: bytes, charset: str | None = None) -> CleanText:
    """The page's main content, without navigation, forms, scripts and whatever is hidden.

    The title is the page's own heading or its metadata. Raises nothing but:

    Raises:
        PageError: `empty`; `unreadable` for a page built to hang a parser; `not_found`, `bot_wall`,
            `consent_wall` or `needs_scripts` for one that is no source.
    """
    from selectolax.lexbor import LexborHTMLParser, SelectolaxError

    html = decode(body, charset, look_for_meta=True).replace("\x00", "")
    if problem := too_deep(html):
        raise unread(f"the page {problem}: take another source", "unreadable")
    try:
        tree = LexborHTMLParser(html)
    except (SelectolaxError, ValueError) as error:
        raise unread(f"the page is not readable HTML: {error}", "unreadable") from error
    if tree.body is None:
        raise unread("the page has no body: take another source", "empty")
    head = page_head(tree)
    own_title = _only_heading(tree)
    _remove_junk(tree.body)
    main = _main_part(tree.body)
    text = tidy(markdown_of(main))
    if main.tag != "body" and _keeps_too_little(text, tree.body):
        text = _trafilatura(html, text)
    shown = head.window_title or own_title
    if no_source := why_no_source(text, shown, html):
        kind, why = no_source
        raise unread(f"the page is no source ({why}): take another source", kind)
    clean = CleanText(
        title=head.title or own_title or head.window_title or _first_heading(text),
        author=head.author,
        published=head.published,
        text=text,
        media_type="text/html",
        images=images_of(main, text),
    )
    return checked(clean, "the page")


def _remove_junk(body: LexborNode) -> None:
    for node in body.css(_JUNK):
        if node.tag not in {"body", "main", "article"}:
            node.decompose()
    for node in body.css("form"):
        if node.css_first("main, article, h1, h2, table") is None:
            node.decompose()
    for node in body.css("[style]"):
        if node.tag != "body" and _HIDING.search(node.attributes.get("style") or ""):
            node.decompose()
    for node in body.css("sup"):
        if _REFERENCE_MARK.fullmatch(node.text()[:30]):
            node.decompose()


def _main_part(body: LexborNode) -> LexborNode:
    if main := body.css_first("main, [role=main]"):
        return main
    articles = body.css("article")
    return articles[0] if len(articles) == 1 else body


def _keeps_too_little(text: str, body: LexborNode) -> bool:
    visible = len(body.text(separator=" ").split())
    return visible > _MIN_WORDS_TO_DOUBT and len(text.split()) < _KEPT_SHARE * visible


def _trafilatura(html: str, walked: str) -> str:
    """What trafilatura keeps, where that is more than `walked`."""
    from trafilatura import extract

    found = extract(html, output_format="markdown", include_tables=True, include_comments=False)
    found = tidy(with_readable_tables(found or ""))
    return found if len(found.split()) > len(walked.split()) else walked


def _only_heading(tree: LexborHTMLParser) -> str:
    """The page's one heading of the first order; several of them are chapters, not titles."""
    headings = tree.css("h1")
    return one_line(headings[0].text()).rstrip("¶# ") if len(headings) == 1 else ""


def _first_heading(text: str) -> str:
    match = re.search(r"^# (.+)$", text, re.M)
    return match.group(1).strip() if match else ""
