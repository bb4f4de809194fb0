"""Whether a claim says the opposite of its evidence: negation and opposite words."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from wellread.evidence.checks.opposites import AXES, AXIS_WORDS
from wellread.evidence.checks.result import Comparison, Fault
from wellread.evidence.checks.synonyms import with_plain_phrases
from wellread.evidence.checks.wording import has_same_words, missing_terms, order_breaks
from wellread.evidence.terms import is_stop_word, listed, stem

TURNING_OVERLAP = 0.7
"""Share of the claim's words that a sentence must hold for an opposite to contradict."""

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[,;:.()—–]")
_CUES = frozenset(
    listed(
        "not no never none neither nor cannot without hardly nobody nothing nowhere unable "
        "lack lacks fail fails failed refuse refuses refused"
    )
)
_CLAUSE_END = frozenset(",;:.()—–") | {"but", "although", "though", "however", "whereas", "while"}
_HARMLESS = re.compile(
    r"\b(?:not (?:only|just|merely|necessarily)|no (?:doubt|longer than|more than|less than|"
    r"later than|fewer than|matter)|whether or not|not least|if not|no\. ?\d)\b",
    re.IGNORECASE,
)
_NARROW = 1
"""Content words after a negation that it surely negates."""
_REACH_TOKENS = 3
"""Words, common ones included, within which the first content word must follow."""


def polarity_faults(pair: Comparison) -> list[Fault]:
    """How the claim turns the meaning of the sentence round, or may do so."""
    return [*negation_faults(pair), *opposite_faults(pair)]


def negation_faults(pair: Comparison) -> list[Fault]:
    """A turn where one side negates what the other one states, or a doubt about it."""
    if has_same_words(pair.claim, pair.sentence):
        return _counted_negations(pair)
    unclear = False
    for one, other in ((pair.claim, pair.sentence), (pair.sentence, pair.claim)):
        turned = _negated(one, _NARROW) & _plainly_said(other)
        unclear = unclear or bool(turned)
        turned -= _plainly_said(one) | _negated(other, len(_tokens(other)))
        if turned:
            reason = f'Negated on one side only: "{min(turned)}".'
            return [Fault("negation", "contradicted", reason, turns=True)]
    if unclear:
        return [Fault("negation", "not_checked", "The source negates a part of it.")]
    claimed, found = len(_cues(pair.claim)), len(_cues(pair.sentence))
    if claimed > found or (found and not claimed):
        return [Fault("negation", "not_checked", "Claim and source differ in their negations.")]
    return []


def _counted_negations(pair: Comparison) -> list[Fault]:
    """Faults of two sides that differ in nothing but, perhaps, their negations."""
    claimed, found = _cues(pair.claim), _cues(pair.sentence)
    if (len(claimed) - len(found)) % 2:
        more, less = (claimed, found) if len(claimed) > len(found) else (found, claimed)
        cue = next(iter(Counter(more) - Counter(less)))
        return [Fault("negation", "contradicted", f'Only one side says "{cue}".', turns=True)]
    mine, theirs = _negated(pair.claim, _NARROW), _negated(pair.sentence, _NARROW)
    elsewhere = missing_terms(sorted(mine), theirs) and missing_terms(sorted(theirs), mine)
    if elsewhere and order_breaks(pair.claim, pair.sentence):
        return [Fault("negation", "not_checked", "Claim and source negate different parts.")]
    return []


def opposite_faults(pair: Comparison) -> list[Fault]:
    """A turn where claim and sentence hold one each of two opposite words.

    Where one of them also stands elsewhere, it is a turn between equal neighbours only, else a
    doubt.
    """
    claim, sentence = Counter(_lower_words(pair.claim)), Counter(_lower_words(pair.sentence))
    mine_only, theirs_only = frozenset(claim - sentence), frozenset(sentence - claim)
    doubt: list[Fault] = []
    for left, right in AXES:
        for mine, theirs in ((left, right), (right, left)):
            my_words, their_words = mine_only & mine, theirs_only & theirs
            if not (my_words and their_words) or _negated_alone(pair, my_words, their_words):
                continue
            reason = f'The source says "{min(their_words)}", the claim "{min(my_words)}".'
            elsewhere = (sentence.keys() & mine) or (claim.keys() & theirs)
            if not elsewhere or _in_one_place(pair, my_words, their_words):
                return [Fault("direction", "contradicted", reason, turns=True)]
            doubt = [Fault("direction", "not_checked", reason)]
    return doubt


def _negated_alone(pair: Comparison, mine: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether just one of two opposite words is negated, so that both say the same."""
    my_negation = _stems(mine) & _negated(pair.claim, _NARROW)
    their_negation = _stems(theirs) & _negated(pair.sentence, _NARROW)
    return bool(my_negation) != bool(their_negation)


def _in_one_place(pair: Comparison, mine: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether two opposite words stand between the same neighbours."""
    return bool(_neighbours(pair.claim, mine) & _neighbours(pair.sentence, theirs))


def _neighbours(text: str, words: frozenset[str]) -> set[tuple[str, str]]:
    tokens = ["", *_lower_words(text), ""]
    return {
        (before, after)
        for before, token, after in zip(tokens, tokens[1:], tokens[2:], strict=False)
        if token in words
    }


def is_axis_word(word: str) -> bool:
    """Whether the word has an opposite in the table."""
    return word.lower() in AXIS_WORDS


def _stems(words: frozenset[str]) -> frozenset[str]:
    return frozenset(map(stem, words))


@lru_cache(maxsize=2_000)
def _tokens(text: str) -> tuple[str, ...]:
    return tuple(_TOKEN.findall(_HARMLESS.sub(" ", with_plain_phrases(text))))


def _lower_words(text: str) -> list[str]:
    return [token.lower() for token in _tokens(text)]


def _is_cue(token: str) -> bool:
    return token.lower() in _CUES or token.lower().endswith(("n't", "n’t"))


def _cues(text: str) -> list[str]:
    return [token for token in _tokens(text) if _is_cue(token)]


@lru_cache(maxsize=2_000)
def _negated(text: str, reach: int) -> frozenset[str]:
    """The stems of the first `reach` content words after each negation, inside its clause."""
    tokens = _tokens(text)
    return frozenset(
        term
        for index, token in enumerate(tokens)
        if _is_cue(token)
        for term in _scope(tokens[index + 1 : index + 1 + _REACH_TOKENS * reach], reach)
    )


def _scope(tokens: Sequence[str], reach: int) -> Iterator[str]:
    found = 0
    for token in tokens:
        if token.lower() in _CLAUSE_END or found == reach:
            return
        if not is_stop_word(token) and not _is_cue(token) and not token.lower().endswith("ly"):
            found += 1
            yield stem(token)


@lru_cache(maxsize=2_000)
def _plainly_said(text: str) -> frozenset[str]:
    """The stems of content words that stand somewhere outside every negation's clause."""
    said = set()
    negated = False
    for token in _tokens(text):
        if _is_cue(token):
            negated = True
        elif token.lower() in _CLAUSE_END:
            negated = False
        elif not negated and not is_stop_word(token):
            said.add(stem(token))
    return frozenset(said)
