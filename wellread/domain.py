"""The words of the project, each a frozen model: question, plan, review, report.

The rooms take the words of its neighbours from here too: evidence, sources, form, figures.

Checkpoints are made of these models: every field added later needs a default, so that a run
stored by an older release still loads.
"""

from datetime import date, datetime
from typing import Literal, Self

from pydantic import Field

from wellread.asked import AskedQuestion as AskedQuestion
from wellread.changes import Change as Change
from wellread.changes import Changes as Changes
from wellread.estimates import Estimate as Estimate
from wellread.figures import Comparison as Comparison
from wellread.figures import Figures as Figures
from wellread.filters import NO_FILTERS, SearchFilters
from wellread.findings import Citation as Citation
from wellread.findings import Claim as Claim
from wellread.findings import Coverage as Coverage
from wellread.findings import CoverageStatus as CoverageStatus
from wellread.findings import Disagreement as Disagreement
from wellread.findings import Finding as Finding
from wellread.findings import MadeBy as MadeBy
from wellread.findings import SectionPlan as SectionPlan
from wellread.findings import SectionText as SectionText
from wellread.findings import Verdict as Verdict
from wellread.form import CitationStyle as CitationStyle
from wellread.form import Depth as Depth
from wellread.form import Form as Form
from wellread.form import ReportKind as ReportKind
from wellread.form import TemplateSection as TemplateSection
from wellread.not_done import Failure as Failure
from wellread.not_done import FailureKind as FailureKind
from wellread.sources import Passage as Passage
from wellread.sources import PassageKind as PassageKind
from wellread.sources import PassageRef as PassageRef
from wellread.sources import SearchHit as SearchHit
from wellread.sources import Snapshot as Snapshot
from wellread.sources import Source as Source
from wellread.sources import SourceKind as SourceKind
from wellread.values import Frozen as Frozen
from wellread.values import highest_limit as highest_limit
from wellread.values import sha256_of as sha256_of


class SourceChoice(Frozen):
    """Where a run may look. With `web` false no socket is opened but the model's."""

    web: bool = False
    folders: tuple[str, ...] = ()
    """Folders of the user's own documents, as absolute paths."""
    uploads: str = ""
    """The thread whose uploaded documents are searched: on a server, the run's own."""
    libraries: tuple[str, ...] = ()
    """Built-in libraries by name; today there is one, `python`."""
    urls: tuple[str, ...] = ()
    """Single pages to read, besides what a search finds."""
    search: tuple[str, ...] = ()
    """Search providers by name; empty is what the settings say."""
    filters: SearchFilters = NO_FILTERS
    """What of that is wanted; pages named in `urls` always are."""

    @property
    def named(self) -> bool:
        """Whether there is any place to look at all."""
        return self.web or bool(self.folders or self.uploads or self.libraries or self.urls)


class Limits(Frozen):
    """What a run may use. The human approves these together with the plan."""

    max_rounds: int = Field(default=1, ge=0, le=5)
    max_sub_questions: int = Field(default=6, ge=1, le=16)
    max_searches: int = Field(default=30, ge=0, le=500)
    max_sources_per_task: int = Field(default=8, ge=1, le=30)
    """Pages or documents that one branch reads in one search round."""
    max_cost_usd: float | None = Field(default=None, ge=0)
    """USD over models, embeddings and searches; None is no limit."""
    max_seconds: float | None = Field(default=None, gt=0)
    """Seconds of research, after which the report is written from what is there."""
    words: int = Field(default=1500, ge=100, le=10_000)
    """Words aimed at in the report's body, where the evidence allows."""


class Question(Frozen):
    """One turn of a thread: what was asked, when, and what it may use."""

    id: str
    """Turn id: the ledger's key begins with it."""
    text: str
    kind: Literal["new", "follow_up"] = "new"
    asked_at: datetime
    """Recorded once, so that a resumed run says and asks the same as the first one."""
    sources: SourceChoice = SourceChoice()
    limits: Limits = Limits()
    form: Form = Form()
    auto_approve: bool = False
    use_models: bool = True
    """False: the extractive way, even where a model is configured."""
    remarks: tuple[str, ...] = ()
    """What the human said about rejected plans, oldest first."""
    earlier: tuple[str, ...] = ()
    """The thread's earlier questions, oldest first."""
    extensions: int = 0
    """How often it went on with higher limits after its report was written."""
    raises: int = 0
    """How often it took up what a limit had refused while it was still worked on."""
    refreshes: tuple[str, ...] = ()
    """Ids of the turns whose report this one makes anew, oldest first."""

    @property
    def asked_on(self) -> date:
        """The day of asking, for prompts and for the date of reading."""
        return self.asked_at.date()


class SubQuestion(Frozen):
    """One part of a plan, given to one researcher."""

    id: str
    question: str
    queries: tuple[str, ...] = ()
    answered_when: str = ""
    """What would count as an answer."""
    section: str = ""
    """Title of the report section it belongs to; equal titles share a section."""
    after: tuple[str, ...] = ()
    """Ids of sub-questions whose answers it needs first."""


