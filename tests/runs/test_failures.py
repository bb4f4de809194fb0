"""What fails is shown and stays where it failed; the report comes all the same."""

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from runs.desk import Desk, Ended, folder_of
from services.faults import Spoiling
from services.model import default_answer, read_request
from services.server import PROSE, Services

from wellread.domain import Form, SourceChoice
from wellread.events import BranchMoved, Failed
from wellread.filters import SearchFilters
from wellread.languages import LANGUAGES, phrases

QUESTION = "What does the Ellmouth tram network cost, and who pays for it?"
COST = "What does it cost to run the Ellmouth tram network?"
HORSE = "Who paid for the first horse tram in Ellmouth?"
STOPS = "How many stops does the Ellmouth tram network have?"
PLAN: dict[str, Any] = {
    "sub_questions": [
        {"question": COST, "queries": ["running tram network crowns"], "section": "Running"},
        {"question": HORSE, "queries": ["horse tram Josiah Pell"], "section": "Horses"},
        {"question": STOPS, "queries": ["tram stops wheelchairs"], "section": "Stops"},
    ]
}


@pytest.fixture(autouse=True)
def planned(services: Services) -> None:
    services.script("plan", [PLAN])
    services.script("more_queries", [{"queries": []}])


def prompt_of(request: dict[str, Any]) -> str:
    return "\n".join(message["content"] for message in request["messages"])


def failures_said(ended: Ended) -> set[tuple[str, str]]:
    """Kind and place of every failure that was told while the run worked."""
    return {
        (event.failure.kind, event.failure.where)
        for event in ended.events
        if isinstance(event, Failed)
    }


def last_steps(ended: Ended) -> dict[str, str]:
    return {event.task_id: event.step for event in ended.events if isinstance(event, BranchMoved)}


async def test_a_search_that_fails_for_good_is_a_failure_of_its_branch_alone(
    desk: Desk, services: Services
) -> None:
    services.faults.answer_with("search", 500)
    ended = await desk.ask(QUESTION, max_rounds=0)
    (failure,) = ended.report.failures
    assert (failure.kind, failure.where) == ("search", "tavily")
    assert ("search", "tavily") in failures_said(ended)
    assert "## What failed" in ended.report.markdown
    steps = last_steps(ended)
    assert sorted(steps.values()) == ["done", "done", "failed"]
    assert steps[failure.task_id] == "failed"
    told = {finding.task_id for finding in ended.report.findings}
    assert told == {"q1", "q2", "q3"} - {failure.task_id}
    assert "## What was not found" in ended.report.markdown


async def test_a_page_that_cannot_be_had_is_replaced_by_what_the_search_sent(
    desk: Desk, services: Services
) -> None:
    services.faults.answer_with("page", *[503] * 2)
    report = (await desk.ask(QUESTION, max_rounds=0)).report
    assert report.failures == ()
    assert {finding.task_id for finding in report.findings} == {"q1", "q2", "q3"}


async def test_a_page_that_cannot_be_had_at_all_is_a_failure_that_is_shown(
    desk: Desk, services: Services
) -> None:
    services.faults.raw_content = False
    services.faults.answer_with("page", 404)
    ended = await desk.ask(QUESTION, max_rounds=0)
    ((kind, where),) = {(failure.kind, failure.where) for failure in ended.report.failures}
    assert kind == "page"
    assert (kind, where) in failures_said(ended)
    lost = next(entry.path for entry in services.log.entries("page") if entry.status == 404)
    assert where.endswith(lost)
    assert "## What failed" in ended.report.markdown
    assert lost in ended.report.markdown
    assert set(last_steps(ended).values()) == {"done"}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_site_that_closes_its_pages_to_programs_is_told_in_the_reports_language(
    desk: Desk, services: Services, language: str
) -> None:
    services.robots = b"User-agent: *\nDisallow: /page\n"
    services.faults.raw_content = False
    english = SourceChoice(web=True, filters=SearchFilters(language="en"))
    form = Form(language=language)
    report = (await desk.ask(QUESTION, max_rounds=0, sources=english, form=form)).report
    assert services.log.entries("page") == []
    failures = [each for each in report.failures if each.cause == "robots"]
    assert failures
    told = "robots.txt" if language == "en" else phrases(language).rendered("failed", "robots", "")
    assert told
    assert told in report.markdown


