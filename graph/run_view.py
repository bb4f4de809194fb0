"""What is stored of a run, as a program sees it."""

from dataclasses import dataclass

from graph.state import State
from wellread.archive.contract import RunRecord
from wellread.domain import (
    Coverage,
    Failure,
    Finding,
    Grant,
    Plan,
    Question,
    Report,
    Source,
)


@dataclass(frozen=True)
class RunView:
    """What is stored of a run."""

    record: RunRecord
    question: Question | None = None
    plan: Plan | None = None
    plan_faults: tuple[str, ...] = ()
    grant: Grant | None = None
    report: Report | None = None
    coverage: tuple[Coverage, ...] = ()
    failures: tuple[Failure, ...] = ()
    findings: tuple[Finding, ...] = ()
    sources: tuple[Source, ...] = ()


def view_of(record: RunRecord, state: State) -> RunView:
    """The run of this record with what its checkpoint holds, which may be nothing yet."""
    return RunView(
        record=record,
        question=state.get("turn"),
        plan=state.get("plan"),
        plan_faults=state.get("plan_faults", ()),
        grant=state.get("grant"),
        report=state.get("report"),
        coverage=state.get("coverage", ()),
        failures=tuple(state.get("failures", {}).values()),
        findings=tuple(state.get("findings", {}).values()),
        sources=tuple(state.get("sources", {}).values()),
    )
