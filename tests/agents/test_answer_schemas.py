"""What every schema in which a model answers has in common."""

import inspect
from collections.abc import Iterator

import pytest
from pydantic import BaseModel, JsonValue

from agents import answers, simpler_answers
from agents.simpler_answers import (
    SimpleExtractionAnswer,
    SimplePlanAnswer,
    SimpleSectionAnswer,
    SimpleVerificationAnswer,
)
from wellread.models.structured import parse_answer

SCHEMAS = [
    schema
    for room in (answers, simpler_answers)
    for _, schema in inspect.getmembers(room, inspect.isclass)
    if issubclass(schema, BaseModel) and schema.__module__ == room.__name__
]


def strings_in(node: JsonValue) -> Iterator[dict[str, JsonValue]]:
    if isinstance(node, dict):
        if node.get("type") == "string":
            yield node
        for part in node.values():
            yield from strings_in(part)
    elif isinstance(node, list):
        for part in node:
            yield from strings_in(part)


@pytest.mark.parametrize("schema", SCHEMAS)
def test_every_string_in_a_schema_has_a_greatest_length(schema: type[BaseModel]) -> None:
    for string in strings_in(schema.model_json_schema()):
        assert "enum" in string or "const" in string or isinstance(string.get("maxLength"), int)


def test_there_are_schemas() -> None:
    assert len(SCHEMAS) > 8


def test_a_simpler_plan_is_its_questions() -> None:
    plan = parse_answer('["Who pays?", "What does it cost?"]', SimplePlanAnswer).whole()
    assert [part.question for part in plan.sub_questions] == ["Who pays?", "What does it cost?"]
    assert [part.queries for part in plan.sub_questions] == [[], []]


def test_a_simpler_finding_is_its_quote() -> None:
    (found,) = (
        parse_answer('{"quotes": ["It cost 94 crowns."]}', SimpleExtractionAnswer).whole().findings
    )
    assert found.quote == found.statement == "It cost 94 crowns."


def test_a_simpler_section_is_lines_that_end_with_their_evidence() -> None:
    lines = (
        '{"lines": ["It cost 94 crowns [E2, E5].", "The city [sic] pays. [E1] [E3]", "No one."]}'
    )
    section = parse_answer(lines, SimpleSectionAnswer).whole()
    told = [(item.sentence, item.evidence) for item in section.sentences]
    assert told == [
        ("It cost 94 crowns.", ["E2", "E5"]),
        ("The city [sic] pays.", ["E1", "E3"]),
        ("No one.", []),
    ]


def test_simpler_verdicts_have_no_reason() -> None:
    text = '{"verdicts": [{"claim": "C1", "verdict": "not_supported"}]}'
    (verdict,) = parse_answer(text, SimpleVerificationAnswer).whole().verdicts
    assert (verdict.claim, verdict.verdict, verdict.reason) == ("C1", "not_supported", "")
