"""The figures of a report as they stand on its pages: tables with citations, and what is drawn."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from wellread.figures import Comparison, Figures, Row, Series
from wellread.languages import Phrases
from wellread.report.parts import (
    Chart,
    Figure,
    Paragraph,
    Place,
    Sentence,
    Spacing,
    Table,
    harmless,
)

NOTHING = "–"
_SPACINGS: tuple[Spacing, ...] = ("years", "years", "months", "days")
"""By how many of year, month and day a moment gives."""
_Places = Callable[[Iterable[str]], Iterator[Place]]


def figures_in(figures: Figures, say: Phrases, places: _Places) -> tuple[Figure, ...]:
    """Comparisons first, then the series; `places` tells where findings have their evidence."""
    return (
        *(_comparison(each, places) for each in figures.comparisons),
        *(_series(each, say, places) for each in figures.series),
    )


def images_in(figures: Figures, places: _Places) -> tuple[Paragraph, ...]:
    """Each picture by its caption, the page it stands on, and its address."""
    return tuple(
        (
            Sentence(
                harmless(image.caption), tuple(places([image.finding_id])), address=image.address
            ),
        )
        for image in figures.images
    )


def _comparison(comparison: Comparison, places: _Places) -> Figure:
    table = Table(
        head=tuple(map(harmless, (comparison.of, *comparison.attributes))),
        rows=tuple(tuple(_cells(row, places)) for row in comparison.rows),
        numbers_from=len(comparison.attributes) + 1,
        numbers_to=len(comparison.attributes) + 1,
    )
    return Figure(harmless(comparison.title), table)


def _cells(row: Row, places: _Places) -> Iterator[Sentence]:
    yield Sentence(harmless(row.thing))
    for cell in row.cells:
        if cell is None:
            yield Sentence(NOTHING)
        else:
            yield Sentence(harmless(cell.text), tuple(places([cell.finding_id])))


def _series(series: Series, say: Phrases, places: _Places) -> Figure:
    title = harmless(series.title)
    table = Table(
        head=(harmless(series.of), say("figures.value")),
        rows=tuple(
            (
                Sentence(harmless(point.label)),
                Sentence(harmless(point.text), tuple(places([point.finding_id]))),
            )
            for point in series.points
        ),
        numbers_from=1,
        numbers_to=2,
    )
    chart = Chart(
        title=title,
        labels=tuple(harmless(point.label) for point in series.points),
        values=tuple(point.value for point in series.points),
        texts=tuple(harmless(point.text) for point in series.points),
        days=_days(series),
        spaced_by=_SPACINGS[min(len(series.points[0].moment), len(_SPACINGS) - 1)],
        decimal_mark="," if say.code == "de" else ".",
    )
    return Figure(title, table, chart)


def _days(series: Series) -> tuple[date, ...]:
    """Those of a series over time; none of a stored one that does not know them."""
    days = tuple(day for point in series.points if (day := point.day))
    is_even = len({len(point.moment) for point in series.points}) == 1
    is_whole = series.over == "time" and is_even and len(days) == len(series.points)
    return days if is_whole else ()
