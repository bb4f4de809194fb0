"""The report as Markdown: what was found, on what it rests, and what it lacks."""

import re
from collections.abc import Iterator, Sequence

from wellread.report.chart import with_bars
from wellread.report.parts import (
    Document,
    Figure,
    Item,
    Paragraph,
    Part,
    Sentence,
    Table,
    harmless,
)
from wellread.report.styles import Citing, Span

_MARKUP = re.compile(r"([\\`*_\[\]<>|]|&(?=#?\w+;)|~(?=~))")
_BLOCK = re.compile(r"(\d{0,9})(?=(?<=\d)[.)](?:\s|$)|#{1,6}(?:\s|$)|[-+](?:\s|$)|=+$|-{2,}$|~{3})")
"""What begins a heading, a list or a rule at the beginning of a line."""


def render(document: Document) -> str:
    """The whole report. Text from sources and models cannot form links, HTML or headings."""
    citing = Citing(document)
    space = document.say("sentence_space")
    blocks = [f"# {plain(document.title)}", f"*{document.method}*"]
    if document.form.kind == "detailed":
        blocks += [
            f"## {document.say('headings.contents')}",
            "\n".join(f"- {plain(heading)}" for heading in document.headings),
        ]
    for part in document.parts:
        blocks += _part(part, citing, space)
    if document.entries:
        blocks += [f"## {document.say('headings.sources')}", "\n\n".join(_sources(citing, space))]
    blocks += _part(document.about, citing, space)
    return "\n\n".join(block for block in blocks if block) + "\n"


def plain(text: str) -> str:
    """`text` on one line, its addresses no links and Markdown's own signs made harmless."""
    escaped = _MARKUP.sub(r"\\\1", harmless(text))
    begins = _BLOCK.match(escaped)
    return f"{begins[1]}\\{escaped[begins.end() :]}" if begins else escaped


def _part(part: Part, citing: Citing, space: str) -> list[str]:
    return [
        f"## {plain(part.title)}" if part.title else "",
        *_paragraphs(part, citing, space),
        "\n".join(_items(part.items, citing)),
        "\n".join(_table(part.table, citing)) if part.table else "",
        *(block for figure in part.figures for block in _figure(figure, citing)),
    ]


def _figure(figure: Figure, citing: Citing) -> list[str]:
    """Caption and table; bars of block letters need no network and no picture."""
    caption = f"**{plain(figure.caption)}**" if figure.caption else ""
    return [caption, "\n".join(_table(with_bars(figure), citing))]


def _paragraphs(part: Part, citing: Citing, space: str) -> list[str]:
    texts = [_paragraph(each, citing, space) for each in part.paragraphs]
    return ["\n".join(f"- {text}" for text in texts)] if part.is_list else texts


def _paragraph(sentences: Paragraph, citing: Citing, space: str) -> str:
    return space.join(_sentence(each, citing) for each in sentences)


def _sentence(sentence: Sentence, citing: Citing) -> str:
    citation = citing.citation(sentence.places)
    cited = f" {citation.text}" if citation else ""
    doubt = f" *({sentence.doubt})*" if sentence.doubt else ""
    address = f" {_code(sentence.address)}" if sentence.address else ""
    return plain(sentence.text) + cited + doubt + address


def _items(items: Sequence[Item], citing: Citing) -> Iterator[str]:
    for item in items:
        yield f"- {plain(item.text)}" + (":" if item.sides else "")
        yield from (f"  - {_sentence(side, citing)}" for side in item.sides)


def _table(table: Table, citing: Citing) -> Iterator[str]:
    numbers = range(table.numbers_from, table.numbers_to)
    rules = ("---:" if column in numbers else "---" for column in range(len(table.head)))
    rows = ([_sentence(cell, citing) for cell in row] for row in table.rows)
    for cells in (map(plain, table.head), rules, *rows):
        yield f"| {' | '.join(cells)} |"


def _sources(citing: Citing, space: str) -> Iterator[str]:
    for entry in citing.entries():
        text = "".join(_span(span) for span in citing.spans(entry))
        yield f"{citing.label(entry)} {text}".strip()
        yield from (f"> {_paragraph(each, citing, space)}" for each in entry.notes)


def _span(span: Span) -> str:
    if span.is_address:
        return _place(span.text)
    text = _MARKUP.sub(r"\\\1", span.text)
    return f"*{text}*" if span.italic else text


def _place(address: str) -> str:
    if address.startswith(("http://", "https://")):
        return f"<{address}>" if ">" not in address else plain(address)
    return _code(address)


def _code(address: str) -> str:
    return f"`{address.replace('`', '')}`"
