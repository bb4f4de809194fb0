"""The report as a Word file: real headings, footnotes with the quotes, links to web pages alone."""

import io
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import docx
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import OxmlElement, parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Emu, Pt
from docx.table import Table as WordTable
from docx.table import _Row as WordRow
from docx.text.paragraph import Paragraph as WordParagraph

from wellread.report.export.footnotes import Footnotes
from wellread.report.export.word_chart import WordCharts
from wellread.report.parts import (
    Document,
    Figure,
    Paragraph,
    Part,
    Place,
    Quote,
    Sentence,
    Table,
    clean,
)
from wellread.report.styles import BY_NUMBER, Citing, Span

_WEB = ("http://", "https://")
_LINES = (
    f"<w:tblBorders {nsdecls('w')}>"
    + "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="A6A6A6"/>'
        for side in ("top", "bottom", "insideH")
    )
    + "</w:tblBorders>"
)
_TEXT_WIDTH, _NUMBER_WIDTH = Cm(16), Cm(3.2)
_KEPT = 12
"""So many rows of a table stay on one page with the chart above them."""
_FONTS = {"w:ascii": "Georgia", "w:hAnsi": "Georgia", "w:eastAsia": "Noto Sans CJK SC"}


def word_file(document: Document) -> bytes:
    """The report as .docx; each citation has a footnote with the quote it stands on."""
    word = docx.Document()
    _lay_out(word, document)
    _Writer(word, document).write()
    buffer = io.BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def _lay_out(word: WordDocument, document: Document) -> None:
    properties = word.core_properties
    properties.title, properties.language = clean(document.title)[:255], document.form.language
    properties.author = properties.comments = ""
    properties.created = properties.modified = datetime(2000, 1, 1, tzinfo=UTC)
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    normal = word.styles["Normal"]
    normal.font.size = Pt(11)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    for name, value in _FONTS.items():
        fonts.set(qn(name), value)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _field(footer, "PAGE")


