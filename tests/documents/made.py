"""Documents of every format, each made by its own library."""

import io
import mailbox
import zipfile
from collections.abc import Sequence
from datetime import date
from email.message import EmailMessage
from pathlib import Path

from docx import Document
from openpyxl import Workbook
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

ROWS = [["Station", "Capacity (m3/h)", "Built"], ["North", "410", "1998"], ["South", "380", "2004"]]


def docx(
    paragraphs: Sequence[str], *, title: str = "", rows: Sequence[Sequence[str]] = ()
) -> bytes:
    """A Word file; `# ` begins a heading of the first level, `- ` a list item."""
    document = Document()
    document.core_properties.title = title
    document.core_properties.author = "Ann Author"
    for paragraph in paragraphs:
        if paragraph.startswith("#"):
            level = len(paragraph) - len(paragraph.lstrip("#"))
            document.add_heading(paragraph.lstrip("# "), level)
        elif paragraph.startswith("- "):
            document.add_paragraph(paragraph[2:], style="List Bullet")
        else:
            document.add_paragraph(paragraph)
    if rows:
        table = document.add_table(rows=len(rows), cols=len(rows[0]))
        for row, cells in enumerate(rows):
            for column, text in enumerate(cells):
                table.cell(row, column).text = text
    return _saved(document)


def xlsx() -> bytes:
    """An Excel file with a titled table, a list of facts and a hidden sheet."""
    book = Workbook()
    budget = book.active
    assert budget is not None
    budget.title = "Budget"
    for cells in (["Budget of the works"], [], ["Item", "Planned", "Share"]):
        budget.append(cells)
    budget.append(["Pumps", 1_200_000, 0.125])
    budget.append(["Pipes", 350.5, 0.5])
    budget["B4"].number_format = '#,##0 "EUR"'
    budget["C4"].number_format = "0.0%"
    facts = book.create_sheet("Key facts")
    facts.append(["Households served", 41200])
    facts.append(["Opened on", date(2020, 1, 2)])
    hidden = book.create_sheet("Scratch")
    hidden.append(["secret", 1])
    hidden.sheet_state = "hidden"
    return _saved(book)


def pptx() -> bytes:
    """Three slides: bullets with notes, a table, a chart."""
    show = Presentation()
    plan = show.slides.add_slide(show.slide_layouts[1])
    plan.shapes.title.text = "The plan"
    plan.placeholders[1].text = "Build a pump in Riverton\nBuy new pipes"
    plan.notes_slide.notes_text_frame.text = "The council agreed in March."
    stations = show.slides.add_slide(show.slide_layouts[5])
    stations.shapes.title.text = "Stations"
    table = stations.shapes.add_table(3, 3, Inches(1), Inches(1), Inches(4), Inches(1)).table
    for row, cells in enumerate(ROWS):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    drawn = show.slides.add_slide(show.slide_layouts[5])
    drawn.shapes.title.text = "Losses"
    data = CategoryChartData()
    data.categories = ["2022", "2023"]
    data.add_series("Loss in percent", (15, 12.5))
    drawn.shapes.add_chart(
        XL_CHART_TYPE.COLUMN_CLUSTERED, Inches(1), Inches(1), Inches(4), Inches(3), data
    )
    return _saved(show)


def epub(chapters: Sequence[tuple[str, str]]) -> bytes:
    """An e-book of (heading, paragraph) chapters, listed backwards in the manifest."""
    out = io.BytesIO()
    names = [f"part{number}.xhtml" for number in range(len(chapters))]
    items = "".join(
        f'<item id="c{number}" href="text/{name}" media-type="application/xhtml+xml"/>'
        for number, name in reversed(list(enumerate(names)))
    )
    spine = "".join(f'<itemref idref="c{number}"/>' for number in range(len(chapters)))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        package.writestr(
            "META-INF/container.xml",
            '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">'
            '<rootfiles><rootfile full-path="OEBPS/book.opf" '
            'media-type="application/oebps-package+xml"/></rootfiles></container>',
        )
        package.writestr(
            "OEBPS/book.opf",
            '<package xmlns="http://www.idpf.org/2007/opf" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>On Water</dc:title>'
            "<dc:creator>Ann Author</dc:creator><dc:date>2024-05-01</dc:date></metadata>"
            f"<manifest>{items}</manifest><spine>{spine}</spine></package>",
        )
        for name, (heading, text) in zip(names, chapters, strict=True):
            package.writestr(
                f"OEBPS/text/{name}",
                "<?xml version='1.0'?><!DOCTYPE html><html xmlns='http://www.w3.org/1999/xhtml'>"
                f"<body><h1>{heading}</h1><p>{text}</p></body></html>",
            )
    return out.getvalue()


def message(subject: str, text: str, *, html: str = "", attached: str = "") -> EmailMessage:
    """An e-mail with a text, an HTML body beside it, and a file."""
    made = EmailMessage()
    made["Subject"] = subject
    made["From"] = "Ann Author <ann@example.org>"
    made["To"] = "bob@example.org"
    made["Date"] = "Mon, 03 Jun 2024 10:00:00 +0200"
    made.set_content(text)
    if html:
        made.add_alternative(html, subtype="html")
    if attached:
        made.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename=attached)
    return made


def mbox(folder: Path, messages: Sequence[EmailMessage]) -> bytes:
    """A mailbox file of these messages."""
    box = mailbox.mbox(folder / "made.mbox")
    for each in messages:
        box.add(each)
    box.close()
    return (folder / "made.mbox").read_bytes()


def _saved(document: object) -> bytes:
    out = io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def with_part(package: bytes, name: str, body: bytes) -> bytes:
    """The package with one part exchanged or added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, body)
    return out.getvalue()
