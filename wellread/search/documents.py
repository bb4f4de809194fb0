"""Search in documents that are at hand: a kept index over the passages of each corpus."""

import asyncio
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path, PurePosixPath
from threading import Lock
from urllib.parse import unquote

from wellread.domain import Failure, SearchHit
from wellread.errors import PageError, SearchError, StorageError
from wellread.evidence.vintages import Outdated
from wellread.filters import NO_FILTERS, SearchFilters
from wellread.reading.corpora import Corpus
from wellread.search.document_index import DocumentIndex, IndexedDocument, Update

_MAX_QUERY_CHARS = 2_000
_DAMAGED = frozenset((sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB))
_NO_DOCUMENTS = "unsupported_type"
_NAME_CHARS = 40


class DocumentIndexes:
    """The kept indexes of a data folder, each a file that processes share."""

    def __init__(self, folder: Path | None) -> None:
        """Takes the folder, which is made when needed; None keeps the indexes in memory."""
        self._folder = folder
        self._open: dict[str, DocumentIndex] = {}
        self._locks: dict[str, Lock] = {}
        self._lock = Lock()

    def of(self, corpus: Corpus) -> tuple[DocumentIndex, Update]:
        """The index of `corpus`, brought up to date. Blocks.

        A file that is damaged or not ours is put aside as `NAME.broken` and made anew: it holds
        nothing that the documents do not.

        Raises:
            PageError: the corpus is gone.
            StorageError: the file cannot be written.
        """
        with self._lock:
            lock = self._locks.setdefault(corpus.name, Lock())
        with lock:
            try:
                return self._up_to_date(corpus)
            except (sqlite3.Error, OSError) as error:
                place = self._place_of(corpus)
                if place is None or not _is_damaged(error):
                    raise _in_words(error, place) from error
                self._put_aside(corpus, place)
            try:
                return self._up_to_date(corpus)
            except (sqlite3.Error, OSError) as error:
                raise _in_words(error, place) from error

    def forget(self, corpus: Corpus) -> None:
        """Closes and removes the index of `corpus`, which holds its text."""
        with self._lock:
            index = self._open.pop(corpus.name, None)
        if index is not None:
            index.close()
        place = self._place_of(corpus)
        if place is not None:
            _remove(place)
            for ending in (".broken", ".lock"):
                place.with_suffix(ending).unlink(missing_ok=True)

    def close(self) -> None:
        """Closes every index."""
        with self._lock:
            while self._open:
                self._open.popitem()[1].close()

    def _up_to_date(self, corpus: Corpus) -> tuple[DocumentIndex, Update]:
        with self._lock:
            index = self._open.get(corpus.name)
        if index is None:
            if self._folder is not None:
                self._folder.mkdir(parents=True, exist_ok=True)
            index = DocumentIndex(self._place_of(corpus))
        with self._lock:
            self._open[corpus.name] = index
        return index, index.update(corpus)

    def _place_of(self, corpus: Corpus) -> Path | None:
        """The file of this corpus: the end of its name for people, a hash for certainty."""
        if self._folder is None:
            return None
        shown = re.sub(r"[^A-Za-z0-9]+", "-", corpus.name[-_NAME_CHARS:]).strip("-")
        digest = sha256(corpus.name.encode("utf-8", "replace")).hexdigest()[:16]
        return self._folder / f"{shown}-{digest}.sqlite3"

    def _put_aside(self, corpus: Corpus, place: Path) -> None:
        with self._lock:
            index = self._open.pop(corpus.name, None)
        if index is not None:
            index.close()
        place.replace(place.with_suffix(".broken"))
        _remove(place)


def _remove(place: Path) -> None:
    """Removes a database with what SQLite keeps beside it, as far as it is there."""
    for ending in ("", "-wal", "-shm"):
        place.with_name(f"{place.name}{ending}").unlink(missing_ok=True)


def _is_damaged(error: Exception) -> bool:
    """Whether the file itself is at fault, and not the disk or another process."""
    if not isinstance(error, sqlite3.DatabaseError):
        return False
    code = getattr(error, "sqlite_errorcode", None)
    foreign = code is None and not isinstance(error, sqlite3.ProgrammingError)
    return foreign or (code is not None and code & 0xFF in _DAMAGED)


