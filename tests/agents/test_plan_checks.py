"""A plan is never trusted: every fault is named, and what is not mended is repaired by code."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.plan_checks import faults_of, repaired, with_distinct_queries
from wellread.domain import Limits, Plan, Question, SubQuestion

QUESTION = Question(
    id="t1",
    text="How is the Ellmouth tram network paid for, and what do tickets cost?",
    asked_at=datetime(2026, 11, 23, tzinfo=UTC),
    limits=Limits(max_sub_questions=4),
)
PAID = SubQuestion(id="q1", question="How is the Ellmouth tram network paid for?")
COST = SubQuestion(id="q2", question="What do tickets of the Ellmouth tram cost?")


def plan_of(*parts: SubQuestion, direct: bool = False) -> Plan:
    return Plan(sub_questions=parts, direct=direct)


def numbered(count: int) -> tuple[SubQuestion, ...]:
    subjects = ["wages", "depots", "wheels", "rails", "power", "snow", "strikes", "noise", "bells"]
    return tuple(
        SubQuestion(id=f"q{number}", question=f"Ellmouth tram tickets and {subject} {number}?")
        for number, subject in enumerate((subjects * 5)[:count], 1)
    )


FAULTY = {
    "no sub-question": (plan_of(), "no sub-question"),
    "forty sub-questions": (plan_of(*numbered(40)), "at most 4"),
    "five sub-questions": (plan_of(*numbered(5)), "at most 4"),
    "the same twice": (plan_of(PAID, COST.model_copy(update={"question": PAID.question})), "same"),
    "the same in other order": (
        plan_of(PAID, COST, SubQuestion(id="q3", question="The tram of Ellmouth: cost of tickets")),
        "same",
    ),
    "off the subject": (
        plan_of(PAID, COST, SubQuestion(id="q3", question="Who won the chess olympiad?")),
        "off the subject",
    ),
    "wholly off the subject": (
        plan_of(SubQuestion(id="q1", question="Who won the chess olympiad?")),
        "off the subject",
    ),
    "half the question missing": (
        plan_of(SubQuestion(id="q1", question="When was Ellmouth founded?")),
        "does not cover",
    ),
    "a circle of two": (
        plan_of(
            PAID.model_copy(update={"after": ("q2",)}), COST.model_copy(update={"after": ("q1",)})
        ),
        "circle",
    ),
    "waits for itself": (plan_of(PAID.model_copy(update={"after": ("q1",)}), COST), "circle"),
    "a circle of three": (
        plan_of(
            *(
                part.model_copy(update={"after": (f"q{number % 3 + 1}",)})
                for number, part in enumerate(numbered(3), 1)
            )
        ),
        "circle",
    ),
    "waits for what is not there": (
        plan_of(PAID, COST.model_copy(update={"after": ("q9",)})),
        "does not exist",
    ),
    "an empty question": (plan_of(PAID, COST, SubQuestion(id="q3", question="")), "asks nothing"),
    "a question of stop words": (
        plan_of(PAID, COST, SubQuestion(id="q3", question="What is it and why?")),
        "asks nothing",
    ),
    "an endless question": (
        plan_of(PAID, COST, SubQuestion(id="q3", question="tram " + "about depots " * 80)),
        "longer than",
    ),
    "an endless query": (
        plan_of(PAID.model_copy(update={"queries": ("tram " * 60,)}), COST),
        "longer than",
    ),
    "a doubled id": (plan_of(PAID, COST.model_copy(update={"id": "q1"})), "several"),
    "direct with two parts": (plan_of(PAID, COST, direct=True), "exactly one"),
    "only punctuation": (plan_of(SubQuestion(id="q1", question="?!…")), "asks nothing"),
    "duplicates and a circle": (
        plan_of(
            PAID.model_copy(update={"after": ("q2",)}),
            PAID.model_copy(update={"id": "q2", "after": ("q1",)}),
        ),
        "circle",
    ),
}


def test_there_are_twenty_kinds_of_faulty_plan() -> None:
    assert len(FAULTY) == 20


def test_a_sound_plan_has_no_fault() -> None:
    assert faults_of(plan_of(PAID, COST), QUESTION) == ()


@pytest.mark.parametrize("name", FAULTY)
def test_each_fault_is_named(name: str) -> None:
    plan, words = FAULTY[name]
    assert any(words in fault for fault in faults_of(plan, QUESTION))


@pytest.mark.parametrize("name", FAULTY)
def test_repair_leaves_no_fault_and_says_what_it_did(name: str) -> None:
    plan, _ = FAULTY[name]
    sound = repaired(plan, QUESTION)
    assert faults_of(sound, QUESTION) == ()
    assert sound.repairs


def test_no_two_researchers_get_the_same_query() -> None:
    plan = plan_of(
        PAID.model_copy(update={"queries": ("tram tickets", "Ellmouth trams")}),
        COST.model_copy(update={"queries": ("tickets tram", "the Ellmouth tram")}),
    )
    first, second = with_distinct_queries(plan).sub_questions
    assert first.queries == ("tram tickets", "Ellmouth trams")
    assert second.queries == (COST.question,)


PARTS = st.builds(
    SubQuestion,
    id=st.sampled_from(["q1", "q2", "q3", "q4", ""]),
    question=st.one_of(
        st.sampled_from([PAID.question, COST.question, "", "What?"]), st.text(max_size=60)
    ),
    queries=st.lists(st.text(max_size=30), max_size=3).map(tuple),
    after=st.lists(st.sampled_from(["q1", "q2", "q3", "q9"]), max_size=3).map(tuple),
)


@settings(max_examples=80, deadline=None)
@given(st.lists(PARTS, max_size=8), st.booleans())
def test_whatever_a_model_plans_becomes_a_plan_that_can_be_carried_out(
    parts: list[SubQuestion], direct: bool
) -> None:
    sound = repaired(plan_of(*parts, direct=direct), QUESTION)
    assert faults_of(sound, QUESTION) == ()
    assert all(part.queries for part in with_distinct_queries(sound).sub_questions)
