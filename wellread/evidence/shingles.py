"""How alike two texts are, by the share of short word sequences they have in common."""

import heapq
from binascii import crc32
from collections.abc import Sequence

SKETCH_SIZE = 512


def sketch_of(words: Sequence[str], size: int) -> frozenset[int]:
    """The smallest hashes of all runs of `size` words, at most `SKETCH_SIZE` of them.

    A bottom-k sketch (Broder, On the Resemblance and Containment of Documents, 1997). A text
    shorter than one run gives its whole as a single hash.
    """
    if not words:
        return frozenset()
    size = min(size, len(words))
    runs = {
        crc32(" ".join(words[start : start + size]).encode("utf-8", "replace"))
        for start in range(len(words) - size + 1)
    }
    return frozenset(heapq.nsmallest(SKETCH_SIZE, runs))


def resemblance(one: frozenset[int], other: frozenset[int]) -> float:
    """The estimated Jaccard similarity, 0 to 1, of the texts behind two sketches."""
    if not one or not other:
        return 0.0
    if len(one) < SKETCH_SIZE and len(other) < SKETCH_SIZE:
        return len(one & other) / len(one | other)
    smallest = set(heapq.nsmallest(SKETCH_SIZE, one | other))
    return len(smallest & one & other) / len(smallest)
