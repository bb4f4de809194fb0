"""How well near-copies are told by sketches: ours, and those of libraries that are installed.

    python -m bench.copies --data papers.jsonl

Each text is compared with itself after a share of its words was exchanged, by a seed. What counts
is the true share of five-word runs that both have, and whether a sketch puts the pair on the right
side of the bound from which texts are copies. Beside ours stand MinHash of datasketch and of rensa,
where they are installed (`uv pip install datasketch rensa`), each with as many hashes.
"""

import argparse
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from statistics import mean
from typing import Any

from bench.claim_text import documents_in
from bench.markdown import stamp, table
from wellread.evidence.origins import COPY_RESEMBLANCE
from wellread.evidence.shingles import SKETCH_SIZE, SKETCHED_CHARS, resemblance, sketch_of
from wellread.evidence.terms import words_of

RUN_WORDS = 5
FEWEST_WORDS = 60
EXCHANGED = (0.0, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1)
"""Shares of a text's words that are exchanged."""
COMPARED = 150
"""Sketches of so many texts are compared with one another, to time it."""
Words = Sequence[str]


@dataclass(frozen=True)
class Kind:
    """A way to sketch."""

    name: str
    sketch: Callable[[Words], Any]
    alike: Callable[[Any, Any], float]


def runs_of(words: Words) -> frozenset[str]:
    """All runs of five words."""
    runs = zip(*(words[start:] for start in range(RUN_WORDS)), strict=False)
    return frozenset(map(" ".join, runs))


def kinds() -> list[Kind]:
    """Ours, and what is installed."""
    found = [Kind("ours", lambda words: sketch_of(words, RUN_WORDS), resemblance)]
    if find_spec("datasketch"):
        found.append(Kind("datasketch", _datasketch(import_module("datasketch")), _jaccard))
    if find_spec("rensa"):
        found.append(Kind("rensa", _rensa(import_module("rensa")), _jaccard))
    return found


def _datasketch(library: Any) -> Callable[[Words], Any]:  # noqa: ANN401 - may not be installed
    def sketch(words: Words) -> Any:  # noqa: ANN401
        made = library.MinHash(num_perm=SKETCH_SIZE)
        made.update_batch([run.encode() for run in runs_of(words)])
        return made

    return sketch


def _rensa(library: Any) -> Callable[[Words], Any]:  # noqa: ANN401 - may not be installed
    def sketch(words: Words) -> Any:  # noqa: ANN401
        made = library.RMinHash(num_perm=SKETCH_SIZE, seed=1)
        made.update(list(runs_of(words)))
        return made

    return sketch


def _jaccard(one: Any, other: Any) -> float:  # noqa: ANN401
    return float(one.jaccard(other))


def exchanged(words: Words, share: float, dice: random.Random) -> list[str]:
    """The text with a share of its words replaced by ones that stand nowhere."""
    changed = list(words)
    for place in dice.sample(range(len(changed)), int(len(changed) * share)):
        changed[place] = f"x{dice.randrange(10**6)}"
    return changed


def measured(kind: Kind, pairs: Sequence[tuple[Words, Words]], true: Sequence[float]) -> list[str]:
    """A row of the table."""
    started_s = time.process_time()
    sketches = [(kind.sketch(one), kind.sketch(other)) for one, other in pairs]
    sketched_s = time.process_time() - started_s
    told = [kind.alike(one, other) for one, other in sketches]
    some = [one for one, _ in sketches[:COMPARED]]
    started_s = time.process_time()
    for one in some:
        for other in some:
            kind.alike(one, other)
    compared_s = time.process_time() - started_s
    apart = [abs(guess - real) for guess, real in zip(told, true, strict=True)]
    wrong = sum(
        (guess >= COPY_RESEMBLANCE) != (real >= COPY_RESEMBLANCE)
        for guess, real in zip(told, true, strict=True)
    )
    return [
        kind.name,
        f"{wrong} of {len(true)}",
        f"{mean(apart):.4f}",
        f"{max(apart):.3f}",
        f"{1_000 * sketched_s / len(pairs) / 2:.2f} ms",
        f"{1_000_000 * compared_s / len(some) ** 2:.0f} µs",
    ]


def main() -> None:
    """Makes the pairs and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, action="append", required=True, help="repeatable")
    parser.add_argument("--texts", type=int, default=400)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    dice = random.Random(given.seed)  # noqa: S311
    texts = [document.text for path in given.data for document in documents_in(path)]
    split = [words_of(text[:SKETCHED_CHARS].lower()) for text in texts]
    chosen = dice.sample([words for words in split if len(words) >= FEWEST_WORDS], given.texts)
    pairs = [(words, exchanged(words, share, dice)) for words in chosen for share in EXCHANGED]
    true = [
        len(runs_of(one) & runs_of(other)) / len(runs_of(one) | runs_of(other))
        for one, other in pairs
    ]
    rows = [measured(kind, pairs, true) for kind in kinds()]
    heads = ("sketch", "wrong side of the bound", "mean error", "largest", "a text", "a comparison")
    print(
        f"# Near-copies by their sketches\n\n{stamp()}; {SKETCH_SIZE} hashes, {len(pairs)} pairs.\n"
    )
    print(table(heads, rows))
    print("\nTexts of up to as many runs are compared exactly by ours.")


if __name__ == "__main__":
    main()
