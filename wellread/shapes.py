"""What each kind and depth of report usually takes: how long it is and how much is looked for."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from wellread.domain import Limits
from wellread.form import Form, ReportKind

DEEP_BREADTH: Final = 3
"""Questions that may grow out of one task's findings; with the depth as GPT-Researcher has them."""
DEEP_DEPTH: Final = 2
"""How far a question may be from the plan: rounds of growing."""


class Shape(NamedTuple):
    """What a kind of report usually takes."""

    words: int
    sub_questions: int
    searches: int
    rounds: int
    sources_per_task: int = 8


SHAPES: Final[Mapping[ReportKind, Shape]] = {
    "brief": Shape(words=120, sub_questions=2, searches=10, rounds=0),
    "report": Shape(words=1_500, sub_questions=6, searches=30, rounds=1),
    "detailed": Shape(words=5_000, sub_questions=10, searches=80, rounds=1, sources_per_task=16),
    "outline": Shape(words=400, sub_questions=6, searches=20, rounds=0),
    "sources": Shape(words=800, sub_questions=4, searches=20, rounds=0),
    "custom": Shape(words=1_500, sub_questions=8, searches=40, rounds=1),
}


def usual_limits(form: Form) -> Limits:
    """The limits of a report that names none of its own."""
    shape = SHAPES[form.kind]
    limits = Limits(
        words=shape.words,
        max_sub_questions=max(shape.sub_questions, min(len(form.template), 12)),
        max_searches=shape.searches,
        max_rounds=shape.rounds,
        max_sources_per_task=shape.sources_per_task,
    )
    if form.depth == "quick":
        return limits.model_copy(update={"max_sub_questions": 1, "max_rounds": 0})
    if form.depth == "deep":
        return limits.model_copy(
            update={"max_rounds": DEEP_DEPTH, "max_searches": 2 * shape.searches}
        )
    return limits
