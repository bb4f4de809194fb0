"""PDFs become text with pages, headings from their bookmarks, and typed errors."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from wellread.domain import Snapshot
from wellread.errors import PageError
from wellread.reading.pdf import read_pdf


def pdf_of(pages: list[list[str]], *, password: str = "", bookmarks: bool = True) -> bytes:
    """A PDF with a line of text per entry; a line that begins with `#` is a bookmarked heading."""
    buffer = BytesIO()
    encryption = StandardEncryption(password) if password else None
    canvas = Canvas(buffer, pagesize=A4, encrypt=encryption)
    canvas.setTitle("On Vacuuming")
    canvas.setAuthor("Ann Author")
    for number, lines in enumerate(pages):
        for row, line in enumerate(lines):
            text = line.lstrip("# ") if bookmarks else line
            if bookmarks and line.startswith("#"):
                canvas.bookmarkPage(f"{number}-{row}")
                canvas.addOutlineEntry(text, f"{number}-{row}", level=0)
            canvas.drawString(60, 780 - 16 * row, text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


LONG = "This line of the paragraph is rather long and goes on to the margin of"
PAGES = [
    ["# Chapter One", LONG, "the page. It ends here.", LONG, "another page."],
    ["Text of the second page, which is short."],
    [],
    ["Text of the fourth page."],
]


def test_lines_are_joined_and_bookmarks_become_headings() -> None:
    clean = read_pdf(pdf_of(PAGES))
    assert clean.text.startswith(
        f"# Chapter One\n\n{LONG} the page. It ends here.\n\n{LONG} another page.\n\n"
    )
    assert (clean.title, clean.author, clean.media_type) == (
        "On Vacuuming",
        "Ann Author",
        "application/pdf",
    )
    assert len(clean.published) == len("2026-11-23")


def test_every_offset_knows_its_page() -> None:
    clean = read_pdf(pdf_of(PAGES))
    snapshot = Snapshot(
        id="s",
        address="file:///a.pdf",
        read_at=datetime(2026, 11, 23, tzinfo=UTC),
        text=clean.text,
        page_starts=clean.page_starts,
    )
    assert len(clean.page_starts) == 4
    for words, page in (("Chapter", 1), ("second page", 2), ("fourth page", 4)):
        assert snapshot.place_at(clean.text.index(words)) == (page, "")


def test_lines_at_the_top_and_foot_of_most_pages_are_left_out() -> None:
    pages = [
        ["The Journal of Things", f"Words number {n} of the text.", f"Page {n}"] for n in range(6)
    ]
    text = read_pdf(pdf_of(pages)).text
    assert "Journal" not in text
    assert "Page 3" not in text
    assert "Words number 5" in text


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "unreadable"),
        (b"%PDF-1.7 and then nothing", "unreadable"),
        (pdf_of(PAGES)[:300], "unreadable"),
        (pdf_of([[], []]), "empty"),
        (pdf_of(PAGES, password="secret"), "refused"),
    ],
)
def test_pdfs_that_cannot_be_read_say_why(body: bytes, kind: str) -> None:
    with pytest.raises(PageError) as caught:
        read_pdf(body)
    assert caught.value.cause_kind == kind


@given(st.binary(max_size=200), st.integers(0, 1500), st.integers(0, 60))
@hypothesis_settings(max_examples=60, deadline=None)
def test_damaged_pdfs_give_text_or_a_page_error(junk: bytes, at: int, cut: int) -> None:
    body = WHOLE[:at] + junk + WHOLE[at + cut :]
    try:
        clean = read_pdf(body)
    except PageError:
        return
    assert list(clean.page_starts) == sorted(clean.page_starts)
    clean.text.encode()


WHOLE = pdf_of(PAGES)
