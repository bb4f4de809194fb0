"""Word files: headings by their styles, lists, tables, foot- and endnotes."""

import io
from xml.parsers.expat import ExpatError

from wellread.reading.clean import CleanText, checked, tidy, unread
from wellread.reading.html_walk import markdown_of
from wellread.reading.nesting import too_deep
from wellread.reading.packages import BROKEN, opened, properties_of

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_STYLES = "p[style-name='Title'] => h1:fresh"


def read_docx(body: bytes) -> CleanText:
    """The document's text; what was deleted under tracked changes is left out.

    Raises:
        PageError: `unreadable`, `refused` with a password, `too_large`, `empty`.
    """
    import mammoth
    from selectolax.lexbor import LexborHTMLParser

    with opened(body) as package:
        title, author, changed = properties_of(package)
    try:
        html = mammoth.convert_to_html(
            io.BytesIO(body),
            style_map=_STYLES,
            convert_image=mammoth.images.img_element(lambda _: {}),
        ).value
    except (KeyError, AttributeError, TypeError, RecursionError, ExpatError, *BROKEN) as error:
        raise unread(f"the Word file is damaged: {error!r}", "unreadable") from error
    if problem := too_deep(html):
        raise unread(f"the Word file {problem}: save it anew", "unreadable")
    tree = LexborHTMLParser(f"<body>{html}</body>")
    text = tidy(markdown_of(tree.body)) if tree.body else ""
    first = next((line for line in text.split("\n") if line.strip()), "")
    clean = CleanText(
        title=title or (first.lstrip("# ") if first.startswith("#") else ""),
        author=author,
        published=changed,
        text=text,
        media_type=MEDIA_TYPE,
    )
    return checked(clean, "the Word file")
