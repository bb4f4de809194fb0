"""What a long report reads besides: the text that goes on where something was found."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import chain

from wellread.domain import Passage
from wellread.evidence.ranking import BYTES_PER_TOKEN, COPY_RESEMBLANCE
from wellread.evidence.shingles import resemblance, sketch_of
from wellread.evidence.terms import content_terms

Place = tuple[str, tuple[str, ...]]


def place_of(passage: Passage) -> Place:
    """The document, and the headings under which the passage stands in it."""
    return passage.snapshot_id, passage.headings


def read_on(
    ranked: Sequence[Passage], passages: Sequence[Passage], *, limit: int, max_tokens: int
) -> list[Passage]:
    """`ranked`, then what stands under the same headings, then the rest of the documents.

    The nearest to a ranked passage comes first.

    `passages` are in the order of their documents. The whole has at most `limit` passages and
    about `max_tokens` tokens, no code or table that is not in `ranked`, and no near-copy.
    """
    chosen = list(ranked)
    sketches = [_sketch(passage) for passage in chosen]
    given = {(passage.snapshot_id, passage.start) for passage in chosen}
    room = max_tokens * BYTES_PER_TOKEN - sum(map(_size, chosen))
    nearest = chain(
        _nearest_first(ranked, passages, place_of),
        _nearest_first(ranked, passages, lambda passage: passage.snapshot_id),
    )
    for passage in nearest:
        if len(chosen) >= limit:
            break
        span = (passage.snapshot_id, passage.start)
        if span in given:
            continue
        given.add(span)
        sketch = _sketch(passage)
        if _size(passage) > room or any(
            resemblance(sketch, other) >= COPY_RESEMBLANCE for other in sketches
        ):
            continue
        room -= _size(passage)
        chosen.append(passage)
        sketches.append(sketch)
    return chosen


def _nearest_first(
    ranked: Sequence[Passage],
    passages: Sequence[Passage],
    key: Callable[[Passage], Hashable],
) -> Iterator[Passage]:
    """Prose of one `key` with a ranked passage: all that is one passage away, then two, ..."""
    together: dict[Hashable, list[Passage]] = {}
    for passage in passages:
        together.setdefault(key(passage), []).append(passage)
    beside = [(together[key(each)], together[key(each)].index(each)) for each in ranked]
    for distance in range(1, max((len(group) for group, _ in beside), default=0)):
        for group, position in beside:
            for other in (position + distance, position - distance):
                if 0 <= other < len(group) and group[other].kind == "prose":
                    yield group[other]


def _sketch(passage: Passage) -> frozenset[int]:
    return sketch_of(content_terms(passage.text), 2)


def _size(passage: Passage) -> int:
    return len(passage.text.encode("utf-8", "replace"))
