"""Choosing the passages that a researcher reads: close to the questions, varied, not doubled."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from heapq import nlargest

from wellread.domain import Passage
from wellread.evidence.bm25 import Bm25Index
from wellread.evidence.shingles import resemblance, sketch_of
from wellread.evidence.terms import content_terms

Similarity = Callable[[str, Sequence[str]], Sequence[float]]
"""Cosine similarity of a query with each text."""

RRF_K = 60
"""Reciprocal rank fusion (Cormack, Clarke and Buettcher, SIGIR 2009): 1 / (60 + rank)."""
CANDIDATES = 80
"""Passages that BM25 hands to the embeddings; more cost seconds and bring little."""
MIN_TERM_SHARE = 0.3
"""Without embeddings: the share of one query's terms, rare ones weighing more, to be held."""
LONG_QUERY = 20
"""Terms: more than this are a description, and no passage holds a third of them."""
HEAVIEST = 8
"""Of a long query so many are the whole. Found on the half `dev` of bench/deepscholar.py."""
MIN_COSINE = 0.33
"""With embeddings a passage must be at least this close to one query ..."""
SHARE_OF_BEST_COSINE = 0.62
"""... and not much farther than the closest passage is."""
SHARE_OF_BEST_TERMS = 0.5
CODE_WEIGHT = 0.5
"""Code may be needed, but prose is what can be quoted."""
COPY_RESEMBLANCE = 0.8


def rank_passages(
    queries: Sequence[str],
    passages: Sequence[Passage],
    *,
    similarity: Similarity | None = None,
    limit: int = 24,
    per_source: int = 4,
) -> list[tuple[Passage, float]]:
    """At most `limit` passages with their scores (above 0, at most 1), best first.

    Rankings by BM25 and, where `similarity` is given, by cosine are fused over all queries. What
    is too far from every query is left out, so the list may be empty. Near-copies of a better
    passage are left out too. One source gives at most `per_source` passages, or its fair part of
    `limit` where there are few sources. Scores of different calls can be compared: the best one
    is the closeness of the closest passage.
    """
    asked = [query for query in dict.fromkeys(queries) if query.strip()]
    if not asked or not passages or limit <= 0:
        return []
    rankings = _bm25_rankings(asked, passages)
    candidates = _candidates(rankings, len(passages), filled=similarity is not None)
    if similarity is None:
        closeness = _term_closeness(asked, passages, candidates)
        floor = max(MIN_TERM_SHARE, SHARE_OF_BEST_TERMS * max(closeness.values(), default=0.0))
    else:
        cosines = _cosines(asked, [passages[index] for index in candidates], similarity)
        rankings += [_by_value(candidates, row) for row in cosines]
        closeness = dict(zip(candidates, map(max, zip(*cosines, strict=True)), strict=True))
        best = max(closeness.values(), default=0.0)
        floor = max(MIN_COSINE, SHARE_OF_BEST_COSINE * best)
    near = {index: close for index, close in closeness.items() if close >= floor}
    fused = _fused(rankings, passages, near)
    return _chosen(fused, passages, near, limit=limit, per_source=per_source)


def _searchable(passage: Passage) -> tuple[str, str]:
    return " ".join(passage.headings), passage.text


def _bm25_rankings(queries: Sequence[str], passages: Sequence[Passage]) -> list[list[int]]:
    with Bm25Index([_searchable(passage) for passage in passages]) as index:
        return [[position for position, _ in index.search(query, CANDIDATES)] for query in queries]


def _candidates(rankings: Sequence[Sequence[int]], count: int, *, filled: bool) -> list[int]:
    """Positions worth a closer look; `filled` adds passages that share no word with a query."""
    scores: defaultdict[int, float] = defaultdict(float)
    for ranking in rankings:
        for rank, position in enumerate(ranking, start=1):
            scores[position] += 1 / (RRF_K + rank)
    found = sorted(scores, key=lambda position: (-scores[position], position))[:CANDIDATES]
    if filled:
        seen = set(found)
        rest = [position for position in range(count) if position not in seen]
        found += rest[: CANDIDATES - len(found)]
    return found


def _term_closeness(
    queries: Sequence[str], passages: Sequence[Passage], candidates: Iterable[int]
) -> dict[int, float]:
    """For each candidate the weighted share of the best met query's terms that it holds."""
    held = [set(content_terms(" ".join(_searchable(passage)))) for passage in passages]
    frequency = Counter(term for terms in held for term in terms)
    asked = [set(content_terms(query)) for query in queries]
    weight = {
        term: math.log(1 + len(passages) / (frequency[term] + 0.5)) for term in set().union(*asked)
    }
    totals = [_whole([weight[term] for term in terms]) for terms in asked]
    return {
        position: max(
            (
                min(1.0, sum(weight[term] for term in terms & held[position]) / total)
                for terms, total in zip(asked, totals, strict=True)
                if total > 0
            ),
            default=0.0,
        )
        for position in candidates
    }


def _whole(weights: Sequence[float]) -> float:
    """What a passage that answers a query in full would hold."""
    return sum(weights if len(weights) <= LONG_QUERY else nlargest(HEAVIEST, weights))


def _cosines(
    queries: Sequence[str], passages: Sequence[Passage], similarity: Similarity
) -> list[list[float]]:
    texts = ["\n".join((*passage.headings, passage.text)) for passage in passages]
    return [[min(1.0, float(value)) for value in similarity(query, texts)] for query in queries]


def _by_value(positions: Sequence[int], values: Sequence[float]) -> list[int]:
    pairs = sorted(zip(positions, values, strict=True), key=lambda pair: (-pair[1], pair[0]))
    return [position for position, _ in pairs]


def _fused(
    rankings: Iterable[Sequence[int]], passages: Sequence[Passage], near: dict[int, float]
) -> list[tuple[int, float]]:
    scores: defaultdict[int, float] = defaultdict(float)
    for ranking in rankings:
        for rank, position in enumerate(ranking, start=1):
            if position in near:
                scores[position] += 1 / (RRF_K + rank)
    weighted = {
        position: score * (CODE_WEIGHT if passages[position].kind == "code" else 1.0)
        for position, score in scores.items()
    }
    return sorted(weighted.items(), key=lambda item: (-item[1], item[0]))


def _chosen(
    fused: Sequence[tuple[int, float]],
    passages: Sequence[Passage],
    near: dict[int, float],
    *,
    limit: int,
    per_source: int,
) -> list[tuple[Passage, float]]:
    if not fused:
        return []
    sources = {passages[position].snapshot_id for position, _ in fused}
    most = max(per_source, math.ceil(limit / len(sources)))
    scale = max(near.values()) / fused[0][1]
    taken: Counter[str] = Counter()
    sketches: list[frozenset[int]] = []
    chosen: list[tuple[Passage, float]] = []
    for position, score in fused:
        passage = passages[position]
        if taken[passage.snapshot_id] >= most:
            continue
        sketch = sketch_of(content_terms(passage.text), 2)
        if any(resemblance(sketch, other) >= COPY_RESEMBLANCE for other in sketches):
            continue
        taken[passage.snapshot_id] += 1
        sketches.append(sketch)
        chosen.append((passage, min(1.0, score * scale)))
        if len(chosen) == limit:
            break
    return chosen
