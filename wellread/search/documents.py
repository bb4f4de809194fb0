"""Search in documents that are at hand: an index over the passages of one corpus."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock

from wellread.domain import Failure, Passage, SearchHit, Snapshot
from wellread.errors import PageError, SearchError
from wellread.evidence.bm25 import Bm25Index
from wellread.filters import NO_FILTERS, SearchFilters
from wellread.reading.clean import CleanText
from wellread.reading.corpora import Corpus
from wellread.reading.passages import passages_of

_MAX_QUERY_CHARS = 2_000
_SNIPPET_CHARS = 300
_PASSAGES_PER_HIT = 8
_COUNTED_PASSAGES = 3
_NO_TIME = datetime(1, 1, 1, tzinfo=UTC)
"""Passages are made before anything is read for a run; no snapshot with this time is kept."""


@dataclass(frozen=True)
class _Document:
    address: str
    title: str
    published: str


@dataclass(frozen=True)
class DocumentIndex:
    """All readable documents of a corpus, indexed by passage."""

    stamp: str
    documents: tuple[_Document, ...]
    passages: tuple[tuple[int, str], ...]
    """For each passage the position of its document, and its beginning."""
    ranking: Bm25Index
    problems: tuple[Failure, ...]
    """The documents that could not be read."""

    def search(self, query: str, max_results: int) -> tuple[SearchHit, ...]:
        """At most `max_results` documents, ranked by their three best passages.

        The best passage counts whole, the next half, the third a quarter.
        """
        scores: dict[int, float] = {}
        seen: dict[int, list[int]] = {}
        for passage, score in self.ranking.search(query, max_results * _PASSAGES_PER_HIT):
            document = self.passages[passage][0]
            found = seen.setdefault(document, [])
            if len(found) < _COUNTED_PASSAGES:
                scores[document] = scores.get(document, 0.0) + score / 2 ** len(found)
                found.append(passage)
        best = sorted(scores, key=lambda document: (-scores[document], document))
        return tuple(self._hit(document, seen[document][0]) for document in best[:max_results])

    def _hit(self, document: int, passage: int) -> SearchHit:
        known = self.documents[document]
        return SearchHit(
            address=known.address,
            title=known.title,
            published=known.published,
            snippet=self.passages[passage][1],
        )


class DocumentIndexes:
    """The indexes of a process, so that runs over unchanged documents share one."""

    def __init__(self, max_indexes: int = 4) -> None:
        self._max_indexes = max_indexes
        self._indexes: OrderedDict[str, DocumentIndex] = OrderedDict()
        self._locks: dict[str, Lock] = {}
        self._lock = Lock()

    def of(self, corpus: Corpus) -> DocumentIndex:
        """The index of `corpus` as it is now; made where it is new or has changed. Blocks.

        Raises:
            PageError: the corpus is gone.
        """
        with self._lock:
            lock = self._locks.setdefault(corpus.name, Lock())
        with lock:
            stamp = corpus.stamp()
            known = self._indexes.get(corpus.name)
            if known is None or known.stamp != stamp:
                known = _index_of(corpus, stamp)
            with self._lock:
                self._indexes[corpus.name] = known
                self._indexes.move_to_end(corpus.name)
                while len(self._indexes) > self._max_indexes:
                    self._indexes.popitem(last=False)
        return known


class DocumentSearch:
    """Searches the documents of one corpus, as they were when the run first searched them."""

    def __init__(self, corpus: Corpus, indexes: DocumentIndexes | None = None) -> None:
        """Takes the corpus, and the process's indexes where runs shall share them."""
        self._corpus = corpus
        self._indexes = indexes or DocumentIndexes()
        self._index: DocumentIndex | None = None
        self._opening = asyncio.Lock()

    @property
    def name(self) -> str:
        """The corpus's name."""
        return self._corpus.name

    @property
    def cost_usd(self) -> float | None:
        """Nothing."""
        return 0.0

    @property
    def max_query_chars(self) -> int:
        """Far more than any question has."""
        return _MAX_QUERY_CHARS

    @property
    def local(self) -> bool:
        """Yes: nothing leaves the machine and nothing is paid."""
        return True

    @property
    def min_interval_s(self) -> float:
        """None."""
        return 0.0

    @property
    def problems(self) -> tuple[Failure, ...]:
        """The documents that could not be read; empty until the first search."""
        return self._index.problems if self._index else ()

    async def search(
        self,
        query: str,
        max_results: int,
        filters: SearchFilters = NO_FILTERS,  # noqa: ARG002  kept by the caller
    ) -> tuple[SearchHit, ...]:
        """The documents with the best passages, each once; the first search reads them all.

        Raises:
            SearchError: the corpus is gone, or none of its documents can be read.
        """
        index = await self._opened()
        if index.problems and not index.documents:
            raise SearchError(
                f"none of the {len(index.problems)} documents of {self.name} can be read; "
                f"the first: {index.problems[0].message}",
                service=self.name,
            )
        return await asyncio.to_thread(index.search, query[:_MAX_QUERY_CHARS], max_results)

    async def _opened(self) -> DocumentIndex:
        async with self._opening:
            if self._index is None:
                try:
                    self._index = await asyncio.to_thread(self._indexes.of, self._corpus)
                except PageError as error:
                    raise SearchError(str(error), service=self.name) from error
            return self._index


def _index_of(corpus: Corpus, stamp: str) -> DocumentIndex:
    documents: list[_Document] = []
    beginnings: list[tuple[int, str]] = []
    texts: list[tuple[str, str]] = []
    problems: list[Failure] = []
    for address in corpus.addresses():
        try:
            text = corpus.load(address)
        except PageError as error:
            problems.append(
                Failure(
                    kind="page",
                    where=address,
                    message=str(error),
                    effect="its text could not be searched",
                )
            )
            continue
        for passage in _passages(address, text):
            beginnings.append((len(documents), passage.text[:_SNIPPET_CHARS]))
            texts.append((" ".join((text.title, *passage.headings)), passage.text))
        documents.append(_Document(address, text.title, text.published))
    return DocumentIndex(
        stamp, tuple(documents), tuple(beginnings), Bm25Index(texts), tuple(problems)
    )


def _passages(address: str, text: CleanText) -> Iterator[Passage]:
    snapshot = Snapshot(
        id="",
        address=address,
        title=text.title,
        read_at=_NO_TIME,
        text=text.text,
        page_starts=text.page_starts,
    )
    yield from passages_of(snapshot)
