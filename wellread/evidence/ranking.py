"""Choosing the passages that a researcher reads: close to the questions, varied, not doubled."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from heapq import nlargest

from wellread.domain import Passage
from wellread.evidence.fusion import CANDIDATES, Similarity, ordered
from wellread.evidence.shingles import resemblance, sketch_of
from wellread.evidence.terms import content_terms

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
VARIETY = 0.1
"""What a passage loses that has all its terms in common with one chosen before."""
BYTES_PER_TOKEN = 4
"""Of UTF-8: about right for English, and for other scripts not far off."""


def rank_passages(
    queries: Sequence[str],
    passages: Sequence[Passage],
    *,
    similarity: Similarity | None = None,
    limit: int = 24,
    per_source: int = 4,
    max_tokens: int | None = None,
) -> list[Passage]:
    """At most `limit` passages, best first; the first query is the question, the others its parts.

    What is too far from every query is left out, so the list may be empty. Near-copies of a better
    passage are left out too, and each further passage is chosen for its closeness less what it has
    in common with those before it (maximal marginal relevance: Carbonell and Goldstein, SIGIR
    1998). One source gives at most `per_source` passages, or its fair part of `limit` where there
    are few sources. Together they have about `max_tokens` tokens at most: one that no longer fits
    is passed over for the next that does.
    """
    asked = [query for query in dict.fromkeys(queries) if query.strip()]
    if not asked or not passages or limit <= 0:
        return []
    texts = [_searchable(passage) for passage in passages]
    order = ordered(asked, texts, similarity=similarity, limit=limit)
    if similarity is None:
        closeness = _term_closeness(asked, texts, [*order.scores][:CANDIDATES])
        floor = max(MIN_TERM_SHARE, SHARE_OF_BEST_TERMS * max(closeness.values(), default=0.0))
    else:
        closeness = order.cosines
        floor = max(MIN_COSINE, SHARE_OF_BEST_COSINE * max(closeness.values(), default=0.0))
    near = {
        position: score * (CODE_WEIGHT if passages[position].kind == "code" else 1.0)
        for position, score in order.scores.items()
        if closeness.get(position, 0.0) >= floor
    }
    return _chosen(near, passages, limit=limit, per_source=per_source, max_tokens=max_tokens)


def _searchable(passage: Passage) -> tuple[str, str]:
    return " ".join(passage.headings), passage.text


def _term_closeness(
    queries: Sequence[str], texts: Sequence[tuple[str, str]], candidates: Iterable[int]
) -> dict[int, float]:
    """For each candidate the weighted share of the best met query's terms that it holds."""
    held = [set(content_terms(" ".join(text))) for text in texts]
    frequency = Counter(term for terms in held for term in terms)
    asked = [set(content_terms(query)) for query in queries]
    weight = {
        term: math.log(1 + len(texts) / (frequency[term] + 0.5)) for term in set().union(*asked)
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


def _chosen(
    scores: dict[int, float],
    passages: Sequence[Passage],
    *,
    limit: int,
    per_source: int,
    max_tokens: int | None,
) -> list[Passage]:
    if not scores:
        return []
    sources = {passages[position].snapshot_id for position in scores}
    most = max(per_source, math.ceil(limit / len(sources)))
    room = math.inf if max_tokens is None else max_tokens * BYTES_PER_TOKEN
    terms = {position: content_terms(passages[position].text) for position in scores}
    sketches = {position: sketch_of(words, 2) for position, words in terms.items()}
    distinct = {position: frozenset(words) for position, words in terms.items()}
    alike = dict.fromkeys(scores, 0.0)
    taken: Counter[str] = Counter()
    chosen: list[Passage] = []
    left = dict(scores)
    while left and len(chosen) < limit:
        best = max(
            left, key=lambda position: (left[position] - VARIETY * alike[position], -position)
        )
        del left[best]
        passage = passages[best]
        size = len(passage.text.encode("utf-8", "replace"))
        if taken[passage.snapshot_id] >= most or size > room:
            continue
        room -= size
        taken[passage.snapshot_id] += 1
        chosen.append(passage)
        for other in [*left]:
            if resemblance(sketches[best], sketches[other]) >= COPY_RESEMBLANCE:
                del left[other]
            else:
                alike[other] = max(alike[other], _shared(distinct[best], distinct[other]))
    return chosen


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / (len(one | other) or 1)
