"""Statements with one number each, compared across sources."""

from dataclasses import dataclass
from functools import lru_cache

from wellread.evidence.checks.dates import dates_of, without_dates
from wellread.evidence.checks.names import names_of
from wellread.evidence.checks.numbers import same
from wellread.evidence.checks.quantities import Quantity, quantities_of
from wellread.evidence.checks.wording import meaning_terms, missing_terms
from wellread.evidence.sentences import split_sentences

SAME_SUBJECT = 0.6
"""Jaccard similarity of two sentences' content terms above which they speak of one thing."""
_ROUNDING = 0.02
"""Relative difference that may be rounding."""


@dataclass(frozen=True)
class Statement:
    """A sentence that gives exactly one number."""

    text: str
    quantity: Quantity
    terms: frozenset[str]
    names: frozenset[str]
    years: frozenset[int | None]


@lru_cache(maxsize=500)
def statements_of(text: str) -> tuple[Statement, ...]:
    """The sentences of `text` that give exactly one number beside dates."""
    sentences = (text[start:end] for start, end in split_sentences(text))
    return tuple(
        Statement(
            text=sentence,
            quantity=quantities[0],
            terms=frozenset(meaning_terms(sentence)),
            names=frozenset(word.lower() for name in names_of(sentence) for word in name),
            years=frozenset(day.year for day, _ in dates_of(sentence)),
        )
        for sentence in sentences
        if len(quantities := _counted(sentence)) == 1
    )


def _counted(sentence: str) -> list[Quantity]:
    found = quantities_of(without_dates(sentence))
    return [quantity for quantity in found if not quantity.optional]


def numbers_disagree(one: Statement, other: Statement) -> str:
    """What two statements disagree about, as "5 ms ≠ 7 ms: ...", or an empty string.

    Only statements on the same words, names and years, with different numbers of one unit.
    """
    first, second = one.quantity, other.quantity
    if first.dimension != second.dimension or same(first, second) or same(second, first):
        return ""
    if not first.dimension and (not first.noun or first.noun != second.noun):
        return ""
    larger = max(abs(first.value), abs(second.value))
    if abs(first.value - second.value) <= _ROUNDING * larger:
        return ""
    if one.names != other.names or one.years != other.years:
        return ""
    if likeness(one.terms, other.terms) < SAME_SUBJECT:
        return ""
    return f"{first.raw} ≠ {second.raw}: {one.text.strip()} / {other.text.strip()}"


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The Jaccard similarity, 0 to 1, of two sets of terms, synonyms being one term."""
    shared = len(one) - len(missing_terms(sorted(one), other))
    together = len(one) + len(other) - shared
    return shared / together if together else 0.0
