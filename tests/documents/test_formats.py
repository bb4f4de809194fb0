"""Office files, e-books, tables and e-mail become text that knows its sheet, slide or message."""

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from documents import made

from wellread.domain import Snapshot
from wellread.errors import PageError
from wellread.reading.clean import CleanText
from wellread.reading.formats import clean
from wellread.reading.passages import passages_of


def places(text: CleanText) -> dict[str, tuple[int | None, str]]:
    """For each passage where it stands."""
    snapshot = Snapshot(
        id="s",
        address="file:///a",
        title=text.title,
        read_at=datetime(2026, 11, 23, tzinfo=UTC),
        text=text.text,
        page_starts=text.page_starts,
        place_names=text.place_names,
    )
    return {each.text: (each.page, each.place) for each in passages_of(snapshot)}


def test_a_word_file_keeps_headings_lists_and_tables() -> None:
    body = made.docx(
        ["# Supply", "The plant serves 41,200 households.", "## Pumps", "- one", "- two"],
        title="Water report",
        rows=made.ROWS,
    )
    text = clean(body, "", None, "a.docx")
    assert text.text == (
        "# Supply\n\nThe plant serves 41,200 households.\n\n## Pumps\n\n- one\n- two\n\n"
        "- Station: North · Capacity (m3/h): 410 · Built: 1998.\n"
        "- Station: South · Capacity (m3/h): 380 · Built: 2004."
    )
    assert (text.title, text.author) == ("Water report", "Ann Author")


def test_sheets_show_values_as_their_cells_do_and_hidden_ones_are_left_out() -> None:
    text = clean(made.xlsx(), "", None, "a.xlsx")
    assert places(text) == {
        "Budget of the works\n\n- Item: Pumps · Planned: 1,200,000 EUR · Share: 12.5%.\n"
        "- Item: Pipes · Planned: 350.5 · Share: 0.5.": (None, "sheet Budget"),
        "- Households served: 41200.\n- Opened on: 2020-01-02.": (None, "sheet Key facts"),
    }


def test_slides_know_their_number_and_keep_tables_charts_and_notes() -> None:
    text = clean(made.pptx(), "", None, "a.pptx")
    assert places(text) == {
        "Build a pump in Riverton\n\nBuy new pipes\n\nThe council agreed in March.": (
            None,
            "slide 1",
        ),
        "- Station: North · Capacity (m3/h): 410 · Built: 1998.\n"
        "- Station: South · Capacity (m3/h): 380 · Built: 2004.": (None, "slide 2"),
        "Loss in percent\n\n- 2022: 15.\n- 2023: 12.5.": (None, "slide 3"),
    }
    assert text.title == "The plan"


def test_the_chapters_of_an_e_book_follow_its_spine() -> None:
    body = made.epub([("One", "The first chapter."), ("Two", "The second chapter.")])
    text = clean(body, "", None, "a.epub")
    assert text.text == "# One\n\nThe first chapter.\n\n# Two\n\nThe second chapter."
    assert (text.title, text.author, text.published) == ("On Water", "Ann Author", "2024-05-01")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_rows_of_a_table_name_their_columns(delimiter: str) -> None:
    rows = [["Name", "Staff"], ["Ann", "5"], ['"B. and sons"', "6"]]
    body = "\r\n".join(delimiter.join(row) for row in rows).encode()
    text = clean(body, "", None, "a.csv")
    assert text.text == "- Name: Ann · Staff: 5.\n- Name: B. and sons · Staff: 6."


def test_a_message_tells_sender_day_and_attachments() -> None:
    sent = made.message("Fees äöü", "The fee is 5 EUR.", html="<p>no</p>", attached="a.pdf")
    text = clean(sent.as_bytes(), "", None, "a.eml")
    assert text.text.endswith("The fee is 5 EUR.\n\nAttached, not read: a.pdf")
    assert (text.title, text.published) == ("Fees äöü", "2024-06-03")
    assert text.author == "Ann Author <ann@example.org>"


def test_the_messages_of_a_mailbox_are_its_places(tmp_path: Path) -> None:
    messages = [made.message(f"Mail {n}", f"From here on it costs {n} EUR.") for n in (1, 2)]
    text = clean(made.mbox(tmp_path, messages), "", None, "a.mbox")
    assert text.place_names == ("message 1", "message 2")
    assert "costs 2 EUR" in text.text[text.page_starts[1] :]


@pytest.mark.parametrize("name", ["report", "report.txt", "report.zip", "report.pdf"])
def test_content_tells_the_format_whatever_the_name_says(name: str) -> None:
    body = made.docx(["The plant serves 41,200 households."])
    assert clean(body, "", None, name).text == "The plant serves 41,200 households."


def package(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made_of:
        for name, body in parts.items():
            made_of.writestr(name, body)
    return out.getvalue()


OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
BOMB = bytes(50_000_000)


@pytest.mark.parametrize(
    ("body", "name", "kind"),
    [
        (made.docx(["Words."])[:2000], "a.docx", "unreadable"),
        (package({"word/document.xml": b"<w:document"}), "a.docx", "unreadable"),
        (package({"xl/workbook.xml": b""}), "a.xlsx", "unreadable"),
        (package({"ppt/presentation.xml": b"<a/>"}), "a.pptx", "unreadable"),
        (package({"META-INF/container.xml": b"<a/>"}), "a.epub", "unreadable"),
        (package({"word/document.xml": BOMB}), "a.docx", "too_large"),
        (package({"other.bin": b"x"}), "a.zip", "unsupported_type"),
        (made.docx([]), "a.docx", "empty"),
        (OLD_OFFICE, "a.doc", "unsupported_type"),
        (OLD_OFFICE + "EncryptedPackage".encode("utf-16-le"), "a.docx", "refused"),
        (b"a,b\n\x00\x01", "a.csv", "unsupported_type"),
        (b"", "a.csv", "empty"),
        (b"", "a.eml", "empty"),
        (b"\x89PNG", "a.png", "unsupported_type"),
    ],
)
def test_files_that_cannot_be_read_say_why(body: bytes, name: str, kind: str) -> None:
    with pytest.raises(PageError) as caught:
        clean(body, "", None, name)
    assert caught.value.cause_kind == kind
