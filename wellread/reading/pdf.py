"""PDF to clean text with the offset of every page."""

import re
from collections import Counter
from collections.abc import Iterator
from threading import Lock
from typing import Protocol

from wellread.errors import PageError
from wellread.reading.clean import CleanText, checked, iso_date, one_line, tidy, unread

_PDFIUM = Lock()
"""PDFium keeps global state and is not thread-safe: one document at a time."""
_MAX_PAGES = 5_000
_MAX_CHARS = 20_000_000
_MAX_BOOKMARKS = 2_000
_PASSWORD_NEEDED = 4
_NO_NAMES = frozenset(
    ("untitled", "anonymous", "unknown", "(unspecified)", "(anonymous)", "author")
)
_FILE_TITLE = re.compile(r".*\.(?:docx?|pdf|tex|dvi|pptx?|odt|indd|qxd|rtf)$", re.I)
_HYPHEN_BREAK = re.compile("[\x02\ufffe]\\s*")
_ENDS_SENTENCE = re.compile(r"[.!?:;\u3002\uff01\uff1f]['\")\]\u201d\u2019]?$")
_SHORT_LINE = 0.8
_RUNNING_SHARE = 0.6
_FEW_PAGES = 4


class _TextPage(Protocol):
    def get_text_range(self) -> str: ...


def read_pdf(body: bytes) -> CleanText:
    """The text of every page in reading order, paragraphs joined, bookmarks as headings.

    Lines that stand at the top or foot of most pages are left out.

    Raises:
        PageError: `refused` with a password, `empty` without a text layer (a scan), `too_large`,
            `unreadable`.
    """
    import pypdfium2  # type: ignore[import-untyped]

    with _PDFIUM:
        try:
            document = pypdfium2.PdfDocument(body)
        except pypdfium2.PdfiumError as error:
            raise _open_problem(error, getattr(error, "err_code", None)) from error
        try:
            pages = list(_page_texts(document))
            metadata = {str(key): str(value) for key, value in document.get_metadata_dict().items()}
            bookmarks = _bookmarks(document)
        except (pypdfium2.PdfiumError, ValueError) as error:
            raise unread(f"the PDF is broken: {error}", "unreadable") from error
        finally:
            document.close()
    return _clean(pages, metadata, bookmarks)


def _open_problem(error: Exception, code: int | None) -> PageError:
    if code == _PASSWORD_NEEDED:
        return unread("the PDF needs a password: save a copy without one", "refused")
    return unread(f"the PDF is broken: {error}", "unreadable")


def _page_texts(document: object) -> Iterator[str]:
    import pypdfium2

    count = len(document)  # type: ignore[arg-type]
    if count > _MAX_PAGES:
        raise unread(f"the PDF has {count} pages, more than {_MAX_PAGES}: split it", "too_large")
    chars = 0
    for number in range(count):
        try:
            page = document[number]  # type: ignore[index]
            text_page: _TextPage = page.get_textpage()
            text = text_page.get_text_range()
            page.close()
        except pypdfium2.PdfiumError:
            # One broken page keeps its place, so that the numbers of the others stay right.
            text = ""
        chars += len(text)
        if chars > _MAX_CHARS:
            raise unread(f"the PDF has more than {_MAX_CHARS} characters: split it", "too_large")
        yield text


def _bookmarks(document: object) -> dict[int, dict[str, int]]:
    """For each page the titles of its bookmarks, in small letters, with their levels."""
    found: dict[int, dict[str, int]] = {}
    for count, mark in enumerate(document.get_toc()):  # type: ignore[attr-defined]
        if count >= _MAX_BOOKMARKS:
            break
        target = mark.get_dest()
        page = target.get_index() if target else None
        title = one_line(mark.get_title() or "").lower()
        if page is not None and title:
            found.setdefault(page, {})[title] = min(mark.level + 1, 6)
    return found


def _clean(
    pages: list[str], metadata: dict[str, str], bookmarks: dict[int, dict[str, int]]
) -> CleanText:
    lines = [_lines_of(page) for page in pages]
    running = _running_lines(lines)
    parts: list[str] = []
    starts: list[int] = []
    length = 0
    for number, page in enumerate(lines):
        starts.append(length)
        body = [
            line
            for at, line in enumerate(page)
            if not (at in {0, len(page) - 1} and _without_digits(line) in running)
        ]
        text = tidy(_paragraphs(body, bookmarks.get(number, {})))
        part = f"{text}\n\n" if text else ""
        parts.append(part)
        length += len(part)
    text = "".join(parts)
    clean = CleanText(
        title=_title(metadata.get("Title", ""), lines),
        author=_named(metadata.get("Author", "")),
        published=iso_date(metadata.get("CreationDate", "").removeprefix("D:")[:8]),
        text=text,
        page_starts=tuple(starts),
        media_type="application/pdf",
    )
    return checked(clean, "the PDF (perhaps a scan without a text layer)")


def _lines_of(page: str) -> list[str]:
    text = _HYPHEN_BREAK.sub("", page).replace("\r\n", "\n").replace("\r", "\n")
    return [line for line in (one_line(raw, len(raw)) for raw in text.split("\n")) if line]


def _running_lines(pages: list[list[str]]) -> frozenset[str]:
    if len(pages) < _FEW_PAGES:
        return frozenset()
    ends = Counter(
        key
        for page in pages
        if page
        for key in {_without_digits(page[0]), _without_digits(page[-1])}
    )
    return frozenset(key for key, count in ends.items() if count > _RUNNING_SHARE * len(pages))


def _without_digits(line: str) -> str:
    return re.sub(r"\d+", "0", line)


def _paragraphs(lines: list[str], headings: dict[str, int]) -> str:
    """Lines joined to paragraphs, which end with a sentence on a short line."""
    lengths = sorted(len(line) for line in lines)
    usual = lengths[int(len(lengths) * 0.75)] if lengths else 0
    parts: list[str] = []
    ended = True
    for line in lines:
        level = headings.get(line.lower())
        if level:
            parts.append(f"{'#' * level} {line}")
        elif ended:
            parts.append(f"\\{line}" if line[0] == "#" else line)
        else:
            parts[-1] = f"{parts[-1]} {line}"
        ended = bool(level) or (
            len(line) < _SHORT_LINE * usual and _ENDS_SENTENCE.search(line) is not None
        )
    return "\n\n".join(parts)


def _title(given: str, pages: list[list[str]]) -> str:
    title = _named(given)
    if title and not _FILE_TITLE.match(title):
        return title.removeprefix("Microsoft Word - ")
    return next((line[:200] for page in pages for line in page[:1]), "")


def _named(given: str) -> str:
    name = one_line(given)
    return "" if name.lower() in _NO_NAMES else name
