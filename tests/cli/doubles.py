"""A session that plays scripts, and values for it to play."""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from wellread.archive.contract import Pruned, RunRecord
from wellread.archive.costs import CostLine
from wellread.decisions import Decision
from wellread.domain import (
    Claim,
    Coverage,
    Estimate,
    Failure,
    Finding,
    Form,
    Grant,
    Limits,
    Plan,
    Question,
    Reference,
    Report,
    SectionText,
    Source,
    SourceChoice,
    SubQuestion,
    Usage,
)
from wellread.errors import RunDrained, UnknownRun
from wellread.events import (
    BranchMoved,
    Event,
    Failed,
    PhaseStarted,
    PlanWaiting,
    ReportReady,
    RunStarted,
    SectionMoved,
    Spent,
)
from wellread.report.citations import ForeignReport
from wellread.report.claims import ClaimRow, Recheck
from wellread.report.totals import totals_of
from wellread.report.verification import Places, Verification
from wellread.settings import Settings

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
RUN_ID = "3f2a9c1e"
QUESTION = Question(id="t1", text="How are ships loaded?", asked_at=NOW)
PLAN = Plan(
    role="harbour engineer",
    sub_questions=(
        SubQuestion(id="q1", question="Which cranes are used?", queries=("harbour cranes",)),
        SubQuestion(id="q2", question="How long does it take?", section="Time", after=("q1",)),
    ),
    assumptions=("Container ships are meant.",),
    open_points=("Which harbour?",),
    estimate=Estimate(searches=4, model_calls=9, seconds=60),
)
SOURCE = Source(snapshot_id="s1", address="https://example.org/c", title="Cranes", read_at=NOW)
FINDING = Finding(
    id="f1",
    task_id="q1",
    sub_question_id="q1",
    statement="Cranes load ships.",
    quote="Cranes load ships.",
    snapshot_id="s1",
    start=10,
    end=28,
    headings=("Ports", "Cranes"),
    page=3,
)
CLAIM = Claim(id="c1", text="Cranes load ships.", finding_ids=("f1",), verdict="supported")
REPORT = Report(
    title="Loading ships",
    question=QUESTION,
    made_by="extractive",
    method="Made without a model.",
    sections=(SectionText(section_id="s", title="Cranes", claims=(CLAIM,)),),
    references=(Reference(number=1, source=SOURCE, pages=(3,)),),
    findings=(FINDING,),
    totals=totals_of([CLAIM], one_origin=1),
    markdown="# Loading ships\n\nCranes load ships. [1]\n",
)
WAITING = PlanWaiting(run_id=RUN_ID, plan=PLAN, limits=Limits())
STARTED = RunStarted(run_id=RUN_ID, question=QUESTION.text)
READY = ReportReady(run_id=RUN_ID, report=REPORT)
PROGRESS: tuple[Event, ...] = (
    PhaseStarted(phase="research"),
    BranchMoved(task_id="q1", question="Which cranes?", step="reading", sources=3, findings=2),
    Failed(failure=Failure(kind="page", where="https://e.org", message="timed out")),
    SectionMoved(section_id="s", title="Cranes", step="checking", claims=4, supported=3),
    Spent(usage=Usage(searches=2, prompt_tokens=900, completion_tokens=100, cost_usd=0.0123)),
)

COSTS = (
    CostLine(role="plan", branch="", service="openai:m", calls=1, reasoning_tokens=70),
    CostLine(
        role="extract",
        branch="q1",
        service="openai:m",
        calls=2,
        prompt_tokens=1000,
        cached_tokens=400,
        cost_usd=0.02,
        unpriced_calls=1,
        retries=3,
        reused=2,
        saved_usd=0.04,
    ),
)
Script = Sequence[Event | Exception]


@dataclass
class StoredDouble:
    record: RunRecord
    question: Question | None = QUESTION
    plan: Plan | None = PLAN
    grant: Grant | None = None
    report: Report | None = REPORT
    coverage: tuple[Coverage, ...] = ()
    failures: tuple[Failure, ...] = ()
    findings: tuple[Finding, ...] = ()
    sources: tuple[Source, ...] = ()
    plan_faults: tuple[str, ...] = ()


