"""The five roles as the graph knows them. Each has two makers: a model, and code alone.

A role reads its request and gives its answer; it knows no graph, no vendor and no environment.
Every role raises `ModelError`, `ModelOutputError` or `LimitReached` when its model fails; the
graph then takes the extractive maker for that one errand.
"""

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol

from wellread.archive.contract import Budget
from wellread.domain import (
    Claim,
    Comparison,
    Coverage,
    Disagreement,
    Failure,
    Finding,
    Frozen,
    MadeBy,
    Passage,
    Plan,
    Question,
    SectionPlan,
    Source,
    Task,
)
from wellread.evidence.context import EvidenceText

STOOD_IN = "another model stood in"
"""What a failure of a model did, where the next model answered."""
SummaryPart = Literal["opening", "conclusion"]
SUMMARY_IDS: Mapping[SummaryPart, str] = {"opening": "summary", "conclusion": "conclusion"}
"""What the ids of their claims begin with."""


class PlanRequest(Frozen):
    """What the planner is asked."""

    question: Question
    known: tuple[str, ...] = ()
    """Statements that earlier turns of the thread already found."""
    rejected: Plan | None = None
    """The plan that was sent back, by code for its `faults` or by the human with a remark."""
    faults: tuple[str, ...] = ()
    attempt: int = 0
    """How often this question was planned before: the same words asked again are a new asking."""
    budget: Budget = Budget()


class Extraction(Frozen):
    """What a researcher took from passages."""

    findings: tuple[Finding, ...]
    dropped_quotes: int = 0
    """Quotes that are not in the source, even after asking again."""
    failures: tuple[Failure, ...] = ()
    """Passages that could not be asked about, where others could."""


class Ask(Frozen):
    """The reviewer's wish for more searching on one sub-question."""

    sub_question_id: str
    queries: tuple[str, ...]
    reason: str = ""


class ReviewRequest(Frozen):
    """What the reviewer looks at after a round."""

    question: Question
    plan: Plan
    round: int
    coverage: tuple[Coverage, ...]
    """As computed by code from findings and origins."""
    findings: tuple[Finding, ...]
    queries_tried: tuple[str, ...]


class ReviewAnswer(Frozen):
    """What the reviewer found. Code keeps the asks within the grant."""

    asks: tuple[Ask, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()


class SectionRequest(Frozen):
    """What the writer gets for one section: its own evidence and no other."""

    question: Question
    role: str
    section: SectionPlan
    findings: tuple[Finding, ...]
    sources: tuple[Source, ...]
    budget: Budget = Budget()


class Draft(Frozen):
    """A written section before its check: claims that cite finding ids of the request."""

    claims: tuple[Claim, ...]
    dropped_citations: int = 0
    comparisons: tuple[Comparison, ...] = ()
    """Tables whose cells stand in quotes of the request's findings; not checked yet."""


class Checked(Frozen):
    """Claims with their verdicts."""

    claims: tuple[Claim, ...]
    failures: tuple[Failure, ...] = ()
    """Checkers that failed; what was checked, their `where`, is for the caller to say."""


class Planner(Protocol):
    """Splits a question into sub-questions."""

    made_by: MadeBy

    async def plan(self, request: PlanRequest) -> Plan:
        """A plan as the maker sees it; code checks it afterwards."""
        ...


class Researcher(Protocol):
    """Takes findings from passages and thinks of better queries."""

    made_by: MadeBy

    async def extract(
        self, question: Question, task: Task, passages: Sequence[Passage], budget: Budget
    ) -> Extraction:
        """Findings for `task`, each with a quote whose span was found in its passage."""
        ...

    async def more_queries(
        self,
        question: Question,
        task: Task,
        tried: Sequence[str],
        findings: Sequence[Finding],
        budget: Budget,
    ) -> tuple[str, ...]:
        """New queries for a task that found too little; empty when there is nothing to try."""
        ...


class Reviewer(Protocol):
    """Looks across all branches."""

    made_by: MadeBy

    async def review(self, request: ReviewRequest, budget: Budget) -> ReviewAnswer:
        """Further searches wanted, and findings that contradict each other."""
        ...


class Writer(Protocol):
    """Writes sections and the opening summary."""

    made_by: MadeBy

    async def draft(self, request: SectionRequest) -> Draft:
        """The section, sentence by sentence, each with the ids it rests on."""
        ...

    async def rewrite(self, request: SectionRequest, failing: Sequence[Claim]) -> Draft:
        """Better sentences for the failing ones, under the same claim ids.

        What the evidence does not carry is left out.
        """
        ...

    async def summarise(
        self,
        question: Question,
        claims: Sequence[Claim],
        budget: Budget,
        *,
        part: SummaryPart = "opening",
    ) -> tuple[Claim, ...]:
        """Two to five sentences, each citing findings of the claims it sums up.

        They stand at the top, or as the conclusion of a long report.
        """
        ...


class Verifier(Protocol):
    """Compares each claim with the passages it cites."""

    made_by: MadeBy

    async def check(
        self,
        question: Question,
        claims: Sequence[Claim],
        evidence: Mapping[str, EvidenceText],
        budget: Budget,
    ) -> Checked:
        """The same claims, in order, each with its verdict and reason.

        A check that could not be made gives `not_checked`, never `contradicted`.
        """
        ...
