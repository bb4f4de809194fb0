"""From what a model wrote to the schema that was asked for: pure, and forgiving in form only.

Strangers write this text: a model that rambles, fences, thinks aloud or is cut off. Whatever it
is, the result is a valid object or a `ModelOutputError` that tells the model what was wrong.
"""

import json
import re
from collections.abc import Iterator
from typing import TypeVar

from pydantic import BaseModel, JsonValue, ValidationError

from wellread.errors import ModelOutputError

T = TypeVar("T", bound=BaseModel)

_FAULTS_TOLD = 5
_BRACKETS_TRIED = 20
_THINKING = re.compile(r"<(think|thinking|reasoning)>.*?(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE)
_THINKING_ENDS = re.compile(r"</(?:think|thinking|reasoning)>", re.IGNORECASE)
_LIST_TYPE = re.compile(r"(?:list|tuple|sequence|set)\[", re.IGNORECASE)
_BRACKET = re.compile(r"[{\[]")
_TOKENS = re.compile(r'"(?:[^"\\]|\\.)*"|["{}\[\]]', re.DOTALL)


def parse_answer(text: str, schema: type[T]) -> T:
    """The object that `text` holds.

    Thinking, code fences and words around the JSON are dropped, broken JSON is repaired, a bare
    list stands for the schema's one list field, a wrapping object is taken off, further keys are
    ignored. What breaks off within a value is not repaired: half a sentence may say the opposite
    of the whole, and what came after it is missing.

    Raises:
        ModelOutputError: no JSON, half of it, or it does not fit; the message names each fault, so
            that it can be sent back to the model.
    """
    # A closing tag may stand alone: the opening one was in the model's own template.
    answer = _THINKING_ENDS.split(_THINKING.sub("", text))[-1].strip()
    if not answer:
        raise ModelOutputError("the answer is empty; one JSON object was asked for", answer=text)
    faults = ""
    for value in _values(answer):
        readings = _readings(value, schema)
        if not readings:
            asked = ", ".join(schema.model_fields)
            faults = faults or f"it holds none of the asked fields: {asked}"
        for reading in readings:
            try:
                return schema.model_validate(reading, extra="ignore")
            except ValidationError as error:
                faults = faults or _told(error)
            except RecursionError:
                faults = faults or "it is nested too deeply"
    if _breaks_off(answer):
        raise ModelOutputError("the answer breaks off in the middle; answer again", answer=text)
    if not faults:
        raise ModelOutputError("the answer holds no JSON object", answer=text)
    raise ModelOutputError(f"the answer does not fit the schema: {faults}", answer=text)


def _values(answer: str) -> Iterator[JsonValue]:
    """The objects and lists in `answer`, as written and, last, as repaired; empty ones last.

    An answer that breaks off is not repaired.
    """
    empty: list[JsonValue] = []
    repaired = [] if _breaks_off(answer) else [_repaired(answer)]
    for value in (*_written(answer), *repaired):
        if value:
            yield _storable(value)
        elif isinstance(value, dict | list):
            empty.append(value)
    yield from empty


def _storable(value: JsonValue) -> JsonValue:
    """`value` without lone surrogates, which no database or socket takes."""
    try:
        text = json.dumps(value, ensure_ascii=False)
        if text.isascii():
            return value
        cleaned: JsonValue = json.loads(text.encode(errors="replace"))
    except (ValueError, RecursionError):
        return value
    return cleaned


def _written(answer: str) -> list[JsonValue]:
    decoder = json.JSONDecoder()
    found: list[JsonValue] = []
    place = 0
    for _ in range(_BRACKETS_TRIED):
        bracket = _BRACKET.search(answer, place)
        if bracket is None:
            break
        try:
            value, place = decoder.raw_decode(answer, bracket.start())
        except (ValueError, RecursionError):
            place = bracket.end()
        else:
            found.append(value)
            if bracket.start() == 0:
                break
    return found


def _breaks_off(answer: str) -> bool:
    """Whether `answer` ends within a value, as one that was cut off does.

    A model that has finished may have forgotten the last brackets; then its last value is whole.
    """
    bracket = _BRACKET.search(answer)
    told = answer.rstrip("`\n ")
    if bracket is None or told.endswith(("}", "]")):
        return False
    depth = 0
    for token in _TOKENS.finditer(told, bracket.start()):
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(token.group(), 0)
        if token.group() == '"':  # nothing closes it: a closed string is one token
            return True
        if depth == 0:
            return False
    return not told.endswith('"')


def _repaired(answer: str) -> JsonValue:
    from json_repair import repair_json

    bracket = _BRACKET.search(answer)
    if bracket is None:
        return None
    try:
        value: JsonValue = repair_json(answer[bracket.start() :], return_objects=True)
    except (ValueError, LookupError, RecursionError):
        return None
    return value if isinstance(value, dict | list) else None


def _readings(value: JsonValue, schema: type[BaseModel]) -> list[JsonValue]:
    """What `value` may mean, its literal meaning first.

    An object without one name of the schema answers something else, even where none is required.
    """
    names = set(schema.model_fields)
    lists = _list_fields(schema)
    if isinstance(value, list):
        objects = [item for item in value if isinstance(item, dict)]
        as_field: list[JsonValue] = [{lists[0]: value}] if len(lists) == 1 else []
        return [*(item for item in objects if set(item) & names), *as_field, value]
    if not isinstance(value, dict):
        return []
    if not value or set(value) & names:
        return [value, _with_lists_read(value, lists)]
    inner: list[JsonValue] = [
        item for item in value.values() if isinstance(item, dict) and set(item) & names
    ]
    inner_lists = [item for item in value.values() if isinstance(item, list)]
    if len(lists) == 1 and len(inner_lists) == 1:
        inner.append({lists[0]: inner_lists[0]})
    return inner


def _with_lists_read(value: dict[str, JsonValue], lists: list[str]) -> JsonValue:
    """`value` with each list that was written as a string of JSON read as one."""
    read = dict(value)
    for name in lists:
        written = value.get(name)
        if isinstance(written, str):
            found = _written(written.strip())
            if found and isinstance(found[0], list):
                read[name] = found[0]
    return read


def _list_fields(schema: type[BaseModel]) -> list[str]:
    """Names of the fields that hold lists; the required ones where there are such."""
    fields = {
        name: field
        for name, field in schema.model_fields.items()
        if _LIST_TYPE.search(str(field.annotation))
    }
    return [name for name, field in fields.items() if field.is_required()] or list(fields)


def _told(error: ValidationError) -> str:
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    told = [
        f"{'.'.join(str(part) for part in fault['loc']) or 'the object'}: {fault['msg']}"
        for fault in faults[:_FAULTS_TOLD]
    ]
    more = len(faults) - len(told)
    return "; ".join(told) + (f"; and {more} more" if more > 0 else "")
