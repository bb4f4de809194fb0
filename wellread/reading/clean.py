"""What every reader gives, and the mending of text that all readers share."""

import re
from dataclasses import dataclass
from datetime import date

from wellread.errors import PageError, PageProblem
from wellread.sources import PageImage

# Control, soft hyphen, zero width, bidi override, surrogate and tag characters: none is ever seen.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_MANY_BREAKS = re.compile(r"\n{3,}")
_DATE = re.compile(r"(?<!\d)(\d{4})(?:[-/.]?(\d{2})(?:[-/.]?(\d{2}))?)?(?!\d)")
_META_CHARSET = re.compile(rb"""<meta[^<>]{0,300}?charset\s*=\s*["']?\s*([\w:.-]{2,40})""", re.I)
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_OLDEST_YEAR = 1400
_CODECS = {
    **dict.fromkeys(("utf-8", "utf8", "unicode-1-1-utf-8"), "utf-8"),
    **dict.fromkeys(
        ("ascii", "us-ascii", "iso-8859-1", "iso8859-1", "latin1", "latin-1"), "cp1252"
    ),
    **{f"windows-{page}": f"cp{page}" for page in range(1250, 1259)},
    **{f"cp{page}": f"cp{page}" for page in range(1250, 1259)},
    **{f"iso-8859-{part}": f"iso8859_{part}" for part in (*range(2, 12), 13, 14, 15, 16)},
    **{name: name for name in ("koi8-r", "koi8-u", "big5", "gb18030", "euc-jp", "euc-kr")},
    **dict.fromkeys(("gbk", "gb2312", "x-gbk"), "gb18030"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "windows-31j"), "cp932"),
    "iso-2022-jp": "iso2022_jp",
    "ks_c_5601-1987": "cp949",
    "utf-16": "utf-16-le",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "macintosh": "mac_roman",
    "windows-874": "cp874",
}


@dataclass(frozen=True, kw_only=True)
class CleanText:
    """A document as Markdown-like text: `#` headings, paragraphs, lists, rows of tables, fences."""

    title: str
    author: str = ""
    published: str = ""
    """ISO date, or year and month, or year; empty where the document does not say."""
    text: str
    page_starts: tuple[int, ...] = ()
    """For documents in parts: the offset in `text` where page, sheet or slide 1, 2, ... begins."""
    place_names: tuple[str, ...] = ()
    """What those parts are called where they are no pages: `sheet Budget`, `slide 4`."""
    media_type: str = ""
    """What it was read as."""
    images: tuple[PageImage, ...] = ()
    """Of a page, with addresses as it writes them; of a document, with their place: `#page=3`."""


def unread(message: str, cause_kind: PageProblem, *, service: str = "reading") -> PageError:
    """The error of a document that cannot be read now and will not be readable later."""
    return PageError(message, service=service, cause_kind=cause_kind)


def decode(body: bytes, charset: str | None, *, look_for_meta: bool = False) -> str:
    """`body` as text; a byte order mark, `charset`, the page's own meta tag, then a guess.

    Only encodings that browsers know are taken, others count as not declared. Text that is valid
    UTF-8 is read as such even where Latin-1 is declared, which servers do by default.
    """
    for mark, codec in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(codec, "replace")
    meta = _META_CHARSET.search(body[:4096]) if look_for_meta else None
    labels = (charset or "", meta.group(1).decode("ascii", "ignore") if meta else "")
    declared = [_CODECS[label] for label in (_plain_label(raw) for raw in labels) if label]
    codec = next((name for name in declared), "cp1252")
    if codec in {"cp1252", "utf-8"}:
        try:
            return body.decode("utf-8")
        except UnicodeDecodeError:
            return body.decode(codec, "replace")
    return body.decode(codec, "replace")


def _plain_label(label: str) -> str:
    plain = label.strip(" \t\"'").lower()
    return plain if plain in _CODECS else ""


def tidy(text: str) -> str:
    """`text` without invisible characters, with Unix line ends, at most one empty line."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    text = _UNWANTED.sub("", text)
    lines = (line.rstrip() for line in text.split("\n"))
    return _MANY_BREAKS.sub("\n\n", "\n".join(lines)).strip("\n")


def one_line(text: str, max_chars: int = 300) -> str:
    """`text` on one line with single spaces, cut after `max_chars`."""
    return " ".join(_UNWANTED.sub("", text[: max_chars * 4]).split())[:max_chars].strip()


def iso_date(text: str) -> str:
    """The first date in `text` as `2024-05-01`, `2024-05` or `2024`; empty if there is none."""
    for match in _DATE.finditer(text[:200]):
        year, month, day = match.groups()
        if int(year) < _OLDEST_YEAR:
            continue
        try:
            date(int(year), int(month or 1), int(day or 1))
        except ValueError:
            continue
        return "-".join(part for part in (year, month, day) if part)
    return ""


def checked(clean: CleanText, what: str) -> CleanText:
    """`clean` itself.

    Raises:
        PageError: `empty`, where not one letter or digit is left of it.
    """
    if not any(character.isalnum() for character in clean.text):
        raise unread(f"{what} holds no text: take another source", "empty")
    return clean
