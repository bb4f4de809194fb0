"""The model that reads its prompt."""

import json
from typing import Any, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, Field, TypeAdapter, create_model
from services.model import ModelDouble, default_answer, embedding, read_request
from services.schema import fill
from services.world import page

Model = TypeVar("Model", bound=BaseModel)


class FoundPart(BaseModel):
    source: str
    statement: str = Field(max_length=400)
    quote: str


class Found(BaseModel):
    findings: list[FoundPart]


class Sentence(BaseModel):
    sentence: str
    evidence: list[str]
    new_paragraph: bool = False


class SectionAnswer(BaseModel):
    sentences: list[Sentence]


class SummaryAnswer(BaseModel):
    sentences: list[Sentence] = Field(max_length=2)


class MendedPart(BaseModel):
    claim: str
    sentence: str
    evidence: list[str]


class Mended(BaseModel):
    mended: list[MendedPart]


class Part(BaseModel):
    question: str
    queries: list[str]
    after_ids: list[int]


class PlanAnswer(BaseModel):
    role: str
    sub_questions: list[Part]
    direct: bool
    remark: str | None = None


class VerdictPart(BaseModel):
    claim: str
    verdict: str
    reason: str
    text_ids: list[str]


class Verdicts(BaseModel):
    verdicts: list[VerdictPart]


def asking(schema: type[BaseModel], *prompt: str) -> dict[str, Any]:
    named = {"name": schema.__name__, "schema": schema.model_json_schema(), "strict": True}
    return {
        "model": "m",
        "messages": [{"role": "user", "content": text} for text in prompt],
        "response_format": {"type": "json_schema", "json_schema": named},
    }


def answered(schema: type[Model], *prompt: str) -> Model:
    request = asking(schema, *prompt)
    return schema.model_validate_json(ModelDouble().answer(request, read_request(request)))


def test_quotes_are_verbatim_sentences_of_their_passage_on_the_sub_question() -> None:
    prompt = (
        "Sub-question: What does a single tram ticket in Ellmouth cost?\n"
        f'<passage id="P1" n="x">\n{page(3).markdown}\n</passage x>\n'
        f'<passage id="P2" n="x">\n{page(55).markdown}\n</passage x>\n'
    )
    found = answered(Found, prompt).findings
    assert found[0].source == "P1"
    assert "single tram ticket" in found[0].quote
    texts = {"P1": page(3).markdown, "P2": page(55).markdown}
    assert all(part.quote in texts[part.source] for part in found)


def test_nothing_is_found_in_passages_about_something_else() -> None:
    prompt = (
        "Sub-question: Who won the chess championship of Ruritania?\n"
        f'<passage id="P1">\n{page(3).markdown}\n</passage>\n'
    )
    assert answered(Found, prompt).findings == []


def test_a_section_says_each_statement_with_its_own_evidence() -> None:
    prompt = (
        'Evidence:\n<evidence id="E1" mark="x">\nA tram is red.\n> Red it is.\n</evidence x>\n\n'
        '<evidence id="E4" mark="x">\nA boat is blue.\n</evidence x>\n'
    )
    told = answered(SectionAnswer, prompt).sentences
    assert [(part.sentence, part.evidence) for part in told] == [
        ("A tram is red.", ["E1"]),
        ("A boat is blue.", ["E4"]),
    ]
    assert told[0].new_paragraph


def test_a_failing_claim_is_rewritten_as_the_evidence_closest_to_it() -> None:
    prompt = "[E1] A tram is red.\n[E4] A boat is blue.\nFailing:\n[C2] The boat is green."
    [told] = answered(Mended, prompt).mended
    assert (told.claim, told.sentence, told.evidence) == ("C2", "A boat is blue.", ["E4"])


def test_a_summary_keeps_to_the_length_of_its_schema() -> None:
    prompt = "".join(f"[E{n}] Statement {n}.\n" for n in range(1, 6))
    assert len(answered(SummaryAnswer, prompt).sentences) == 2
    request = asking(SummaryAnswer, prompt)
    assert read_request(request).purpose == "summarise"


def test_every_listed_claim_gets_a_verdict_on_its_own_texts() -> None:
    prompt = (
        '<sentence id="C1">\n[C1] A tram is red.\n</sentence>\n'
        '<cited id="C1">\nEach tram of the town is red.\n</cited>\n'
        '<sentence id="C2">\n[C2] A boat is blue.\n</sentence>\n'
        '<cited id="C2.1">\nEach tram of the town is red.\n</cited>\n'
        '<cited id="C2.2">\nA boat may well be blue.\n</cited>\n'
        '<sentence id="C3">\n[C3] A barge is green.\n</sentence>\n'
        '<cited id="C3">\nA boat may well be blue.\n</cited>\n'
    )
    verdicts = answered(Verdicts, prompt).verdicts
    assert [(part.claim, part.verdict, part.text_ids) for part in verdicts] == [
        ("C1", "supported", []),
        ("C2", "supported", ["C2.2"]),
        ("C3", "not_supported", []),
    ]


def test_a_plan_covers_the_words_of_its_question() -> None:
    plan = answered(PlanAnswer, "Question: How did the Ellmouth tram network come to be?")
    assert len(plan.sub_questions) == 3
    assert all("Ellmouth tram network" in part.question for part in plan.sub_questions)
    clauses = "Question: What does the tram cost, who built the harbour and how old is the library?"
    assert len(answered(PlanAnswer, clauses).sub_questions) == 3
    assert plan.remark is None


def test_the_schema_is_found_in_a_forced_tool_and_in_the_prompt() -> None:
    schema = Verdicts.model_json_schema()
    tool = {"type": "function", "function": {"name": "Verdicts", "parameters": schema}}
    forced = {"messages": [], "tools": [tool], "tool_choice": {"type": "function"}}
    assert read_request(forced).tool == "Verdicts"
    pasted = {"messages": [{"role": "user", "content": f"Schema {{x}}: {json.dumps(schema)}"}]}
    assert read_request(pasted).purpose == "check"
    assert default_answer(read_request({"messages": []})) == "OK."


def test_scripts_override_by_title_or_purpose_and_repeat_their_last_answer() -> None:
    double = ModelDouble()
    request = asking(Verdicts, "[C1] x")
    wanted = read_request(request)
    double.script("check", ["first", "default", {"verdicts": []}])
    told = [double.answer(request, wanted) for _ in range(4)]
    assert told[0] == "first"
    assert "C1" in told[1]
    assert told[2] == told[3] == '{"verdicts": []}'
    double.script("Verdicts", lambda asked: {"messages": len(asked["messages"])})
    assert double.answer(request, wanted) == '{"messages": 1}'
    with pytest.raises(ValueError, match="at least one"):
        double.script("x", [])


def test_embeddings_are_closer_for_texts_that_share_words() -> None:
    def likeness(one: str, other: str) -> float:
        return sum(a * b for a, b in zip(embedding(one), embedding(other), strict=True))

    assert likeness("red tram line", "red tram stop") > likeness("red tram line", "old apple tree")
    assert likeness("red tram", "red tram") == pytest.approx(1)


simple = st.sampled_from([str, int, bool, float, list[str], str | None])


@settings(max_examples=30, deadline=None)
@given(st.dictionaries(st.sampled_from(["a", "b", "c", "findings", "asks"]), simple))
def test_any_schema_is_filled_with_a_value_that_fits(fields: dict[str, Any]) -> None:
    parts: dict[str, Any] = {name: (kind, ...) for name, kind in fields.items()}
    model = create_model("Any", **parts)
    TypeAdapter(model).validate_python(fill(model.model_json_schema()))
