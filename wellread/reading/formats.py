"""Which reader a document gets: by its content, then its declared type, then its name."""

import io
import re
import zipfile
from collections.abc import Callable
from typing import Literal

from wellread.reading import docx, epub, pptx, xlsx
from wellread.reading.clean import CleanText, unread
from wellread.reading.delimited import read_delimited
from wellread.reading.html import read_html
from wellread.reading.mail import read_mail, read_mailbox
from wellread.reading.packages import BROKEN
from wellread.reading.pdf import read_pdf
from wellread.reading.plain import read_markdown, read_plain, read_rst

Format = Literal[
    "html", "pdf", "markdown", "plain", "rst", "docx", "pptx", "xlsx", "delimited", "epub",
    "mail", "mailbox",
]  # fmt: skip
_BY_TYPE: dict[str, Format] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/pdf": "pdf",
    "application/x-pdf": "pdf",
    "text/markdown": "markdown",
    "text/x-markdown": "markdown",
    "text/x-rst": "rst",
    "text/csv": "delimited",
    "text/tab-separated-values": "delimited",
    "message/rfc822": "mail",
    "application/mbox": "mailbox",
    docx.MEDIA_TYPE: "docx",
    pptx.MEDIA_TYPE: "pptx",
    xlsx.MEDIA_TYPE: "xlsx",
    epub.MEDIA_TYPE: "epub",
}
_BY_ENDING: dict[str, Format] = {
    "html": "html",
    "htm": "html",
    "xhtml": "html",
    "pdf": "pdf",
    "md": "markdown",
    "markdown": "markdown",
    "rst": "rst",
    "txt": "plain",
    "text": "plain",
    "docx": "docx",
    "docm": "docx",
    "pptx": "pptx",
    "pptm": "pptx",
    "xlsx": "xlsx",
    "xlsm": "xlsx",
    "csv": "delimited",
    "tsv": "delimited",
    "epub": "epub",
    "eml": "mail",
    "mbox": "mailbox",
}
_READERS: dict[Format, Callable[[bytes, str | None], CleanText]] = {
    "html": read_html,
    "pdf": lambda body, _: read_pdf(body),
    "markdown": read_markdown,
    "plain": read_plain,
    "rst": read_rst,
    "docx": lambda body, _: docx.read_docx(body),
    "pptx": lambda body, _: pptx.read_pptx(body),
    "xlsx": lambda body, _: xlsx.read_xlsx(body),
    "delimited": read_delimited,
    "epub": lambda body, _: epub.read_epub(body),
    "mail": lambda body, _: read_mail(body),
    "mailbox": lambda body, _: read_mailbox(body),
}
_BY_PART: dict[str, Format] = {
    "word/document.xml": "docx",
    "ppt/presentation.xml": "pptx",
    "xl/workbook.xml": "xlsx",
    "META-INF/container.xml": "epub",
}
_TEXTS: frozenset[Format] = frozenset(("markdown", "plain", "rst", "delimited"))
ENDINGS = tuple(f".{ending}" for ending in _BY_ENDING)
"""The endings of files that can be read."""
MEDIA_TYPES = frozenset(_BY_TYPE)
"""The content types that can be read, besides plain text."""
HEAD_BYTES = 4096
"""Of these the kind of a document is told."""
_HTML_START = re.compile(rb"<(?:!doctype\s+html|html)[\s>]", re.I)
_WIDE_TEXT = (b"\xff\xfe", b"\xfe\xff")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED_OFFICE = "EncryptedPackage".encode("utf-16-le")


def clean(body: bytes, media_type: str, charset: str | None, name: str) -> CleanText:
    """`body` as clean text.

    Args:
        body: the document's bytes.
        media_type: as declared, without parameters; empty if it was not.
        charset: as declared, or None.
        name: address or path, for its ending.

    Raises:
        PageError: `unsupported_type`, or the reader's own.
    """
    found = format_of(body, media_type, name)
    if found is None or (found in _TEXTS and _is_binary(body)):
        if body.startswith(_OLD_OFFICE) and _LOCKED_OFFICE in body:
            raise unread("the file needs a password: save a copy without one", "refused")
        raise unread(
            f"{name[:300]!r} ({media_type or 'type not given'}) is of a kind that cannot be read; "
            f"these can: {' '.join(ENDINGS)}",
            "unsupported_type",
        )
    return _READERS[found](body, charset)


def format_of(body: bytes, media_type: str, name: str) -> Format | None:
    """The format by which `clean` reads the document; None where there is none for it."""
    media_type = media_type.strip().lower()
    ending = name.partition("?")[0].rpartition(".")[2].lower()
    start = body[:HEAD_BYTES]
    if start.startswith(b"%PDF-") or ("pdf" in media_type and b"%PDF-" in start):
        return "pdf"
    if start.startswith(b"PK\x03\x04"):
        return _package_format(body) or _BY_TYPE.get(media_type) or _BY_ENDING.get(ending)
    if _HTML_START.match(_after_preamble(start)):
        return "html"
    if media_type in {"", "text/plain"} and not start.startswith(_OLD_OFFICE):
        return _BY_ENDING.get(ending) or ("plain" if media_type else None)
    return None if start.startswith(_OLD_OFFICE) else _BY_TYPE.get(media_type)


def _package_format(body: bytes) -> Format | None:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as package:
            names = set(package.namelist())
    except BROKEN:
        return None
    return next((found for part, found in _BY_PART.items() if part in names), None)


def _after_preamble(start: bytes) -> bytes:
    """`start` without byte order mark, XML declaration and comments."""
    start = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    for opening, closing in ((b"<?xml", b"?>"), *[(b"<!--", b"-->")] * 5):
        if start.startswith(opening):
            start = start.partition(closing)[2].lstrip()
    return start


def _is_binary(body: bytes) -> bool:
    return b"\x00" in body[:HEAD_BYTES] and not body.startswith(_WIDE_TEXT)
