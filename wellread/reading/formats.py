"""Which reader a document gets: by its content, then its declared type, then its name."""

import re
from typing import Literal

from wellread.reading.clean import CleanText, unread
from wellread.reading.html import read_html
from wellread.reading.pdf import read_pdf
from wellread.reading.plain import read_markdown, read_plain, read_rst

Format = Literal["html", "pdf", "markdown", "plain", "rst"]
_BY_TYPE: dict[str, Format] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/pdf": "pdf",
    "application/x-pdf": "pdf",
    "text/markdown": "markdown",
    "text/x-markdown": "markdown",
    "text/x-rst": "rst",
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
}
ENDINGS = tuple(f".{ending}" for ending in _BY_ENDING)
"""The endings of files that can be read."""
_HTML_START = re.compile(rb"<(?:!doctype\s+html|html)[\s>]", re.I)
_WIDE_TEXT = (b"\xff\xfe", b"\xfe\xff")


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
    found = _format_of(body, media_type.strip().lower(), name)
    if found == "pdf":
        return read_pdf(body)
    if found == "html":
        return read_html(body, charset)
    if found is None or _is_binary(body):
        raise unread(
            f"{name[:300]!r} ({media_type or 'type not given'}) is of a kind that cannot be read; "
            f"these can: {' '.join(ENDINGS)}",
            "unsupported_type",
        )
    if found == "markdown":
        return read_markdown(body, charset)
    return read_rst(body, charset) if found == "rst" else read_plain(body, charset)


def _format_of(body: bytes, media_type: str, name: str) -> Format | None:
    start = body[:4096]
    if start.startswith(b"%PDF-") or ("pdf" in media_type and b"%PDF-" in start):
        return "pdf"
    if _HTML_START.match(_after_preamble(start)):
        return "html"
    if media_type in _BY_TYPE:
        return _BY_TYPE[media_type]
    ending = name.partition("?")[0].rpartition(".")[2].lower()
    if media_type in {"", "text/plain"}:
        return _BY_ENDING.get(ending) or ("plain" if media_type else None)
    return None


def _after_preamble(start: bytes) -> bytes:
    """`start` without byte order mark, XML declaration and comments."""
    start = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    for opening, closing in ((b"<?xml", b"?>"), *[(b"<!--", b"-->")] * 5):
        if start.startswith(opening):
            start = start.partition(closing)[2].lstrip()
    return start


def _is_binary(body: bytes) -> bool:
    return b"\x00" in body[:4096] and not body.startswith(_WIDE_TEXT)
