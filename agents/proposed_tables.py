"""The tables that a writer proposes: it names items and words, code takes them from the quotes."""

import re
from collections.abc import Mapping, Sequence

from agents.answers import CellAnswer, TableAnswer
from wellread.domain import Finding
from wellread.evidence.quotes import locate
from wellread.evidence.sentences import split_sentences
from wellread.evidence.terms import content_terms, listed, stem
from wellread.figures import Cell, Comparison, Row, with_cells

_COMPARING = frozenset(
    stem(word)
    for word in listed("""
    compare compares compared comparing comparison differ differs difference differences versus vs
    gegenüberstellen gegenüberstellung unterscheiden unterscheidet unterschied unterschiede
    vergleich vergleiche vergleichen verglichen
    """)
)
_COMPARING_HAN = re.compile("比较|对比|相比|区别|差异|差别|不同")


def asks_to_compare(*texts: str) -> bool:
    """Whether one of the texts asks to compare: only then a table is worth its tokens."""
    return any(
        _COMPARING_HAN.search(text) or _COMPARING.intersection(content_terms(text))
        for text in texts
    )


def comparisons_of(
    answers: Sequence[TableAnswer], items: Mapping[str, Finding], title: str
) -> tuple[Comparison, ...]:
    """The tables with each cell as it stands in its item's quote; `items` are by label.

    The title is the section's: one of the writer's own would be a statement that nobody checks.

    A cell stays empty where its item does not exist, where its words are not in the quote, and
    where the sentence around them, or the headings above, do not name the thing of its row: the
    text near a quote often speaks of the next thing. Whether the cell says what row and column
    claim is checked later, as a claim is.
    """
    proposed = (
        Comparison(
            title=title,
            of="",
            attributes=tuple(answer.attributes),
            rows=tuple(
                Row(
                    thing=row.thing,
                    cells=tuple(
                        _cell(row.thing, each, items)
                        for each, _ in zip(row.cells, answer.attributes, strict=False)
                    ),
                )
                for row in answer.rows
                if row.thing
            ),
        )
        for answer in answers
    )
    return tuple(each for table in proposed if (each := with_cells(table, table.cells)) is not None)


def _cell(thing: str, answer: CellAnswer, items: Mapping[str, Finding]) -> Cell | None:
    finding = items.get(answer.evidence.strip("[] "))
    span = locate(answer.words, finding.quote) if finding is not None else None
    if finding is None or span is None or not _names(thing, finding, span):
        return None
    words = " ".join(finding.quote[span[0] : span[1]].split())
    return Cell(text=words, finding_id=finding.id)


def _names(thing: str, finding: Finding, span: tuple[int, int]) -> bool:
    around = [
        finding.quote[start:end]
        for start, end in split_sentences(finding.quote)
        if start < span[1] and span[0] < end
    ]
    named = set(content_terms(thing))
    return bool(named) and named <= set(content_terms(" ".join((*around, *finding.headings))))
