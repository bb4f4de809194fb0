"""How well texts are ranked for long questions: recall and nDCG on papers and what they cite.

    python -m bench.ranking --data FOLDER

FOLDER holds `corpus.jsonl` (`id`, `title`, `abstract`) and `queries.jsonl` (`title`, `abstract`,
`cites`: the ids that are right). The order is that of `wellread.evidence.fusion`, on which the
passages of `ask` are chosen; the embedding is the one of the extra `semantic`. The constants of
widening are chosen once more on half of the questions, and judged on the others. Prints Markdown.
"""

import argparse
import asyncio
import json
import math
import random
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path
from statistics import fmean
from unittest.mock import patch

from bench.markdown import stamp, table
from wellread.evidence import feedback, fusion
from wellread.evidence.bm25 import Bm25Index
from wellread.evidence.sentences import split_sentences
from wellread.models.embeddings import similarity
from wellread.models.minilm import MiniLM

SEED = 20_261_126
RESAMPLES = 10_000
AT = (10, 30, 100)
MEASURES = (*(f"recall at {k}" for k in AT), "nDCG at 10")
CHOSEN_BY = MEASURES.index("recall at 30")
TRIED_TEXTS, TRIED_WORDS, TRIED_SHARES = (3, 5, 10), (30, 60, 100), (0.3, 0.5, 0.7)


@dataclass(frozen=True)
class Asked:
    """One question, its parts, and the positions of what is right."""

    title: str
    text: str
    parts: tuple[str, ...]
    right: frozenset[int]


@dataclass(frozen=True)
class Widening:
    """How a query is widened: the constants of `wellread.evidence.feedback`."""

    texts: int
    words: int
    share: float


@dataclass(frozen=True)
class Row:
    """The measures of one way of ranking, for each question."""

    name: str
    values: tuple[tuple[float, ...], ...]
    ms_each: float

    @property
    def means(self) -> tuple[float, ...]:
        """Over all questions."""
        return tuple(fmean(column) for column in zip(*self.values, strict=True))


def read_data(folder: Path) -> tuple[list[tuple[str, str]], list[Asked]]:
    """The texts as (title, abstract), and the questions."""
    corpus = [json.loads(line) for line in (folder / "corpus.jsonl").open(encoding="utf-8")]
    place = {paper["id"]: position for position, paper in enumerate(corpus)}
    asked = []
    for line in (folder / "queries.jsonl").open(encoding="utf-8"):
        query = json.loads(line)
        text = f"{query['title']} {query['abstract']}"
        parts = [query["abstract"][slice(*span)] for span in split_sentences(query["abstract"])]
        right = frozenset(place[paper] for paper in query["cites"] if paper in place)
        asked.append(Asked(query["title"], text, (query["title"], *parts), right))
    return [(paper["title"], paper["abstract"]) for paper in corpus], asked


def measured(found: Sequence[int], right: frozenset[int]) -> tuple[float, ...]:
    """Recall at each depth, and nDCG at 10 with every right one worth the same."""
    recalls = [len(right.intersection(found[:k])) / len(right) for k in AT]
    gain = sum(1 / math.log2(rank + 2) for rank, each in enumerate(found[:10]) if each in right)
    best = sum(1 / math.log2(rank + 2) for rank in range(min(10, len(right))))
    return (*recalls, gain / best)


def row_of(
    name: str,
    texts: Sequence[tuple[str, str]],
    asked: Sequence[Asked],
    queries: Callable[[Asked], Sequence[str]],
    compare: fusion.Similarity | None = None,
) -> Row:
    """Ranks for every question."""
    values, started_s = [], time.perf_counter()
    for each in asked:
        order = fusion.ordered(queries(each), texts, similarity=compare, limit=AT[-1])
        values.append(measured([*order.scores], each.right))
    return Row(name, tuple(values), (time.perf_counter() - started_s) * 1_000 / len(asked))


def embedding() -> fusion.Similarity:
    """MiniLM; what it has computed it keeps for the rows that follow."""
    model = MiniLM()

    def compare(queries: Sequence[str], texts: Sequence[str]) -> Sequence[Sequence[float]]:
        return asyncio.run(similarity(model, queries, texts))

    return compare


def as_table(rows: Iterable[Row]) -> str:
    """The rows as Markdown."""
    return table(
        ("ranking", *MEASURES, "ms a question"),
        (
            (row.name, *(f"{value:.3f}" for value in row.means), f"{row.ms_each:.0f}")
            for row in rows
        ),
    )


