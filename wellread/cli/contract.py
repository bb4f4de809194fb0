"""What the command line asks of the graph: `graph.session` has it, tests have a double of it."""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from wellread.archive.contract import Pruned, RunRecord
from wellread.archive.costs import CostLine
from wellread.decisions import Decision
from wellread.domain import (
    Coverage,
    Failure,
    Finding,
    Form,
    Grant,
    Limits,
    Plan,
    Question,
    Report,
    Source,
    SourceChoice,
)
from wellread.events import Event
from wellread.report.citations import ForeignReport
from wellread.report.claims import ClaimRow
from wellread.report.verification import Places, Verification
from wellread.settings import Settings


class StoredRun(Protocol):
    """What is stored of a run."""

    @property
    def record(self) -> RunRecord:
        """The run as listings show it."""
        ...

    @property
    def question(self) -> Question | None:
        """What its newest turn asked."""
        ...

    @property
    def plan(self) -> Plan | None:
        """Its plan, approved or not."""
        ...

    @property
    def grant(self) -> Grant | None:
        """Its approved plan."""
        ...

    @property
    def report(self) -> Report | None:
        """Its report, once it is written."""
        ...

    @property
    def coverage(self) -> tuple[Coverage, ...]:
        """How well each sub-question is answered."""
        ...

    @property
    def failures(self) -> tuple[Failure, ...]:
        """What did not work."""
        ...

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that was found, cited or not."""
        ...

    @property
    def sources(self) -> tuple[Source, ...]:
        """Everything that was read."""
        ...

    @property
    def plan_faults(self) -> tuple[str, ...]:
        """What was wrong with the last edit of the plan."""
        ...


class Session(Protocol):
    """An open graph with its stores."""

    def ask(
        self,
        question: str,
        *,
        sources: SourceChoice,
        limits: Limits,
        auto_approve: bool,
        form: Form,
        run_id: str | None = None,
    ) -> AsyncIterator[Event]:
        """A new run, or a further turn on `run_id`; ends with `PlanWaiting` or `ReportReady`."""
        ...

    def resume(
        self, run_id: str, decision: Decision | None = None, limits: Limits | None = None
    ) -> AsyncIterator[Event]:
        """Continues a killed run, answers the waiting plan, or goes on within higher limits."""
        ...

    def refresh(self, run_id: str, limits: Limits | None = None) -> AsyncIterator[Event]:
        """The plan of a written run on today's sources, as a new run; ends with `ReportReady`."""
        ...

    def drain(self) -> None:
        """Begins no further step; `ask` and `resume` raise `RunDrained` when the last has ended."""
        ...

    async def write_now(self, run_id: str) -> RunRecord:
        """Asks the run to begin no further search and to write from what is there."""
        ...

    async def view(self, run_id: str) -> StoredRun:
        """What is stored of the run."""
        ...

    def replay(self, run_id: str, *, allow_new: bool = False) -> AsyncIterator[Event]:
        """Repeats the run's newest turn from what is stored; ends with `ReportReady`."""
        ...

    async def costs(self, run_id: str) -> tuple[CostLine, ...]:
        """What the run's newest turn has paid, by phase, branch and service."""
        ...

    async def prune(self, older_than: datetime) -> Pruned:
        """Removes answers and pages that no run has used since; sums and reports stay."""
        ...

    async def runs(self, limit: int = 20) -> tuple[RunRecord, ...]:
        """The newest runs first."""
        ...

    async def find(self, run_id: str) -> RunRecord:
        """The run with this id, this unique beginning of one, or the newest for `latest`."""
        ...


SessionOpener = Callable[[Settings], AbstractAsyncContextManager[Session]]


class Checks(Protocol):
    """The checks of what is already written: `graph.verification` has them."""

    async def verify(self, report: ForeignReport, places: Places) -> Verification:
        """Reads what the report cites and compares each citing sentence with it."""
        ...

    async def recheck(
        self, rows: Sequence[ClaimRow], findings: Iterable[Finding]
    ) -> tuple[ClaimRow, ...]:
        """The rows with what code alone says from the stored snapshots."""
        ...


ChecksOpener = Callable[[Settings], AbstractAsyncContextManager[Checks]]
