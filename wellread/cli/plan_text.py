"""A plan as text that a human edits: commented TOML, written here and read back with faults named.

What a human decides stands in it: role, sub-questions, assumptions, open points, limits. What code
found out (estimate, repairs, maker) stays with the plan that was shown.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping

from pydantic import ConfigDict, ValidationError

from wellread.cli.terminal import one_line
from wellread.domain import Frozen, Limits, Plan, SubQuestion
from wellread.errors import SettingsError
from wellread.estimates import estimate_in_words

FAULT_MARK = "# FAULT: "
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
_HEADER = re.compile(r"\s*\[\[?\s*([A-Za-z_]+)\s*\]?\]")
_KEY = re.compile(r"\s*([A-Za-z_]+)\s*=")

_INTRODUCTION = """\
# The plan. Change what you like, save and close; lines that begin with # are comments.
# Each [[sub_questions]] block goes to one researcher. `queries` are searched; `after` lists the
# ids of sub-questions that must be answered first; equal `section` titles share a section.
# A new block needs only its `question`.
"""


class PlanTextError(SettingsError):
    """The text is no plan.

    Attributes:
        faults: each fault in one line, with its line number and field where they are known.
    """

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("the edited plan is not valid: " + "; ".join(faults))
        self.faults = faults


class _SubQuestionForm(SubQuestion):
    model_config = ConfigDict(extra="forbid")

    id: str = ""


class _LimitsForm(Limits):
    model_config = ConfigDict(extra="forbid")


class _PlanForm(Frozen):
    model_config = ConfigDict(extra="forbid")

    role: str = ""
    direct: bool = False
    assumptions: tuple[str, ...] = ()
    open_points: tuple[str, ...] = ()
    limits: _LimitsForm = _LimitsForm()
    sub_questions: tuple[_SubQuestionForm, ...] = ()


def write_plan(plan: Plan, limits: Limits) -> str:
    """The text of `plan` and `limits`; `read_plan` gives both back unchanged."""
    parts = [
        _INTRODUCTION,
        *_remarks(plan),
        _pairs({"role": plan.role, "direct": plan.direct}),
        "# What is taken for granted, and what the plan leaves open.\n",
        _pairs({"assumptions": plan.assumptions, "open_points": plan.open_points}),
        "\n[limits]\n",
        _limits(limits),
    ]
    for sub_question in plan.sub_questions:
        parts += ["\n[[sub_questions]]\n", _pairs(sub_question.model_dump())]
    return "".join(parts)


def read_plan(text: str, base: Plan) -> tuple[Plan, Limits]:
    """The edited plan and limits in `text`; estimate, repairs and maker are those of `base`.

    Raises:
        PlanTextError: not TOML, an unknown field, or a value that does not fit.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PlanTextError((f"this is not TOML: {error}",)) from error
    try:
        form = _PlanForm.model_validate(document)
    except ValidationError as error:
        places = _places(text)
        raise PlanTextError(tuple(_fault(fault, places) for fault in error.errors())) from error
    plan = base.model_copy(
        update={
            "role": form.role,
            "direct": form.direct,
            "assumptions": form.assumptions,
            "open_points": form.open_points,
            "sub_questions": _with_ids(form.sub_questions),
        }
    )
    return plan, Limits(**form.limits.model_dump())


def with_faults(text: str, faults: tuple[str, ...]) -> str:
    """`text` with `faults` as comments on top, in place of those of an earlier try."""
    kept = [line for line in text.splitlines(keepends=True) if not line.startswith(FAULT_MARK)]
    return "".join([f"{FAULT_MARK}{one_line(fault, 300)}\n" for fault in faults] + kept)


def _remarks(plan: Plan) -> Iterator[str]:
    yield f"# Estimate: {estimate_in_words(plan.estimate)}.\n"
    for repair in plan.repairs:
        yield f"# Repaired by code: {one_line(repair, 300)}\n"
    yield "\n"


def _limits(limits: Limits) -> str:
    return "".join(
        f"# {name} =    (no limit)\n" if value is None else _pairs({name: value})
        for name, value in limits.model_dump().items()
    )


def _pairs(values: Mapping[str, object]) -> str:
    return "".join(f"{name} = {_toml(value)}\n" for name, value in values.items())


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, tuple):
        if not value:
            return "[]"
        return "[\n" + "".join(f"  {_toml(item)},\n" for item in value) + "]"
    return '"' + "".join(_toml_character(character) for character in str(value)) + '"'


def _toml_character(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character == " " or character.isprintable():
        return character
    code = ord(character)
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"  # noqa: PLR2004 end of \u


def _with_ids(forms: tuple[_SubQuestionForm, ...]) -> tuple[SubQuestion, ...]:
    taken = {form.id for form in forms}
    free = (f"q{number}" for number in range(1, 2 * len(forms) + 2) if f"q{number}" not in taken)
    return tuple(
        SubQuestion(**form.model_dump(exclude={"id"}), id=form.id or next(free)) for form in forms
    )


def _places(text: str) -> dict[tuple[str | int, ...], int]:
    """The line on which each field stands, by its path in the document."""
    places: dict[tuple[str | int, ...], int] = {}
    table: tuple[str | int, ...] = ()
    blocks = 0
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            table = (header[1],)
            if header[1] == "sub_questions":
                table = ("sub_questions", blocks)
                blocks += 1
            places.setdefault(table, number)
        elif key := _KEY.match(line):
            places.setdefault((*table, key[1]), number)
    return places


def _fault(fault: Mapping[str, object], places: Mapping[tuple[str | int, ...], int]) -> str:
    location = fault["loc"]
    path = location if isinstance(location, tuple) else ()
    line = next(
        (places[path[:end]] for end in range(len(path), 0, -1) if path[:end] in places), None
    )
    words = [f"number {part + 1}" if isinstance(part, int) else str(part) for part in path]
    where = f"line {line}, " if line else ""
    return f"{where}{', '.join(words)}: {fault['msg']}"
