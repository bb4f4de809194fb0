"""A line over time: the distances between its points are those between their moments."""

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from wellread.report.parts import Chart, clean
from wellread.report.svg import (
    COLOUR,
    LETTER_WIDTH,
    Drawing,
    Shape,
    letters_of,
    shortened,
    stroke,
    text_at,
)

WIDTH, HEIGHT = 680, 270
LEFT, RIGHT, TOP, BOTTOM = 112, 640, 26, 236
"""Where the lines of the axes stand, in SVG units."""
_STEPS = 5
"""About so many marks on the upright axis."""
_GAP = 10
"""Between two texts beside each other."""
_LETTERS = 16
_FLAT = 0.25
"""Where the numbers differ by less than this share of the largest, zero is left out of the
picture, so that a difference can be seen; the marks on the axis say where it begins."""
_ALMOST = 1e-9
_LEAST = 1e-290
"""Nearer to each other, no step between two numbers can be computed."""
_SMALL, _LARGE = 1e-6, 1e13
"""Steps and numbers that would need more digits than have room are written with a power of ten."""


class _At(NamedTuple):
    x: float
    y: float


def line(chart: Chart) -> Drawing:
    """The chart with its axes, a dot for each number, and a line from dot to dot."""
    marks = marks_of(chart.values)
    points = _places(chart)
    path = {
        "points": " ".join(f"{point.x:.2f},{point.y:.2f}" for point in points),
        "fill": "none",
        "stroke": COLOUR,
        "stroke-width": "2",
    }
    shapes = (
        *_upright(marks, chart.decimal_mark),
        stroke(LEFT, BOTTOM, RIGHT, BOTTOM),
        Shape("polyline", path),
        *_points(chart, points),
        *_times(chart, points),
    )
    return Drawing(WIDTH, HEIGHT, clean(chart.told), shapes)


def labelled(chart: Chart) -> list[int]:
    """The points whose numbers have room beside each other; the others stand in the table."""
    return _with_room(chart.texts, _places(chart))


def _places(chart: Chart) -> list[_At]:
    marks = marks_of(chart.values)
    across = _across([day.toordinal() for day in chart.days])
    return [_At(x, _height(each, marks)) for x, each in zip(across, chart.values, strict=True)]


def marks_of(values: Sequence[float]) -> tuple[float, ...]:
    """The numbers beside the upright axis: round ones, the first below all values, the last above.

    Zero is among them unless the values differ too little for a difference to be seen then.
    """
    low, high = min(values), max(values)
    largest = max(abs(low), abs(high))
    if high - low > _FLAT * largest or high - low <= _ALMOST * largest:
        low, high = min(low, 0.0), max(high, 0.0)
    if high - low < _LEAST:
        low, high = 0.0, 1.0
    step = _round_step((high - low) / _STEPS)
    return tuple(
        number * step for number in range(math.floor(low / step), math.ceil(high / step) + 1)
    )


def decimals_of(step: float) -> int:
    """How many decimals tell steps of this size apart."""
    return max(0, -math.floor(math.log10(step) + _ALMOST))


def written(number: float, step: float, decimal_mark: str) -> str:
    """A number of the axis, with as many decimals as its steps need."""
    if step < _SMALL or abs(number) > _LARGE:
        return f"{number:.4g}".replace(".", decimal_mark).replace("-", "\u2212")
    text = f"{number:,.{decimals_of(step)}f}".replace(",", "\u202f").replace(".", decimal_mark)
    return text.replace("-", "\u2212")


def _round_step(least: float) -> float:
    """The next of 1, 2, 5, 10, 20 ..."""
    power = 10.0 ** math.floor(math.log10(least) + _ALMOST)
    return next(step * power for step in (1, 2, 5, 10) if step * power >= least * (1 - _ALMOST))


def _across(times: Sequence[int]) -> Iterator[float]:
    first, last = min(times), max(times)
    span = (last - first) or 1
    inner = _LETTERS * LETTER_WIDTH / 4
    room = RIGHT - LEFT - 2 * inner
    return (LEFT + inner + (time - first) / span * room for time in times)


def _height(value: float, marks: Sequence[float]) -> float:
    return BOTTOM - (value - marks[0]) / (marks[-1] - marks[0]) * (BOTTOM - TOP)


def _upright(marks: Sequence[float], decimal_mark: str) -> Iterator[Shape]:
    for mark in marks:
        y = _height(mark, marks)
        yield stroke(LEFT, y, RIGHT, y, opacity=0.15)
        text = written(mark, marks[1] - marks[0], decimal_mark)
        yield text_at(text, LEFT - 8, y + 4, "end", font_size="11")


def _points(chart: Chart, points: Sequence[_At]) -> Iterator[Shape]:
    """A dot for each number, which tells it; beside those that have room for it, the number."""
    for number, point in enumerate(points):
        dot = {"cx": f"{point.x:.2f}", "cy": f"{point.y:.2f}", "r": "3.5", "fill": COLOUR}
        told = f"{clean(chart.labels[number])}: {clean(chart.texts[number])}"
        yield Shape("circle", dot, title=told)
    for number in _with_room(chart.texts, points):
        before, after = points[max(0, number - 1)], points[min(number + 1, len(points) - 1)]
        point = points[number]
        is_dip = before.y <= point.y >= after.y and min(before.y, after.y) < point.y
        y = point.y + 18 if is_dip and point.y + 18 < BOTTOM else point.y - 9
        yield text_at(shortened(chart.texts[number], _LETTERS), point.x, y)


def _times(chart: Chart, points: Sequence[_At]) -> Iterator[Shape]:
    for number in _with_room(chart.labels, points):
        x = points[number].x
        yield stroke(x, BOTTOM, x, BOTTOM + 5)
        yield text_at(shortened(chart.labels[number], _LETTERS), x, BOTTOM + 21)


def _with_room(texts: Sequence[str], points: Sequence[_At]) -> list[int]:
    """Which texts can stand beside each other under their points: the first, the last, others."""
    halves = [letters_of(shortened(text, _LETTERS)) * LETTER_WIDTH / 2 for text in texts]

    def is_clear(left: int, right: int) -> bool:
        between = points[right].x - points[left].x
        return between >= halves[left] + halves[right] + _GAP

    last = len(texts) - 1
    chosen = [0]
    for number in range(1, last):
        if is_clear(chosen[-1], number) and is_clear(number, last):
            chosen.append(number)
    return [*chosen, last] if last and is_clear(chosen[-1], last) else chosen
