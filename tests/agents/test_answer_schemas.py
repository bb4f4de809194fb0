"""What every schema in which a model answers has in common."""

import inspect
from collections.abc import Iterator

import pytest
from pydantic import BaseModel, JsonValue

from agents import answers

SCHEMAS = [
    schema
    for _, schema in inspect.getmembers(answers, inspect.isclass)
    if issubclass(schema, BaseModel) and schema.__module__ == answers.__name__
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
