"""The kept index of documents: how fast it is made, brought up to date, and searched.

    python -m bench.index --data /usr/share/doc/a-manual --data my-papers

Each folder is copied, indexed, indexed again unchanged, and after a change of one file. Then
passages are made of the folders' own sentences until there are `--passages`, and queries of their
own words are timed: of one to eight words, and whole sentences as questions.
"""

import argparse
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bench.markdown import stamp, table
from wellread.evidence.sentences import split_sentences
from wellread.evidence.terms import content_words
from wellread.reading.clean import CleanText
from wellread.reading.corpora import FolderCorpus
from wellread.search.document_index import DocumentIndex

SENTENCES = 6
"""In one passage of the made documents: about as many words as passages have."""
PASSAGES_PER_DOCUMENT = 50
FOLDER_HEADS = (
    "folder", "files", "read", "passages", "first s", "unchanged s", "one changed s", "MB",
)  # fmt: skip
SEARCH_HEADS = ("passages", "queries", "median ms", "p95 ms", "slowest ms")
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


def timed_folder(folder: Path, home: Path) -> Sequence[object]:
    """The row of the table for one folder."""
    copy = home / "copy"
    shutil.copytree(folder, copy, symlinks=True)
    corpus, index = FolderCorpus(copy), DocumentIndex(home / "index.sqlite3")
    first = _seconds(lambda: index.update(corpus))
    again = _seconds(lambda: index.update(corpus))
    read = [each for each in index.documents() if each.cause_kind is None]
    changed = Path(
        copy / Path(read[len(read) // 2].address.removeprefix(copy.as_uri()).lstrip("/"))
    )
    with changed.open("ab") as file:
        file.write(b"\n")
    after = _seconds(lambda: index.update(corpus))
    size = (home / "index.sqlite3").stat().st_size
    files = len(index.documents())
    index.close()
    return (
        folder,
        f"{files:,}",
        f"{len(read):,}",
        f"{sum(each.passages for each in read):,}",
        f"{first:.1f}",
        f"{again:.2f}",
        f"{after:.2f}",
        f"{size / 1e6:.0f}",
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
        times = []
        for query in queries:
            began = time.perf_counter()
            index.search(query, 8)
            times.append((time.perf_counter() - began) * 1000)
        p95 = statistics.quantiles(times, n=20)[-1]
        median, slowest = statistics.median(times), max(times)
        yield f"{count:,}", name, f"{median:.1f}", f"{p95:.1f}", f"{slowest:.1f}"
    index.close()


def _words(chance: random.Random, words: Sequence[str], count: int) -> str:
    return " ".join(chance.choices(words, k=count))


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


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
    parser.add_argument("--passages", type=int, default=100_000)
    options = parser.parse_args()
    print(f"# The kept index of documents\n\n{stamp()}.\n")
    rows = []
    for folder in options.data:
        with tempfile.TemporaryDirectory() as home:
            rows.append(timed_folder(folder, Path(home)))
    print(table(FOLDER_HEADS, rows), end="\n\n", flush=True)
    with tempfile.TemporaryDirectory() as home:
        sentences = sentences_of(options.data, 60_000)
        print(table(SEARCH_HEADS, timed_search(sentences, options.passages, Path(home)), text=(1,)))


if __name__ == "__main__":
    main()
