"""The texts that stand under the fields of a class, read from its source when asked for."""

import ast
import inspect
import textwrap
from itertools import pairwise

from pydantic.config import JsonDict


def attribute_docs(described: type) -> dict[str, str]:
    """For each field with a string under it that string, its line breaks as spaces.

    pydantic can read them too (`use_attribute_docstrings`), but does so in every process that
    imports the class, for a tenth of a second.
    """
    [definition] = ast.parse(textwrap.dedent(inspect.getsource(described))).body
    assert isinstance(definition, ast.ClassDef)  # noqa: S101  the source is that of a class
    docs = {}
    for field, below in pairwise(definition.body):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(below, ast.Expr)
            and isinstance(below.value, ast.Constant)
            and isinstance(below.value.value, str)
        ):
            docs[field.target.id] = " ".join(below.value.value.split())
    return docs


def described_schema(schema: JsonDict, described: type) -> None:
    """Adds the texts to a class's JSON schema: pydantic's `json_schema_extra`."""
    properties = schema["properties"]
    assert isinstance(properties, dict)  # noqa: S101  pydantic makes them so
    for name, text in attribute_docs(described).items():
        field = properties[name]
        assert isinstance(field, dict)  # noqa: S101
        field["description"] = text
