import tomllib
from contextlib import suppress

import pytest
from cli.doubles import PLAN
from hypothesis import given, settings
from hypothesis import strategies as st

from wellread.cli.plan_text import PlanTextError, read_plan, with_faults, write_plan
from wellread.cli.terminal import safe
from wellread.domain import Estimate, Limits, Plan, SubQuestion

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
TEXTS = st.lists(TEXT, max_size=3).map(tuple)
SUB_QUESTIONS = st.builds(
    SubQuestion,
    id=TEXT.filter(bool),
    question=TEXT,
    queries=TEXTS,
    answered_when=TEXT,
    section=TEXT,
    after=TEXTS,
)
PLANS = st.builds(
    Plan,
    role=TEXT,
    sub_questions=st.lists(SUB_QUESTIONS, max_size=3).map(tuple),
    assumptions=TEXTS,
    open_points=TEXTS,
    direct=st.booleans(),
    repairs=TEXTS,
    estimate=st.just(Estimate(searches=3)),
)
LIMITS = st.builds(
    Limits,
    max_rounds=st.integers(0, 5),
    max_cost_usd=st.none() | st.floats(0, 1e9),
    max_seconds=st.none() | st.floats(1e-9, 1e9),
    words=st.integers(100, 10_000),
)


@settings(max_examples=60, deadline=None)
@given(plan=PLANS, limits=LIMITS)
def test_a_plan_comes_back_from_its_text_unchanged(plan: Plan, limits: Limits) -> None:
    text = write_plan(plan, limits)
    assert read_plan(text, plan) == (plan, limits)
    assert safe(text) == text


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=60))
def test_any_text_is_a_plan_that_can_be_written_or_a_named_fault(text: str) -> None:
    with suppress(PlanTextError):
        plan, limits = read_plan(text, PLAN)
        assert read_plan(write_plan(plan, limits), PLAN) == (plan, limits)


@settings(max_examples=40, deadline=None)
@given(faults=TEXTS)
def test_faults_stand_on_top_as_comments_and_are_replaced(faults: tuple[str, ...]) -> None:
    text = write_plan(PLAN, Limits())
    marked = with_faults(with_faults(text, ("an older one",)), faults)
    assert tomllib.loads(marked) == tomllib.loads(text)
    assert with_faults(marked, ()) == text


@pytest.mark.parametrize(
    ("old", "new", "line_words", "words"),
    [
        ('role = "harbour engineer"', "role = harbour", "role", "line 7"),
        ("max_rounds = 1", "max_rounds = 99", "max_rounds", "less than or equal to 5"),
        ('question = "Which cranes', 'questoin = "Which cranes', "questoin", "number 1, questoin"),
        ("queries = []", 'queries = "one"', 'queries = "one"', "number 2, queries"),
        ("[limits]", "[limitations]", "[limitations]", "limitations"),
    ],
)
def test_a_fault_names_its_line_and_field(old: str, new: str, line_words: str, words: str) -> None:
    text = write_plan(PLAN, Limits())
    assert old in text
    broken = text.replace(old, new)
    line = next(number for number, row in enumerate(broken.splitlines(), 1) if line_words in row)
    with pytest.raises(PlanTextError) as caught:
        read_plan(broken, PLAN)
    assert words in str(caught.value)
    assert f"line {line}" in str(caught.value)


def test_a_new_block_needs_only_its_question() -> None:
    text = write_plan(PLAN, Limits()) + '\n[[sub_questions]]\nquestion = "And by rail?"\n'
    plan, _ = read_plan(text, PLAN)
    assert plan.sub_questions == (
        *PLAN.sub_questions,
        SubQuestion(id="q3", question="And by rail?"),
    )


def test_what_code_found_out_stays_with_the_plan() -> None:
    base = PLAN.model_copy(update={"repairs": ("mended",), "made_by": "extractive"})
    plan, _ = read_plan('role = "poet"', base)
    assert (plan.repairs, plan.made_by, plan.estimate) == (("mended",), "extractive", PLAN.estimate)
    assert plan.sub_questions == ()
