"""Where an outdated version of a document gives other numbers than the current one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from wellread.evidence.checks.dates import dates_of, without_dates
from wellread.evidence.checks.names import names_of
from wellread.evidence.sentences import split_sentences
from wellread.evidence.terms import content_terms

SAME_SENTENCE = 0.6
"""Jaccard similarity of two sentences' words, numbers left out, above which they say one thing."""
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True)
class Difference:
    """Two sentences that say one thing with different numbers."""

    current: str
    start: int
    end: int
    """The other sentence is `outdated[start:end]`."""


@dataclass(frozen=True)
class _Stated:
    start: int
    end: int
    terms: frozenset[str]
    names: frozenset[str]
    numbers: frozenset[str]
    dates: frozenset[tuple[int | None, int | None, int | None]]

    @property
    def gives_numbers(self) -> bool:
        return bool(self.numbers or self.dates)

    def differs(self, other: "_Stated") -> bool:
        """Whether the numbers are not the same; dates count where there is nothing else."""
        if self.numbers or other.numbers:
            return self.numbers != other.numbers and bool(other.numbers)
        return self.dates != other.dates and bool(other.dates)


def differences(current: str, outdated: str) -> tuple[Difference, ...]:
    """For each sentence of `current` with a number, the one of `outdated` that gives another.

    Compared is the most similar sentence alone, so a sentence that stands unchanged in both, or
    is new, has no difference.
    """
    older = [each for each in _stated(outdated) if each.gives_numbers]
    found = []
    for mine in _stated(current):
        if not mine.gives_numbers:
            continue
        closest = max(older, key=lambda each: _likeness(mine, each), default=None)
        alike = closest is not None and _likeness(mine, closest) >= SAME_SENTENCE
        if closest is not None and alike and mine.differs(closest):
            sentence = current[mine.start : mine.end]
            found.append(Difference(sentence, closest.start, closest.end))
    return tuple(found)


def _stated(text: str) -> Iterator[_Stated]:
    for start, end in split_sentences(text):
        sentence = text[start:end]
        yield _Stated(
            start=start,
            end=end,
            terms=frozenset(term for term in content_terms(sentence) if term.isalpha()),
            names=frozenset(word.lower() for name in names_of(sentence) for word in name),
            numbers=frozenset(
                number.replace(",", "") for number in _NUMBER.findall(without_dates(sentence))
            ),
            dates=frozenset((day.year, day.month, day.day) for day, _ in dates_of(sentence)),
        )


def _likeness(one: _Stated, other: _Stated) -> float:
    if one.names != other.names:
        return 0.0
    together = one.terms | other.terms
    return len(one.terms & other.terms) / len(together) if together else 0.0
