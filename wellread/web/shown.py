"""What the page shows of a report's text: the document that the exports are made from as well."""

from collections.abc import Iterable
from typing import get_args

from fastapi import APIRouter, HTTPException

from wellread.domain import Finding, Frozen, Report
from wellread.report.chart import drawn
from wellread.report.document import document_of
from wellread.report.parts import Figure, Paragraph, Part, PartKind, Table
from wellread.report.svg import Drawing
from wellread.web.own_api import PREFIX, Own

BY_THE_PAGE: tuple[PartKind, ...] = (
    "changes", "questions", "disagreements", "gaps", "failures", "about",
)  # fmt: skip
"""Parts that the page makes of the report itself, with buttons that open their quotes."""
TEXT = tuple(each for each in get_args(PartKind) if each not in BY_THE_PAGE)

router = APIRouter(prefix=PREFIX)


class ShownFigure(Frozen):
    """A table with its caption, and what is drawn of it."""

    caption: str
    table: Table
    drawing: Drawing | None


class ShownPart(Frozen):
    """A heading and what stands under it; without a title, it goes on with the one before."""

    kind: PartKind
    title: str
    paragraphs: tuple[Paragraph, ...]
    is_list: bool
    table: Table | None
    figures: tuple[ShownFigure, ...]


class ShownReport(Frozen):
    """A report's text and figures in the order of reading, and what a list of sources says."""

    parts: tuple[ShownPart, ...]
    notes: dict[int, tuple[Paragraph, ...]]
    """Of the sources, by number."""


def shown_of(report: Report, findings: Iterable[Finding]) -> ShownReport:
    """The report's document as the page shows it; `findings` are those of the whole run."""
    document = document_of(report, {each.id: each for each in findings})
    return ShownReport(
        parts=tuple(_part(each) for each in document.parts if each.kind in TEXT),
        notes={each.number: each.notes for each in document.entries if each.notes},
    )


def _part(part: Part) -> ShownPart:
    return ShownPart(
        kind=part.kind,
        title=part.title,
        paragraphs=part.paragraphs,
        is_list=part.is_list,
        table=part.table,
        figures=tuple(map(_figure, part.figures)),
    )


def _figure(figure: Figure) -> ShownFigure:
    drawing = drawn(figure.chart) if figure.chart else None
    return ShownFigure(caption=figure.caption, table=figure.table, drawing=drawing)


@router.get("/threads/{thread_id}/shown")
async def shown(thread_id: str, own: Own) -> ShownReport:
    """The newest report's text as the page shows it; 404 before it is written."""
    values = await own.values(thread_id)
    if values.report is None:
        raise HTTPException(404, "This thread has no report yet.")
    return shown_of(values.report, values.findings.values())
