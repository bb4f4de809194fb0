"""Opening and conclusion are checked like any sentence; what code can judge costs no model call."""

from collections.abc import Callable
from typing import Any

import pytest
from runs.desk import Desk
from services.log import Entry
from services.model import default_answer, read_request
from services.server import Services

from bench.checking import REWORDED, reworded
from wellread.domain import Claim, Form, Report

QUESTION = "What does the Ellmouth tram network cost, and who pays for it?"
PLAN: dict[str, Any] = {
    "sub_questions": [
        {
            "question": "What does it cost to run the Ellmouth tram network?",
            "queries": ["running tram network crowns"],
            "section": "Running",
        }
    ]
}
FORMS = (Form(), Form(kind="detailed"))


@pytest.fixture(autouse=True)
def planned(services: Services) -> None:
    services.script("plan", [PLAN])


def in_other_words(request: dict[str, Any]) -> dict[str, Any]:
    """The usual answer, whose sentences stand nowhere word for word."""
    answer = default_answer(read_request(request))
    assert isinstance(answer, dict)
    return reworded(answer)


def judging(services: Services, verdict_of: Callable[[int], str]) -> None:
    """The checker gives each sentence the verdict that its place in the batch has."""

    def script(request: dict[str, Any]) -> dict[str, Any]:
        answer = default_answer(read_request(request))
        assert isinstance(answer, dict)
        for place, item in enumerate(answer["verdicts"]):
            item["verdict"] = verdict_of(place)
        return answer

    services.script("check", script)


def drawn(report: Report) -> tuple[Claim, ...]:
    return (*report.summary, *report.conclusion)


def checks(services: Services) -> list[Entry]:
    return services.log.entries("model", "check")


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.kind)
async def test_reworded_sentences_of_opening_and_conclusion_get_the_models_verdict_in_one_call(
    desk: Desk, services: Services, form: Form
) -> None:
    services.script("summarise", in_other_words)
    report = (await desk.ask(QUESTION, form=form)).report
    assert len(drawn(report)) > 1
    assert {each.verdict for each in drawn(report)} == {"supported"}
    assert {each.checked_by for each in drawn(report)} == {("code", "model")}
    assert bool(report.conclusion) == (form.kind == "detailed")
    (entry,) = checks(services)
    prompt = entry.request["messages"][-1]["content"]
    assert prompt.count(REWORDED) == len(drawn(report))
    assert QUESTION not in prompt


async def test_what_the_model_finds_unsupported_is_removed_and_counted(
    desk: Desk, services: Services
) -> None:
    services.script("summarise", in_other_words)
    judging(services, lambda place: "supported" if place else "not_supported")
    report = (await desk.ask(QUESTION)).report
    assert [each.id for each in report.summary] == ["summary.2", "summary.3", "summary.4"]
    assert report.totals.removed == 1
    assert "1 sentence failed the check and was removed" in report.markdown


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.kind)
async def test_an_opening_in_the_words_of_its_sections_is_checked_without_a_model_call(
    desk: Desk, services: Services, form: Form
) -> None:
    report = (await desk.ask(QUESTION, form=form)).report
    assert report.summary
    assert {each.verdict for each in drawn(report)} == {"supported"}
    assert checks(services) == []


async def test_a_sentence_taken_over_from_a_section_keeps_the_verdict_it_has_there(
    desk: Desk, services: Services
) -> None:
    services.script("write", in_other_words)
    report = (await desk.ask(QUESTION)).report
    assert all(each.text.startswith(REWORDED) for each in report.summary)
    assert {(each.verdict, each.checked_by) for each in report.summary} == {
        ("supported", ("code", "model"))
    }
    assert [entry for entry in checks(services) if "summary" in str(entry.request)] == []


async def test_where_the_checker_fails_the_opening_is_not_checked_and_the_report_tells_it(
    desk: Desk, services: Services
) -> None:
    services.script("summarise", in_other_words)
    services.faults.answer_with("model:check", 500, 500)
    report = (await desk.ask(QUESTION)).report
    assert {each.verdict for each in report.summary} == {"not_checked"}
    assert all("the checker failed" in each.reason for each in report.summary)
    assert [(each.kind, each.where) for each in report.failures] == [
        ("model", "check of the opening")
    ]
    assert "(not checked)" in report.markdown
    assert "check of the opening: " in report.markdown


async def test_another_fast_model_checks_where_the_first_one_is_down(
    desk: Desk, services: Services
) -> None:
    names = {"fast_fallback_model": "openai:gpt-4.1"}
    services.script("summarise", in_other_words)
    services.faults.answer_with("model:check", 500)
    report = (await Desk(desk.settings.model_copy(update=names)).ask(QUESTION)).report
    assert {each.verdict for each in report.summary} == {"supported"}
    assert [each.effect for each in report.failures] == ["another model stood in"]
    assert [entry.request["model"] for entry in checks(services)][1:] == ["gpt-4.1"]


async def test_where_the_money_does_not_reach_the_opening_is_not_checked_and_nothing_is_spent(
    desk: Desk, services: Services
) -> None:
    free = {desk.settings.smart_model: (0.0, 0.0)}
    costly_checks = Desk(desk.settings.model_copy(update={"prices": free}))
    first = await costly_checks.ask(QUESTION)
    services.script("summarise", in_other_words)
    services.log.clear()
    report = (
        await costly_checks.ask(QUESTION, on=first.run_id, max_cost_usd=1e-6, max_rounds=0)
    ).report
    assert report.summary
    assert {each.verdict for each in report.summary} == {"not_checked"}
    assert [(each.kind, each.where) for each in report.failures] == [
        ("limit", "check of the opening")
    ]
    assert checks(services) == []
    assert report.usage.cost_usd == 0


async def test_the_check_of_an_opening_stands_in_the_ledger_and_is_repeated_from_it(
    desk: Desk, services: Services
) -> None:
    services.script("summarise", in_other_words)
    ended = await desk.ask(QUESTION, max_cost_usd=0.5)
    (row,) = [
        row for row in await desk.ledger(ended.report.question.id) if row.call.role == "check"
    ]
    assert row.call.branch == "summary"
    assert row.call.budget.max_cost_usd == pytest.approx(0.5)
    told = services.log.count()
    assert (await desk.replay(ended.run_id)).markdown == ended.report.markdown
    assert services.log.count() == told
