"""The model double answers the product's own prompts: each role gets something it can use."""

from datetime import UTC, datetime
from typing import TypeVar

import pytest
from pydantic import BaseModel
from services.model import ModelDouble, read_request
from services.world import page

from agents.plan_checks import faults_of
from agents.planner import ModelPlanner
from agents.researcher import ModelResearcher
from agents.roles import PlanRequest, SectionRequest
from agents.verifier import ModelVerifier
from agents.writer import ModelWriter
from wellread.archive.contract import Budget
from wellread.domain import Claim, Finding, Passage, Question, SectionPlan, Task
from wellread.evidence.context import EvidenceText
from wellread.models.contract import ModelRequest

T = TypeVar("T", bound=BaseModel)
TASK = Task(
    id="q1", sub_question_id="q1", question="What does a single tram ticket cost?", queries=("x",)
)


class DoubledModels:
    """`ChatModels` that ask the double without a wire."""

    def __init__(self) -> None:
        self.purposes: list[tuple[str, str]] = []

    async def ask(self, request: ModelRequest[T]) -> T:
        schema = {"name": request.schema.__name__, "schema": request.schema.model_json_schema()}
        body = {
            "messages": [{"content": request.system}, {"content": request.user}],
            "response_format": {"json_schema": schema},
        }
        wanted = read_request(body)
        self.purposes.append((request.purpose, wanted.purpose))
        return request.schema.model_validate_json(ModelDouble().answer(body, wanted))


@pytest.fixture
def models() -> DoubledModels:
    return DoubledModels()


def question(text: str = "What does the Ellmouth tram cost?") -> Question:
    return Question(id="t1", text=text, asked_at=datetime(2026, 11, 23, tzinfo=UTC))


def finding(number: int, statement: str) -> Finding:
    return Finding(
        id=f"q1.{number}",
        task_id="q1",
        sub_question_id="q1",
        statement=statement,
        quote=statement,
        snapshot_id="s",
        start=0,
        end=len(statement),
    )


@pytest.mark.parametrize(
    "text",
    [
        "How does the Ellmouth tram network work?",
        "What does the tram cost, who built the harbour and how old is the library of Ellmouth?",
        "Trams",
        "How did the city of Ellmouth pay for trams, water works and its observatory since 1890 "
        "although storms, typhoid, fires and droughts again and again emptied its purse?",
    ],
)
async def test_its_plans_have_no_fault(models: DoubledModels, text: str) -> None:
    asked = question(text)
    plan = await ModelPlanner(models).plan(PlanRequest(question=asked))
    assert faults_of(plan, asked) == ()


async def test_its_quotes_are_found_and_its_new_queries_are_new(models: DoubledModels) -> None:
    text = page(3).markdown
    passage = Passage(snapshot_id="s", start=0, end=len(text), text=text, headings=("A", "B"))
    researcher = ModelResearcher(models)
    taken = await researcher.extract(question(), TASK, [passage], Budget())
    assert taken.findings
    assert taken.dropped_quotes == 0
    assert all(text[item.start : item.end] == item.quote for item in taken.findings)
    assert await researcher.more_queries(
        question(), TASK, ["tram ticket"], taken.findings, Budget()
    )


async def test_its_sections_cite_what_they_say_and_can_be_mended(models: DoubledModels) -> None:
    findings = (finding(1, "A ticket costs 2.40 crowns."), finding(2, "The fine is 60 crowns."))
    section = SectionPlan(
        id="s1", title="Fares", sub_question_ids=("q1",), finding_ids=("q1.1", "q1.2")
    )
    request = SectionRequest(
        question=question(), role="r", section=section, findings=findings, sources=()
    )
    writer = ModelWriter(models)
    draft = await writer.draft(request)
    assert [(claim.text, claim.finding_ids) for claim in draft.claims] == [
        ("A ticket costs 2.40 crowns.", ("q1.1",)),
        ("The fine is 60 crowns.", ("q1.2",)),
    ]
    wrong = Claim(id="s1.2", text="The fine is 90 crowns.", finding_ids=("q1.2",))
    mended = await writer.rewrite(request, [wrong])
    assert [(claim.id, claim.text) for claim in mended.claims] == [
        ("s1.2", "The fine is 60 crowns.")
    ]
    summary = await writer.summarise(question(), draft.claims, Budget())
    assert [claim.finding_ids for claim in summary] == [("q1.1",), ("q1.2",)]


async def test_its_verdicts_reach_every_claim(models: DoubledModels) -> None:
    claims = [
        Claim(id=f"s1.{number}", text=f"The fine, {word}, is 60 crowns.", finding_ids=("q1.1",))
        for number, word in enumerate(("as told", "we read"), 1)
    ]
    quote = "The fine is 60 crowns."
    evidence = {"q1.1": EvidenceText(finding_id="q1.1", quote=quote, context=quote)}
    checked = await ModelVerifier(models).check(question(), claims, evidence, Budget())
    assert [claim.verdict for claim in checked.claims] == ["supported", "supported"]


async def test_it_tells_purposes_in_the_words_of_the_product(models: DoubledModels) -> None:
    await test_its_plans_have_no_fault(models, "How does the tram work?")
    await test_its_quotes_are_found_and_its_new_queries_are_new(models)
    await test_its_sections_cite_what_they_say_and_can_be_mended(models)
    await test_its_verdicts_reach_every_claim(models)
    assert all(asked == told for asked, told in models.purposes)
    assert {asked for asked, _ in models.purposes} == {
        "plan",
        "extract",
        "more_queries",
        "write",
        "rewrite",
        "summarise",
        "check",
    }
