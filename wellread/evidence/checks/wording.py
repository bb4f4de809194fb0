"""How close the wording of a claim is to its evidence."""

import re
from collections.abc import Sequence
from functools import lru_cache

from wellread.evidence.checks.dates import without_dates
from wellread.evidence.checks.quantities import NUMBER_WORDS
from wellread.evidence.terms import content_words, stem

_SYNONYMS = """
    show demonstrate indicate reveal display
    big large huge
    begin start commence
    allow permit enable let
    need require
    reduce decrease lower cut diminish lessen
    increase raise grow rise grew rose risen grown climb
    improve enhance better
    get obtain acquire receive
    create build make construct produce generate
    method approach technique procedure
    fast quick rapid
    contain include comprise
    offer provide supply
    change modify alter
    error mistake fault
    delete remove erase
    stop halt cease
    end finish complete conclude
    frequent often
    important significant crucial essential key
    numerous many
    buy purchase bought
    help assist aid
    choose select pick chose chosen
    happen occur
    keep retain maintain kept
    find discover found
    several multiple
    difficult hard
    ensure guarantee
    prevent avoid
    people person
    company firm corporation
    study research investigation
    result outcome finding
    use utilize utilise employ usage
    run execute ran
    store save
    write wrote written
    take took taken
    give gave given
    fall fell fallen drop decline
    lead led
    send sent
    hold held
"""
_CANONICAL = {
    stem(word): stem(group[0])
    for group in (line.split() for line in _SYNONYMS.strip().splitlines())
    for word in group
}
_NUMERIC = re.compile(r"^\d")
_RELATED_PREFIX = 6
"""Stems that share so many first letters are forms of one word: efficient, efficiency."""


@lru_cache(maxsize=2_000)
def meaning_terms(text: str) -> tuple[str, ...]:
    """The content terms of `text` without numbers and dates, synonyms brought to one word."""
    return tuple(
        canonical(word)
        for word in content_words(without_dates(text))
        if not _NUMERIC.match(word) and word.lower() not in NUMBER_WORDS
    )


def canonical(word: str) -> str:
    """The stem of `word`, or of the synonym that stands for its group."""
    return _CANONICAL.get(stem(word), stem(word))


def missing_terms(wanted: Sequence[str], present: Sequence[str]) -> tuple[str, ...]:
    """The distinct wanted terms that have no counterpart among the present ones, in order."""
    known = set(present)
    prefixes = {term[:_RELATED_PREFIX] for term in known if len(term) >= _RELATED_PREFIX}
    return tuple(
        term
        for term in dict.fromkeys(wanted)
        if term not in known
        and not (len(term) >= _RELATED_PREFIX and term[:_RELATED_PREFIX] in prefixes)
    )


def overlap(claim: str, text: str) -> float:
    """The share, 0 to 1, of the claim's distinct content terms that stand in `text`."""
    wanted = set(meaning_terms(claim))
    if not wanted:
        return 0.0
    missing = missing_terms(meaning_terms(claim), meaning_terms(text))
    return 1 - len(missing) / len(wanted)


def order_breaks(claim: str, text: str) -> int:
    """How often the claim's terms jump back in `text`.

    0 in the same order, 1 for a phrase that moved to the front, more where words changed places.
    """
    places: dict[str, list[int]] = {}
    for place, term in enumerate(meaning_terms(text)):
        places.setdefault(term, []).append(place)
    breaks, last = 0, -1
    for term in meaning_terms(claim):
        if term in places:
            later = [place for place in places[term] if place >= last]
            breaks += not later
            last = later[0] if later else places[term][0]
    return breaks
