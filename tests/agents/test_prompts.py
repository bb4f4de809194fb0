"""Rendered prompts, as snapshots: a changed prompt is read as a diff."""

from datetime import UTC, datetime
from typing import Any, cast

import pytest
from pydantic import BaseModel
from syrupy.assertion import SnapshotAssertion

from agents.answers import (
    ComparingSectionAnswer,
    ExtractionAnswer,
    PlanAnswer,
    QueriesAnswer,
    ReviewerAnswer,
    RewriteAnswer,
    SectionAnswer,
    SummaryAnswer,
    VerificationAnswer,
)
from agents.planner import ModelPlanner
from agents.researcher import ModelResearcher
from agents.reviewer import ModelReviewer
from agents.roles import PlanRequest, ReviewRequest, SectionRequest
from agents.verifier import ModelVerifier
from agents.writer import ModelWriter
from wellread.archive.contract import Budget
from wellread.domain import (
    Claim,
    Coverage,
    Finding,
    Passage,
    Plan,
    Question,
    SectionPlan,
    SourceChoice,
    SubQuestion,
    Task,
)
from wellread.evidence.context import EvidenceText
from wellread.filters import SearchFilters
from wellread.models.contract import ModelRequest, T

QUESTION = Question(
    id="turn-1",
    text="How is the Ellmouth tram paid for?",
    asked_at=datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
    remarks=("Leave the history out.",),
    earlier=("When was the tram opened?",),
)
TASK = Task(
    id="q1",
    sub_question_id="q1",
    question="Who pays for the tram?",
    queries=("Ellmouth tram budget",),
    answered_when="A page names the payers.",
    background=("The tram opened in 1911.",),
)
PASSAGE = Passage(
    snapshot_id="s1",
    start=0,
    end=44,
    text="Tickets pay for 41 percent; the city the rest.",
    headings=("Money", "Budget"),
)
FINDING = Finding(
    id="q1.1",
    task_id="q1",
    sub_question_id="q1",
    statement="Tickets cover 41 percent of the cost.",
    quote="Tickets pay for 41 percent; the city the rest.",
    snapshot_id="s1",
    start=0,
    end=44,
)
SECTION = SectionPlan(
    id="s1", title="Who pays", sub_question_ids=("q1",), finding_ids=("q1.1",), words=200
)
REQUEST = SectionRequest(
    question=QUESTION,
    role="a transport economist",
    section=SECTION,
    findings=(FINDING,),
    sources=(),
)
CLAIM = Claim(
    id="s1.1",
    text="Tickets pay for half of the cost.",
    finding_ids=("q1.1",),
    verdict="contradicted",
    reason="the text says 41 percent",
)
ANSWERS: dict[type[BaseModel], BaseModel] = {
    PlanAnswer: PlanAnswer(sub_questions=[]),
    ExtractionAnswer: ExtractionAnswer(findings=[]),
    QueriesAnswer: QueriesAnswer(queries=[]),
    ReviewerAnswer: ReviewerAnswer(),
    SectionAnswer: SectionAnswer(sentences=[]),
    ComparingSectionAnswer: ComparingSectionAnswer(sentences=[]),
    SummaryAnswer: SummaryAnswer(sentences=[]),
    RewriteAnswer: RewriteAnswer(),
}


class Listening:
    """Chat models that keep what they are asked."""

    def __init__(self) -> None:
        self.asked: list[ModelRequest[Any]] = []

    async def ask(self, request: ModelRequest[T]) -> T:
        self.asked.append(request)
        return cast("T", ANSWERS.get(request.schema, VerificationAnswer(verdicts=[])))


@pytest.fixture
def models() -> Listening:
    return Listening()


def shown(models: Listening) -> str:
    (asked,) = models.asked
    return (
        f"role: {asked.role}\nmax_tokens: {asked.max_tokens}\n\n"
        f"--- system ---\n{asked.system}\n\n--- user ---\n{asked.user}"
    )


async def test_planning(models: Listening, snapshot: SnapshotAssertion) -> None:
    rejected = Plan(sub_questions=(SubQuestion(id="q1", question="When was it opened?"),))
    request = PlanRequest(
        question=QUESTION,
        known=("The tram opened in 1911.",),
        rejected=rejected,
        faults=("Sub-question q1 is off the subject.",),
    )
    await ModelPlanner(models).plan(request)
    assert shown(models) == snapshot


