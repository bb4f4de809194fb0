"""Files of a document share: made by their own libraries from plain texts."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

from docx import Document
from openpyxl import Workbook
from pptx import Presentation
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate

Rows = Sequence[Sequence[object]]


@dataclass(frozen=True)
class Fact:
    """One thing that a report on the share must say, with the one right place to cite."""

    value: str
    """As the document writes it."""
    file: str
    place: str = ""
    """`p. 2`, `sheet Fees`, `slide 3`; empty where the format has no places."""
    outdated: tuple[str, ...] = ()
    """What older versions say instead, which no sentence of the report may say."""


@dataclass(frozen=True)
class Asked:
    """A question with the facts that answer it."""

    question: str
    facts: tuple[Fact, ...]


@dataclass
class Share:
    """What stands in the folder, and what it is asked."""

    name: str
    asked: tuple[Asked, ...] = ()
    files: dict[str, bytes] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        """Writes all files below `folder`."""
        for name, body in self.files.items():
            place = folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(body)


def pdf(title: str, pages: Sequence[Sequence[str]]) -> bytes:
    """A PDF; the first line of each page is its heading."""
    out = io.BytesIO()
    styles = getSampleStyleSheet()
    story: list[object] = []
    for page in pages:
        story.append(Paragraph(page[0], styles["Heading1"]))
        story += [Paragraph(text, styles["BodyText"]) for text in page[1:]]
        story.append(PageBreak())
    SimpleDocTemplate(out, pagesize=A4, title=title).build(story)
    return out.getvalue()


def docx(title: str, paragraphs: Sequence[str]) -> bytes:
    """A Word file; `# ` begins a heading."""
    document = Document()
    document.core_properties.title = title
    for text in paragraphs:
        if text.startswith("# "):
            document.add_heading(text[2:], 1)
        else:
            document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def xlsx(sheets: Mapping[str, Rows]) -> bytes:
    """An Excel file."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def pptx(slides: Sequence[tuple[str, Sequence[str]]]) -> bytes:
    """Slides of a title and lines."""
    show = Presentation()
    for title, lines in slides:
        slide = show.slides.add_slide(show.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = "\n".join(lines)
    out = io.BytesIO()
    show.save(out)
    return out.getvalue()


def mail(subject: str, sender: str, text: str) -> bytes:
    """One message."""
    message = EmailMessage()
    message["Subject"], message["From"] = subject, sender
    message["Date"] = "Tue, 14 May 2024 09:30:00 +0000"
    message.set_content(text)
    return message.as_bytes()


def table(rows: Rows) -> bytes:
    """A CSV file."""
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()
