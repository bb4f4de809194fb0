"""Numbers and values of a report's evidence beside each other: tables of comparison, and series."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from wellread.values import Frozen

_FIRST = (1, 1, 1)
"""Year, month and day."""
Over = Literal["time", "things"]


class Cell(Frozen):
    """What a source says of one thing, word for word."""

    text: str
    """Stands in the quote of its finding."""
    finding_id: str


class Row(Frozen):
    """One thing and what is said of it."""

    thing: str
    cells: tuple[Cell | None, ...]
    """One for each attribute; None where no source says it."""


class Comparison(Frozen):
    """The same attributes of several things."""

    title: str
    of: str
    """What the things are, as a source's table calls them; often empty."""
    attributes: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def cells(self) -> dict[tuple[int, int], Cell]:
        """What is said, by row and column from 0."""
        return {
            (row_no, column): cell
            for row_no, row in enumerate(self.rows)
            for column, cell in enumerate(row.cells)
            if cell is not None
        }


def with_cells(table: Comparison, cells: Mapping[tuple[int, int], Cell]) -> Comparison | None:
    """The table with these cells alone, without empty rows and columns.

    None where nothing is left to compare: no column with two cells.
    """
    rows = range(len(table.rows))
    columns = [
        column
        for column in range(len(table.attributes))
        if sum((row, column) in cells for row in rows) > 1
    ]
    kept = [row for row in rows if any((row, column) in cells for column in columns)]
    if not columns:
        return None
    return table.model_copy(
        update={
            "attributes": tuple(table.attributes[column] for column in columns),
            "rows": tuple(
                Row(
                    thing=table.rows[row].thing,
                    cells=tuple(cells.get((row, column)) for column in columns),
                )
                for row in kept
            ),
        }
    )


class Point(Frozen):
    """One number of a series; label and number stand word for word in the quote of its finding."""

    label: str
    text: str
    value: float
    """The number as it is drawn, a word like `million` counted in."""
    finding_id: str
    moment: tuple[int, ...] = ()
    """Year, month, day of a point over time, as far as its label gives them."""

    @property
    def day(self) -> date | None:
        """The moment, or its first day; None where there is no such day."""
        if not 1 <= len(self.moment) <= len(_FIRST):
            return None
        try:
            return date(*self.moment, *_FIRST[len(self.moment) :])
        except ValueError:
            return None


class Series(Frozen):
    """One measure of one definition and unit, over time or over named things."""

    title: str
    over: Over
    of: str = ""
    """What the labels are, as a source's table calls them: `Year`; often empty."""
    points: tuple[Point, ...]


class SourceImage(Frozen):
    """A picture of a source that stands near a cited quote: named, never loaded."""

    caption: str
    address: str
    finding_id: str
    """The cited finding near which it stands."""


class Figures(Frozen):
    """What of a report's evidence can be compared or drawn."""

    comparisons: tuple[Comparison, ...] = ()
    series: tuple[Series, ...] = ()
    images: tuple[SourceImage, ...] = ()
    """Where the user asked for them."""

    @property
    def finding_ids(self) -> tuple[str, ...]:
        """The findings that are cited here, each once, in the order of reading."""
        cells = (cell for each in self.comparisons for row in each.rows for cell in row.cells)
        cited = [cell.finding_id for cell in cells if cell is not None]
        cited += [point.finding_id for each in self.series for point in each.points]
        return tuple(dict.fromkeys(cited))
