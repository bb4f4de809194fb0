"""What of the findings can stand side by side in a table, or be drawn, by strict rules of code."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from wellread.domain import Disagreement, Finding
from wellread.evidence.comparing import SourceTable, comparison_in, series_in_table
from wellread.evidence.enumerations import enumerated_series
from wellread.evidence.series import series_in_sentences
from wellread.evidence.table_rows import TableRow, table_around
from wellread.figures import Comparison, Figures, Series

MAX_FIGURES = 6
"""Tables and charts of one report together."""


def rows_around(finding: Finding, text: str) -> tuple[tuple[Finding, dict[str, str]], ...]:
    """The rows of the table that the finding quotes from, each as a finding with its cells.

    `text` is that of its snapshot, in which the rows stand word for word.
    """
    return tuple(
        (
            finding.model_copy(
                update={
                    "id": _row_id(finding, row, number),
                    "statement": text[row.start : row.end],
                    "quote": text[row.start : row.end],
                    "start": row.start,
                    "end": row.end,
                }
            ),
            row.cells,
        )
        for number, row in enumerate(table_around(text, finding.start, finding.end), 1)
    )


def _row_id(finding: Finding, row: TableRow, number: int) -> str:
    """The finding's own id where it quotes just this row."""
    is_whole = (finding.start, finding.end) == (row.start, row.end)
    return finding.id if is_whole else f"{finding.id}.row{number}"


def figures_of(
    findings: Sequence[Finding],
    texts: Mapping[str, str],
    disagreements: Iterable[Disagreement],
    asked: str,
    proposed: Iterable[Comparison] = (),
) -> tuple[Figures, tuple[Finding, ...]]:
    """The figures, and the findings that they cite: those given, and rows of quoted tables.

    Nothing is taken from what is outdated, nor from a quote that another source speaks against.
    A series that two tables give differently is no series.

    Args:
        findings: the most relevant first.
        texts: of their snapshots, by id.
        disagreements: those between the findings.
        asked: the question: of a table's columns it names some.
        proposed: tables of a writer, each cell checked. They come first, and a table of a source
            on the same things is left out beside them.
    """
    known = {each.id: each for each in findings}
    against = tuple(_contested(disagreements, known))
    current = [each for each in findings if not each.superseded_by]
    tables = []
    seen: set[tuple[str, int]] = set()
    for finding in current:
        rows = rows_around(finding, texts.get(finding.snapshot_id, ""))
        if rows and (finding.snapshot_id, rows[0][0].start) not in seen:
            seen.add((finding.snapshot_id, rows[0][0].start))
            known |= {row.id: row for row, _ in rows}
            title = (finding.headings or ("",))[-1]
            tables.append(SourceTable(title, tuple((row.id, cells) for row, cells in rows)))
    drawn = [each for table in tables for each in series_in_table(table, asked)]
    drawn += [*series_in_sentences(current), *enumerated_series(current)]
    ids = {each.id for each in current}
    compared = [
        each for each in proposed if all(cell.finding_id in ids for cell in each.cells.values())
    ]
    things = {_things(each) for each in compared}
    found = (each for table in tables if (each := comparison_in(table, asked)) is not None)
    compared += [each for each in found if _things(each) not in things]
    series = [each for each in _agreed(drawn) if not _is_among(against, each, known)]
    compared = [each for each in compared if not _is_among(against, each, known)]
    kept = Figures(
        comparisons=tuple(compared[:MAX_FIGURES]),
        series=tuple(series[: max(0, MAX_FIGURES - len(compared))]),
    )
    return kept, tuple(known[each] for each in kept.finding_ids)


def _things(comparison: Comparison) -> frozenset[str]:
    return frozenset(row.thing.casefold() for row in comparison.rows)


def _contested(
    disagreements: Iterable[Disagreement], known: Mapping[str, Finding]
) -> Iterator[Finding]:
    """The sides of disagreements; a current version is not contested by its outdated one."""
    for each in disagreements:
        sides = [known[side] for side in each.finding_ids if side in known]
        if not any(side.superseded_by for side in sides):
            yield from sides


def _is_among(
    contested: Sequence[Finding], figure: Series | Comparison, known: Mapping[str, Finding]
) -> bool:
    """Whether the figure cites a place that a contested quote covers."""
    cited = (
        Figures(series=(figure,)) if isinstance(figure, Series) else Figures(comparisons=(figure,))
    ).finding_ids
    return any(
        known[each].snapshot_id == other.snapshot_id
        and known[each].start < other.end
        and other.start < known[each].end
        for each in cited
        for other in contested
    )


def _agreed(found: Sequence[Series]) -> Iterator[Series]:
    """Series of one title once, the longest; none of them where their numbers differ."""
    alike: dict[tuple[str, str], list[Series]] = {}
    for series in found:
        alike.setdefault((series.title.casefold(), series.over), []).append(series)
    for group in alike.values():
        values: dict[str, set[float]] = {}
        for point in (point for series in group for point in series.points):
            values.setdefault(point.label.casefold(), set()).add(point.value)
        if all(len(each) == 1 for each in values.values()):
            yield max(group, key=lambda series: len(series.points))
