"""The beginning of a turn in state: what is reset, and what a follow-up brings along."""

from typing import TypeVar, cast

from langgraph.types import Overwrite

from graph.intake import about, given_to
from graph.state import State
from wellread.domain import Finding, Grant, Plan, Question, Source, SubQuestion
from wellread.evidence.coverage import answered_in_full
from wellread.evidence.terms import content_terms

V = TypeVar("V")


def waits_for_approval(state: State) -> bool:
    """Whether a plan stands that no human has answered yet."""
    return state.get("plan") is not None and not state.get("grant") and not state.get("report")


def fresh_turn(turn: Question, answered_message_id: str) -> State:
    """What belongs to a turn, empty again; without this a turn would see the last one's."""
    return State(
        question="",
        answered_message_id=answered_message_id,
        turn=turn,
        plan=None,
        plan_faults=(),
        answers=(),
        grant=None,
        research_started_at=None,
        extensions=(),
        tasks=only({}),
        wave=(),
        branches=only({}),
        sources=only({}),
        findings=only({}),
        outdated=only({}),
        kept=(),
        failures=only({}),
        reviews=(),
        outline=(),
        sections=only({}),
        notes=only({}),
        coverage=(),
        before=None,
        report=None,
        phase="plan",
    )


def kept_evidence(turn: Question, kept: tuple[Finding, ...], state: State) -> State:
    """What a follow-up starts with: the thread's findings and their sources.

    Where they answer the question already, a sealed plan that needs no search comes with them.
    """
    used = {finding.snapshot_id for finding in kept}
    sources: dict[str, Source] = {
        key: source for key, source in state.get("sources", {}).items() if key in used
    }
    update = State(kept=kept, sources=only(sources))
    part = SubQuestion(id="q1", question=_in_full(turn), queries=(turn.text,))
    findings = given_to(part.id, about(part.question, kept))
    if not answered_in_full(part, tuple(findings.values()), sources):
        return update
    plan = Plan(sub_questions=(part,), direct=True, made_by="extractive")
    return {
        **update,
        **State(
            plan=plan,
            grant=Grant.of(plan, turn.limits, "setting"),
            findings=only(findings),
            phase="outline",
        ),
    }


def _in_full(turn: Question) -> str:
    """The question with the last one's subject where it hardly has one of its own."""
    if len(content_terms(turn.text)) > 1 or not turn.earlier:
        return turn.text
    return f"{turn.earlier[-1]} {turn.text}"


def only(value: dict[str, V]) -> dict[str, V]:
    """The whole value of a channel that otherwise adds to what it has."""
    return cast("dict[str, V]", Overwrite(value))
