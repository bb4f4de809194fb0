"""How close the wording of a claim is to its evidence."""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import pairwise

from wellread.evidence.checks.dates import with_plain_dates, without_dates
from wellread.evidence.checks.quantities import NUMBER_WORDS
from wellread.evidence.checks.synonyms import alike, senses_of, term_of, with_plain_phrases
from wellread.evidence.terms import is_stop_word, listed, words_of

_NUMERIC = re.compile(r"^\d")
_RELATED_PREFIX = 6
"""Stems that share so many first letters are forms of one word: efficient, efficiency."""
_LEAST_COVERED = 0.6
SAME_WORDS = 0.9
"""Share of its content words that each of two sentences must have in common with the other."""
_WITHOUT_PLACE = frozenset(
    listed("""
    a about also although always am an and any anyone anything both but can cannot
    could did do does doing done each even ever every few having he hence her here hers him his how
    however i if it its itself just let many may me might more most much must my
    or other others our out own per please quite rather really same shall she should since so some
    something such tell that the their them themselves then there therefore these they thing things
    this those though thus together too upon us very we well what which while who whom whose why
    will would yet you your
    """)
)
"""Stop words whose place says nothing; that of `from` or `than` tells who is who."""


@lru_cache(maxsize=2_000)
def meaning_terms(text: str) -> tuple[str, ...]:
    """The stems of the content words of `text`, phrases made plain, without numbers and dates."""
    return tuple(
        term_of(word)
        for word in words_of(with_plain_phrases(without_dates(text)))
        if not is_stop_word(word) and _is_wording(word)
    )


def _is_wording(word: str) -> bool:
    return not _NUMERIC.match(word) and word.lower() not in NUMBER_WORDS


@lru_cache(maxsize=2_000)
def _present_terms(text: str) -> frozenset[str]:
    """The stems of all words of `text`, stop words too: `use` may stand for `employ`."""
    return frozenset(map(term_of, words_of(with_plain_phrases(text))))


def missing_terms(wanted: Sequence[str], present: Collection[str]) -> tuple[str, ...]:
    """The distinct wanted terms that have no counterpart among the present ones, in order."""
    known = frozenset(present)
    prefixes, senses = _reach(known)
    return tuple(
        term
        for term in dict.fromkeys(wanted)
        if term not in known
        and not (len(term) >= _RELATED_PREFIX and term[:_RELATED_PREFIX] in prefixes)
        and senses.isdisjoint(senses_of(term))
    )


@lru_cache(maxsize=2_000)
def _reach(known: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
    """The beginnings and the senses of terms, by which others are related to them."""
    prefixes = frozenset(term[:_RELATED_PREFIX] for term in known if len(term) >= _RELATED_PREFIX)
    return prefixes, frozenset(sense for term in known for sense in senses_of(term))


@lru_cache(maxsize=5_000)
def overlap(claim: str, text: str) -> float:
    """The share, 0 to 1, of the claim's distinct content terms that stand in `text`."""
    wanted = frozenset(meaning_terms(claim))
    if not wanted:
        return 0.0
    return 1 - len(missing_in(claim, text)) / len(wanted)


def has_same_words(claim: str, sentence: str) -> bool:
    """Whether both say nearly the same words, so that any other difference tells."""
    return min(overlap(claim, sentence), overlap(sentence, claim)) >= SAME_WORDS


def missing_in(claim: str, text: str) -> tuple[str, ...]:
    """The claim's content terms that have no counterpart in `text`, in order."""
    return missing_terms(meaning_terms(claim), _present_terms(text))


@lru_cache(maxsize=2_000)
def _placed_terms(text: str) -> tuple[str, ...]:
    """The stems of the words whose place matters: content, numbers, and words like `from`.

    Dates are one word in one form, units are left out: both may be written in many ways.
    """
    return tuple(
        term_of(word)
        for word in words_of(with_plain_phrases(with_plain_dates(text)))
        if word.lower() not in _WITHOUT_PLACE and word.lower() not in NUMBER_WORDS
    )


def order_breaks(claim: str, text: str) -> int:
    """How often the claim's words jump back in `text`.

    0 in the same order, 1 for a clause or phrase that moved as a whole, more where words changed
    places.
    """
    places = _places_of(claim, text)
    return sum(later < earlier for earlier, later in pairwise(places))


def is_moved_phrase(claim: str, text: str) -> bool:
    """Whether the claim is `text` with one stretch of words put elsewhere, as a whole.

    It has to say most of what the text says: any single word of a long text can be called moved.
    """
    if overlap(text, claim) < _LEAST_COVERED:
        return False
    places = _places_of(claim, text)
    jumps = [at for at, (one, two) in enumerate(pairwise(places), 1) if two < one]
    if len(jumps) != 1:
        return False
    before, after = places[: jumps[0]], places[jumps[0] :]
    together = any(min(before) <= place <= max(before) for place in after)
    return not together or _is_turned(_placed_terms(claim), _placed_terms(text), jumps[0])


def _is_turned(terms: Sequence[str], present: Sequence[str], most: int) -> bool:
    """Whether the terms are in order once up to `most` of the first ones go to the end."""
    known = tuple(term for term in terms if _places(term, present))
    return any(
        all(one <= two for one, two in pairwise(_embedded(known[at:] + known[:at], present)))
        for at in range(1, most + 1)
    )


@lru_cache(maxsize=1_000)
def _places_of(claim: str, text: str) -> tuple[int, ...]:
    """Where the claim's words stand in `text`, each as early as the order allows."""
    return _embedded(_placed_terms(claim), _placed_terms(text))


def _embedded(terms: Sequence[str], present: Sequence[str]) -> tuple[int, ...]:
    known: dict[str, tuple[int, ...]] = {}
    found: list[int] = []
    for term in terms:
        if term not in known:
            known[term] = _places(term, present)
        if known[term]:
            last = found[-1] if found else -1
            found.append(next((place for place in known[term] if place >= last), known[term][0]))
    return tuple(found)


def _places(term: str, present: Sequence[str]) -> tuple[int, ...]:
    """Where the term stands; then where words stand that may say the same."""
    same = [place for place, other in enumerate(present) if other == term]
    if not senses_of(term):
        return tuple(same)
    return (
        *same,
        *(at for at, other in enumerate(present) if other != term and alike(term, other)),
    )
