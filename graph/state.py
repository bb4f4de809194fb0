"""The channels of the graph, their reducers, and the settings of a run that Studio shows.

State carries ids, notes and short quotes; page text lives in the archive. Every channel that two
branches write at once has a reducer that gives the same result in whatever order they finish.
"""

from datetime import datetime
from typing import Annotated, Literal

from langchain_core.messages import AnyMessage
from langgraph.graph.message import add_messages
from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from graph.channels import Last, Merged, merged
from wellread.attribute_docs import described_schema
from wellread.domain import (
    CitationStyle,
    Coverage,
    Depth,
    Failure,
    Finding,
    Frozen,
    Grant,
    Limits,
    PassageRef,
    Plan,
    Question,
    Report,
    ReportKind,
    Review,
    SearchHit,
    SectionPlan,
    SectionText,
    Source,
    Task,
    TemplateSection,
)
from wellread.form import MAX_IMAGES


class RunOptions(BaseModel):
    """What a request may choose. Operator's settings (keys, models, folders) are not here."""

    model_config = ConfigDict(json_schema_extra=described_schema, extra="ignore")

    auto_approve: bool = False
    """Start the research without asking a human about the plan."""
    web: bool | None = None
    """Search the web. Empty: yes where a web search is configured and no other source is named."""
    libraries: tuple[str, ...] = ()
    """Built-in libraries to search; today there is one, `python`."""
    folders: tuple[str, ...] = ()
    """Folders of documents; on a server only those that the operator allows."""
    uploads: bool = False
    """Search the documents that were uploaded to this thread."""
    urls: tuple[str, ...] = ()
    """Single pages to read besides."""
    search: tuple[str, ...] = ()
    """Search providers by name, as the operator has configured them; empty is all of those."""
    domains: tuple[str, ...] = ()
    """Only web pages of these hosts and of what lies below them, such as `example.org`."""
    exclude_domains: tuple[str, ...] = ()
    """No web pages of these hosts."""
    since: str = Field(default="", max_length=100)
    """Only what was published on this day or later: `2024`, `2024-05` or `2024-05-17`."""
    until: str = Field(default="", max_length=100)
    """Only what was published on this day or before; a year or a month counts to its end."""
    search_language: str = Field(default="", max_length=100)
    """Only what is in this language: a code of two or three letters, such as `de`. Up to three with
    commas, such as `en,de`, want what is in any of them; a model makes queries in each."""
    kind: ReportKind = "report"
    """A paragraph (`brief`), a report, a long one with chapters of their own (`detailed`), an
    outline, a list of sources with notes, or a template of one's own (`custom`)."""
    depth: Depth = "standard"
    """The direct way (`quick`), the standard, or questions that grow out of findings (`deep`)."""
    language: Literal["", "en", "de", "zh"] = ""
    """Of the report, and of the search where it has none of its own; empty is the question's."""
    tone: str = Field(default="", max_length=100)
    """In a few words, such as `for school children`; empty is plain and precise."""
    style: CitationStyle = "numbered"
    """Of the citations."""
    images: int = Field(default=0, ge=0, le=MAX_IMAGES)
    """Pictures of the sources to list by caption and address, at most; 0 is none."""
    template: tuple[TemplateSection, ...] = ()
    """The sections of a `custom` report: `title`, and `instructions` if wanted."""
    use_models: bool = True
    """Off: an extractive report, even where a model is configured."""
    max_rounds: int | None = Field(default=None, ge=0, le=5)
    """Rounds of further searching that the reviewer may ask for; empty is usual for the kind."""
    max_sub_questions: int | None = Field(default=None, ge=1, le=16)
    """Sub-questions of a plan at most; empty is usual for the kind."""
    max_searches: int | None = Field(default=None, ge=0, le=500)
    """Searches in the whole run; empty is usual for the kind."""
    max_sources_per_task: int | None = Field(default=None, ge=1, le=30)
    """Pages that one researcher reads in one round of searching; empty is usual for the kind."""
    max_cost_usd: float | None = Field(default=None, ge=0)
    """USD that the run may cost; empty is no limit."""
    max_seconds: float | None = Field(default=None, gt=0)
    """Seconds of research after which the report is written from what is there."""
    words: int | None = Field(default=None, ge=100, le=10_000)
    """Words of the report, where the evidence allows; empty is usual for the kind."""


class Left(Frozen):
    """What a limit, or the human's word to write, kept a branch from: done when more is allowed."""

    queries: tuple[str, ...] = ()
    """Searches that were refused; with none, queries are still to be found."""
    search_no: int = 0
    """How often the branch had searched in full."""
    snapshots: tuple[str, ...] = ()
    """Pages of which no model could choose findings, for want of money ..."""
    by_code: tuple[str, ...] = ()
    """... and the findings that code chose from them."""
    read: tuple[str, ...] = ()
    """All snapshots of the branch."""
    found: tuple[str, ...] = ()
    """All its findings."""


