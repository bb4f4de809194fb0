"""A faulty plan: each fault is named to the planner, and after two tries code repairs it."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from doubles.faulty_plans import COST, FAULTY, PAID, QUESTION
from runs.desk import Desk
from services.server import Services

from agents.plan_checks import faults_of
from agents.roles import PlanRequest
from graph.parts import Parts
from graph.planning import sound_plan
from wellread.domain import Limits, MadeBy, Plan

UNSAID = ("an endless question", "an endless query", "a doubled id")
"""Faults that no answer of a model can have: the schema cuts it, and code gives the ids."""
SAID = [name for name in FAULTY if name not in UNSAID]
LIMIT = QUESTION.limits.max_sub_questions


def answer_of(plan: Plan) -> dict[str, Any]:
    """The plan as a model would give it."""
    return {
        "role": "local historian",
        "sub_questions": [
            {
                "question": part.question,
                "queries": list(part.queries),
                "after_ids": [int(before.removeprefix("q")) for before in part.after],
            }
            for part in plan.sub_questions
        ],
        "direct": plan.direct,
    }


SOUND = answer_of(Plan(sub_questions=(PAID, COST)))


def faults_told(services: Services) -> list[str]:
    """What the planner was told about the faults of its last plan, one text for each asking."""
    return [
        entry.request["messages"][-1]["content"].partition("Its faults, each to be mended:")[2]
        for entry in services.log.entries("model", "plan")
    ]


@pytest.mark.parametrize("name", SAID)
async def test_each_fault_is_named_to_the_model_twice_and_then_repaired_by_code(
    name: str, desk: Desk, services: Services
) -> None:
    plan, words = FAULTY[name]
    services.script("plan", [answer_of(plan)])
    waiting = (await desk.ask(QUESTION.text, yes=False, max_sub_questions=LIMIT)).waiting
    first, *again = faults_told(services)
    assert first == ""
    assert len(again) == 2
    assert all(words in told for told in again)
    assert waiting.plan.repairs
    assert faults_of(waiting.plan, QUESTION) == ()
    assert {entry.kind for entry in services.log.entries()} == {"model"}


@pytest.mark.parametrize("name", UNSAID)
async def test_what_the_schema_mends_needs_no_second_asking(
    name: str, desk: Desk, services: Services
) -> None:
    services.script("plan", [answer_of(FAULTY[name][0])])
    waiting = (await desk.ask(QUESTION.text, yes=False, max_sub_questions=LIMIT)).waiting
    assert len(faults_told(services)) == 1
    assert faults_of(waiting.plan, QUESTION) == ()


class StubbornPlanner:
    """Gives the same plan whatever it is told."""

    made_by: MadeBy = "model"

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self.requests: list[PlanRequest] = []

    async def plan(self, request: PlanRequest) -> Plan:
        self.requests.append(request)
        return self._plan


@pytest.mark.parametrize("name", FAULTY)
async def test_whoever_plans_hears_of_each_fault_twice(name: str) -> None:
    plan, words = FAULTY[name]
    planner = StubbornPlanner(plan)
    parts = cast("Parts", SimpleNamespace(planners=(planner,)))
    sound, failures = await sound_plan(parts, PlanRequest(question=QUESTION))
    assert [any(words in fault for fault in each.faults) for each in planner.requests] == [
        False,
        True,
        True,
    ]
    assert len({request.attempt for request in planner.requests}) == 3
    assert sound.repairs
    assert faults_of(sound, QUESTION) == ()
    assert failures == {}


async def test_a_planner_that_mends_its_plan_is_not_corrected(
    desk: Desk, services: Services
) -> None:
    services.script("plan", [answer_of(FAULTY["a circle of two"][0]), SOUND])
    waiting = (await desk.ask(QUESTION.text, yes=False)).waiting
    assert len(faults_told(services)) == 2
    assert waiting.plan.repairs == ()
    assert [part.question for part in waiting.plan.sub_questions] == [PAID.question, COST.question]


async def test_the_report_says_that_the_plan_was_repaired(desk: Desk, services: Services) -> None:
    services.script("plan", [answer_of(FAULTY["a circle of two"][0])])
    report = (await desk.ask(QUESTION.text)).report
    assert report.claims
    assert "The plan was repaired: Sub-questions that waited for each other" in report.markdown


async def test_a_direct_question_takes_the_short_way(desk: Desk, services: Services) -> None:
    one = answer_of(Plan(sub_questions=(PAID.model_copy(update={"question": QUESTION.text}),)))
    services.script("plan", [{**one, "direct": True}])
    report = (await desk.ask(QUESTION.text)).report
    assert report.claims
    assert services.log.count("model", "review") == 0


async def test_the_plan_comes_with_limits_and_an_estimate(desk: Desk, services: Services) -> None:
    services.script("plan", [SOUND])
    waiting = (await desk.ask(QUESTION.text, yes=False, max_rounds=2, words=700)).waiting
    assert waiting.limits == Limits(max_rounds=2, words=700)
    assert waiting.plan.estimate.searches == 2
    assert waiting.plan.estimate.model_calls > 0
    assert waiting.plan.estimate.cost_usd
