"""A plan is never trusted: every fault is named, and what is not mended is repaired by code."""

import pytest
from doubles.faulty_plans import COST, FAULTY, PAID, QUESTION, plan_of
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.plan_checks import faults_of, repaired, with_distinct_queries
from wellread.domain import SubQuestion


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
