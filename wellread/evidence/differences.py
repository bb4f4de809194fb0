"""Where an outdated version of a document gives other numbers than the current one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wellread.evidence.checks.dates import dates_of, without_dates
from wellread.evidence.checks.names import names_of
from wellread.evidence.sentences import split_sentences
from wellread.evidence.terms import content_terms

SAME_SENTENCE = 0.6
"""Jaccard similarity of two sentences' words, numbers left out, above which they say one thing."""
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True)
class Statement:
    """A sentence, `text[start:end]`, by what it says and by its numbers."""

    start: int
    end: int
    terms: frozenset[str]
    names: frozenset[str]
    numbers: frozenset[str]
    dates: frozenset[tuple[int | None, int | None, int | None]]

    @property
    def gives_numbers(self) -> bool:
        """Whether it gives a number or a date."""
        return bool(self.numbers or self.dates)

    def differs(self, other: "Statement") -> bool:
        """Whether the numbers are not the same; dates count where there is nothing else."""
        if self.numbers or other.numbers:
            return self.numbers != other.numbers and bool(other.numbers)
        return self.dates != other.dates and bool(other.dates)


def differences(current: str, older: Sequence[Statement]) -> tuple[tuple[int, int], ...]:
    """For each sentence of `current` with a number, the place of the older one that gives another.

    Compared is the most similar sentence alone, so a sentence that stands unchanged in both, or
    is new, has no difference.
    """
    found: dict[tuple[int, int], None] = {}
    for mine in statements_with_numbers(current):
        closest = max(older, key=lambda each: _likeness(mine, each), default=None)
        alike = closest is not None and _likeness(mine, closest) >= SAME_SENTENCE
        if closest is not None and alike and mine.differs(closest):
            found[closest.start, closest.end] = None
    return tuple(found)


def statements_with_numbers(text: str) -> tuple[Statement, ...]:
    """The sentences of `text` that give a number or a date."""
    return tuple(each for each in _statements(text) if each.gives_numbers)


def _statements(text: str) -> Iterator[Statement]:
    for start, end in split_sentences(text):
        sentence = text[start:end]
        undated = without_dates(sentence)
        yield Statement(
            start=start,
            end=end,
            terms=frozenset(term for term in content_terms(undated) if term.isalpha()),
            names=frozenset(word.lower() for name in names_of(undated) for word in name),
            numbers=frozenset(number.replace(",", "") for number in _NUMBER.findall(undated)),
            dates=frozenset((day.year, day.month, day.day) for day, _ in dates_of(sentence)),
        )


def _likeness(one: Statement, other: Statement) -> float:
    if one.names != other.names:
        return 0.0
    together = one.terms | other.terms
    return len(one.terms & other.terms) / len(together) if together else 0.0
