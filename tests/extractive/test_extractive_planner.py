"""What the plan without a model promises."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.extractive.planner import ExtractivePlanner
from agents.plan_checks import faults_of
from agents.roles import Planner, PlanRequest
from wellread.domain import Limits, Plan, Question

NOW = datetime(2026, 1, 1, tzinfo=UTC)


async def plan_of(text: str, **fields: object) -> Plan:
    question = Question(id="turn", text=text, asked_at=NOW, **fields)
    return await ExtractivePlanner().plan(PlanRequest(question=question))


async def test_a_question_of_two_clauses_gives_two_parts_that_stand_alone() -> None:
    text = "How does PostgreSQL replicate data, and what does each method cost?"
    plan = await plan_of(text)
    assert [part.question for part in plan.sub_questions] == [
        "How does PostgreSQL replicate data?",
        "What does each method cost (PostgreSQL replicate data)?",
    ]
    assert [part.section for part in plan.sub_questions] == [
        "How does PostgreSQL replicate data",
        "What does each method cost",
    ]
    assert all(text in part.queries for part in plan.sub_questions)
    assert plan.made_by == "extractive"
    assert not plan.direct
    assert plan.role == ""


CASE = (
    "Ranking models are trained to put items in the right order. Their scores are no "
    "probabilities, so that bids cannot be computed from them. We map scores to probabilities "
    "by a network that can only rise, and measure the error on two logs of an online shop."
)


async def test_what_a_long_question_asks_is_asked_of_the_case_as_a_whole() -> None:
    text = f"Which earlier work is related? {CASE} What does it cost?"
    plan = await plan_of(text)
    assert [part.section for part in plan.sub_questions] == [
        "Which earlier work is related",
        "What does it cost",
    ]
    assert all(CASE in part.question and CASE in part.queries[0] for part in plan.sub_questions)
    assert not tuple(faults_of(plan, Question(id="turn", text=text, asked_at=NOW)))


async def test_a_case_without_a_question_is_split_as_before() -> None:
    assert len((await plan_of(CASE)).sub_questions) > 1


@pytest.mark.parametrize("text", ["What is asyncio?", "vacuum", "threads and processes in Python"])
async def test_a_short_question_gives_a_direct_plan(text: str) -> None:
    plan = await plan_of(text)
    assert plan.direct
    assert len(plan.sub_questions) == 1


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Explain how TCP works, compare Reno and CUBIC, and list open problems.", 3),
        ("What is WAL? Who needs it? When is it slow?", 3),
        ("Compare threads and processes in Python; when should each be used?", 2),
        ("how do I speed up SQLite inserts and is WAL worth it", 2),
        ("Wie viele Rettungsschwimmer sind im Dienst, und was kostet eine Saisonkarte?", 2),
        ("Welche Stadt hat ein Freibad und wann ist es offen?", 2),
        ("Wie groß ist das Becken, in dem die Kinder schwimmen?", 1),
    ],
)
async def test_a_question_is_split_at_its_own_joints(text: str, parts: int) -> None:
    assert len((await plan_of(text)).sub_questions) == parts


async def test_a_remark_becomes_a_part_of_its_own() -> None:
    plan = await plan_of("How does PostgreSQL replicate data?", remarks=("also look at security",))
    last = plan.sub_questions[-1].question
    assert "security" in last
    assert "PostgreSQL" in last
    assert not plan.direct


@pytest.mark.parametrize(
    "remark", ["leave out the accidents", "Please leave accidents out.", "no accidents"]
)
async def test_a_remark_that_wants_less_takes_away_what_names_it(remark: str) -> None:
    text = "What do lifeguards do at the pool, and what accidents happened?"
    plan = await plan_of(text, remarks=(remark,))
    assert [part.question for part in plan.sub_questions] == ["What do lifeguards do at the pool?"]
    assert plan.open_points == ()


@pytest.mark.parametrize("remark", ["leave out the history", "leave out the lifeguards"])
async def test_a_remark_that_would_leave_nothing_or_all_is_told(remark: str) -> None:
    plan = await plan_of("What do lifeguards do at the pool?", remarks=(remark,))
    assert len(plan.sub_questions) == 1
    assert remark in plan.open_points[0]


async def test_a_german_part_is_asked_with_its_mark() -> None:
    plan = await plan_of("Wie tief ist das Becken, und was kostet eine Saisonkarte?")
    assert plan.sub_questions[0].question == "Wie tief ist das Becken?"


async def test_a_follow_up_takes_its_subject_from_the_question_before() -> None:
    earlier = ("How does PostgreSQL replicate data?",)
    plan = await plan_of("And what about its cost?", kind="follow_up", earlier=earlier)
    assert "PostgreSQL" in plan.sub_questions[0].question


async def test_what_exceeds_the_limit_is_named() -> None:
    plan = await plan_of(
        "What is WAL? Who needs a log? When is it slow?", limits=Limits(max_sub_questions=2)
    )
    assert len(plan.sub_questions) == 2
    assert "slow" in plan.open_points[0]


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=120), st.integers(1, 4))
async def test_any_question_gives_a_plan_within_its_limits(text: str, most: int) -> None:
    limits = Limits(max_sub_questions=most)
    plan = await plan_of(text, limits=limits)
    assert 1 <= len(plan.sub_questions) <= most
    assert len({part.id for part in plan.sub_questions}) == len(plan.sub_questions)
    assert plan == await plan_of(text, limits=limits)


def test_it_is_a_planner() -> None:
    planner: Planner = ExtractivePlanner()
    assert planner.made_by == "extractive"
