"""What a limit refused is done when the human allows more: that, and nothing that was done."""

import asyncio
from collections import Counter
from typing import Any

import pytest
from doubles.paid import asked, stored
from runs.desk import Desk, Ended
from services.server import Services

from wellread.domain import Limits
from wellread.errors import RunInUse

QUESTION = "Who paid for the first horse tram in Ellmouth?"
RUNNING, HORSES = "running tram network crowns", "horse tram Josiah Pell"
FAR = "telescopes Corran Ridge"


@pytest.fixture(autouse=True)
def planned(services: Services) -> None:
    services.script("review", [{"missing": [], "contradictions": []}])
    services.script("more_queries", [{"queries": []}])
    plan(services, [FAR, HORSES])


def plan(services: Services, queries: list[str]) -> None:
    part = {"question": QUESTION, "queries": queries, "section": "Horses"}
    services.script("plan", [{"sub_questions": [part]}])


def searched(services: Services) -> Counter[str]:
    return Counter(entry.request["query"] for entry in services.log.entries("search"))


async def allowed(desk: Desk, ended: Ended, **more: Any) -> Ended:  # noqa: ANN401 - fields of Limits
    limits = ended.report.question.limits.model_copy(update=more)
    return await desk.resume(ended.run_id, limits=limits)


async def test_what_a_branch_had_found_before_a_refused_search_is_in_the_report(
    desk: Desk, services: Services
) -> None:
    first = await desk.ask(QUESTION, max_searches=1, max_rounds=0)
    assert "the limit of 1 search is reached" in first.report.markdown
    assert first.report.sources_read > 0
    kept, told = stored(desk.settings.data_dir), services.log.count()
    second = await allowed(desk, first, max_searches=9)
    assert searched(services)[FAR] == searched(services)[HORSES] == 1
    assert "is reached" not in second.report.markdown
    assert second.report.sources_read > first.report.sources_read
    assert not kept & asked(services, after=told).keys()


async def test_a_second_search_that_was_refused_is_made_with_its_own_queries(
    desk: Desk, services: Services
) -> None:
    plan(services, [FAR])
    services.script("more_queries", [{"queries": [HORSES]}, {"queries": ["something else"]}])
    first = await desk.ask(QUESTION, max_searches=1, max_rounds=0)
    assert searched(services) == {FAR: 1}
    second = await allowed(desk, first, max_searches=9)
    assert searched(services) == {FAR: 1, HORSES: 1}
    assert len(second.report.findings) > len(first.report.findings)


async def test_a_second_search_for_which_there_was_no_time_is_made(
    desk: Desk, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan(services, [FAR])
    services.script("more_queries", [{"queries": [HORSES]}])
    worked = iter([0.0])

    async def worked_s(*_: object) -> float:
        return next(worked, 1000.0)

    monkeypatch.setattr("graph.stops.worked_s", worked_s)
    first = await desk.ask(QUESTION, max_seconds=60.0, max_rounds=0)
    assert searched(services) == {FAR: 1}
    assert "The time limit was reached" in first.report.markdown
    second = await allowed(desk, first, max_seconds=6000.0)
    assert searched(services) == {FAR: 1, HORSES: 1}
    assert "The time limit was reached" not in second.report.markdown


async def test_pages_of_which_no_model_could_choose_findings_are_read_by_one(
    desk: Desk, services: Services
) -> None:
    first = await desk.ask(QUESTION, max_cost_usd=0.03, max_rounds=0)
    assert services.log.count("model", "extract") == 0
    assert first.report.findings
    searches = searched(services)
    second = await allowed(desk, first, max_cost_usd=2.0)
    assert services.log.count("model", "extract") == 1
    assert searched(services) == searches
    assert {each.task_id for each in second.report.findings} == {"q1-x1"}
    assert [each.where for each in second.report.failures if each.kind == "limit"] == ["plan"]
    told = services.log.count()
    assert (await desk.replay(second.run_id)).markdown == second.report.markdown
    assert services.log.count() == told


async def test_a_limit_that_is_too_low_again_leaves_the_rest_for_the_next(
    desk: Desk, services: Services
) -> None:
    plan(services, [FAR, HORSES, "Ellmouth tram history"])
    ended = await desk.ask(QUESTION, max_searches=1, max_rounds=0)
    for searches in (2, 9):
        ended = await allowed(desk, ended, max_searches=searches)
    assert set(searched(services).values()) == {1}
    assert len(searched(services)) == 3
    told = services.log.count()
    assert (await desk.replay(ended.run_id)).markdown == ended.report.markdown
    assert services.log.count() == told


async def test_a_report_tells_what_higher_limits_have_added(desk: Desk, services: Services) -> None:
    first = await desk.ask(QUESTION, max_searches=1, max_rounds=0)
    second = (await allowed(desk, first, max_searches=9)).report
    assert first.report.changes is None
    assert second.changes is not None
    assert second.changes.searches == 1
    assert second.changes.sources == second.sources_read - first.report.sources_read
    assert "further searches made: 1;" in second.markdown
    assert any(change.kind == "new" for change in second.changes.changes)


async def raised_at_the_first_extraction(
    desk: Desk,
    services: Services,
    *raises: Limits,
    **limits: Any,  # noqa: ANN401 - fields of Limits
) -> Ended:
    """A run whose limits another process raises after its first searches."""
    services.faults.hold("model", "extract")
    running = asyncio.create_task(desk.ask(QUESTION, **limits))
    await asyncio.to_thread(services.log.wait_for, 1, held=True)
    for each in raises:
        with pytest.raises(RunInUse):
            await desk.resume("latest", limits=each)
    services.faults.release()
    return await running


async def test_what_was_refused_comes_back_in_the_same_run_where_the_evidence_is_thin(
    desk: Desk, services: Services
) -> None:
    ended = await raised_at_the_first_extraction(
        desk, services, Limits(max_searches=9), max_searches=1, max_rounds=0
    )
    assert searched(services) == {FAR: 1, HORSES: 1}
    assert "is reached" not in ended.report.markdown
    assert ended.report.question.limits.max_searches == 9
    told = services.log.count()
    assert (await desk.replay(ended.run_id)).markdown == ended.report.markdown
    assert services.log.count() == told


async def test_what_was_refused_stays_so_where_the_evidence_is_enough(
    desk: Desk, services: Services
) -> None:
    plan(services, [RUNNING, HORSES])
    ended = await raised_at_the_first_extraction(
        desk, services, Limits(max_searches=9), max_searches=1, max_rounds=0
    )
    assert ended.report.coverage[0].status == "covered"
    assert "is reached" in ended.report.markdown
    assert searched(services) == {RUNNING: 1}


async def test_rounds_are_raised_while_the_run_works(desk: Desk, services: Services) -> None:
    plan(services, [FAR])
    missing = [{"sub_question_id": "q1", "queries": [HORSES], "reason": ""}]
    services.script("review", [{"missing": missing}, {"missing": []}])
    ended = await raised_at_the_first_extraction(desk, services, Limits(max_rounds=1), max_rounds=0)
    assert searched(services) == {FAR: 1, HORSES: 1}
    told = services.log.count()
    assert (await desk.replay(ended.run_id)).markdown == ended.report.markdown
    assert services.log.count() == told


async def test_an_operator_bounds_the_rounds_of_every_run(desk: Desk, services: Services) -> None:
    plan(services, [FAR])
    bounded = Desk(desk.settings.model_copy(update={"max_reviewer_rounds": 0}))
    await bounded.ask(QUESTION, max_rounds=3)
    assert services.log.count("model", "review") == 0