class Plan(Frozen):
    """How a question will be researched: shown to the human, then fixed in a grant."""

    role: str = ""
    """Who would be the right person to write this report, in a few words."""
    sub_questions: tuple[SubQuestion, ...] = ()
    assumptions: tuple[str, ...] = ()
    open_points: tuple[str, ...] = ()
    direct: bool = False
    """One search can answer it: one sub-question and no review."""
    made_by: MadeBy = "model"
    repairs: tuple[str, ...] = ()
    """What code had to mend, in sentences for the report."""
    estimate: Estimate = Estimate()

    def part(self, sub_question_id: str) -> SubQuestion:
        """The sub-question with this id; KeyError if there is none."""
        for sub_question in self.sub_questions:
            if sub_question.id == sub_question_id:
                return sub_question
        raise KeyError(sub_question_id)


class Grant(Frozen):
    """An approved plan and its limits, sealed by a hash that dispatch computes again."""

    plan: Plan
    limits: Limits
    sha256: str
    approved_by: Literal["human", "setting"]

    @classmethod
    def of(cls, plan: Plan, limits: Limits, approved_by: Literal["human", "setting"]) -> Self:
        """Seals `plan` and `limits`."""
        return cls(
            plan=plan, limits=limits, sha256=cls._seal(plan, limits), approved_by=approved_by
        )

    @property
    def intact(self) -> bool:
        """Whether plan and limits are still the ones that were approved."""
        return self.sha256 == self._seal(self.plan, self.limits)

    @staticmethod
    def _seal(plan: Plan, limits: Limits) -> str:
        return sha256_of([plan.model_dump(mode="json"), limits.model_dump(mode="json")])


class Task(Frozen):
    """One researcher's errand. Round 0 comes from the plan, later rounds from the reviewer."""

    id: str
    sub_question_id: str
    question: str
    queries: tuple[str, ...]
    round: int = 0
    answered_when: str = ""
    after: tuple[str, ...] = ()
    """Ids of sub-questions that must be researched first."""
    background: tuple[str, ...] = ()
    """Statements found by prerequisite tasks, or a note that one of them failed."""
    parent: str = ""
    """The task out of whose findings it grew, in a deep run."""
    grown_from: str = ""
    """The finding that named what it asks for; empty in runs of older releases."""
    goes_on: str = ""
    """The task whose branch a limit cut short, which it takes up where that one stopped."""
    words: int = 0
    """Its part of the report's words; 0 in runs of older releases."""


class Review(Frozen):
    """What the reviewer saw after one round, and what it asked for."""

    round: int
    coverage: tuple[Coverage, ...] = ()
    asks: tuple[Task, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    made_by: MadeBy = "extractive"
    findings_seen: int = 0
    """Findings in the whole run at this time: a round that adds none is the last."""
    extension: int = 0
    """`Question.extensions` at this time: rounds are counted anew in each."""


class Usage(Frozen):
    """What was spent, added up. `cost_usd` is of known prices only: unknown is never 0."""

    calls: int = 0
    searches: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost_usd: float = 0.0
    unpriced_calls: int = 0
    seconds: float = 0.0
    """Sum of the calls' durations, not wall time."""
    reused: int = 0
    """Calls answered from the ledger without paying again."""


class Reference(Frozen):
    """One entry of the numbered list of sources."""

    number: int
    source: Source
    pages: tuple[int, ...] = ()
    places: tuple[str, ...] = ()
    """Sheets and slides, where it has no pages."""


class Totals(Frozen):
    """How many claims have which verdict. Checked are all but `not_checked`."""

    claims: int = 0
    checked: int = 0
    supported: int = 0
    partly_supported: int = 0
    not_supported: int = 0
    contradicted: int = 0
    not_checked: int = 0
    uncited: int = 0
    """Sentences that cite nothing; no claims, and never checked."""
    one_origin: int = 0
    """Claims whose citations all come from one origin."""
    citations_doubted: int = 0
    """Citations that do not carry their claim, while another citation of it does."""
    removed: int = 0
    """Claims of our own draft that failed their check and do not stand in the report."""
    citations_dropped: int = 0
    """Citations of our own draft that named what does not exist, or did not carry their claim."""

    @property
    def doubted(self) -> int:
        """Claims and citations that their source contradicts or does not support."""
        return self.contradicted + self.not_supported + self.citations_doubted


class Report(Frozen):
    """A finished report: checked text, its evidence, and what it lacks."""

    title: str
    question: Question
    made_by: MadeBy
    method: str
    """First line: how the report was made."""
    summary: tuple[Claim, ...] = ()
    sections: tuple[SectionText, ...] = ()
    conclusion: tuple[Claim, ...] = ()
    references: tuple[Reference, ...] = ()
    findings: tuple[Finding, ...] = ()
    """The cited findings: their quotes are the report's evidence."""
    coverage: tuple[Coverage, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    gaps: tuple[str, ...] = ()
    """What was not found, in sentences."""
    failures: tuple[Failure, ...] = ()
    notes: tuple[str, ...] = ()
    """Plan repairs and limits reached, in sentences."""
    sources_read: int = 0
    plan: Plan = Plan()
    usage: Usage = Usage()
    totals: Totals = Totals()
    """The claims counted."""
    figures: Figures = Figures()
    """What of the evidence stands in tables and charts."""
    asked: tuple[AskedQuestion, ...] = ()
    """In a deep run whose questions grew: all that was asked."""
    changes: Changes | None = None
    """In a report that was made anew: how it differs from the earlier one."""
    markdown: str = ""
    """The rendered report."""

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Every claim that stands in the report, in the order of reading."""
        written = tuple(claim for part in self.sections for claim in part.claims)
        return self.summary + written + self.conclusion
