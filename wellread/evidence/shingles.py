"""How alike two texts are, by the share of short word sequences they have in common."""

from binascii import crc32
from collections.abc import Sequence

SKETCH_SIZE = 512
SKETCHED_CHARS = 20_000
"""Of each text: a copy is known by its beginning, and long texts cost what they are long."""


def sketch_of(words: Sequence[str], size: int) -> frozenset[int]:
    """The smallest hashes of all runs of `size` words, at most `SKETCH_SIZE` of them.

    A bottom-k sketch (Broder, On the Resemblance and Containment of Documents, 1997). A text
    shorter than one run gives its whole as a single hash.
    """
    if not words:
        return frozenset()
    size = min(size, len(words))
    runs = zip(*(words[start:] for start in range(size)), strict=False)
    hashes = {crc32(run.encode("utf-8", "replace")) for run in set(map(" ".join, runs))}
    if len(hashes) <= SKETCH_SIZE:
        return frozenset(hashes)
    return frozenset(sorted(hashes)[:SKETCH_SIZE])


def resemblance(one: frozenset[int], other: frozenset[int]) -> float:
    """The estimated Jaccard similarity, 0 to 1, of the texts behind two sketches."""
    if not one or not other:
        return 0.0
    if len(one) < SKETCH_SIZE and len(other) < SKETCH_SIZE:
        return len(one & other) / len(one | other)
    smallest = set(sorted(one | other)[:SKETCH_SIZE])
    return len(smallest & one & other) / len(smallest)