class _Writer:
    def __init__(self, word: WordDocument, document: Document) -> None:
        self._word = word
        self._document = document
        self._say = document.say
        self._citing = Citing(document)
        self._footnotes = Footnotes(word)
        self._charts = WordCharts(word)
        self._quotes = {
            quote.finding_id: quote for entry in document.entries for quote in entry.quotes
        }
        self._entries = {entry.number: entry for entry in document.entries}

    def write(self) -> None:
        document = self._document
        self._word.add_heading(clean(document.title), level=0)
        self._word.add_paragraph().add_run(clean(document.method)).italic = True
        self._word.add_paragraph(self._say("headings.contents"), style="TOC Heading")
        _contents(self._word.add_paragraph(), document.headings)
        for part in document.parts:
            self._part(part)
        if document.entries:
            self._word.add_heading(self._say("headings.sources"), level=1)
            for entry in self._citing.entries():
                paragraph = self._word.add_paragraph()
                label = self._citing.label(entry)
                self._spans(
                    paragraph, [Span(f"{label} " if label else ""), *self._citing.spans(entry)]
                )
                for note in entry.notes:
                    self._paragraph(note)
        self._part(document.about)

    def _part(self, part: Part) -> None:
        if part.title:
            self._word.add_heading(clean(part.title), level=1)
        for sentences in part.paragraphs:
            self._paragraph(sentences, "List Bullet" if part.is_list else None)
        for item in part.items:
            self._word.add_paragraph(clean(item.text), style="List Bullet")
            for side in item.sides:
                self._sentence(self._word.add_paragraph(style="List Bullet 2"), side)
        if part.table:
            self._table(part.table)
        for figure in part.figures:
            self._figure(figure)

    def _figure(self, figure: Figure) -> None:
        """The table under its caption; what is drawn of it stands between as a chart of Word."""
        caption = self._word.add_paragraph()
        caption.paragraph_format.keep_with_next = True
        caption.add_run(clean(figure.caption)).bold = True
        if figure.chart is not None:
            citation = self._citing.citation(figure.places)
            caption.add_run(f" {clean(citation.text)}" if citation else "")
            caption.add_run().add_break()  # so that no page parts them
            self._charts.add(caption, figure.chart)
        self._table(figure.table, _KEPT if figure.chart else 1)

    def _table(self, table: Table, kept: int = 1) -> None:
        """Thin lines between the rows; the head is bold and stands on each page of the table."""
        made: WordTable = self._word.add_table(rows=0, cols=len(table.head))
        made._tbl.tblPr.append(parse_xml(_LINES))
        if table.numbers_from < table.numbers_to:
            _widen_first(made)
        for number, row in enumerate((tuple(map(Sentence, table.head)), *table.rows)):
            added = made.add_row()  # type: ignore[no-untyped-call]
            _mark_row(added, is_head=number == 0)
            for column, (cell, sentence) in enumerate(zip(added.cells, row, strict=True)):
                paragraph = cell.paragraphs[0]
                cell.width = made.columns[column].width
                self._sentence(paragraph, sentence)
                paragraph.paragraph_format.space_before = Pt(2)
                paragraph.paragraph_format.space_after = Pt(2)
                paragraph.paragraph_format.keep_with_next = number < min(len(table.rows), kept)
                for run in paragraph.runs if number == 0 else ():
                    run.bold = True
                if table.numbers_from <= column < table.numbers_to:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        self._word.add_paragraph()

    def _paragraph(self, sentences: Paragraph, style: str | None = None) -> None:
        paragraph = self._word.add_paragraph(style=style)
        for number, sentence in enumerate(sentences):
            paragraph.add_run(self._say("sentence_space") if number else "")
            self._sentence(paragraph, sentence)

    def _sentence(self, paragraph: WordParagraph, sentence: Sentence) -> None:
        paragraph.add_run(clean(sentence.text))
        citation = self._citing.citation(sentence.places)
        if citation and self._document.form.style not in BY_NUMBER:
            paragraph.add_run(f" {clean(citation.text)}")
        for mark in citation.marks if citation else ():
            self._footnotes.add(paragraph, clean(self._footnote(mark.text, mark.place)))
        if sentence.doubt:
            paragraph.add_run(f" ({sentence.doubt})").italic = True
        if sentence.address:
            paragraph.add_run(f" {clean(sentence.address)}")

    def _footnote(self, mark: str, place: Place) -> str:
        """`[3 p. 4] “quote”`: its source stands in the list."""
        if self._document.form.style in BY_NUMBER:
            mark = f"[{mark}]"
        return f"{mark} {self._quoted(self._quotes.get(place.finding_id), place)}".strip()

    def _quoted(self, quote: Quote | None, place: Place) -> str:
        if quote is None:
            return "".join(span.text for span in self._citing.spans(self._entries[place.number]))
        return f"“{quote.text}”"

    def _spans(self, paragraph: WordParagraph, spans: Sequence[Span]) -> None:
        for span in spans:
            if span.is_address and span.text.startswith(_WEB):
                _link(paragraph, clean(span.text))
            else:
                paragraph.add_run(clean(span.text)).italic = span.italic or None


def _widen_first(made: WordTable) -> None:
    """Numbers need little room, what they are the numbers of needs more."""
    made.autofit = False
    first, *others = made.columns
    for column in others:
        column.width = _NUMBER_WIDTH
    first.width = Emu(_TEXT_WIDTH - len(others) * _NUMBER_WIDTH)


def _mark_row(row: WordRow, *, is_head: bool) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if is_head:
        properties.append(OxmlElement("w:tblHeader"))


def _link(paragraph: WordParagraph, address: str) -> None:
    relation = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), relation)
    run = paragraph.add_run(address)
    run.font.underline = True
    link.append(run._r)
    paragraph._p.append(link)


def _contents(paragraph: WordParagraph, titles: Sequence[str]) -> None:
    """A table of contents that the reader's program brings up to date; until then the titles."""
    for mark in _field_runs('TOC \\o "1-1" \\h \\z'):
        paragraph._p.append(mark)
    for number, title in enumerate(titles):
        run = paragraph.add_run(clean(title))
        if number < len(titles) - 1:
            run.add_break()
    paragraph.add_run()._r.append(_field_end())


def _field(paragraph: WordParagraph, code: str) -> None:
    for run in _field_runs(code):
        paragraph._p.append(run)
    paragraph.add_run("1")
    paragraph.add_run()._r.append(_field_end())


def _field_runs(code: str) -> Iterator[BaseOxmlElement]:
    for kind in ("begin", "code", "separate"):
        run = OxmlElement("w:r")
        if kind == "code":
            text = OxmlElement("w:instrText")
            text.set(qn("xml:space"), "preserve")
            text.text = f" {code} "
            run.append(text)
        else:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run.append(mark)
        yield run


def _field_end() -> BaseOxmlElement:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), "end")
    return mark
