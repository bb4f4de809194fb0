"""Word files: headings by their styles, lists, tables, foot- and endnotes."""

import io
from typing import IO, Protocol
from xml.parsers.expat import ExpatError

from wellread.reading.clean import CleanText, checked, tidy, unread
from wellread.reading.html_walk import markdown_of
from wellread.reading.images import MAX_IMAGES, images_of
from wellread.reading.nesting import too_deep
from wellread.reading.packages import BROKEN, opened, properties_of
from wellread.reading.raster import HEAD_BYTES, is_picture

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_STYLES = "p[style-name='Title'] => h1:fresh"


class _Picture(Protocol):
    def open(self) -> IO[bytes]: ...


class _Numbered:
    """Gives each picture its number in the file as address; other drawings have none."""

    def __init__(self) -> None:
        self._count = 0

    def __call__(self, image: _Picture) -> dict[str, str]:
        self._count += 1
        if self._count > MAX_IMAGES:
            return {}
        try:
            with image.open() as file:
                known = is_picture(file.read(HEAD_BYTES))
        except (KeyError, *BROKEN):
            return {}  # it is missing, damaged, or stands outside of the file
        return {"src": f"#picture={self._count}"} if known else {}


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
            convert_image=mammoth.images.img_element(_Numbered()),
            external_file_access=False,
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
        images=images_of(tree.body, text) if tree.body else (),
    )
    return checked(clean, "the Word file")
