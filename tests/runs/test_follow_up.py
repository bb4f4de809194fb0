"""A second question on the same run: from kept evidence, for what is missing, or afresh."""

from typing import Any

import pytest
from runs.desk import Desk, Ended
from services.server import Services

from wellread.domain import SourceChoice

FIRST = "What does the Ellmouth tram network cost, and who pays for it?"
TRAM = "What does it cost to run the Ellmouth tram network?"
HORSE = "When did the first horse tram run in Ellmouth?"
UNRELATED = "Which telescopes stand on Corran Ridge?"


def part(question: str, query: str) -> dict[str, Any]:
    return {"question": question, "queries": [query], "section": question}


def prompts(services: Services, purpose: str) -> list[str]:
    return [
        entry.request["messages"][-1]["content"] for entry in services.log.entries("model", purpose)
    ]


@pytest.fixture
async def first(desk: Desk, services: Services) -> Ended:
    """A finished first turn, after which the log is empty."""
    ended = await desk.ask(FIRST)
    services.log.clear()
    return ended


async def test_what_the_kept_evidence_answers_is_answered_without_a_search(
    desk: Desk, services: Services, first: Ended
) -> None:
    ended = await desk.ask(TRAM, on=first.run_id)
    assert {entry.kind for entry in services.log.entries()} == {"model"}
    assert services.log.count("model", "plan") == services.log.count("model", "extract") == 0
    report = ended.report
    assert ended.run_id == first.run_id
    assert report.question.kind == "follow_up"
    assert report.question.earlier == (FIRST,)
    assert "94 million crowns" in report.markdown
    assert report.references
    assert {each.source.address for each in report.references} <= {
        each.source.address for each in first.report.references
    }


async def test_only_what_is_missing_is_searched(
    desk: Desk, services: Services, first: Ended
) -> None:
    plan = {"sub_questions": [part(TRAM, "running tram"), part(HORSE, "horse tram Josiah Pell")]}
    services.script("plan", [plan])
    services.script("more_queries", [{"queries": []}])
    asked = "What does the Ellmouth tram network cost to run, and when did the horse tram begin?"
    report = (await desk.ask(asked, on=first.run_id, max_rounds=0)).report
    assert [entry.query for entry in services.log.entries("search")] == ["horse tram Josiah Pell"]
    assert all(HORSE in prompt for prompt in prompts(services, "extract"))
    assert "Already found" in prompts(services, "plan")[0]
    assert "94 million crowns" in report.markdown
    assert "4 May 1878" in report.markdown


async def test_a_word_that_no_kept_finding_holds_is_searched_for(
    desk: Desk, services: Services, first: Ended
) -> None:
    asked = "When did the Ellmouth tram network get electric wires?"
    report = (await desk.ask(asked, on=first.run_id, max_rounds=0)).report
    assert report.question.kind == "follow_up"
    assert services.log.count("search") > 0


async def test_a_follow_up_without_a_subject_of_its_own_is_understood(
    desk: Desk, services: Services, first: Ended
) -> None:
    report = (await desk.ask("And who pays?", on=first.run_id, max_rounds=0)).report
    assert report.question.kind == "follow_up"
    assert report.claims


async def test_an_unrelated_question_starts_afresh(
    desk: Desk, services: Services, first: Ended
) -> None:
    report = (await desk.ask(UNRELATED, on=first.run_id)).report
    (planned,) = prompts(services, "plan")
    assert "tram" not in planned.lower()
    assert report.question.kind == "new"
    assert report.question.earlier == ()
    assert "94 million crowns" not in report.markdown
    assert all("tram" not in item.question.lower() for item in report.plan.sub_questions)
    assert report.usage.searches == services.log.count("search")
    assert report.usage.calls == services.log.count("model")
    assert report.references
    async with desk.graph() as graph:
        config: Any = {"configurable": {"thread_id": first.run_id}}
        values = (await graph.aget_state(config)).values
    assert not values["kept"]
    assert set(values["branches"]) == set(values["tasks"])
    assert len(values["reviews"]) == 1
    assert [message.id for message in values["messages"]] == [
        f"report-{first.report.question.id}",
        f"report-{report.question.id}",
    ]


async def test_a_second_turn_has_failures_and_limits_of_its_own(
    desk: Desk, services: Services
) -> None:
    services.faults.answer_with("search", *[500] * 3)
    failed = await desk.ask(FIRST, max_searches=3)
    assert failed.report.failures
    services.log.clear()
    report = (await desk.ask(UNRELATED, on=failed.run_id)).report
    assert report.failures == ()
    assert report.notes == ()
    assert report.references


async def test_a_third_turn_still_has_the_evidence_of_the_first(
    desk: Desk, services: Services, first: Ended
) -> None:
    await desk.ask("And who pays for the tram?", on=first.run_id, max_rounds=0)
    services.log.clear()
    report = (await desk.ask(TRAM, on=first.run_id)).report
    assert services.log.count("search") == 0
    assert "94 million crowns" in report.markdown
    assert len(report.question.earlier) == 2


async def test_a_further_turn_may_look_elsewhere(
    desk: Desk, services: Services, first: Ended
) -> None:
    url = services.page_url(32)
    report = (await desk.ask(UNRELATED, on=first.run_id, sources=SourceChoice(urls=(url,)))).report
    assert services.log.count("search") == 0
    assert {each.source.address for each in report.references} <= {url}
