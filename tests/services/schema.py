"""Fills any JSON schema with a small, valid, deterministic value."""

from typing import Any

Schema = dict[str, Any]


def fill(schema: Schema, known: dict[str, Any] | None = None) -> Any:  # noqa: ANN401 - any JSON value
    """A value that fits `schema`; top-level properties are taken from `known` where it has them."""
    return _value(schema, schema.get("$defs", {}), known or {})


def _value(schema: Schema, defs: dict[str, Schema], known: dict[str, Any]) -> Any:  # noqa: ANN401
    schema = _resolved(schema, defs)
    for key in ("const", "default"):
        if key in schema and not known:
            return schema[key]
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type", "object" if "properties" in schema else "string")
    if isinstance(kind, list):
        kind = next((name for name in kind if name != "null"), "null")
    if kind == "object":
        return _object(schema, defs, known)
    if kind == "array":
        return [_value(schema["items"], defs, {}) for _ in range(schema.get("minItems", 0))]
    return _scalar(kind, schema)


def _object(schema: Schema, defs: dict[str, Schema], known: dict[str, Any]) -> dict[str, Any]:
    properties: dict[str, Schema] = schema.get("properties", {})
    required = schema.get("required", list(properties))
    filled: dict[str, Any] = {}
    for name, part in properties.items():
        if name in known:
            filled[name] = _cut(known[name], _resolved(part, defs), defs)
        elif name in required:
            filled[name] = _value(part, defs, {})
    return filled


def _cut(given: Any, schema: Schema, defs: dict[str, Schema]) -> Any:  # noqa: ANN401
    if isinstance(given, str) and "maxLength" in schema:
        return given[: schema["maxLength"]]
    if isinstance(given, list):
        items = _resolved(schema.get("items", {}), defs)
        kept = given[: schema.get("maxItems", len(given))]
        return [_cut(part, items, defs) for part in kept]
    if isinstance(given, dict) and schema.get("properties"):
        return _object(schema, defs, given)
    return given


def _scalar(kind: str, schema: Schema) -> str | float | bool | None:
    if kind == "boolean":
        return False
    if kind in {"integer", "number"}:
        lowest = schema.get("minimum", 0)
        return int(lowest) if kind == "integer" else float(lowest)
    if kind == "null":
        return None
    return "text".ljust(schema.get("minLength", 0), "x")[: schema.get("maxLength", 10_000)]


def _resolved(schema: Schema, defs: dict[str, Schema]) -> Schema:
    while True:
        if "$ref" in schema:
            schema = defs[schema["$ref"].rsplit("/", 1)[-1]]
        elif choices := schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf"):
            schema = next((part for part in choices if part.get("type") != "null"), choices[0])
        else:
            return schema
