"""Who does what to whom: whether doer and done-to of a claim changed places."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from wellread.evidence.checks.result import Comparison, Fault
from wellread.evidence.checks.synonyms import alike, is_irregular, term_of
from wellread.evidence.checks.wording import meaning_terms, missing_terms, order_breaks
from wellread.evidence.terms import listed, words_of

Agreement = Literal["agrees", "exchanged", "half_exchanged", "unknown"]

_CERTAINTY: tuple[Agreement, ...] = ("agrees", "exchanged", "half_exchanged")
_BE = frozenset(listed("am is are was were be been being gets got"))
_UNCHANGED = frozenset(listed("cut hit hurt let put read run set shut split spread"))
"""Participles that look like their verb."""
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*|[,;:()—–]")
_NO_DOER = re.compile(
    r"(?:default|hand|means|itself|themselves|setting|chance|design|\d+|\w+ing)$", re.IGNORECASE
)
_DOER_ENDS = frozenset(
    listed(
        ", ; : ( ) — – in on at for with when if to from as that which because while where since "
        "until unless after before during using but so and or"
    )
)
_ADVERBS_BETWEEN = 2

_ONE_SIDED = re.compile(
    r"\b(?:than|outperforms?|outperformed|beats?|defeats?|defeated|exceeds?|exceeded|surpass(?:es|ed)?"
    r"|precedes?|preceded|replaces?|replaced|acquires?|acquired|bought|causes?|caused|before|after"
    r"|depends on|derived from|inherits from|calls?|invented|founded|owns?|supersedes?|superseded"
    r"|implies|leads to|requires?|contains?|follows?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Clause:
    """A verb with the texts of what does it and of what it is done to."""

    verb: str
    """Stem of its base form."""
    word: str
    """The verb as written."""
    doer: str
    doer_side: str
    """The doer with all that stands on its side of the verb."""
    done_to: str
    passive: bool


def exchange_faults(pair: Comparison) -> list[Fault]:
    """A turn where the two sides of a one-sided relation changed places, or may have done so."""
    agreement, verb = voices(pair.claim, pair.sentence)
    if agreement == "exchanged":
        return [_exchanged(verb)]
    if agreement == "half_exchanged":
        reason = f'The source says "{verb}" of something else.'
        return [Fault("direction", "not_checked", reason)]
    if agreement == "agrees" or bool(_passives(pair.claim)) != bool(_passives(pair.sentence)):
        return []
    pivots = {match.group().lower() for match in _ONE_SIDED.finditer(pair.claim)}
    return [_exchanged(pivot) for pivot in pivots if _swapped(pair, pivot)][:1]


def _exchanged(verb: str) -> Fault:
    return Fault(
        "direction", "contradicted", f'The two sides of "{verb}" are exchanged.', turns=True
    )


def voices(claim: str, sentence: str) -> tuple[Agreement, str]:
    """Whether a passive clause says what the active one says, and the claim's verb in it.

    `exchanged`: doer and done-to changed places; `half_exchanged`: so it seems, but no doer is
    named; `unknown`: both stand in one voice, or no verb is the same.
    """
    found = [
        (agreement, own.word)
        for own, other in _pairs(claim, sentence)
        if (agreement := _compared(own, other)) != "unknown"
    ]
    return min(found, key=lambda item: _CERTAINTY.index(item[0]), default=("unknown", ""))


def _pairs(claim: str, sentence: str) -> Iterator[tuple[_Clause, _Clause]]:
    """The clauses of claim and sentence with the same verb, at least one of them passive."""
    for own in _passives(claim):
        same = [other for other in _passives(sentence) if _says_same(own, other)]
        if not same:
            yield from ((own, other) for other in _passives(sentence))
            yield from ((own, other) for other in _actives(sentence, own.verb))
    for other in _passives(sentence):
        if not any(_says_same(own, other) for own in _passives(claim)):
            yield from ((own, other) for own in _actives(claim, other.verb))


def _says_same(own: _Clause, other: _Clause) -> bool:
    return alike(own.verb, other.verb) and _within(own.done_to, other.done_to)


def _compared(own: _Clause, other: _Clause) -> Agreement:
    if not alike(own.verb, other.verb):
        return "unknown"
    straight = _within(own.done_to, other.done_to)
    if straight and (not own.doer or not other.doer or _within(own.doer, other.doer_side)):
        return "agrees" if own.passive != other.passive else "unknown"
    if straight or not _within(own.done_to, other.doer_side):
        return "unknown"
    if own.doer:
        return "exchanged" if _within(own.doer, other.done_to) else "unknown"
    return "half_exchanged"


def _within(part: str, whole: str) -> bool:
    """Whether the words of `part` stand in `whole`, in order."""
    terms = meaning_terms(part)
    if not terms:
        return False
    present = [term_of(word) for word in words_of(whole)]
    return not missing_terms(terms, present) and order_breaks(part, whole) == 0


@lru_cache(maxsize=2_000)
def _passives(text: str) -> tuple[_Clause, ...]:
    """The passive clauses of `text`."""
    return tuple(_find_passives(_WORD.findall(text)))


def _find_passives(tokens: list[str]) -> Iterator[_Clause]:
    for index, token in enumerate(tokens):
        if token.lower() not in _BE:
            continue
        place = _participle_after(tokens, index)
        if place:
            yield _Clause(
                verb=term_of(tokens[place]),
                word=tokens[place],
                doer=_doer_after(tokens, place),
                doer_side=" ".join(_after_by(tokens, place)),
                done_to=" ".join(tokens[:index]),
                passive=True,
            )


def _participle_after(tokens: list[str], be: int) -> int:
    """The place of the participle that belongs to a form of `be`, or 0."""
    for place in range(be + 1, min(be + 2 + _ADVERBS_BETWEEN, len(tokens))):
        word = tokens[place].lower()
        if _is_participle(word):
            return place
        if not (word.endswith("ly") or word in {"not", "also", "now", "then", "never", "often"}):
            return 0
    return 0


def _is_participle(word: str) -> bool:
    regular = word.endswith("ed") and len(word) > len("need")
    return regular or is_irregular(word) or word in _UNCHANGED


def _doer_after(tokens: list[str], participle: int) -> str:
    """What follows `by` up to the next phrase."""
    rest = _after_by(tokens, participle)
    stop = next((at for at, token in enumerate(rest) if token.lower() in _DOER_ENDS), len(rest))
    return " ".join(rest[:stop])


def _after_by(tokens: list[str], participle: int) -> list[str]:
    """All that follows the participle's `by`; nothing where `by` tells a manner."""
    rest = tokens[participle + 1 :]
    lowered = [token.lower() for token in rest]
    start = lowered.index("by") + 1 if "by" in lowered else len(rest)
    return [] if start >= len(rest) or _NO_DOER.match(rest[start]) else rest[start:]