def compared(one: Row, other: Row) -> str:
    """What `one` gains over `other`, with a paired bootstrap over the questions, as Markdown."""
    rows = []
    chance = random.Random(SEED)  # noqa: S311  resampling
    for place, measure in enumerate(MEASURES):
        gains = [a[place] - b[place] for a, b in zip(one.values, other.values, strict=True)]
        means = sorted(fmean(chance.choices(gains, k=len(gains))) for _ in range(RESAMPLES))
        low, high = means[round(0.025 * RESAMPLES)], means[round(0.975 * RESAMPLES) - 1]
        above = sum(mean > 0 for mean in means) / RESAMPLES
        rows.append((measure, f"{fmean(gains):+.3f}", f"{low:+.3f} to {high:+.3f}", f"{above:.1%}"))
    heads = ("measure", "difference", "95 % of resamples lie in", "above 0")
    return f"**{one.name}** against **{other.name}**\n\n{table(heads, rows)}"


def chosen_on_half(texts: Sequence[tuple[str, str]], asked: Sequence[Asked]) -> str:
    """The constants of widening that are best on half of the questions, judged on the others."""
    half = len(asked) // 2
    shuffled = random.Random(SEED).sample(asked, len(asked))  # noqa: S311
    own = Widening(feedback.FEEDBACK_TEXTS, feedback.WIDENING_WORDS, feedback.WIDENING_SHARE)
    tried = [Widening(*each) for each in product(TRIED_TEXTS, TRIED_WORDS, TRIED_SHARES)]
    with Bm25Index(texts) as index:
        measures = partial(_means, index, texts)
        best = max(tried, key=lambda each: measures(shuffled[:half], each)[CHOSEN_BY])
        rows = [
            (
                name,
                f"{ways.texts}, {ways.words}, {ways.share}" if ways.share else "none",
                f"{measures(shuffled[:half], ways)[CHOSEN_BY]:.3f}",
                *(f"{each:.3f}" for each in measures(shuffled[half:], ways)),
            )
            for name, ways in (
                ("not widened", Widening(own.texts, own.words, 0.0)),
                ("widened as the code does", own),
                ("widened as is best on the half", best),
            )
        ]
    heads = ("words", "texts, words, share", f"half: {MEASURES[CHOSEN_BY]}")
    others = (f"others: {each}" for each in MEASURES)
    return (
        f"**The constants of widening**, chosen by {MEASURES[CHOSEN_BY]} on {half} questions (seed "
        f"{SEED}) among {len(tried)} settings, and judged on the other {len(asked) - half}\n\n"
        f"{table((*heads, *others), rows, text=(0, 1))}"
    )


def _means(
    index: Bm25Index, texts: Sequence[tuple[str, str]], asked: Sequence[Asked], ways: Widening
) -> list[float]:
    with (
        patch.object(feedback, "FEEDBACK_TEXTS", ways.texts),
        patch.object(feedback, "WIDENING_WORDS", ways.words),
        patch.object(feedback, "WIDENING_SHARE", ways.share),
    ):
        found = [feedback.search_widened(index, texts, each.text, AT[-1]) for each in asked]
    values = [
        measured([place for place, _ in order], each.right)
        for order, each in zip(found, asked, strict=True)
    ]
    return [fmean(column) for column in zip(*values, strict=True)]


def whole(asked: Asked) -> Sequence[str]:
    """Title and abstract as one question."""
    return (asked.text,)


def in_parts(asked: Asked) -> Sequence[str]:
    """The question and its sentences."""
    return (asked.text, *asked.parts)


def title(asked: Asked) -> Sequence[str]:
    """A short question."""
    return (asked.title,)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the two files")
    texts, asked = read_data(parser.parse_args().data)
    compare = embedding()
    compare([""], ["\n".join(text) for text in texts] + [each.text for each in asked])
    share = feedback.WIDENING_SHARE
    rows = {}
    for widened, words in ((0.0, "words"), (share, "words, widened")):
        feedback.WIDENING_SHARE = widened
        for way, queries in (("", whole), (", with its parts", in_parts), (", title alone", title)):
            rows[words + way] = row_of(words + way, texts, asked, queries)
            name = f"{words} and meaning{way}"
            rows[name] = row_of(name, texts, asked, queries, compare)
    print(f"# Ranking\n\n{stamp()}; {len(texts)} texts, {len(asked)} questions.\n")
    print(
        "Vectors were computed before. The product widens, and takes a sub-question with its "
        "queries as parts.\n"
    )
    print(as_table(rows.values()))
    for one, other in (
        ("words and meaning", "words"),
        ("words, widened", "words"),
        ("words, widened and meaning", "words, widened"),
        ("words, widened and meaning", "words and meaning"),
        ("words, widened and meaning, with its parts", "words, widened and meaning"),
        ("words, widened, title alone", "words, title alone"),
        ("words, widened and meaning, title alone", "words and meaning, title alone"),
    ):
        print(f"\n{compared(rows[one], rows[other])}")
    print(f"\n{chosen_on_half(texts, asked)}")


if __name__ == "__main__":
    main()