async def test_an_extraction_that_answers_only_prose_is_quoted_instead(
    desk: Desk, services: Services
) -> None:
    def script(request: dict[str, Any]) -> Any:  # noqa: ANN401
        return PROSE if COST in prompt_of(request) else default_answer(read_request(request))

    services.script("extract", script)
    ended = await desk.ask(QUESTION, max_rounds=0)
    (failure,) = ended.report.failures
    assert (failure.kind, failure.where, failure.task_id) == ("model", "extract q1", "q1")
    calls: defaultdict[bool, int] = defaultdict(int)
    for entry in services.log.entries("model", "extract"):
        calls[COST in prompt_of(entry.request)] += 1
    assert calls == {True: 3, False: 2}
    assert {finding.task_id for finding in ended.report.findings} == {"q1", "q2", "q3"}
    assert "extract q1" in ended.report.markdown
    assert set(last_steps(ended).values()) == {"done"}


@pytest.mark.parametrize(
    "schema",
    ["PlanAnswer", "ExtractionAnswer", "SectionAnswer", "SummaryAnswer"],
)
async def test_a_model_that_is_not_up_to_a_schema_is_asked_for_less_and_nothing_fails(
    schema: str, desk: Desk, services: Services
) -> None:
    services.script(schema, [PROSE])
    services.script("SimplePlanAnswer", [{"questions": [COST, HORSE, STOPS]}])
    report = (await desk.ask(QUESTION)).report
    asked = [entry.schema for entry in services.log.entries("model")]
    assert asked.count(schema) == 2 * asked.count(f"Simple{schema}") > 0
    assert report.made_by == "model"
    assert report.failures == ()
    assert {claim.verdict for claim in report.claims} == {"supported"}
    assert len({finding.sub_question_id for finding in report.findings}) > 1


async def test_a_section_whose_writer_fails_is_quoted_and_the_others_are_written(
    desk: Desk, services: Services
) -> None:
    def script(request: dict[str, Any]) -> Any:  # noqa: ANN401
        here = "Section: Horses" in prompt_of(request)
        return PROSE if here else default_answer(read_request(request))

    services.script("write", script)
    report = (await desk.ask(QUESTION, max_rounds=0)).report
    made = {section.title: section.made_by for section in report.sections}
    assert made == {"Running": "model", "Horses": "extractive", "Stops": "model"}
    assert "1 of 3 sections is quoted word for word instead" in report.method
    (failure,) = report.failures
    assert (failure.kind, failure.where) == ("model", "section Horses")


async def test_a_model_that_answers_only_prose_gives_an_extractive_report_that_says_so(
    desk: Desk, services: Services
) -> None:
    for purpose in ("plan", "extract", "more_queries", "review", "write", "summarise", "check"):
        services.script(purpose, [PROSE])
    report = (await desk.ask(QUESTION)).report
    assert report.made_by == "extractive"
    assert report.markdown.splitlines()[2].startswith("*Extractive report")
    assert report.claims
    assert report.plan.made_by == "extractive"
    assert {failure.kind for failure in report.failures} == {"model"}
    assert "plan" in {failure.where for failure in report.failures}


async def test_nothing_found_is_said_and_nothing_is_claimed(desk: Desk, services: Services) -> None:
    nothing: list[Spoiling] = ["empty"] * 30
    services.faults.spoil("search", *nothing)
    report = (await desk.ask(QUESTION)).report
    assert report.claims == ()
    assert report.references == ()
    assert report.findings == ()
    assert "Nothing was found that could be quoted, so nothing is stated." in report.markdown
    assert report.markdown.count("nothing was found.") == 3
    assert services.log.count("model", "write") == 0


