"""Slides: what stands on each, its tables and charts as rows, and the speaker's notes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from wellread.reading.clean import CleanText, checked, one_line, tidy, unread
from wellread.reading.packages import BROKEN, opened, properties_of
from wellread.reading.parts import in_parts
from wellread.reading.tables import table_text

if TYPE_CHECKING:
    from pptx.chart.chart import Chart
    from pptx.shapes.base import BaseShape
    from pptx.slide import Slide

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_MAX_GROUPS = 20
"""How deep shapes may be grouped."""
_DAMAGED = (KeyError, AttributeError, TypeError, IndexError, SyntaxError, *BROKEN)


def read_pptx(body: bytes) -> CleanText:
    """The slides in order, each under its title, with `slide 1`, ... as their places.

    Hidden slides are left out; they are counted, so that numbers are those of the program.

    Raises:
        PageError: `unreadable`, `refused` with a password, `too_large`, `empty`.
    """
    from pptx import Presentation
    from pptx.exc import PythonPptxError

    with opened(body) as package:
        title, author, changed = properties_of(package)
    try:
        slides = [
            (f"slide {number}", tidy("\n\n".join(_blocks(slide))))
            for number, slide in enumerate(Presentation(io.BytesIO(body)).slides, 1)
            if slide.element.get("show") != "0"
        ]
    except (PythonPptxError, *_DAMAGED) as error:
        raise unread(f"the slides are damaged: {error!r}", "unreadable") from error
    title = title or next((text.partition("\n")[0].lstrip("# ") for _, text in slides if text), "")
    clean = in_parts(slides, MEDIA_TYPE, title=title, author=author, published=changed)
    return checked(clean, "the presentation (perhaps pictures alone)")


def _blocks(slide: Slide) -> Iterator[str]:
    heading = slide.shapes.title
    if heading is not None and heading.has_text_frame and heading.text_frame.text.strip():
        yield f"## {one_line(heading.text_frame.text)}"
    own = heading.shape_id if heading is not None else None
    for shape in slide.shapes:
        if shape.shape_id != own:
            yield from _shape_blocks(shape, _MAX_GROUPS)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        yield slide.notes_slide.notes_text_frame.text


def _shape_blocks(shape: BaseShape, depth: int) -> Iterator[str]:
    from pptx.shapes.autoshape import Shape
    from pptx.shapes.graphfrm import GraphicFrame
    from pptx.shapes.group import GroupShape

    if isinstance(shape, GroupShape) and depth:
        for inner in shape.shapes:
            yield from _shape_blocks(inner, depth - 1)
    elif isinstance(shape, GraphicFrame) and shape.has_table:
        yield table_text([[cell.text for cell in row.cells] for row in shape.table.rows])
    elif isinstance(shape, GraphicFrame) and shape.has_chart:
        yield _chart_text(shape.chart)
    elif isinstance(shape, Shape):
        for paragraph in shape.text_frame.paragraphs:
            yield one_line(paragraph.text, len(paragraph.text))


def _chart_text(chart: Chart) -> str:
    """The chart's numbers as the table they were drawn from."""
    plot = next(iter(chart.plots), None)
    if plot is None:
        return ""
    series = [(one_line(each.name or ""), list(each.values)) for each in plot.series]
    rows = [["", *(name for name, _ in series)]]
    for place, category in enumerate(plot.categories):
        values = [values[place] if place < len(values) else None for _, values in series]
        rows.append([str(category), *("" if value is None else f"{value:g}" for value in values)])
    return table_text(rows)
