"""The state of the live view: a pure reducer over events. Nothing here draws or reads a clock."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from wellread.domain import Failure, Usage
from wellread.events import (
    BranchMoved,
    Event,
    Failed,
    Phase,
    PhaseStarted,
    PlanWaiting,
    ReportReady,
    RunStarted,
    SectionMoved,
    Spent,
)


@dataclass(frozen=True)
class ViewState:
    """What is known of a run from the events so far."""

    run_id: str = ""
    question: str = ""
    phase: Phase | None = None
    detail: str = ""
    branches: tuple[BranchMoved, ...] = ()
    """The newest word of each branch, in the order in which they first appeared."""
    sections: tuple[SectionMoved, ...] = ()
    """Likewise of each section."""
    failures: tuple[Failure, ...] = ()
    usage: Usage = field(default_factory=Usage)
    ending: PlanWaiting | ReportReady | None = None

    @property
    def tree(self) -> tuple[tuple[int, BranchMoved], ...]:
        """The branches, each after the one that it grew out of, with its depth; 0 is the plan's."""
        known = {branch.task_id for branch in self.branches}
        roots = (branch for branch in self.branches if branch.parent not in known)
        return tuple(each for root in roots for each in _grown(self.branches, root, 0))

    @property
    def sources(self) -> int:
        """Sources read over all branches."""
        return sum(branch.sources for branch in self.branches)


def reduce(state: ViewState, event: Event) -> ViewState:
    """The state after `event`."""
    match event:
        case RunStarted():
            after = replace(state, run_id=event.run_id, question=event.question, ending=None)
        case PhaseStarted():
            after = replace(state, phase=event.phase, detail=event.detail, ending=None)
        case BranchMoved():
            after = replace(state, branches=_with_branch(state.branches, event))
        case SectionMoved():
            after = replace(state, sections=_with_section(state.sections, event))
        case Failed():
            after = replace(state, failures=_with_failure(state.failures, event.failure))
        case Spent():
            after = replace(state, usage=event.usage)
        case PlanWaiting() | ReportReady():
            after = replace(state, run_id=event.run_id, ending=event)
    return after


def _grown(
    branches: Sequence[BranchMoved], branch: BranchMoved, depth: int
) -> Iterator[tuple[int, BranchMoved]]:
    yield depth, branch
    for child in branches:
        if child.parent == branch.task_id != child.task_id:
            yield from _grown(branches, child, depth + 1)


def _with_branch(branches: tuple[BranchMoved, ...], event: BranchMoved) -> tuple[BranchMoved, ...]:
    newest = {branch.task_id: branch for branch in branches} | {event.task_id: event}
    return tuple(newest.values())


def _with_failure(failures: tuple[Failure, ...], failure: Failure) -> tuple[Failure, ...]:
    """What several branches met alike is one failure."""
    alike = failure.model_copy(update={"task_id": ""})
    return failures if alike in failures else (*failures, alike)


def _with_section(
    sections: tuple[SectionMoved, ...], event: SectionMoved
) -> tuple[SectionMoved, ...]:
    newest = {section.section_id: section for section in sections} | {event.section_id: event}
    return tuple(newest.values())


def cost(usage: Usage) -> str:
    """The cost in words; an unknown price is said to be unknown, never shown as 0."""
    if not usage.unpriced_calls:
        return f"{usage.cost_usd:.4f} USD"
    if not usage.cost_usd:
        return "cost unknown"
    return f"at least {usage.cost_usd:.4f} USD ({usage.unpriced_calls} calls of unknown price)"


def tokens(usage: Usage) -> str:
    """Prompt and completion tokens in words."""
    return f"{usage.prompt_tokens + usage.completion_tokens:,} tokens"


def spending(usage: Usage) -> str:
    """Searches, tokens and cost on one line."""
    return f"{usage.searches} searches, {tokens(usage)}, {cost(usage)}"
