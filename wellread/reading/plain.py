"""Plain text, Markdown and reStructuredText; they keep their words and lose only their dress."""

import re

from wellread.reading.clean import CleanText, checked, decode, iso_date, one_line, tidy
from wellread.reading.fences import fence_after
from wellread.reading.tables import with_readable_tables
from wellread.reading.underlined import underlined_to_markdown

_HEADING = re.compile(r"^#{1,6}[ \t]+(\S.*)$", re.M)
_FRONT = re.compile(r"\A---[ \t]*\n(.{0,10000}?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_FRONT_LINE = re.compile(r"^(title|author|authors|date|published)[ \t]*:[ \t]*(.+)$", re.I | re.M)
_MAX_TITLE_CHARS = 120


def read_plain(body: bytes, charset: str | None) -> CleanText:
    """The text as it stands; its title is the first heading, else a short first line.

    Raises:
        PageError: `empty`.
    """
    text = tidy(decode(body, charset))
    return checked(CleanText(title=_title_of(text), text=text, media_type="text/plain"), "the file")


def read_markdown(body: bytes, charset: str | None = None) -> CleanText:
    """The text without front matter and comments; underlined headings get `#`, rows their columns.

    Raises:
        PageError: `empty`.
    """
    text = tidy(decode(body, charset))
    front: dict[str, str] = {}
    if found := _FRONT.match(text):
        front = {
            name.lower(): one_line(value).strip("\"'[] ")
            for name, value in _FRONT_LINE.findall(found.group(1))
        }
        text = text[found.end() :]
    text = tidy(with_readable_tables(_without_comments(_setext_to_atx(text))))
    clean = CleanText(
        title=front.get("title") or _title_of(text),
        author=front.get("author") or front.get("authors", ""),
        published=iso_date(front.get("date") or front.get("published", "")),
        text=text,
        media_type="text/markdown",
    )
    return checked(clean, "the Markdown text")


def read_rst(body: bytes, charset: str | None = None) -> CleanText:
    """What a reStructuredText file says, as Markdown-like text.

    Raises:
        PageError: `empty`.
    """
    text = tidy(with_readable_tables(underlined_to_markdown(tidy(decode(body, charset)))))
    return checked(CleanText(title=_title_of(text), text=text, media_type="text/x-rst"), "the text")


def _title_of(text: str) -> str:
    if heading := _HEADING.search(text):
        return one_line(heading.group(1)).rstrip(" #")
    first = text.lstrip().split("\n", 1)[0]
    return one_line(first) if len(first) <= _MAX_TITLE_CHARS else ""


def _setext_to_atx(text: str) -> str:
    lines: list[str] = []
    fence = ""
    for line in text.split("\n"):
        fence = fence_after(line, fence)
        mark = line.strip()
        title = lines[-1] if lines else ""
        starts = not any(before.strip() for before in lines[-2:-1])
        underlines = bool(mark) and (set(mark) == {"="} or set(mark) == {"-"})
        if not fence and underlines and starts and title.strip() and title[0] not in "#|>-+* \t":
            lines[-1] = f"{'#' if mark[0] == '=' else '##'} {title.strip()}"
        else:
            lines.append(line)
    return "\n".join(lines)


def _without_comments(text: str) -> str:
    kept: list[str] = []
    at = 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        kept.append(text[at:start])
        at = end + 3
    return "".join((*kept, text[at:]))
