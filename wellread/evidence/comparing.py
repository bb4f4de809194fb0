"""Series and comparisons in the tables of sources."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from wellread.evidence.amounts import Amount, amount_of
from wellread.evidence.moments import Moment, moment_of
from wellread.evidence.series import MIN_POINTS, Reading, series_of
from wellread.evidence.terms import content_terms, listed
from wellread.figures import Cell, Comparison, Row, Series

MAX_ATTRIBUTES = 5
"""Columns that fit beside the names on a page."""
MAX_THINGS = 20
MAX_CELL_CHARS = 160
MAX_SERIES_OF_TABLE = 3
_TIME_WORDS = frozenset(
    listed("year month date day period jahr monat datum tag 年 年份 年度 月份 日期")
)
_TOTALS = frozenset(
    listed(
        "total totals sum overall average mean gesamt summe insgesamt durchschnitt 合计 总计 平均"
    )
)
"""A sum among its parts, drawn as one of them, misleads."""


@dataclass(frozen=True)
class SourceTable:
    """A table of a source; each row is a finding of its own, that it can be cited."""

    title: str
    """The heading above it."""
    rows: tuple[tuple[str, dict[str, str]], ...]
    """Finding id, and cells by the name of their column."""

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns in order."""
        return tuple(dict.fromkeys(name for _, cells in self.rows for name in cells))

    def column(self, name: str) -> tuple[str, ...]:
        """What stands in a column, empty cells left out."""
        return tuple(cells[name] for _, cells in self.rows if name in cells)


def series_in_table(table: SourceTable, asked: str) -> tuple[Series, ...]:
    """The series of a table: over its column of dates, over its head of years, or over things.

    Of several measures those come first that the question `asked` names; the others only where it
    names none.
    """
    if len(table.rows) == 0 or len(table.columns) == 1:
        return ()
    if all(moment_of(name) for name in table.columns[1:]):
        found = list(_over_head(table))
        return tuple(found) if len(found) <= MAX_SERIES_OF_TABLE else ()
    time = _time_column(table)
    if time:
        found = list(_over_time(table, time, asked))
        return tuple(found[:MAX_SERIES_OF_TABLE])
    return tuple(_over_things(table))


def comparison_in(table: SourceTable, asked: str) -> Comparison | None:
    """The table as a comparison of the things in its first column; None where it is none.

    At least two things, each in one row, and what is said of several of them. A single column of
    numbers that makes a series is drawn instead.
    """
    if _time_column(table):
        return None
    first, *others = table.columns
    rows = [(key, cells) for key, cells in table.rows if first in cells]
    things = [cells[first].casefold() for _, cells in rows]
    shared = [name for name in others if len(table.column(name)) > 1 and _is_short(table, name)]
    attributes = tuple(_asked_first(shared, asked)[:MAX_ATTRIBUTES])
    named_once = len(set(things)) == len(things) and not any(map(amount_of, things))
    named_once &= _is_short(table, first)
    if not named_once or not 1 < len(things) <= MAX_THINGS or not attributes:
        return None
    if len(attributes) == 1 and tuple(_over_things(table)):
        return None
    return Comparison(
        title=table.title,
        of=first,
        attributes=attributes,
        rows=tuple(
            Row(
                thing=cells[first],
                cells=tuple(
                    Cell(text=cells[name], finding_id=key) if name in cells else None
                    for name in attributes
                ),
            )
            for key, cells in rows
        ),
    )


def _time_column(table: SourceTable) -> str:
    """The column of dates: the first one, or one that says so."""
    first = table.columns[0]
    for name in table.columns:
        says_so = name == first or name.casefold() in _TIME_WORDS
        if says_so and all(moment_of(cell) for cell in table.column(name)):
            return name
    return ""


def _over_time(table: SourceTable, time: str, asked: str) -> Iterator[Series]:
    """Each column of numbers over the dates, for every combination of the other texts."""
    numbers = [name for name in table.columns if name != time and _is_of_numbers(table, name)]
    texts = [name for name in table.columns if name != time and name not in numbers]
    for measure in _asked_first(numbers, asked):
        groups: defaultdict[tuple[str, ...], list[Reading]] = defaultdict(list)
        for key, cells in table.rows:
            if measure in cells and time in cells:
                context = tuple(f"{name}: {cells[name]}" for name in texts if name in cells)
                moment = moment_of(cells[time])
                groups[context].append(_reading(cells[time], moment, cells[measure], key, table))
        for context, readings in groups.items():
            series = series_of(_titled(measure, *context), "time", readings, of=time)
            if series is not None:
                yield series


def _over_head(table: SourceTable) -> Iterator[Series]:
    """Each row over the years in the head of the table."""
    first, *years = table.columns
    for key, cells in table.rows:
        readings = [
            _reading(year, moment_of(year), cells[year], key, table)
            for year in years
            if year in cells and amount_of(cells[year])
        ]
        series = series_of(_titled(cells.get(first, first), table.title), "time", readings)
        if series is not None and first in cells:
            yield series


def _over_things(table: SourceTable) -> Iterator[Series]:
    """The one column of numbers over the names in the first column."""
    first, *others = table.columns
    if len(others) != 1 or not _is_of_numbers(table, others[0]) or _is_of_numbers(table, first):
        return
    readings = [
        _reading(cells[first], None, cells[others[0]], key, table)
        for key, cells in table.rows
        if first in cells and others[0] in cells and cells[first].casefold() not in _TOTALS
    ]
    labels = {each.label.casefold() for each in readings}
    series = series_of(_titled(others[0], table.title), "things", readings, of=first)
    if series is not None and len(labels) == len(readings) >= MIN_POINTS:
        yield series


def _reading(label: str, moment: Moment | None, cell: str, key: str, table: SourceTable) -> Reading:
    amount = amount_of(cell)
    assert amount is not None  # noqa: S101  callers look first
    return Reading(label, moment.key if moment else (), amount, key, " ".join(table.columns))


def _is_of_numbers(table: SourceTable, name: str) -> bool:
    """Whether all cells are numbers of one unit."""
    amounts: list[Amount | None] = [amount_of(cell) for cell in table.column(name)]
    return None not in amounts and len({each.unit for each in amounts if each}) == 1


def _is_short(table: SourceTable, name: str) -> bool:
    return all(len(cell) <= MAX_CELL_CHARS for cell in table.column(name))


def _asked_first(names: Sequence[str], asked: str) -> list[str]:
    """The columns that the question speaks of; all of them where it speaks of none."""
    terms = set(content_terms(asked))
    named = [name for name in names if terms & set(content_terms(name))]
    return named or list(names)


def _titled(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
