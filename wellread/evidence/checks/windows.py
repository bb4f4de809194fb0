"""Which sentences of the evidence a claim is compared with."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from wellread.evidence.checks.dates import without_dates
from wellread.evidence.checks.names import names_of
from wellread.evidence.checks.polarity import is_axis_word
from wellread.evidence.checks.wording import (
    has_same_words,
    meaning_terms,
    order_breaks,
    overlap,
)
from wellread.evidence.sentences import split_sentences
from wellread.evidence.terms import words_of

_NEAR = 0.15
"""Sentences within this distance of the closest one may speak for the claim as well."""
_LEAST_OVERLAP = 0.5
_FEWEST_TERMS = 3
"""Words that two sentences must share, names apart, to be called twins."""
_MOST_BREAKS = 2
"""What a passive for an active sentence takes."""


@dataclass(frozen=True)
class Window:
    """One or two sentences of the evidence beside the claim."""

    text: str
    share: float
    """Share of the claim's frame, its words without opposites and dates, that stands here."""
    twin: bool
    """It says what the claim says in nearly the same words, names apart, and little else."""
    single: bool
    """It is one sentence, not two."""


def sentences_of(texts: Sequence[str]) -> tuple[str, ...]:
    """The sentences of the evidence, each once, quotes first."""
    return tuple(
        dict.fromkeys(text[start:end] for text in texts for start, end in split_sentences(text))
    )


def pairs_of(texts: Sequence[str]) -> tuple[str, ...]:
    """All pairs of neighbouring sentences of the evidence, each once, quotes first."""
    return tuple(
        dict.fromkeys(
            text[start:end]
            for text in texts
            for (start, _), (_, end) in pairwise(split_sentences(text))
        )
    )


def near_windows(claim: str, texts: Sequence[str]) -> list[Window]:
    """The sentences that speak of what the claim says; pairs only where they hold more of it.

    A twin always counts: a name that was exchanged may have brought another sentence nearer.
    """
    frame = _frame(claim)
    singles = {sentence: overlap(frame, sentence) for sentence in sentences_of(texts)}
    shares = dict(singles)
    best_single = top = max(shares.values())
    if best_single < 1 - _NEAR:
        together = {pair: overlap(frame, pair) for pair in pairs_of(texts)}
        best = max((best_single, *together.values()))
        if best_single < best - _NEAR:
            shares, top = shares | together, best
    least = min(top, max(_LEAST_OVERLAP, top - _NEAR))
    windows = [
        Window(sentence, share, twin=_is_twin(claim, sentence), single=sentence in singles)
        for sentence, share in shares.items()
        if share >= min(least, _LEAST_OVERLAP)
    ]
    return [window for window in windows if window.share >= least or window.twin]


def closest(claim: str, texts: Sequence[str]) -> tuple[str, float]:
    """The sentence, or two neighbours, that hold most of the claim's words, and their share."""
    found = [(sentence, overlap(claim, sentence)) for sentence in sentences_of(texts)]
    if max(share for _, share in found) < 1:
        found += [(pair, overlap(claim, pair)) for pair in pairs_of(texts)]
    return max(found, key=lambda item: item[1])


def _is_twin(claim: str, sentence: str) -> bool:
    """Whether both have the same words in much the same order, names or opposites apart.

    Then names and numbers in one place must be the same.
    """
    if order_breaks(claim, sentence) > _MOST_BREAKS:
        return False
    frames = (_frame(claim), _frame(sentence))
    named = (_without_names(claim), _without_names(sentence))
    bare = (_without_names(frames[0]), _without_names(frames[1]))
    return any(
        len(meaning_terms(one)) >= fewest and has_same_words(one, other)
        for (one, other), fewest in ((named, _FEWEST_TERMS - 1), (bare, _FEWEST_TERMS))
    )


@lru_cache(maxsize=2_000)
def _without_names(text: str) -> str:
    names = {part for name in names_of(text) for part in name}
    return " ".join(word for word in words_of(without_dates(text)) if word not in names)


@lru_cache(maxsize=2_000)
def _frame(text: str) -> str:
    return " ".join(word for word in words_of(without_dates(text)) if not is_axis_word(word))
