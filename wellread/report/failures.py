"""What failed, in a line of the report's language."""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from wellread.domain import Failure
from wellread.languages import Phrases

MAX_FAILURES_TOLD = 8
_STEP = re.compile(
    r"(check of the opening|check of the conclusion|"
    r"review|plan|opening|conclusion|embeddings|Files of other kinds|"
    r"search|read|rank|draft|check|rewrite)|"
    r"(more queries|extract|section|check of|rewrite of|finding) (.*)"
)
"""Steps of the run, as failures name them; other places are services and addresses."""


def failure_lines(failures: Sequence[Failure], say: Phrases) -> Iterator[str]:
    """One line for each failure; many of one kind are counted, the first few told."""
    for kind in dict.fromkeys(failure.kind for failure in failures):
        alike = [failure for failure in failures if failure.kind == kind]
        yield from (failure_line(each, say) for each in alike[:MAX_FAILURES_TOLD])
        if len(alike) > MAX_FAILURES_TOLD:
            yield say("doubts.more_failures", count=len(alike) - MAX_FAILURES_TOLD)


def failure_line(failure: Failure, say: Phrases) -> str:
    """Where it failed, how, and what the report lacks because of it.

    English has the service's own words. Other languages say the cause, or what kind of step it
    was; the words stand in the run's events and in its JSON.
    """
    kind, place = failure.kind, _place(failure.where, say)
    message = say.rendered("failed", failure.cause or kind, _without(place, failure.message))
    effect = say.rendered("effects", kind, failure.effect) if failure.effect else ""
    key = "doubts.failure_with_effect" if effect else "doubts.failure"
    return say(key, where=place, message=message, effect=effect)


def _without(place: str, message: str) -> str:
    """The message of an error that begins with the place, which stands before it already."""
    rest = message.removeprefix(place)
    return rest.removeprefix(":").strip() if rest[:1] in {":", " "} else message


def _place(where: str, say: Phrases) -> str:
    """Files by their path, as messages name them; steps in the report's language."""
    if where.startswith("file://"):
        return unquote(where.removeprefix("file://"))
    step = _STEP.fullmatch(where)
    if step is None:
        return where
    name = (step[1] or step[2]).lower().replace(" ", "_")
    return say.rendered("places", name, step[3] or "")