async def test_extracting(models: Listening, snapshot: SnapshotAssertion) -> None:
    await ModelResearcher(models).extract(QUESTION, TASK, [PASSAGE], Budget())
    assert shown(models) == snapshot


async def test_more_queries(models: Listening, snapshot: SnapshotAssertion) -> None:
    await ModelResearcher(models).more_queries(
        QUESTION, TASK, ["Ellmouth tram"], [FINDING], Budget()
    )
    assert shown(models) == snapshot


async def test_reviewing(models: Listening, snapshot: SnapshotAssertion) -> None:
    request = ReviewRequest(
        question=QUESTION,
        plan=Plan(sub_questions=(SubQuestion(id="q1", question="Who pays for the tram?"),)),
        round=0,
        coverage=(Coverage(sub_question_id="q1", status="thin", findings=1, origins=1),),
        findings=(FINDING,),
        queries_tried=("Ellmouth tram budget",),
    )
    await ModelReviewer(models).review(request, Budget())
    assert shown(models) == snapshot


@pytest.mark.parametrize(
    ("language", "wish"),
    [
        ("", ""),
        ("en", ""),
        ("zh", "Write the search queries in Chinese."),
        (
            "en,de,fr",
            "Write the search queries in English, German and the language fr: one in each of these "
            "languages, whatever number of queries is asked for.",
        ),
    ],
)
async def test_whoever_makes_queries_is_told_their_languages(
    models: Listening, language: str, wish: str
) -> None:
    sources = SourceChoice(web=True, filters=SearchFilters(language=language))
    question = QUESTION.model_copy(update={"sources": sources})
    plan = Plan(sub_questions=(SubQuestion(id="q1", question="Who pays for the tram?"),))
    review = ReviewRequest(
        question=question, plan=plan, round=0, coverage=(), findings=(), queries_tried=("tram",)
    )
    await ModelPlanner(models).plan(PlanRequest(question=question))
    await ModelResearcher(models).more_queries(question, TASK, ["tram"], [FINDING], Budget())
    await ModelReviewer(models).review(review, Budget())
    for asked in models.asked:
        assert wish in asked.user
        assert ("Write the search queries" in asked.user) is bool(wish)


async def test_planning_in_several_languages(
    models: Listening, snapshot: SnapshotAssertion
) -> None:
    sources = SourceChoice(web=True, filters=SearchFilters(language="en,de"))
    question = QUESTION.model_copy(update={"sources": sources})
    await ModelPlanner(models).plan(PlanRequest(question=question))
    await ModelResearcher(models).more_queries(question, TASK, ["tram"], [FINDING], Budget())
    assert [asked.user for asked in models.asked] == snapshot


async def test_writing_a_section(models: Listening, snapshot: SnapshotAssertion) -> None:
    await ModelWriter(models).draft(REQUEST)
    assert shown(models) == snapshot


async def test_a_table_is_offered_where_the_question_asks_to_compare(
    models: Listening, snapshot: SnapshotAssertion
) -> None:
    asked = QUESTION.model_copy(update={"text": "How do tickets and taxes differ as sources?"})
    await ModelWriter(models).draft(REQUEST.model_copy(update={"question": asked}))
    assert shown(models) == snapshot
    assert [each.schema for each in models.asked] == [ComparingSectionAnswer]


async def test_rewriting(models: Listening, snapshot: SnapshotAssertion) -> None:
    await ModelWriter(models).rewrite(REQUEST, [CLAIM])
    assert shown(models) == snapshot


async def test_summarising(models: Listening, snapshot: SnapshotAssertion) -> None:
    await ModelWriter(models).summarise(QUESTION, [CLAIM], Budget())
    assert shown(models) == snapshot


async def test_checking(models: Listening, snapshot: SnapshotAssertion) -> None:
    claim = CLAIM.model_copy(update={"text": "The city pays what tickets do not bring in."})
    evidence = {"q1.1": EvidenceText(finding_id="q1.1", quote=FINDING.quote, context=FINDING.quote)}
    await ModelVerifier(models).check(QUESTION, [claim], evidence, Budget())
    assert shown(models) == snapshot