def _in_words(error: Exception, place: Path | None) -> StorageError:
    return StorageError(
        f"the index of documents {place or 'in memory'} cannot be written: {error}. Check the disk "
        "and its permissions, or choose another folder with data_dir (WELLREAD_DATA_DIR)"
    )


class DocumentSearch:
    """Searches the documents of one corpus, as they were when the run first searched them."""

    def __init__(self, corpus: Corpus, indexes: DocumentIndexes | None = None) -> None:
        """Takes the corpus, and where its index is kept; without it stays in memory."""
        self._corpus = corpus
        self._indexes = indexes or DocumentIndexes(None)
        self._index: DocumentIndex | None = None
        self._problems: tuple[Failure, ...] = ()
        self._outdated: dict[str, tuple[Outdated, ...]] = {}
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
        """What was not read or not searched; empty until the first search."""
        return self._problems

    async def older_versions(self, address: str) -> tuple[Outdated, ...]:
        """The outdated versions of the document; none where the documents cannot be searched."""
        with suppress(PageError, StorageError, SearchError, sqlite3.Error):
            await self._opened()
        return self._outdated.get(address, ())

    async def search(
        self,
        query: str,
        max_results: int,
        filters: SearchFilters = NO_FILTERS,  # noqa: ARG002  kept by the caller
    ) -> tuple[SearchHit, ...]:
        """The documents with the best passages, each once; outdated ones only where asked for.

        The first search brings the index up to date.

        Raises:
            SearchError: the corpus is gone, none of its documents can be read, or the index fails.
        """
        try:
            index = await self._opened()
            return await asyncio.to_thread(index.search, query[:_MAX_QUERY_CHARS], max_results)
        except (PageError, StorageError) as error:
            raise SearchError(str(error), service=self.name) from error
        except sqlite3.Error as error:
            raise SearchError(str(_in_words(error, None)), service=self.name) from error

    async def _opened(self) -> DocumentIndex:
        async with self._opening:
            if self._index is None:
                index, _ = await asyncio.to_thread(self._indexes.of, self._corpus)
                documents = await asyncio.to_thread(index.documents)
                outdated = await asyncio.to_thread(index.outdated)
                self._problems = problems_among(documents, outdated.values())
                for each in outdated.values():
                    known = self._outdated.get(each.successor, ())
                    self._outdated[each.successor] = (*known, each)
                self._refuse_nothing(documents)
                self._index = index
            return self._index

    def _refuse_nothing(self, documents: Sequence[IndexedDocument]) -> None:
        """Raises SearchError where there is no document, or none can be read."""
        unread = [each for each in documents if each.cause_kind]
        if any(each.cause_kind is None for each in documents):
            return
        told = (
            f"none of the {len(unread)} documents of {self.name} can be read; "
            f"the first: {unread[0].problem}"
            if len(unread) > 1
            else f"the one document of {self.name} cannot be read: {unread[0].problem}"
            if unread
            else "there is no document in it: put some there, or name another source"
        )
        raise SearchError(told, service=self.name)


def problems_among(
    documents: Iterable[IndexedDocument], outdated: Iterable[Outdated]
) -> tuple[Failure, ...]:
    """What a reader of the report must know: files that were not read, documents not searched.

    Files that are no documents (pictures, programs) are counted in one line.
    """
    unread = [each for each in documents if each.cause_kind]
    found = [
        Failure(
            kind="page",
            where=each.address,
            message=each.problem,
            effect="its text could not be searched",
        )
        for each in unread
        if each.cause_kind != _NO_DOCUMENTS
    ]
    found += [
        Failure(
            kind="page",
            where=each.address,
            message=each.reason,
            effect="it was not searched; name it in the question to have it quoted",
        )
        for each in outdated
        if not each.successor
    ]
    others = [each for each in unread if each.cause_kind == _NO_DOCUMENTS]
    if others:
        endings = Counter(PurePosixPath(unquote(each.address)).suffix or "none" for each in others)
        told = ", ".join(f"{ending} {count}" for ending, count in endings.most_common(5))
        found.append(
            Failure(
                kind="page",
                where="Files of other kinds",
                message=f"{len(others)} cannot be read ({told})",
                effect="wellread index DIR lists them",
            )
        )
    return tuple(found)
