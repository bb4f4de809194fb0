"""Full-text ranking with BM25 over SQLite's FTS5, in memory."""

import re
import sqlite3
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from threading import Lock
from typing import Self

from wellread.evidence.terms import is_stop_word, spread

_HEADING_WEIGHT = 2.0
_MAX_QUERY_WORDS = 600
"""A title with its abstract has about 250; more only costs time."""
MOST_SCORED = 20_000
"""Passages of a kept index that one query scores: each takes about a microsecond."""
FEWEST_SCORED = 1_000
"""Fewer than these are no choice: one more word finds passages, however frequent it is."""
EVERY = "everypassage"
"""Stands in each passage of a kept index, in a column of weight 0."""
_TERM = re.compile(r"\w+")


class Bm25Index:
    """An index over (heading, body) pairs that answers queries with their positions.

    Words are stemmed (Porter) and freed of accents by SQLite; a word in the heading counts twice.
    Safe to use from several threads. Robertson and Zaragoza, The Probabilistic Relevance
    Framework: BM25 and Beyond, 2009; k1 = 1.2 and b = 0.75 are SQLite's.
    """

    def __init__(self, texts: Sequence[tuple[str, str]]) -> None:
        self._lock = Lock()
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        self._database.execute(
            "CREATE VIRTUAL TABLE texts USING fts5("
            "heading, body, content='', tokenize='porter unicode61')"
        )
        self._database.executemany(
            "INSERT INTO texts(rowid, heading, body) VALUES (?, ?, ?)",
            (
                (number, searchable(heading), searchable(body))
                for number, (heading, body) in enumerate(texts)
            ),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def search(self, query: str, limit: int) -> list[tuple[int, float]]:
        """The best `limit` texts as (position, score), best first; scores are above 0.

        Stop words of the query are dropped, repeated words weigh as often as they stand there:
        on long queries this gives 6 points of recall at 10 over distinct words. Neighbours in the
        query count once more where a text has them side by side. Any text is safe:
        operators and quotes of the query language have no effect. A query without a content word
        gives an empty list.
        """
        return self._best(expression_of(query), limit)

    def search_words(self, words: Sequence[str], limit: int) -> list[tuple[int, float]]:
        """The best texts for single words that stand in no order."""
        return self._best(_any_of(map(searchable, words)), limit)

    def frequency(self, word: str) -> int:
        """In how many texts `word` stands, in any of its forms."""
        with self._lock:
            [(count,)] = self._database.execute(
                "SELECT count(*) FROM texts WHERE texts MATCH ?", (_any_of([searchable(word)]),)
            ).fetchall()
        return int(count)

    def _best(self, expression: str, limit: int) -> list[tuple[int, float]]:
        if not expression or limit <= 0:
            return []
        with self._lock:
            rows = self._database.execute(
                "SELECT rowid, -bm25(texts, ?, 1.0) AS score FROM texts "
                "WHERE texts MATCH ? ORDER BY score DESC, rowid LIMIT ?",
                (_HEADING_WEIGHT, expression, limit),
            ).fetchall()
        return [(int(position), float(score)) for position, score in rows]

    def close(self) -> None:
        """Frees the index; calling it twice is harmless, searching afterwards is not."""
        with self._lock:
            self._database.close()


def storable(text: str) -> str:
    """`text` without lone surrogates, which SQLite refuses."""
    return text.encode("utf-8", "replace").decode("utf-8")


def searchable(text: str) -> str:
    """`text` as it is indexed: scripts without spaces spread into pairs of letters."""
    return spread(storable(text))


def expression_of(query: str) -> str:
    """The FTS5 expression: words and pairs of neighbours, quoted and joined by OR.

    `read_csv` becomes a phrase of two words. A pair counts once, and only where a text has both
    words side by side: the sequential dependence of Metzler and Croft, A Markov Random Field Model
    for Term Dependencies, SIGIR 2005.
    """
    words, pairs = _words_and_pairs(query)
    return _any_of((*words, *pairs))


def bounded_expression_of(query: str, frequency: Callable[[str], int]) -> str:
    """The expression for an index with `EVERY`: the rarest words find, all words rank.

    It is that of `expression_of` while the words stand in `MOST_SCORED` texts at most. Beyond, the
    most frequent words only add to the score of what the others find, and scores stay comparable.

    Args:
        query: any text.
        frequency: in how many texts a word stands.
    """
    words, pairs = _words_and_pairs(query)
    counted = sorted((frequency(word), word) for word in dict.fromkeys(words))
    finding: set[str] = set()
    found = 0
    for count, word in counted:
        if found >= FEWEST_SCORED and found + count > MOST_SCORED:
            break
        finding.add(word)
        found += count
    if len(finding) == len(counted):
        return _any_of((*words, *pairs))
    adding = (EVERY, *(word for word in words if word not in finding), *pairs)
    return f"({_any_of(word for word in words if word in finding)}) AND ({_any_of(adding)})"


def _words_and_pairs(query: str) -> tuple[list[str], list[str]]:
    words = _TERM.findall(unicodedata.normalize("NFC", searchable(query)))[:_MAX_QUERY_WORDS]
    pairs = dict.fromkeys(
        f"{one} {other}".lower() for one, other in pairwise(words) if _tells(one) and _tells(other)
    )
    return [*filter(_tells, words)], [*pairs]


def _any_of(terms: Iterable[str]) -> str:
    return " OR ".join(f'"{term}"' for term in terms)


def _tells(word: str) -> bool:
    return not is_stop_word(word) and any(character.isalnum() for character in word)
