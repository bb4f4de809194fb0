"""PDF to clean text with the offset of every page."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Protocol

from wellread.errors import PageError
from wellread.reading.captions import caption_of
from wellread.reading.clean import CleanText, checked, iso_date, one_line, tidy, unread
from wellread.reading.images import MAX_IMAGES
from wellread.reading.pdf_pictures import PdfPage, PdfText, captions_beside_pictures
from wellread.sources import PageImage

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


class _TextPage(PdfText, Protocol):
    def get_text_range(self) -> str: ...


@dataclass(frozen=True)
class _Page:
    text: str
    captions: tuple[str, ...] = ()
    """The first lines of those that stand beside a picture."""


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
            pages = list(_pages(document))
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


def _pages(document: object) -> Iterator[_Page]:
    import pypdfium2

    count = len(document)  # type: ignore[arg-type]
    if count > _MAX_PAGES:
        raise unread(f"the PDF has {count} pages, more than {_MAX_PAGES}: split it", "too_large")
    chars = captions = 0
    for number in range(count):
        try:
            page = document[number]  # type: ignore[index]
            text_page: _TextPage = page.get_textpage()
            text = text_page.get_text_range()
            found = _Page(text, _captions(page, text_page, text) if captions < MAX_IMAGES else ())
            page.close()
        except pypdfium2.PdfiumError:
            # One broken page keeps its place, so that the numbers of the others stay right.
            found = _Page("")
        captions += len(found.captions)
        chars += len(found.text)
        if chars > _MAX_CHARS:
            raise unread(f"the PDF has more than {_MAX_CHARS} characters: split it", "too_large")
        yield found


def _captions(page: PdfPage, text_page: _TextPage, text: str) -> tuple[str, ...]:
    import pypdfium2

    try:
        return captions_beside_pictures(page, text_page, text)
    except pypdfium2.PdfiumError:
        return ()  # a picture that cannot be placed takes no text along


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
    pages: list[_Page], metadata: dict[str, str], bookmarks: dict[int, dict[str, int]]
) -> CleanText:
    lines = [_lines_of(page.text) for page in pages]
    running = _running_lines(lines)
    parts: list[str] = []
    starts: list[int] = []
    images: list[PageImage] = []
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
        images += _images(pages[number].captions, part, length, number + 1)
        length += len(part)
    text = "".join(parts)
    clean = CleanText(
        title=_title(metadata.get("Title", ""), lines),
        author=_named(metadata.get("Author", "")),
        published=iso_date(metadata.get("CreationDate", "").removeprefix("D:")[:8]),
        text=text,
        page_starts=tuple(starts),
        media_type="application/pdf",
        images=tuple(images[:MAX_IMAGES]),
    )
    return checked(clean, "the PDF (perhaps a scan without a text layer)")


def _images(captions: Sequence[str], part: str, begins: int, page: int) -> Iterator[PageImage]:
    """The pictures of a page by their captions, as far as these stand in its text."""
    for line in captions:
        at = part.find(one_line(line, len(line)))
        caption = caption_of(part[at:].partition("\n\n")[0]) if at >= 0 else ""
        if caption:
            yield PageImage(address=f"#page={page}", caption=caption, start=begins + at)


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
