import io

import pytest
from cli.doubles import PROGRESS, READY, RUN_ID, STARTED, WAITING
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from wellread.cli.listeners import PlainLines, line_of
from wellread.cli.live import LiveView, draw
from wellread.cli.view import ViewState, cost, reduce
from wellread.domain import Failure, Usage
from wellread.events import (
    BranchMoved,
    Event,
    Failed,
    PhaseStarted,
    SectionMoved,
    Spent,
)

WORDS = st.text(st.sampled_from("ab \x1b[31m]\n\r\u202e["), max_size=15)
EVENTS = st.one_of(
    st.builds(PhaseStarted, phase=st.sampled_from(["plan", "research"]), detail=WORDS),
    st.builds(
        BranchMoved,
        task_id=st.sampled_from(["q1", "q2", "q3"]),
        question=WORDS,
        step=st.sampled_from(["searching", "reading", "done", "failed"]),
        detail=WORDS,
        sources=st.integers(0, 9),
    ),
    st.builds(
        SectionMoved,
        section_id=st.sampled_from(["s1", "s2"]),
        title=WORDS,
        step=st.sampled_from(["drafting", "done"]),
    ),
    st.builds(Failed, failure=st.builds(Failure, kind=st.just("page"), where=WORDS, message=WORDS)),
    st.builds(Spent, usage=st.builds(Usage, searches=st.integers(0, 9))),
    st.sampled_from([STARTED, WAITING, READY]),
)


def after(*events: Event) -> ViewState:
    state = ViewState()
    for event in events:
        state = reduce(state, event)
    return state


def drawn(state: ViewState, seconds: float = 0) -> str:
    console = Console(file=io.StringIO(), width=120, force_terminal=False)
    console.print(draw(state, seconds))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@settings(max_examples=80, deadline=None)
@given(events=st.lists(EVENTS, max_size=12))
def test_the_view_holds_the_newest_word_of_each_branch_and_every_failure(
    events: list[Event],
) -> None:
    state = after(*events)
    branches = [event for event in events if isinstance(event, BranchMoved)]
    assert {branch.task_id: branch for branch in state.branches} == {
        branch.task_id: branch for branch in branches
    }
    order = list(dict.fromkeys(branch.task_id for branch in branches))
    assert [branch.task_id for branch in state.branches] == order
    assert set(state.failures) == {each.failure for each in events if isinstance(each, Failed)}


@settings(max_examples=50, deadline=None)
@given(events=st.lists(EVENTS, max_size=8))
def test_no_event_can_write_an_escape_through_a_view(events: list[Event]) -> None:
    assert not set("\x1b\r\u202e") & set(drawn(after(*events)))


def test_the_picture_shows_all_that_a_waiting_human_wants_to_know() -> None:
    picture = drawn(after(STARTED, *PROGRESS), seconds=75)
    for words in (
        "research",
        "Which cranes?",
        "reading",
        "3 of 4",
        "timed out",
        "3 sources",
        "1,000 tokens",
        "0.0123 USD",
        "75 s",
    ):
        assert words in picture


def test_many_failures_are_counted_not_hidden() -> None:
    failures = [
        Failed(failure=Failure(kind="page", where=f"page {number}", message="timed out"))
        for number in range(7)
    ]
    assert "and 4 more failures" in drawn(after(*failures))


def test_what_all_branches_fail_at_alike_is_one_failure() -> None:
    failures = [
        Failed(failure=Failure(kind="page", where="here", message="timed out", task_id=task))
        for task in ("q1", "q2", "q3", "q4", "q5")
    ]
    assert "more failures" not in drawn(after(*failures))


@pytest.mark.parametrize(
    ("usage", "words"),
    [
        (Usage(), "0.0000 USD"),
        (Usage(cost_usd=0.02), "0.0200 USD"),
        (Usage(unpriced_calls=2), "cost unknown"),
        (Usage(cost_usd=0.02, unpriced_calls=2), "at least 0.0200 USD (2 calls of unknown price)"),
    ],
)
def test_an_unknown_price_is_never_shown_as_nothing(usage: Usage, words: str) -> None:
    assert cost(usage) == words


def test_the_live_view_draws_what_it_hears() -> None:
    screen = io.StringIO()
    console = Console(file=screen, width=100, force_terminal=True)
    with LiveView(console, clock=lambda: 0.0) as view:
        for event in (STARTED, *PROGRESS):
            view.hear(event)
    assert "Which cranes?" in screen.getvalue()


def test_plain_lines_carry_the_seconds(capsys: pytest.CaptureFixture[str]) -> None:
    times = iter([0.0, 2.0, 61.0])
    with PlainLines(clock=lambda: next(times)) as lines:
        lines.hear(STARTED)
        lines.hear(READY)
    written = capsys.readouterr().err.splitlines()
    assert written == [
        f"[    2s] run {RUN_ID}: How are ships loaded?",
        "[   61s] report ready: Loading ships",
    ]


def test_plain_lines_tell_a_failure_once_and_costs_when_they_change(
    capsys: pytest.CaptureFixture[str],
) -> None:
    failures = [
        Failure(
            kind="page",
            where="file:///a%20b.txt",
            message="/a b.txt: the file holds no text",
            effect="it could not be searched",
            task_id=task,
        )
        for task in ("q1", "q2")
    ]
    spent = [Spent(usage=Usage(searches=searches)) for searches in (0, 1, 1, 2)]
    events: list[Event] = [*(Failed(failure=each) for each in failures), *spent]
    with PlainLines(clock=lambda: 0.0) as lines:
        for event in events:
            lines.hear(event)
    assert capsys.readouterr().err.splitlines() == [
        "[    0s] failed: /a b.txt: the file holds no text (it could not be searched)",
        "[    0s] spent 1 searches, 0 tokens, 0.0000 USD",
        "[    0s] spent 2 searches, 0 tokens, 0.0000 USD",
    ]


@settings(max_examples=40, deadline=None)
@given(event=EVENTS)
def test_every_event_has_words(event: Event) -> None:
    assert line_of(event).strip()


def test_questions_that_grew_are_drawn_below_those_they_grew_out_of() -> None:
    def moved(task_id: str, question: str, parent: str = "") -> BranchMoved:
        return BranchMoved(task_id=task_id, question=question, step="done", parent=parent)

    state = after(
        moved("q1", "Who made the engine?"),
        moved("q2", "Who paid?"),
        moved("g1", "Kestrel Nine", "q1"),
        moved("g2", "Harrow Brothers", "g1"),
    )
    assert [(depth, branch.task_id) for depth, branch in state.tree] == [
        (0, "q1"),
        (1, "g1"),
        (2, "g2"),
        (0, "q2"),
    ]
    assert "└ Kestrel Nine" in drawn(state)
    assert "  └ Harrow Brothers" in drawn(state)
    assert "g1 out of q1 done" in line_of(moved("g1", "Kestrel Nine", "q1"))
