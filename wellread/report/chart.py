"""Numbers drawn: a line where they follow one another in time, bars where they stand side by side.

Bars need nothing but a font, as SVG and as block letters for plain text. All begin at zero, so
that their lengths compare as the numbers do.
"""

from collections.abc import Sequence
from dataclasses import replace

from wellread.report.line import line
from wellread.report.parts import Chart, Figure, Sentence, Table, clean
from wellread.report.svg import COLOUR, Drawing, Shape, shortened, stroke, text_at

TEXT_WIDTH = 24
"""Blocks of the longest bar in text."""
_BLOCKS = "▏▎▍▌▋▊▉█"
"""One eighth to eight eighths of a letter's width."""
_ROW, _BAR = 26, 16
_LABELS, _BARS, _VALUES = 190, 380, 110
"""Widths in SVG units, of which a letter has about seven."""
_LETTERS = 26


def text_bars(values: Sequence[float]) -> tuple[str, ...]:
    """A bar of block letters for each value; one below zero has a minus before it."""
    longest = max(map(abs, values), default=0.0)
    return tuple(
        ("\u2212" if value < 0 else "") + _text_bar(abs(value) / longest if longest else 0.0)
        for value in values
    )


def with_bars(figure: Figure) -> Table:
    """The figure's table; what is drawn stands in a further column as block letters."""
    table = figure.table
    if figure.chart is None:
        return table
    bars = text_bars(figure.chart.values)
    rows = zip(table.rows, bars, strict=True)
    return replace(
        table, head=(*table.head, ""), rows=tuple((*row, Sentence(bar)) for row, bar in rows)
    )


def _text_bar(share: float) -> str:
    eighths = round(share * TEXT_WIDTH * len(_BLOCKS))
    whole, rest = divmod(eighths, len(_BLOCKS))
    return _BLOCKS[-1] * whole + (_BLOCKS[rest - 1] if rest else "")


def drawn(chart: Chart) -> Drawing:
    """The chart as a line over time, or as bars."""
    return line(chart) if chart.days else _bars(chart)


def _bars(chart: Chart) -> Drawing:
    low, high = min(0.0, *chart.values), max(0.0, *chart.values)
    span = (high - low) or 1.0
    zero = _LABELS - low / span * _BARS
    width, height = _LABELS + _BARS + _VALUES, _ROW * len(chart.values)
    shapes: list[Shape] = []
    rows = zip(chart.labels, chart.values, chart.texts, strict=True)
    for number, (label, value, text) in enumerate(rows):
        middle = number * _ROW + _ROW / 2
        left, end = (zero + side(0.0, value) / span * _BARS for side in (min, max))
        bar = {
            "x": f"{left:.2f}",
            "y": f"{middle - _BAR / 2:g}",
            "width": f"{end - left:.2f}",
            "height": str(_BAR),
            "fill": COLOUR,
        }
        shapes += [
            text_at(shortened(label, _LETTERS), _LABELS - 8, middle + 5, "end"),
            Shape("rect", bar),
            text_at(shortened(text, _LETTERS // 2), end + 6, middle + 5, "start"),
        ]
    axis = stroke(zero, 0, zero, height)
    return Drawing(width, height, clean(chart.told), (*shapes, axis))
