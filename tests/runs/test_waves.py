"""Sub-questions that need another's answer: they wait for it, and are told it."""

import asyncio
from typing import Any

from runs.desk import Desk
from services.log import Entry
from services.server import Services

QUESTION = "Who paid for the first horse tram in Ellmouth, and what else did this merchant build?"
FIRST = "Who paid for the first horse tram in Ellmouth?"
SIDE = "When did the first electric tram run in Ellmouth?"
SECOND = "What else did the merchant of the Ellmouth horse tram build?"
QUERIES = {FIRST: "horse tram merchant", SIDE: "electric tram Coldwater", SECOND: "Josiah Pell"}
FACT = "It was built by the merchant Josiah Pell"


def plan(*, after: list[int]) -> dict[str, Any]:
    return {
        "sub_questions": [
            {"question": FIRST, "queries": [QUERIES[FIRST]]},
            {"question": SIDE, "queries": [QUERIES[SIDE]]},
            {"question": SECOND, "queries": [QUERIES[SECOND]], "after_ids": after},
        ]
    }


def prepare(services: Services, *, after: list[int]) -> None:
    services.script("plan", [plan(after=after)])
    services.script("more_queries", [{"queries": []}])


def search_for(question: str, services: Services) -> Entry:
    (found,) = [each for each in services.log.entries("search") if each.query == QUERIES[question]]
    return found


def extraction_of(question: str, services: Services) -> Entry:
    (found,) = [
        entry
        for entry in services.log.entries("model", "extract")
        if f'Sub-question: "{question}"' in entry.request["messages"][-1]["content"]
    ]
    return found


async def test_the_second_wave_starts_when_the_first_has_ended(
    desk: Desk, services: Services
) -> None:
    prepare(services, after=[1, 2])
    report = (await desk.ask(QUESTION, max_rounds=0)).report
    second = search_for(SECOND, services)
    for question in (FIRST, SIDE):
        ended_s = extraction_of(question, services).ended_s
        assert ended_s is not None
        assert ended_s <= second.started_s
    assert {finding.sub_question_id for finding in report.findings} >= {"q1", "q2"}


async def test_the_second_wave_is_told_what_the_first_found(desk: Desk, services: Services) -> None:
    prepare(services, after=[1])
    await desk.ask(QUESTION, max_rounds=0)
    told = extraction_of(SECOND, services).request["messages"][-1]["content"]
    assert "Known from other researchers:" in told
    assert FACT in told.partition("Known from other researchers:")[2]
    for question in (FIRST, SIDE):
        prompt = extraction_of(question, services).request["messages"][-1]["content"]
        assert "Known from other researchers:" not in prompt


async def test_what_depends_on_nothing_runs_at_once(desk: Desk, services: Services) -> None:
    prepare(services, after=[])
    services.faults.hold("search", nth=1)
    services.faults.hold("search", nth=2)
    run = asyncio.create_task(desk.ask(QUESTION, max_rounds=0))
    await asyncio.to_thread(services.log.wait_for, 3, kind="search")
    services.faults.release()
    assert (await run).report.claims


async def test_a_task_whose_prerequisite_failed_runs_and_is_told_so(
    desk: Desk, services: Services
) -> None:
    prepare(services, after=[1])
    services.faults.answer_with("search", 500, 500)
    await desk.ask(QUESTION, max_rounds=0)
    told = extraction_of(SECOND, services).request["messages"][-1]["content"]
    assert "The search on q1 found nothing." in told


async def test_a_chain_of_three_runs_in_three_waves(desk: Desk, services: Services) -> None:
    chain = plan(after=[2])
    chain["sub_questions"][1]["after_ids"] = [1]
    services.script("plan", [chain])
    services.script("more_queries", [{"queries": []}])
    await desk.ask(QUESTION, max_rounds=0)
    order = [search_for(question, services).number for question in (FIRST, SIDE, SECOND)]
    assert order == sorted(order)
    first_end = extraction_of(FIRST, services).number
    assert first_end < order[1]
    assert extraction_of(SIDE, services).number < order[2]
