"""What a run says while it works: one flat, typed event per thing that happened.

The graph writes them as LangGraph custom events (plain JSON), so that the command line, the page,
Studio and any client of the server read the same ones.
"""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from wellread.domain import Failure, Frozen, Limits, Plan, Report, SourceChoice, Usage

Phase = Literal[
    "intake",
    "plan",
    "approve",
    "dispatch",
    "research",
    "review",
    "outline",
    "section",
    "finish",
]
BranchStep = Literal["searching", "reading", "ranking", "extracting", "done", "failed"]
SectionStep = Literal["drafting", "checking", "rewriting", "done", "failed"]


class PhaseStarted(Frozen):
    """The run entered a phase."""

    type: Literal["phase"] = "phase"
    phase: Phase
    detail: str = ""


class BranchMoved(Frozen):
    """A researcher went on to its next step; counts are of this branch so far."""

    type: Literal["branch"] = "branch"
    task_id: str
    question: str
    step: BranchStep
    detail: str = ""
    """What it searches or reads now."""
    parent: str = ""
    """In a deep run: the task out of whose findings this one grew."""
    sources: int = 0
    findings: int = 0


class SectionMoved(Frozen):
    """A section went on to its next step."""

    type: Literal["section"] = "section"
    section_id: str
    title: str
    step: SectionStep
    detail: str = ""
    claims: int = 0
    supported: int = 0


class Failed(Frozen):
    """Something did not work, and the run goes on without it."""

    type: Literal["failure"] = "failure"
    failure: Failure


class Spent(Frozen):
    """The turn's costs so far, from the ledger."""

    type: Literal["spent"] = "spent"
    usage: Usage


class RunStarted(Frozen):
    """The first thing a run says on the command line: how to call it from now on."""

    type: Literal["run"] = "run"
    run_id: str
    question: str


class PlanWaiting(Frozen):
    """The plan waits for a human; `faults` says what was wrong with the last edit, if anything."""

    type: Literal["plan_waiting"] = "plan_waiting"
    run_id: str
    plan: Plan
    limits: Limits
    sources: SourceChoice = SourceChoice()
    faults: tuple[str, ...] = ()


class ReportReady(Frozen):
    """The run is done."""

    type: Literal["report"] = "report"
    run_id: str
    report: Report


Event = Annotated[
    PhaseStarted
    | BranchMoved
    | SectionMoved
    | Failed
    | Spent
    | RunStarted
    | PlanWaiting
    | ReportReady,
    Field(discriminator="type"),
]
EVENT: TypeAdapter[Event] = TypeAdapter(Event)
"""Reads an event back from its JSON form."""