class BranchResult(Frozen):
    """What is left of a research branch when it has ended."""

    task_id: str
    status: Literal["done", "failed"]
    queries: tuple[str, ...] = ()
    sources: int = 0
    findings: int = 0
    dropped_quotes: int = 0
    left: Left | None = None


class Input(TypedDict, total=False):
    """What starts a turn: a question, or a chat whose newest human message is one."""

    question: Annotated[str, Field(description="What should be researched.")]
    messages: Annotated[
        list[AnyMessage],
        Field(description="A chat; its newest human message is the question, or a remark."),
        add_messages,
    ]


class OneQuestion(TypedDict):
    """What starts a run that nobody watches over, such as a tool call over MCP."""

    question: Annotated[str, Field(description="What should be researched, in one sentence.")]


class OneReport(TypedDict, total=False):
    """What such a run gives: the report, as the last message."""

    messages: Annotated[list[AnyMessage], add_messages]


class Output(TypedDict, total=False):
    """What clients of a server see in the stream of updates, besides the custom events."""

    messages: Annotated[list[AnyMessage], add_messages]
    phase: str
    plan: Annotated[Plan | None, Last]
    branches: Annotated[dict[str, BranchResult], Merged]
    coverage: Annotated[tuple[Coverage, ...], Last]
    report: Annotated[Report | None, Last]


class State(Input, Output, total=False):
    """Everything a run knows."""

    turn: Annotated[Question, Last]
    answered_message_id: str
    """The human message that the newest turn was made from."""
    plan_faults: tuple[str, ...]
    """What was wrong with the human's last edit."""
    answers: tuple[str, ...]
    """What the human answered to the turn's plans, as JSON, oldest first."""
    grant: Annotated[Grant | None, Last]
    research_started_at: Annotated[datetime | None, Last]
    extensions: Annotated[tuple[Limits, ...], Last]
    """The higher limits with which the turn went on after its report was written."""
    tasks: Annotated[dict[str, Task], Merged]
    wave: tuple[str, ...]
    """Tasks that dispatch sends now."""
    sources: Annotated[dict[str, Source], Merged]
    findings: Annotated[dict[str, Finding], Merged]
    outdated: Annotated[dict[str, Finding], Merged]
    """What older versions of own documents say otherwise: for the report's disagreements alone."""
    before: Annotated[Report | None, Last]
    """The earlier report that the turn makes anew or goes on from, without its Markdown."""
    kept: Annotated[tuple[Finding, ...], Last]
    """Findings of the thread's earlier turns, for follow-up questions."""
    failures: Annotated[dict[str, Failure], Merged]
    reviews: Annotated[tuple[Review, ...], Last]
    outline: Annotated[tuple[SectionPlan, ...], Last]
    sections: Annotated[dict[str, SectionText], Merged]
    notes: Annotated[dict[str, str], merged]
    """Limits reached and fallbacks, by what they are about, in sentences for the report."""


class BranchBefore(TypedDict, total=False):
    """What a branch knows that takes up another one."""

    before: BranchResult
    before_findings: tuple[Finding, ...]
    before_sources: tuple[Source, ...]


class BranchInput(BranchBefore):
    """What dispatch sends to one researcher."""

    turn: Question
    task: Task
    research_started_at: datetime


class BranchOutput(TypedDict, total=False):
    """What one researcher gives back: reduced channels only."""

    branches: Annotated[dict[str, BranchResult], merged]
    sources: Annotated[dict[str, Source], merged]
    findings: Annotated[dict[str, Finding], merged]
    outdated: Annotated[dict[str, Finding], merged]
    failures: Annotated[dict[str, Failure], merged]
    notes: Annotated[dict[str, str], merged]


class BranchProgress(BranchOutput, total=False):
    """What a researcher's nodes write."""

    search_no: int
    """How often this branch has searched."""
    tried: tuple[str, ...]
    hits: tuple[SearchHit, ...]
    fresh: tuple[str, ...]
    """Snapshots read since the last search."""
    ranked: tuple[PassageRef, ...]
    dropped_quotes: int
    thin: bool
    """The findings do not yet answer the sub-question."""
    ended: bool
    """It failed or met a limit: nothing more to search."""
    left: Left
    """What a limit kept it from so far."""


class BranchState(BranchInput, BranchProgress):
    """A researcher's own state."""


class SectionInput(TypedDict):
    """What the outline sends to one writer."""

    turn: Question
    role: str
    section: SectionPlan
    section_findings: tuple[Finding, ...]
    section_sources: tuple[Source, ...]


class SectionOutput(TypedDict, total=False):
    """What one writer gives back: reduced channels only."""

    sections: Annotated[dict[str, SectionText], merged]
    failures: Annotated[dict[str, Failure], merged]
    notes: Annotated[dict[str, str], merged]


class SectionProgress(SectionOutput, total=False):
    """What a writer's nodes write."""

    draft: SectionText
    rewritten: bool


class SectionState(SectionInput, SectionProgress):
    """A writer's own state."""
