"""One HTML file that needs nothing else: no script, no address but the sources' own."""

import base64
import hashlib
from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files

from wellread.report.chart import drawn
from wellread.report.parts import (
    Document,
    Entry,
    Figure,
    Item,
    Paragraph,
    Part,
    Quote,
    Sentence,
    Table,
)
from wellread.report.styles import Citing, Span, pages_text

_WEB = ("http://", "https://")


def page(document: Document) -> str:
    """The report as one page. Its policy forbids scripts, frames, forms and every request."""
    style = files(__package__ or __name__).joinpath("report.css").read_text(encoding="utf-8")
    sha256 = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{sha256}'; base-uri 'none'; form-action 'none'"
    lines = [
        "<!doctype html>",
        f'<html lang="{escape(document.form.language)}">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">',
        '<meta name="referrer" content="no-referrer">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(document.title)}</title>",
        f"<style>{style}</style>",
        "</head>",
        "<body>",
        *_Page(document).body(),
        "</body>",
        "</html>",
    ]
    return "\n".join(lines) + "\n"


class _Page:
    def __init__(self, document: Document) -> None:
        self._document = document
        self._say = document.say
        self._citing = Citing(document)
        quotes = (quote.finding_id for entry in document.entries for quote in entry.quotes)
        self._anchors = {finding_id: f"quote-{n}" for n, finding_id in enumerate(quotes, 1)}

    def body(self) -> Iterator[str]:
        document = self._document
        parts = [*document.parts, document.about]
        yield f'<h1 dir="auto">{escape(document.title)}</h1>'
        yield f'<p class="method">{escape(document.method)}</p>'
        yield from self._contents(document.headings)
        places = iter(range(1, len(document.headings) + 1))
        for part in parts[:-1]:
            yield from self._part(part, places)
        if document.entries:
            yield from self._sources(next(places))
        yield from self._part(document.about, places)

    def _contents(self, titles: Iterable[str]) -> Iterator[str]:
        name = escape(self._say("headings.contents"))
        yield f'<nav aria-label="{name}"><h2>{name}</h2><ol>'
        for place, title in enumerate(titles, 1):
            yield f'<li><a href="#part-{place}">{escape(title)}</a></li>'
        yield "</ol></nav>"

    def _part(self, part: Part, places: Iterator[int]) -> Iterator[str]:
        if part.title:
            yield f'<h2 id="part-{next(places)}" dir="auto">{escape(part.title)}</h2>'
        tag = "li" if part.is_list else "p"
        lines = [f'<{tag} dir="auto">{self._paragraph(each)}</{tag}>' for each in part.paragraphs]
        yield from ("<ul>", *lines, "</ul>") if part.is_list else lines
        if part.items:
            yield f"<ul>{''.join(self._item(item) for item in part.items)}</ul>"
        if part.table:
            yield from self._table(part.table)
        for figure in part.figures:
            yield from self._figure(figure)

    def _figure(self, figure: Figure) -> Iterator[str]:
        yield "<figure>"
        if figure.caption:
            caption = self._sentence(Sentence(figure.caption, figure.places))
            yield f'<figcaption dir="auto">{caption}</figcaption>'
        if figure.chart:
            yield str(drawn(figure.chart))
        yield from self._table(figure.table)
        yield "</figure>"

    def _table(self, table: Table) -> Iterator[str]:
        numbers = range(table.numbers_from, table.numbers_to)
        kinds = [" class=number" if column in numbers else "" for column in range(len(table.head))]
        head = "".join(
            f"<th{kind}>{escape(name)}</th>" for kind, name in zip(kinds, table.head, strict=True)
        )
        yield f"<table><tr>{head}</tr>"
        for row in table.rows:
            cells = zip(kinds, map(self._sentence, row), strict=True)
            yield f"<tr>{''.join(f'<td{kind}>{cell}</td>' for kind, cell in cells)}</tr>"
        yield "</table>"

    def _paragraph(self, paragraph: Paragraph) -> str:
        return self._say("sentence_space").join(self._sentence(each) for each in paragraph)

    def _item(self, item: Item) -> str:
        sides = "".join(f"<li>{self._sentence(side)}</li>" for side in item.sides)
        return f'<li dir="auto">{escape(item.text)}{f"<ul>{sides}</ul>" if sides else ""}</li>'

    def _sentence(self, sentence: Sentence) -> str:
        citation = self._citing.citation(sentence.places)
        cited = ""
        if citation:
            links = citation.separator.join(
                f'<a href="#{self._target(mark.place.finding_id, mark.place.number)}">'
                f"{escape(mark.text)}</a>"
                for mark in citation.marks
            )
            cited = f" <cite>{citation.opening}{links}{citation.closing}</cite>"
        doubt = f" <em>({escape(sentence.doubt)})</em>" if sentence.doubt else ""
        address = f" <code>{escape(sentence.address)}</code>" if sentence.address else ""
        return escape(sentence.text) + cited + doubt + address

    def _target(self, finding_id: str, number: int) -> str:
        return self._anchors.get(finding_id, f"source-{number}")

    def _sources(self, place: int) -> Iterator[str]:
        yield f'<h2 id="part-{place}">{escape(self._say("headings.sources"))}</h2>'
        for entry in self._citing.entries():
            yield f'<section class="source" id="source-{entry.number}">'
            yield f'<p dir="auto">{escape(self._citing.label(entry))} {self._spans(entry)}</p>'
            yield from (f'<p dir="auto">{self._paragraph(each)}</p>' for each in entry.notes)
            yield from (self._quote(quote) for quote in entry.quotes)
            yield "</section>"

    def _spans(self, entry: Entry) -> str:
        return "".join(_span(span) for span in self._citing.spans(entry))

    def _quote(self, quote: Quote) -> str:
        page = pages_text((quote.page,), self._say) if quote.page is not None else ""
        where = " › ".join(filter(None, (*quote.headings, page)))
        place = f"<footer>{escape(where)}</footer>" if where else ""
        anchor = self._anchors[quote.finding_id]
        return f'<blockquote id="{anchor}" dir="auto">{escape(quote.text)}{place}</blockquote>'


def _span(span: Span) -> str:
    text = escape(span.text)
    if span.is_address and span.text.startswith(_WEB):
        return f'<a href="{text}" rel="noopener noreferrer nofollow">{text}</a>'
    if span.is_address:
        return f"<code>{text}</code>"
    return f"<i>{text}</i>" if span.italic else text
