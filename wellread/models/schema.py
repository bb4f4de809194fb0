"""The JSON schema of an answer, in the form that strict structured output accepts."""

from pydantic import BaseModel, JsonValue

# What OpenAI's strict mode knows besides the words handled below (list of 2026-11); the rest
# is checked by pydantic when the answer is read.
_KEPT = frozenset({
    "type", "description", "enum", "const", "pattern", "minimum", "maximum", "exclusiveMinimum",
    "exclusiveMaximum", "multipleOf", "minItems", "maxItems",
})  # fmt: skip


def strict_schema(schema: type[BaseModel]) -> dict[str, JsonValue]:
    """The schema with every field required, no further ones allowed and references written out.

    Defaults are left out: the model must always say the value. Its `title` is the class's name,
    which becomes the name of the tool or of the response format.

    Raises:
        ValueError: the schema refers to itself, which cannot be written out.
    """
    whole: dict[str, JsonValue] = schema.model_json_schema()
    definitions = whole.get("$defs")
    known = definitions if isinstance(definitions, dict) else {}
    strict = _strict(whole, known, ())
    title: dict[str, JsonValue] = {"title": schema.__name__}
    return title | strict


def _strict(
    node: dict[str, JsonValue], known: dict[str, JsonValue], inside: tuple[str, ...]
) -> dict[str, JsonValue]:
    reference = node.get("$ref")
    if isinstance(reference, str):
        name = reference.rsplit("/", 1)[-1]
        target = known.get(name)
        if name in inside or not isinstance(target, dict):
            raise ValueError(f"the schema {name!r} refers to itself: give it a fixed depth")
        own = {word: value for word, value in node.items() if word != "$ref"}
        return _strict(target | own, known, (*inside, name))
    strict = {word: value for word, value in node.items() if word in _KEPT}
    properties = node.get("properties")
    if isinstance(properties, dict):
        strict["properties"] = {
            name: _strict(part, known, inside)
            for name, part in properties.items()
            if isinstance(part, dict)
        }
        strict["required"] = list(properties)
        strict["additionalProperties"] = False
    elif isinstance(node.get("additionalProperties"), dict):
        # Strict mode refuses free keys; the model is then asked by another method.
        strict["additionalProperties"] = node["additionalProperties"]
    choices = node.get("anyOf", node.get("oneOf"))
    if isinstance(choices, list):
        strict["anyOf"] = [
            _strict(part, known, inside) for part in choices if isinstance(part, dict)
        ]
    items = node.get("items", _tuple_item(node))
    if isinstance(items, dict):
        strict["items"] = _strict(items, known, inside)
    return strict


def _tuple_item(node: dict[str, JsonValue]) -> JsonValue:
    """A fixed tuple's items as one choice: strict mode knows no `prefixItems`."""
    prefix = node.get("prefixItems")
    if not isinstance(prefix, list):
        return None
    different = [item for place, item in enumerate(prefix) if item not in prefix[:place]]
    return different[0] if len(different) == 1 else {"anyOf": different}