@lru_cache(maxsize=2_000)
def _actives(text: str, verb: str) -> tuple[_Clause, ...]:
    """The clauses in which a verb like `verb` seems to stand in the active voice."""
    tokens = _WORD.findall(text)
    return tuple(
        _Clause(
            verb=verb,
            word=token,
            doer=" ".join(tokens[:index]),
            doer_side=" ".join(tokens[:index]),
            done_to=" ".join(tokens[index + 1 :]),
            passive=False,
        )
        for index, token in enumerate(tokens)
        if index
        and _looks_like(token, verb)
        and not any(before.lower() in _BE for before in tokens[max(0, index - 2) : index])
    )


def _looks_like(token: str, verb: str) -> bool:
    """Whether the word may be a finite form of the verb: not "improvement" for "improve"."""
    term = term_of(token)
    finite = token.endswith(("s", "ed")) or is_irregular(token)
    return term == verb or (finite and alike(term, verb))


def _swapped(pair: Comparison, pivot: str) -> bool:
    """Whether what stands before and after the only `pivot` changed places."""
    mine, theirs = _sides(pair.claim, pivot), _sides(pair.sentence, pivot)
    if mine is None or theirs is None or not (mine[1] and theirs[1]):
        return False
    return _holds(theirs[0], mine[1][0]) and _holds(mine[0], theirs[1][0])


def _holds(terms: list[str], term: str) -> bool:
    return any(alike(term, other) for other in terms)


def _sides(text: str, pivot: str) -> tuple[list[str], list[str]] | None:
    """The telling words before and after the only `pivot` of `text`, but those on both sides."""
    parts = re.split(rf"\b{re.escape(pivot)}\b", text, flags=re.IGNORECASE)
    if len(parts) != 2:  # noqa: PLR2004 - one pivot makes two sides
        return None
    left, right = (list(meaning_terms(part)) for part in parts)
    return (
        [word for word in left if not _holds(right, word)],
        [word for word in right if not _holds(left, word)],
    )
