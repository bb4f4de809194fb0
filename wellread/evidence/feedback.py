"""A query widened by the words of the texts that it finds first."""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

from wellread.evidence.bm25 import Bm25Index
from wellread.evidence.terms import content_words

FEEDBACK_TEXTS = 5
"""The first texts of a search, which are taken to be about its subject."""
WIDENING_WORDS = 60
WIDENING_SHARE = 0.5
"""How much of a text's score the new words make. Half of it holds the query to its subject."""


def search_widened(
    index: Bm25Index, texts: Sequence[tuple[str, str]], query: str, limit: int
) -> list[tuple[int, float]]:
    """The best `limit` texts as (position, score), best first, for `query` and what it leads to.

    The words that are frequent in the first texts and rare in the others are searched for as well,
    and both scores are added, each for one word of its query. In the form of Abdul-Jaleel et al.,
    UMass at TREC 2004 (RM3). What has only the new words is found too.

    Args:
        index: made of `texts`.
        texts: pairs of heading and body.
        query: any text.
        limit: how many at most.
    """
    found = index.search(query, max(limit, FEEDBACK_TEXTS))
    words = _telling_words([texts[each] for each, _ in found[:FEEDBACK_TEXTS]], index, len(texts))
    scores: defaultdict[int, float] = defaultdict(float)
    asked = len(content_words(query)) or 1
    for position, score in found:
        scores[position] += (1 - WIDENING_SHARE) * score / asked
    for position, score in index.search_words(words, limit):
        scores[position] += WIDENING_SHARE * score / len(words)
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:limit]


def _telling_words(
    first: Sequence[tuple[str, str]], index: Bm25Index, count: int
) -> tuple[str, ...]:
    """The words that the first texts have more often than the `count` of all; headings twice."""
    shares: defaultdict[str, float] = defaultdict(float)
    for heading, body in first:
        words = Counter(word.lower() for word in content_words(f"{heading} {heading} {body}"))
        for word, times in words.items():
            shares[word] += times / words.total()
    weighed = {
        word: share * math.log(count / frequency)
        for word, share in shares.items()
        if (frequency := index.frequency(word))
    }
    best = sorted(weighed, key=lambda word: (-weighed[word], word))
    return tuple(best[:WIDENING_WORDS])
