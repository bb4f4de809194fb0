"""Texts in the order of their closeness to questions: by their words, and by meaning."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from wellread.evidence.bm25 import Bm25Index
from wellread.evidence.feedback import search_widened

Similarity = Callable[[Sequence[str], Sequence[str]], Sequence[Sequence[float]]]
"""For each query the cosine similarity with each text."""

RRF_K = 60
"""Reciprocal rank fusion (Cormack, Clarke and Buettcher, SIGIR 2009): 1 / (60 + rank)."""
CANDIDATES = 80
CANDIDATES_FOR_EACH = 3
"""Texts whose meaning is compared: 80, or three for each that is wanted. Each takes 30 ms once."""


@dataclass(frozen=True)
class Order:
    """Texts by closeness."""

    scores: dict[int, float]
    """By position of the text, best first: the best has 1."""
    cosines: dict[int, float]
    """How close a text is to the query that it is closest to; empty without embeddings."""


def ordered(
    queries: Sequence[str],
    texts: Sequence[tuple[str, str]],
    *,
    similarity: Similarity | None = None,
    limit: int = CANDIDATES,
) -> Order:
    """The texts that have to do with the queries, best first; at least `limit` if so many have.

    Rankings by widened BM25 and, where `similarity` is given, by cosine are fused. The first query
    is the whole question and counts as much as all others, its parts, together.

    Args:
        queries: the question and its parts, none of them blank; at least one.
        texts: pairs of heading and body.
        similarity: embeds the queries and the candidates, not all texts.
        limit: how many will be looked at.
    """
    count = max(CANDIDATES, CANDIDATES_FOR_EACH * limit)
    with Bm25Index(texts) as index:
        rankings = [
            [position for position, _ in search_widened(index, texts, query, count)]
            for query in queries
        ]
    weights = [1.0, *[1 / (len(queries) - 1) for _ in queries[1:]]]
    scores = _fused(rankings, weights)
    cosines: dict[int, float] = {}
    if similarity is not None:
        # Texts that share no word with a query may still mean the same.
        rest = [position for position in range(len(texts)) if position not in scores]
        candidates = [*scores, *rest][:count]
        read = ["\n".join(part for part in texts[each] if part) for each in candidates]
        rows = similarity(queries, read)
        by_meaning = [_by_value(candidates, row) for row in rows]
        scores = _fused([*rankings, *by_meaning], [*weights, *weights])
        closest = [min(1.0, max(values)) for values in zip(*rows, strict=True)]
        cosines = dict(zip(candidates, closest, strict=True))
    best = next(iter(scores.values()), 1.0)
    return Order({position: score / best for position, score in scores.items()}, cosines)


def _fused(rankings: Sequence[Sequence[int]], weights: Sequence[float]) -> dict[int, float]:
    scores: defaultdict[int, float] = defaultdict(float)
    for ranking, weight in zip(rankings, weights, strict=True):
        for rank, position in enumerate(ranking, start=1):
            scores[position] += weight / (RRF_K + rank)
    return dict(sorted(scores.items(), key=lambda item: (-item[1], item[0])))


def _by_value(positions: Sequence[int], values: Sequence[float]) -> list[int]:
    pairs = sorted(zip(positions, values, strict=True), key=lambda pair: (-pair[1], pair[0]))
    return [position for position, _ in pairs]
