"""Whatever a model writes becomes a valid object or a fault in words."""

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from wellread.errors import ModelOutputError
from wellread.models.schema import strict_schema
from wellread.models.structured import parse_answer


class Fact(BaseModel):
    """One fact."""

    statement: str
    year: int = Field(default=0, description="When it was.", ge=0)


class Facts(BaseModel):
    facts: tuple[Fact, ...]
    note: str = ""
    span: tuple[int, int] | None = None


class Strict(BaseModel, extra="forbid"):
    name: str


class Asks(BaseModel):
    """Every field may be missing."""

    missing: tuple[str, ...] = ()
    note: str = ""


WANTED = Facts(facts=(Fact(statement="Tea is hot.", year=1999),))
PLAIN = '{"facts": [{"statement": "Tea is hot.", "year": 1999}]}'
LIST = '[{"statement": "Tea is hot.", "year": 1999}]'


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        f"```json\n{PLAIN}\n```",
        f"Here is the answer:\n\n{PLAIN}\n\nI hope that it helps {{you}}.",
        f"According to [1] and {{}} it is\n```\n{PLAIN}\n```",
        f"<think>Is it {{'facts': []}}? {LIST}</think>{PLAIN}",
        f"so it goes</think>\n{PLAIN}",
        LIST,
        f'{{"result": {PLAIN}}}',
        f'{{"status": "ok", "result": {LIST}}}',
        f'{{"facts": {json.dumps(LIST)}}}',
        PLAIN[:-1] + ', "confidence": 0.9, "note": ""}',
        "{facts: [{'statement': 'Tea is hot.', 'year': '1999',},],}",
        PLAIN[:-2],
        f"[{PLAIN}]",
    ],
)
def test_an_answer_is_read_in_whatever_form_it_comes(text: str) -> None:
    assert parse_answer(text, Facts) == WANTED


def test_a_fence_inside_the_json_does_not_cut_it() -> None:
    fact = "Use ```\ncode\n``` here."
    text = "```json\n" + json.dumps({"facts": [{"statement": fact}]}) + "\n```"
    assert parse_answer(text, Facts).facts[0].statement == fact


def test_keys_nobody_asked_for_are_ignored_even_where_the_schema_forbids_them() -> None:
    assert parse_answer('{"name": "x", "mood": "good"}', Strict) == Strict(name="x")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "empty"),
        ("<think>hm, let me see {", "empty"),
        ("I am sorry, I cannot.", "no JSON"),
        ("42", "no JSON"),
        ('{"facts": [{"year": 3}]}', r"facts\.0\.statement: Field required"),
        ('{"facts": [{"statement": "a", "year": -1}]}', r"facts\.0\.year: .*greater"),
        ("[" * 100_000, "."),
        ('{"facts":' * 5_000, "."),
        ('{"facts": [{"statement": "a", "year": ' + "9" * 5000 + "}]}", "."),
    ],
)
def test_what_cannot_be_read_is_told_in_words(text: str, fault: str) -> None:
    with pytest.raises(ModelOutputError, match=fault) as caught:
        parse_answer(text, Facts)
    assert len(caught.value.answer) <= 500


def test_an_answer_in_another_schema_is_a_fault_and_not_an_empty_answer() -> None:
    with pytest.raises(ModelOutputError, match="none of the asked fields: missing, note"):
        parse_answer('{"answer": {"text": "All is well.", "score": 7}}', Asks)
    assert parse_answer("{}", Asks) == Asks()


@pytest.mark.parametrize(
    "text",
    [
        '{"facts": [{"statement": "Tea is hot."}, {"statement": "The trams cost 94',
        '{"facts": [{"statement": "Tea is hot."}, {"statement": ',
        '{"facts": [{"statement": "Tea is hot."}, {"statement": "The trams cost 94 \\"million\\"',
        '```json\n{"facts": [{"statement": "Tea is hot.", "year": 19',
    ],
)
def test_an_answer_that_breaks_off_is_a_fault_and_not_a_shorter_answer(text: str) -> None:
    with pytest.raises(ModelOutputError, match="breaks off"):
        parse_answer(text, Facts)


@pytest.mark.parametrize("half", ["\\ud83d", "\ud83d"])
def test_half_a_character_never_gets_through(half: str) -> None:
    whole = parse_answer('{"facts": [{"statement": "\\ud83d\\ude00 ' + half + '"}]}', Facts)
    assert whole.facts[0].statement == "\N{GRINNING FACE} ?"


def test_many_faults_are_told_in_short() -> None:
    text = json.dumps({"facts": [{}] * 40})
    with pytest.raises(ModelOutputError, match="and 35 more"):
        parse_answer(text, Facts)


JSON_LIKE = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["facts", "statement", "year", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)
PIECES = st.sampled_from(
    ["<think>", "</think>", "```", "```json\n", "{", "}", "[", "]", '"', ",", ":", '"facts":', "\n"]
)


@settings(max_examples=100, deadline=None)
@given(st.lists(PIECES | st.text(max_size=6) | JSON_LIKE.map(json.dumps), max_size=8).map("".join))
def test_garbage_never_raises_anything_but_a_model_output_error(text: str) -> None:
    try:
        answer = parse_answer(text, Facts)
    except ModelOutputError:
        return
    assert isinstance(answer, Facts)


@settings(max_examples=50, deadline=None)
@given(st.builds(Facts, facts=st.lists(st.builds(Fact), max_size=3)), st.integers(0, 60))
def test_a_valid_answer_comes_back_whole_and_a_cut_one_is_harmless(facts: Facts, cut: int) -> None:
    text = facts.model_dump_json()
    assert parse_answer(text, Facts) == facts
    with suppress(ModelOutputError):
        parse_answer(text[:cut], Facts)


def test_the_strict_schema_requires_everything_and_holds_no_reference() -> None:
    schema = strict_schema(Facts)
    text = json.dumps(schema)
    for word in ("$ref", "$defs", "default", "prefixItems"):
        assert word not in text
    assert schema["title"] == "Facts"
    assert schema["required"] == ["facts", "note", "span"]
    assert schema["additionalProperties"] is False
    properties = schema["properties"]
    assert isinstance(properties, dict)
    assert properties["facts"] == {
        "type": "array",
        "items": {
            "type": "object",
            "description": "One fact.",
            "properties": {
                "statement": {"type": "string"},
                "year": {"type": "integer", "description": "When it was.", "minimum": 0},
            },
            "required": ["statement", "year"],
            "additionalProperties": False,
        },
    }
    assert properties["span"] == {
        "anyOf": [
            {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2},
            {"type": "null"},
        ]
    }


class Tree(BaseModel):
    children: tuple["Tree", ...] = ()


def test_a_schema_that_refers_to_itself_is_refused_with_its_name() -> None:
    with pytest.raises(ValueError, match="'Tree' refers to itself"):
        strict_schema(Tree)
