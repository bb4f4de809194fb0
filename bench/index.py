"""The kept index of documents: how fast it is made, brought up to date, and searched.

    python -m bench.index --data /usr/share/doc/a-manual --data my-papers

`--pages` HTML pages, spread evenly over all folders, are indexed, indexed again unchanged, and
after a change of one file. Then passages are made of the folders' own sentences until there are
`--passages`, and queries of their own words are timed: of one to eight words, and whole sentences
as questions. What they find is compared with what is found when every word finds passages.
"""

import argparse
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from unittest.mock import patch
from urllib.parse import unquote

from bench.markdown import stamp, table
from wellread.evidence import bm25
from wellread.evidence.sentences import split_sentences
from wellread.evidence.terms import content_words
from wellread.reading.clean import CleanText
from wellread.reading.corpora import FolderCorpus
from wellread.search.document_index import DocumentIndex

SENTENCES = 6
"""In one passage of the made documents: about as many words as passages have."""
PASSAGES_PER_DOCUMENT = 50
PAGE_HEADS = (
    "pages", "read", "passages", "first s", "first CPU s", "unchanged s", "one changed s", "MB",
)  # fmt: skip
SEARCH_HEADS = (
    "queries", "passages", "median ms", "p95 ms", "slowest ms", "p95 CPU ms", "same at 10",
    "same at 30",
)  # fmt: skip
WANTED_PASSAGES = 64
"""As many as a search for eight documents asks for."""
QUERIES = 200


