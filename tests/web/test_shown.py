"""The page shows the text that the exports show: of one document, not of a reading of its own."""

from collections.abc import AsyncIterator

import httpx
import pytest
from pydantic import JsonValue
from report.handed_on import report_of
from report.with_figures import report_with_figures

from wellread.domain import Claim, Form, Report, SectionText
from wellread.web.app import app
from wellread.web.own_api import OwnApi
from wellread.web.shown import ShownPart, ShownReport, shown_of

THREAD = "6820b4d3-34ce-49e4-bb5f-2d20873d346c"
REPORT = report_of()


def row(number: int, text: str) -> Claim:
    return Claim(
        id=f"s1.{number}",
        text=text,
        finding_ids=("q1.2",),
        verdict="partly_supported",
        reason="why",
    )


def written(title: str, *claims: Claim) -> Report:
    section = SectionText(section_id="s1", title=title, claims=claims)
    return REPORT.model_copy(update={"summary": (), "sections": (section,)})


def sections_of(shown: ShownReport) -> list[ShownPart]:
    return [each for each in shown.parts if each.kind == "section"]


def test_quoted_rows_are_a_table_whose_first_cell_has_verdict_and_citation() -> None:
    report = written(
        "Payers", row(1, "Payer: City · Share: 59."), row(2, "Payer: Riders · Share: 41.")
    )
    (part,) = sections_of(shown_of(report, ()))
    assert part.table is not None
    assert part.table.head == ("Payer", "Share")
    assert [cell.text for line in part.table.rows for cell in line] == [
        "City",
        "59",
        "Riders",
        "41",
    ]
    payer, share = part.table.rows[0]
    assert (payer.verdict, payer.reason) == ("partly_supported", "why")
    assert [place.finding_id for place in payer.places] == ["q1.2"]
    assert (share.verdict, share.places) == (None, ())


def test_a_heading_that_repeats_the_title_is_not_said_twice() -> None:
    title = REPORT.title.rstrip("?")
    (part,) = sections_of(shown_of(written(title, row(1, "The city pays.")), ()))
    assert part.title == ""


def test_a_series_over_time_is_the_line_that_the_exports_draw() -> None:
    (part,) = (each for each in shown_of(report_with_figures(), ()).parts if each.kind == "figures")
    (drawing,) = (each.drawing for each in part.figures if each.drawing)
    tags = {each.tag for each in drawing.shapes}
    assert "polyline" in tags
    assert "rect" not in tags
    assert "2019: 1,200,000" in drawing.told


def test_what_a_list_of_sources_says_of_each_stands_with_the_source() -> None:
    form = Form(kind="sources")
    report = written("Budget", row(1, "It tells who pays."))
    question = report.question.model_copy(update={"form": form})
    shown = shown_of(report.model_copy(update={"question": question}), ())
    assert sections_of(shown) == []
    (note,) = shown.notes.values()
    assert note[0][0].text == "It tells who pays."


@pytest.fixture
async def client(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx.AsyncClient]:
    async def asked(_own: OwnApi, _method: str, _path: str, _body: JsonValue = None) -> object:
        return {"values": {"report": report_with_figures().model_dump(mode="json")}}

    monkeypatch.setattr(OwnApi, "_asked", asked)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://page") as connected:
        yield connected


async def test_the_page_is_told_all_of_it_as_json(client: httpx.AsyncClient) -> None:
    told = (await client.get(f"/app/api/threads/{THREAD}/shown")).json()
    assert ShownReport.model_validate(told) == shown_of(report_with_figures(), ())