@dataclass
class SessionDouble:
    """Plays one script per call of `ask` or `resume`; then, if told so, Ctrl-C is pressed."""

    scripts: list[Script] = field(default_factory=list)
    stored: dict[str, StoredDouble] = field(default_factory=dict)
    asked: list[tuple[str, SourceChoice, Limits, bool, str | None]] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    resumed: list[tuple[str, Decision | None]] = field(default_factory=list)
    raised: list[Limits | None] = field(default_factory=list)
    refreshed: list[str] = field(default_factory=list)
    refresh_limits: Limits | None = None
    replayed: list[tuple[str, bool]] = field(default_factory=list)
    pruned: list[datetime] = field(default_factory=list)
    hurried: list[str] = field(default_factory=list)
    settings: Settings | None = None
    interrupted: bool = False
    patient: bool = False
    """Ctrl-C is pressed when the run has been asked to write now, not before."""
    stuck: bool = False
    """What is in flight does not end, and Ctrl-C is pressed again."""
    drained: asyncio.Event = field(default_factory=asyncio.Event)
    closed: int = 0

    async def ask(
        self,
        question: str,
        *,
        sources: SourceChoice,
        limits: Limits,
        auto_approve: bool,
        form: Form,
        run_id: str | None = None,
    ) -> AsyncIterator[Event]:
        self.asked.append((question, sources, limits, auto_approve, run_id))
        self.forms.append(form)
        async for event in self._play():
            yield event

    async def resume(
        self, run_id: str, decision: Decision | None = None, limits: Limits | None = None
    ) -> AsyncIterator[Event]:
        self.resumed.append((run_id, decision))
        self.raised.append(limits)
        async for event in self._play():
            yield event

    def drain(self) -> None:
        self.drained.set()

    async def write_now(self, run_id: str) -> RunRecord:
        self.hurried.append(run_id)
        return record("running", run_id)

    async def view(self, run_id: str) -> StoredDouble:
        return self.stored[run_id]

    async def refresh(self, run_id: str, limits: Limits | None = None) -> AsyncIterator[Event]:
        self.refreshed.append(run_id)
        self.refresh_limits = limits
        async for event in self._play():
            yield event

    async def replay(self, run_id: str, *, allow_new: bool = False) -> AsyncIterator[Event]:
        self.replayed.append((run_id, allow_new))
        async for event in self._play():
            yield event

    async def costs(self, run_id: str) -> tuple[CostLine, ...]:
        assert run_id in self.stored
        return COSTS

    async def prune(self, older_than: datetime) -> Pruned:
        self.pruned.append(older_than)
        return Pruned(answers=3, snapshots=2, pages=1, unfinished_runs=1)

    async def runs(self, limit: int = 20) -> tuple[RunRecord, ...]:
        return tuple(each.record for each in self.stored.values())[:limit]

    async def find(self, run_id: str) -> RunRecord:
        found = [each for each in self.stored if run_id == "latest" or each.startswith(run_id)]
        if len(found) != 1:
            raise UnknownRun(f"no run is called {run_id!r}: `wellread runs` lists them.")
        return self.stored[found[0]].record

    async def _play(self) -> AsyncIterator[Event]:
        for each in self.scripts.pop(0):
            if isinstance(each, Exception):
                raise each
            yield each
        while self.patient and not self.hurried:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        if self.interrupted:
            signal.raise_signal(signal.SIGINT)
            await self.drained.wait()
            if self.stuck:
                signal.raise_signal(signal.SIGINT)
                await asyncio.Event().wait()
            raise RunDrained("the run stopped.")

    @asynccontextmanager
    async def open(self, settings: Settings) -> AsyncIterator["SessionDouble"]:
        self.settings = settings
        try:
            yield self
        finally:
            self.closed += 1


@dataclass
class ChecksDouble:
    """Gives `outcome` to every report, and `again` to every claim."""

    outcome: Verification = field(default_factory=Verification)
    again: Recheck = field(default_factory=lambda: Recheck(verdict="supported"))
    problem: str = ""
    asked: list[tuple[ForeignReport, Places]] = field(default_factory=list)
    settings: Settings | None = None

    async def verify(self, report: ForeignReport, places: Places) -> Verification:
        self.asked.append((report, places))
        return self.outcome

    async def recheck(
        self, rows: Sequence[ClaimRow], findings: Iterable[Finding]
    ) -> tuple[ClaimRow, ...]:
        assert tuple(findings) == (FINDING,)
        return tuple(
            row.model_copy(
                update={
                    "recheck": self.again,
                    "passages": tuple(
                        each.model_copy(update={"problem": self.problem}) for each in row.passages
                    ),
                }
            )
            for row in rows
        )

    @asynccontextmanager
    async def open(self, settings: Settings) -> AsyncIterator["ChecksDouble"]:
        self.settings = settings
        yield self


def record(status: str = "done", run_id: str = RUN_ID) -> RunRecord:
    return RunRecord.model_validate(
        {
            "id": run_id,
            "question": QUESTION.text,
            "status": status,
            "created_at": NOW,
            "updated_at": NOW,
            "usage": Usage(searches=2, prompt_tokens=1000, unpriced_calls=3),
        }
    )
