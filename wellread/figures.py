"""Numbers and values of a report's evidence beside each other: tables of comparison, and series."""

from typing import Literal

from wellread.values import Frozen

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


class Point(Frozen):
    """One number of a series; label and number stand word for word in the quote of its finding."""

    label: str
    text: str
    value: float
    """The number as it is drawn, a word like `million` counted in."""
    finding_id: str


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
