"""Where a run goes next, and that no way is ever empty."""

from datetime import UTC, datetime
from typing import cast

import pytest
from langgraph.types import Send

from agents.roles import Ask
from graph import routes
from graph.state import BranchState, SectionState, State
from graph.tasks import asked_tasks, may_ask, ready_tasks
from wellread.domain import (
    Claim,
    Finding,
    Grant,
    Limits,
    Plan,
    Question,
    Review,
    SectionPlan,
    SectionText,
    SubQuestion,
    Task,
)

NOW = datetime(2026, 11, 23, tzinfo=UTC)
TURN = Question(id="t", text="How is the tram paid for?", asked_at=NOW)
PLAN = Plan(
    sub_questions=(
        SubQuestion(id="q1", question="Who pays for the tram?"),
        SubQuestion(id="q2", question="What does a tram ticket cost?", after=("q1",)),
    )
)


def grant(rounds: int) -> Grant:
    return Grant.of(PLAN, Limits(max_rounds=rounds), "human")


def task(sub_question_id: str, round_no: int = 0, after: tuple[str, ...] = ()) -> Task:
    name = sub_question_id if round_no == 0 else f"{sub_question_id}-r{round_no}"
    return Task(
        id=name,
        sub_question_id=sub_question_id,
        question="?",
        queries=("tram",),
        round=round_no,
        after=after,
    )


def review(round_no: int, findings_seen: int, *asks: Task) -> Review:
    return Review(round=round_no, asks=asks, findings_seen=findings_seen)


@pytest.mark.parametrize("rounds", [0, 1, 5])
def test_the_reviewer_stops_at_the_round_limit(rounds: int) -> None:
    reviews: list[Review] = []
    while may_ask(PLAN, rounds, reviews, findings_now=len(reviews) + 1):
        reviews.append(review(len(reviews), len(reviews)))
    assert len(reviews) == rounds


def test_the_reviewer_stops_when_a_round_brought_nothing_new() -> None:
    assert may_ask(PLAN, 5, [review(0, findings_seen=3)], findings_now=4)
    assert not may_ask(PLAN, 5, [review(0, findings_seen=4)], findings_now=4)


def test_a_direct_plan_is_not_reviewed() -> None:
    direct = PLAN.model_copy(update={"direct": True})
    assert not may_ask(direct, 3, [], findings_now=0)


def test_an_ask_for_a_query_that_was_tried_or_a_part_that_does_not_exist_is_no_task() -> None:
    asks = [
        Ask(sub_question_id="q1", queries=("Tram Fares", "tram subsidy")),
        Ask(sub_question_id="q2", queries=("tram fares",)),
        Ask(sub_question_id="q7", queries=("something new",)),
    ]
    (made,) = asked_tasks(grant(1), asks, ["tram fares"], 1)
    assert (made.id, made.queries) == ("q1-r1", ("tram subsidy",))


def test_no_task_of_a_round_beyond_the_grant_is_made() -> None:
    asks = [Ask(sub_question_id="q1", queries=("new",))]
    assert asked_tasks(grant(1), asks, [], 2) == ()


def test_dependent_tasks_wait_for_their_wave_and_hear_what_was_found() -> None:
    tasks = {"q1": task("q1"), "q2": task("q2", after=("q1",))}
    state = State(turn=TURN, grant=grant(1), tasks=tasks)
    assert list(ready_tasks(grant(1), tasks, state)) == ["q1"]
    finding = Finding(
        id="q1.1",
        task_id="q1",
        sub_question_id="q1",
        statement="The city pays.",
        quote="The city pays.",
        snapshot_id="s",
        start=0,
        end=14,
    )
    from graph.state import BranchResult

    state = State(
        turn=TURN,
        grant=grant(1),
        tasks=tasks,
        branches={"q1": BranchResult(task_id="q1", status="done")},
        findings={"q1.1": finding},
    )
    assert ready_tasks(grant(1), tasks, state)["q2"].background == ("The city pays.",)


def test_a_question_that_grew_is_still_told_what_it_was_asked_for() -> None:
    grown = task("q1").model_copy(update={"background": ("Asked on the way to: Who pays?",)})
    state = State(turn=TURN, grant=grant(1), tasks={"q1": grown})
    assert ready_tasks(grant(1), {"q1": grown}, state)["q1"].background == grown.background


def test_a_task_whose_prerequisite_failed_runs_and_is_told_so() -> None:
    from graph.state import BranchResult

    tasks = {"q1": task("q1"), "q2": task("q2", after=("q1",))}
    branches = {"q1": BranchResult(task_id="q1", status="failed")}
    state = State(turn=TURN, grant=grant(1), tasks=tasks, branches=branches)
    assert ready_tasks(grant(1), tasks, state)["q2"].background == (
        "The search on q1 found nothing.",
    )


def test_dispatch_sends_its_wave_and_never_an_empty_list() -> None:
    tasks = {"q1": task("q1")}
    base = State(turn=TURN, grant=grant(1), tasks=tasks, research_started_at=NOW)
    sends = routes.after_dispatch({**base, "wave": ("q1",)})
    assert [each.node for each in sends if isinstance(each, Send)] == ["research"]
    assert routes.after_dispatch({**base, "wave": ()}) == "review"
    assert routes.after_dispatch({**base, "grant": None}) == "approve"


def test_an_outline_without_sections_goes_straight_to_the_end() -> None:
    assert routes.after_outline(State(turn=TURN, outline=())) == "finish"
    planned = SectionPlan(id="s1", title="T", sub_question_ids=("q1",), finding_ids=())
    sends = routes.after_outline(State(turn=TURN, outline=(planned,), findings={}, sources={}))
    assert [each.node for each in sends if isinstance(each, Send)] == ["section"]


def branch(**values: object) -> BranchState:
    given = {"turn": TURN, "task": task("q1"), "research_started_at": NOW, **values}
    return cast("BranchState", given)


def section(*claims: Claim, rewritten: bool = False) -> SectionState:
    text = SectionText(section_id="s1", title="T", claims=claims)
    return cast("SectionState", {"draft": text, "rewritten": rewritten})


@pytest.mark.parametrize("searched", [0, 1])
def test_a_branch_that_found_too_little_searches_once_more_and_no_further(searched: int) -> None:
    assert routes.after_extract(branch(search_no=1, thin=True)) == "search"
    assert routes.after_extract(branch(search_no=2, thin=True)) == "done"
    assert routes.after_extract(branch(search_no=1, thin=False)) == "done"
    assert routes.after_search(branch(search_no=searched, hits=())) == "search"
    assert routes.after_search(branch(search_no=2, hits=())) == "done"
    assert routes.after_search(branch(search_no=1, ended=True, hits=())) == "done"


def test_a_section_is_rewritten_once() -> None:
    failing = Claim(id="s1.1", text="x", verdict="not_supported")
    assert routes.after_check(section(failing)) == "rewrite"
    assert routes.after_check(section(failing, rewritten=True)) == "done"


def test_a_sentence_that_speaks_of_something_else_is_not_paid_for_again() -> None:
    claim = Claim(id="s1.1", text="x", verdict="not_supported", closeness=0.1)
    assert routes.after_check(section(claim)) == "done"