async def test_every_search_failing_is_no_empty_result(desk: Desk, services: Services) -> None:
    services.faults.answer_with("search", *[500] * 30)
    report = (await desk.ask(QUESTION)).report
    assert report.claims == ()
    assert {failure.kind for failure in report.failures} == {"search"}
    assert {failure.task_id.partition("-")[0] for failure in report.failures} == {"q1", "q2", "q3"}


async def test_a_model_that_is_away_for_a_while_costs_nothing_but_time(
    services: Services, desk: Desk
) -> None:
    patient = Desk(desk.settings.model_copy(update={"model_tries": 3}))
    services.faults.answer_with("model:write", 429, 200, 503)
    report = (await patient.ask(QUESTION, max_rounds=0)).report
    assert report.failures == ()
    assert report.made_by == "model"


@pytest.mark.parametrize("limit_usd", [0.0, 0.01, 0.05])
async def test_the_money_is_never_overspent_and_the_report_says_where_it_ended(
    limit_usd: float, desk: Desk, services: Services
) -> None:
    ended = await desk.ask(QUESTION, max_cost_usd=limit_usd)
    report = ended.report
    rows = await desk.ledger(report.question.id)
    spent = sum(row.answer.cost_usd or 0 for row in rows if row.answer)
    assert spent <= limit_usd
    assert report.usage.cost_usd <= limit_usd
    assert f"the limit of {limit_usd * 0.7:g} USD would be passed" in report.markdown or (
        f"the limit of {limit_usd:g} USD would be passed" in report.markdown
    )
    assert report.usage.searches == services.log.count("search")


async def test_without_money_own_documents_still_give_an_extractive_report(
    desk: Desk, services: Services, tmp_path: Path
) -> None:
    sources = folder_of(tmp_path / "docs", trams="# Trams\n\nTrams in Ellmouth cost 94 crowns.\n")
    report = (await desk.ask(QUESTION, sources=sources, max_cost_usd=0.0)).report
    assert report.made_by == "extractive"
    assert "94 crowns" in report.markdown
    assert services.log.entries() == []
    assert {failure.kind for failure in report.failures} == {"limit"}


async def test_what_writing_needs_is_not_spent_on_research(desk: Desk, services: Services) -> None:
    await desk.ask(QUESTION)
    report = (await desk.ask(QUESTION, max_cost_usd=0.2)).report
    rows = await desk.ledger(report.question.id)
    research = [row for row in rows if row.call.role in {"search", "plan", "extract", "review"}]
    assert all(row.call.budget.max_cost_usd == pytest.approx(0.14) for row in research)
    written = [row for row in rows if row.call.role in {"write", "summarise", "check"}]
    assert written
    assert all(row.call.budget.max_cost_usd == pytest.approx(0.2) for row in written)


async def test_one_search_is_one_search(desk: Desk, services: Services) -> None:
    ended = await desk.ask(QUESTION, max_searches=1)
    assert services.log.count("search") == 1
    assert ended.report.usage.searches == 1
    assert "the limit of 1 search is reached" in ended.report.markdown
    assert ended.report.claims


async def test_no_search_at_all_is_an_honest_report(desk: Desk, services: Services) -> None:
    report = (await desk.ask(QUESTION, max_searches=0)).report
    assert services.log.count("search") == 0
    assert report.claims == ()
    assert "the limit of 0 searches is reached" in report.markdown


async def test_when_the_time_is_over_the_report_is_written_from_what_is_there(
    desk: Desk, services: Services
) -> None:
    report = (await desk.ask(QUESTION, max_seconds=1e-6)).report
    assert services.log.count("search") == 0
    assert "The time limit was reached" in report.markdown