class MadeCorpus:
    """Documents of sentences in random order, so that many passages have a language's words."""

    name = "made"

    def __init__(self, sentences: Sequence[str], passages: int) -> None:
        chance = random.Random(7)  # noqa: S311
        self._texts = {
            f"made:{number}": "\n\n".join(
                f"## Part {part}\n\n{' '.join(chance.choices(sentences, k=SENTENCES))}"
                for part in range(PASSAGES_PER_DOCUMENT)
            )
            for number in range(passages // PASSAGES_PER_DOCUMENT)
        }

    def addresses(self) -> Sequence[str]:
        """All."""
        return list(self._texts)

    def holds(self, address: str) -> bool:
        """Whether it was made."""
        return address in self._texts

    def stamps(self) -> dict[str, str]:
        """Always the same."""
        return dict.fromkeys(self._texts, "made")

    def fingerprint(self, address: str) -> str:
        """Its address."""
        return address

    def load(self, address: str) -> CleanText:
        """Its text."""
        return CleanText(title=address, text=self._texts[address])


def copied(folders: Sequence[Path], pages: int, into: Path) -> None:
    """Copies so many HTML pages, every n-th of all that are below the folders."""
    found = [(number, each) for number, folder in enumerate(folders) for each in _pages_in(folder)]
    if len(found) < pages:
        raise SystemExit(f"the folders hold {len(found)} HTML pages; name more, or ask for fewer")
    for number, page in (found[place * len(found) // pages] for place in range(pages)):
        copy = into / str(number) / page.relative_to(folders[number])
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(page, copy)


def _pages_in(folder: Path) -> list[Path]:
    return sorted(each for each in folder.rglob("*.*htm*") if each.is_file())


def timed_pages(folder: Path, home: Path) -> Sequence[object]:
    """The row of the table for the pages of a folder."""
    corpus, index = FolderCorpus(folder), DocumentIndex(home / "index.sqlite3")
    first, first_cpu = _seconds(lambda: index.update(corpus))
    again, _ = _seconds(lambda: index.update(corpus))
    documents = index.documents()
    read = [each for each in documents if each.cause_kind is None]
    changed = folder / unquote(read[len(read) // 2].address.removeprefix(f"{folder.as_uri()}/"))
    with changed.open("ab") as file:
        file.write(b"\n")
    after, _ = _seconds(lambda: index.update(corpus))
    index.close()
    return (
        f"{len(documents):,}",
        f"{len(read):,}",
        f"{sum(each.passages for each in read):,}",
        f"{first:.1f}",
        f"{first_cpu:.1f}",
        f"{again:.2f}",
        f"{after:.2f}",
        f"{(home / 'index.sqlite3').stat().st_size / 1e6:.0f}",
    )


def timed_search(sentences: Sequence[str], passages: int, home: Path) -> Iterator[Sequence[object]]:
    """Rows of the table for the search."""
    index = DocumentIndex(home / "made.sqlite3")
    index.update(MadeCorpus(sentences, passages))
    count = sum(each.passages for each in index.documents())
    chance = random.Random(11)  # noqa: S311
    words = [word for sentence in sentences for word in content_words(sentence)]
    for name, queries in (
        ("1 to 8 words", [_words(chance, words, 1 + n % 8) for n in range(QUERIES)]),
        ("a whole question", [chance.choice(sentences) for _ in range(QUERIES)]),
    ):
        times = [_seconds(partial(index.search, query, 8)) for query in queries]
        wall, cpu = ([each * 1000 for each in column] for column in zip(*times, strict=True))
        yield (
            name,
            f"{count:,}",
            f"{statistics.median(wall):.1f}",
            f"{_p95(wall):.1f}",
            f"{max(wall):.1f}",
            f"{_p95(cpu):.1f}",
            *(f"{each:.1%}" for each in _same(index, queries, (10, 30))),
        )
    index.close()


def _p95(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


def _same(index: DocumentIndex, queries: Sequence[str], depths: Sequence[int]) -> Iterator[float]:
    """At each depth the mean share of the passages that every word would find, and are found."""
    found = [_passages(index, query) for query in queries]
    with patch.object(bm25, "MOST_SCORED", sys.maxsize):
        wanted = [_passages(index, query) for query in queries]
    for depth in depths:
        yield statistics.fmean(
            len({*best[:depth]}.intersection(some[:depth])) / len(best[:depth])
            for some, best in zip(found, wanted, strict=True)
            if best
        )


def _passages(index: DocumentIndex, query: str) -> list[int]:
    return [number for number, _, _ in index.best_passages(query, WANTED_PASSAGES)]


def _words(chance: random.Random, words: Sequence[str], count: int) -> str:
    return " ".join(chance.choices(words, k=count))


def _seconds(work: Callable[[], object]) -> tuple[float, float]:
    """Wall and CPU time of this process."""
    began, began_cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - began_cpu


def sentences_of(folders: Sequence[Path], most: int) -> list[str]:
    """Sentences of at least eight words from the folders' documents."""
    found: list[str] = []
    for folder in folders:
        corpus = FolderCorpus(folder)
        for address in corpus.addresses():
            try:
                text = corpus.load(address).text
            except RuntimeError:
                continue
            spans = (text[start:end] for start, end in split_sentences(text))
            found += [" ".join(each.split()) for each in spans if 8 <= len(each.split()) <= 40]
            if len(found) > most:
                return found[:most]
    return found


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", action="append", type=Path, required=True)
    parser.add_argument("--pages", type=int, default=1_800)
    parser.add_argument("--passages", type=int, default=100_000)
    options = parser.parse_args()
    names = ", ".join(map(str, options.data))
    print(f"# The kept index of documents\n\n{stamp()}.\n\nPages and sentences of {names}.\n")
    with tempfile.TemporaryDirectory() as home:
        copied(options.data, options.pages, Path(home) / "pages")
        row = timed_pages(Path(home) / "pages", Path(home))
    print(table(PAGE_HEADS, [row], text=()), end="\n\n", flush=True)
    with tempfile.TemporaryDirectory() as home:
        sentences = sentences_of(options.data, 60_000)
        print(table(SEARCH_HEADS, timed_search(sentences, options.passages, Path(home))))
    print(
        "\n*same*: of the passages that are best when every word finds passages, the share that is "
        f"found where the most frequent ones only rank (beyond {bm25.MOST_SCORED:,} passages)."
    )


if __name__ == "__main__":
    main()
