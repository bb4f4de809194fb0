"""Hard limits, and going on with higher ones: what stayed thin is researched, nothing twice."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from doubles.paid import asked, stored
from runs.desk import Desk
from services.server import Services

from graph.stops import NOTES, worked_s
from wellread.archive.sqlite import open_archive
from wellread.decisions import Approve
from wellread.domain import Limits, Report
from wellread.errors import RunInUse, SettingsError

QUESTION = "What does the Ellmouth tram network cost, and who pays for it?"
PLAN: dict[str, Any] = {
    "sub_questions": [
        {
            "question": "What does it cost to run the Ellmouth tram network?",
            "queries": ["running tram network crowns"],
            "section": "Running",
        },
        {
            "question": "Who paid for the first horse tram in Ellmouth?",
            "queries": ["horse tram Josiah Pell"],
            "section": "Horses",
        },
    ]
}


@pytest.fixture(autouse=True)
def planned(services: Services) -> None:
    services.script("plan", [PLAN])
    services.script("more_queries", [{"queries": []}])
    services.script("review", [{"missing": [], "contradictions": []}])


async def answered(desk: Desk, report: Report) -> set[str]:
    rows = await desk.ledger(report.question.id)
    return {row.key for row in rows if row.status == "answered"}


LOW: list[dict[str, Any]] = [
    {"max_searches": 0},
    {"max_cost_usd": 0.06},
    {"max_seconds": 1e-6},
    {"max_searches": 0, "max_cost_usd": 0.06, "max_seconds": 1e-6},
]
ROOM: dict[str, Any] = {"max_searches": 30, "max_cost_usd": 1.0, "max_seconds": 600.0}


@pytest.mark.parametrize("low", LOW)
async def test_limits_are_raised_while_another_process_works_on_the_run(
    low: dict[str, Any], desk: Desk, services: Services
) -> None:
    services.faults.hold("model", "plan")
    running = asyncio.create_task(desk.ask(QUESTION, **low))
    await asyncio.to_thread(services.log.wait_for, 1, held=True)
    for name in low:
        raised = Limits(**{**low, name: ROOM[name]})
        with pytest.raises(RunInUse):
            await desk.resume("latest", limits=raised)
    services.faults.release()
    ended = await running
    assert {finding.sub_question_id for finding in ended.report.findings} == {"q1", "q2"}
    assert (ended.report.notes, ended.report.failures) == ((), ())
    told = services.log.count()
    assert (await desk.replay(ended.run_id)).markdown == ended.report.markdown
    assert services.log.count() == told


async def test_a_raised_limit_is_a_limit(desk: Desk, services: Services) -> None:
    services.faults.hold("model", "plan")
    running = asyncio.create_task(desk.ask(QUESTION, max_searches=0))
    await asyncio.to_thread(services.log.wait_for, 1, held=True)
    for searches in (1, 1, 0):
        with pytest.raises((RunInUse, SettingsError)):
            await desk.resume("latest", limits=Limits(max_searches=searches))
    services.faults.release()
    report = (await running).report
    assert services.log.count("search") == 1
    assert "the limit of 1 search is reached" in report.markdown


async def test_limits_of_a_run_that_was_stopped_are_raised_before_it_goes_on(
    desk: Desk, services: Services
) -> None:
    services.faults.hold("model", "plan")
    running = asyncio.create_task(desk.ask(QUESTION, max_searches=0))
    await asyncio.to_thread(services.log.wait_for, 1, held=True)
    running.cancel()
    services.faults.release()
    with pytest.raises(asyncio.CancelledError):
        await running
    ended = await desk.resume("latest", limits=Limits(max_searches=5))
    assert {finding.sub_question_id for finding in ended.report.findings} == {"q1", "q2"}


async def test_a_run_goes_on_with_a_higher_limit_and_pays_nothing_twice(
    desk: Desk, services: Services
) -> None:
    first = await desk.ask(QUESTION, max_searches=1)
    assert "the limit of 1 search is reached" in first.report.markdown
    found = {finding.sub_question_id for finding in first.report.findings}
    assert len(found) == 1
    kept, told = stored(desk.settings.data_dir), services.log.count()

    limits = first.report.question.limits.model_copy(update={"max_searches": 5})
    second = await desk.resume(first.run_id, limits=limits)
    assert {finding.sub_question_id for finding in second.report.findings} == {"q1", "q2"}
    assert "is reached" not in second.report.markdown
    assert not kept & asked(services, after=told).keys()
    view = await desk.view(first.run_id)
    assert view.grant is not None
    assert (view.grant.intact, view.grant.limits, view.record.status) == (True, limits, "done")
    rows = await desk.ledger(second.report.question.id)
    assert len({row.key for row in rows}) == len(rows)
    assert second.report.usage.searches == services.log.count("search") == 2


async def test_the_reviewer_gets_its_rounds_anew(desk: Desk, services: Services) -> None:
    first = await desk.ask(QUESTION, max_rounds=0)
    services.script(
        "review", [{"missing": [{"sub_question_id": "q2", "queries": ["Pell tram"], "reason": ""}]}]
    )
    limits = first.report.question.limits.model_copy(update={"max_rounds": 1})
    await desk.resume(first.run_id, limits=limits)
    searched = [entry.request["query"] for entry in services.log.entries("search")]
    assert searched.count("Pell tram") == 1
    assert len(searched) == len(set(searched)) == 3


@pytest.mark.parametrize("limits", [Limits(), Limits(max_searches=7)])
async def test_a_limit_that_is_not_higher_is_refused_and_the_report_stays(
    limits: Limits, desk: Desk
) -> None:
    first = await desk.ask(QUESTION, max_rounds=1)
    with pytest.raises(SettingsError, match="none of the limits is higher"):
        await desk.resume(first.run_id, limits=limits)
    assert (await desk.view(first.run_id)).report == first.report


async def test_days_in_which_a_run_lay_still_do_not_count(desk: Desk, services: Services) -> None:
    waiting = await desk.ask(QUESTION, yes=False, max_seconds=60)
    turn = (await desk.view(waiting.run_id)).question
    assert turn is not None
    archive = await open_archive(desk.settings.data_dir / "archive.sqlite3")
    began = datetime.now(UTC) - timedelta(days=3)
    assert await worked_s(archive.journal, turn, began) > 200_000
    pauses = {
        (began + timedelta(days=2)).isoformat(): "172800",
        datetime.now(UTC).isoformat(): "86380",
    }
    await archive.journal.record(turn.id, "pause", pauses)
    assert 0 < await worked_s(archive.journal, turn, began) < 60
    await archive.close()
    report = (await desk.resume(waiting.run_id, Approve())).report
    assert NOTES["seconds"] not in report.notes


async def test_a_limit_in_usd_needs_every_price(desk: Desk, services: Services) -> None:
    local = Desk(desk.settings.model_copy(update={"smart_model": "openai:my-own-model"}))
    with pytest.raises(SettingsError, match=r"openai:my-own-model.*WELLREAD_PRICES="):
        await local.ask(QUESTION, max_cost_usd=0.5)
    assert services.log.entries() == []
    priced = local.settings.model_copy(update={"prices": {"my-own-model": (0.0, 0.0)}})
    report = (await Desk(priced).ask(QUESTION, max_cost_usd=0.5)).report
    assert report.made_by == "model"
    assert json.loads(report.usage.model_dump_json())["unpriced_calls"] == 0
