"""The report as PDF, set by Typst, which compiles offline and needs no system library."""

import json
import tempfile
from importlib.resources import files
from pathlib import Path

import manimgx_fonts
import manimgx_fonts_cjk
import typst

from wellread.report.chart import drawn
from wellread.report.parts import Document, Figure, Part, Quote, Sentence, Table
from wellread.report.styles import Citing, Span, pages_text

FONTS = (
    "Libertinus Serif",
    "Noto Sans",
    "Noto Sans CJK SC",
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "Noto Sans Devanagari",
    "Noto Sans Thai",
    "Noto Emoji",
    "Noto Sans Symbols",
)
"""In the order of trying; letters of other scripts are looked for in every font there is."""
_WEB = ("http://", "https://")


def typeset(document: Document) -> bytes:
    """The pages: contents, links, page numbers, and the letters of every script.

    The template and its text are data to Typst, in a folder of their own; nothing in a report can
    read a file or fetch a package.
    """
    template = files(__package__ or __name__).joinpath("report.typ").read_bytes()
    fonts = [str(Path(each.__file__).parent) for each in (manimgx_fonts, manimgx_fonts_cjk)]
    with tempfile.TemporaryDirectory() as root:
        page = Path(root, "report.typ")
        page.write_bytes(template)
        made = typst.compile(
            str(page),
            root=root,
            font_paths=fonts,
            ignore_system_fonts=True,
            sys_inputs={"report": json.dumps(_data(document), ensure_ascii=False)},
            format="pdf",
        )
    return bytes(made)


def _data(document: Document) -> dict[str, object]:
    """The document as the template reads it."""
    citing, say = Citing(document), document.say
    return {
        "title": document.title,
        "method": document.method,
        "language": document.form.language,
        "fonts": FONTS,
        "space": say("sentence_space"),
        "contents": say("headings.contents"),
        "sources": say("headings.sources"),
        "parts": [_part(part, citing) for part in document.parts],
        "entries": [
            {
                "number": entry.number,
                "label": citing.label(entry),
                "spans": [_span(span) for span in citing.spans(entry)],
                "notes": [[_sentence(each, citing) for each in note] for note in entry.notes],
                "quotes": [_quote(quote, document) for quote in entry.quotes],
            }
            for entry in citing.entries()
        ],
        "about": _part(document.about, citing),
    }


def _part(part: Part, citing: Citing) -> dict[str, object]:
    return {
        "title": part.title,
        "list": part.is_list,
        "paragraphs": [
            [_sentence(each, citing) for each in paragraph] for paragraph in part.paragraphs
        ],
        "items": [
            {"text": item.text, "sides": [_sentence(side, citing) for side in item.sides]}
            for item in part.items
        ],
        "table": _table(part.table, citing) if part.table else None,
        "figures": [_figure(figure, citing) for figure in part.figures],
    }


def _figure(figure: Figure, citing: Citing) -> dict[str, object]:
    return {
        "caption": _sentence(Sentence(figure.caption, figure.places), citing),
        "chart": str(drawn(figure.chart)) if figure.chart else "",
        "told": figure.chart.told if figure.chart else "",
        "table": _table(figure.table, citing),
    }


def _table(table: Table, citing: Citing) -> dict[str, object]:
    return {
        "head": table.head,
        "rows": [[_sentence(cell, citing) for cell in row] for row in table.rows],
        "numbers_from": table.numbers_from,
        "numbers_to": table.numbers_to,
    }


def _sentence(sentence: Sentence, citing: Citing) -> dict[str, object]:
    citation = citing.citation(sentence.places)
    return {
        "text": sentence.text,
        "doubt": sentence.doubt,
        "address": sentence.address,
        "opening": citation.opening if citation else "",
        "separator": citation.separator if citation else "",
        "closing": citation.closing if citation else "",
        "marks": [
            {"text": mark.text, "number": mark.place.number}
            for mark in (citation.marks if citation else ())
        ],
    }


def _span(span: Span) -> dict[str, object]:
    return {
        "text": span.text,
        "italic": span.italic,
        "address": span.is_address,
        "link": span.is_address and span.text.startswith(_WEB),
    }


def _quote(quote: Quote, document: Document) -> str:
    page = f" ({pages_text((quote.page,), document.say)})" if quote.page is not None else ""
    return f"“{quote.text}”{page}"
