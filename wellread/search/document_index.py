"""The kept index of one corpus: what was read, what was not and why, and its passages by words."""

import json
import sqlite3
from array import array
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from filelock import FileLock

from wellread.domain import Passage, SearchHit, Snapshot
from wellread.errors import PageError, PageProblem
from wellread.evidence.bm25 import EVERY, bounded_expression_of, searchable, storable
from wellread.evidence.vintages import (
    OPENING_CHARS,
    Document,
    Outdated,
    outdated_among,
    sketch_of_text,
)
from wellread.reading.clean import CleanText
from wellread.reading.corpora import Corpus
from wellread.reading.passages import passages_of

APPLICATION_ID = 0x57454C4C
"""Marks the file as ours: the letters WELL."""
INDEX_VERSION = 6
"""Counts up whenever readers, passages or tables change, so that older files are made anew."""
_SNIPPET_CHARS = 300
_PASSAGES_PER_HIT = 8
_COUNTED_PASSAGES = 3
_READ_AT_ONCE = 2
_BATCH = 64
_BUSY_TIMEOUT_S = 30.0
_NO_TIME = datetime(1, 1, 1, tzinfo=UTC)
"""Passages are made before anything is read for a run; no snapshot with this time is kept."""

_TABLES = (
    """CREATE TABLE documents (
        id INTEGER PRIMARY KEY,
        address TEXT NOT NULL UNIQUE,
        stamp TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        title TEXT NOT NULL,
        published TEXT NOT NULL,
        media_type TEXT NOT NULL,
        words INTEGER NOT NULL,
        passages INTEGER NOT NULL,
        opening TEXT NOT NULL,
        sketch BLOB NOT NULL,
        cause_kind TEXT NOT NULL,
        problem TEXT NOT NULL
    )""",
    "CREATE TABLE passages (id INTEGER PRIMARY KEY, document_id INTEGER NOT NULL)",
    "CREATE INDEX passages_by_document ON passages (document_id)",
    "CREATE VIRTUAL TABLE texts USING fts5(heading, body, every, tokenize='porter unicode61')",
    "CREATE TABLE outdated (address TEXT PRIMARY KEY, successor TEXT, reason TEXT, labels TEXT)",
)
_BEST_PASSAGES = """
    SELECT texts.rowid, address, -rank FROM texts
    JOIN passages ON passages.id = texts.rowid JOIN documents ON documents.id = document_id
    WHERE texts MATCH ? AND rank MATCH 'bm25(2.0, 1.0, 0.0)' ORDER BY rank LIMIT ?
"""
"""A word of the headings counts twice."""
_FIRST_PASSAGE = """
    SELECT min(passages.id) FROM passages JOIN documents ON documents.id = document_id
    WHERE address = ?
"""
_FORGET = (
    """DELETE FROM texts WHERE rowid IN (
        SELECT passages.id FROM passages JOIN documents ON documents.id = document_id
        WHERE address = ?
    )""",
    "DELETE FROM passages WHERE document_id = (SELECT id FROM documents WHERE address = ?)",
    "DELETE FROM documents WHERE address = ?",
)


@dataclass(frozen=True)
class Update:
    """What bringing an index up to date did, in documents."""

    read: int = 0
    unchanged: int = 0
    removed: int = 0


@dataclass(frozen=True)
class IndexedDocument:
    """One line of the index: a document that was read, or the reason why not."""

    address: str
    title: str
    published: str
    media_type: str
    words: int
    passages: int
    cause_kind: PageProblem | None
    """None for a document that can be searched."""
    problem: str


@dataclass(frozen=True)
class _Read:
    address: str
    stamp: str
    sha256: str
    text: CleanText | None = None
    cause_kind: str = ""
    problem: str = ""


class DocumentIndex:
    """SQLite FTS5 over the passages of one corpus, in a file or in memory. All methods block.

    Several threads may use it, and several processes its file: one brings it up to date at a
    time, the others wait and then find it done. What was read stays when the work is cut short.
    """

    def __init__(self, place: Path | None) -> None:
        """Opens the file, which is made where it is missing or of another release.

        Raises:
            sqlite3.Error: it cannot be opened or is none of ours.
        """
        self._lock = Lock()
        self._updating: FileLock | nullcontext[None] = nullcontext()
        if place is not None:
            self._updating = FileLock(place.with_suffix(".lock"))
        self._raw = sqlite3.connect(
            place or ":memory:",
            timeout=_BUSY_TIMEOUT_S,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            with self._updating:
                self._prepare()
        except sqlite3.Error:
            self._raw.close()
            raise

    def __del__(self) -> None:
        if hasattr(self, "_raw"):
            self._raw.close()

    def close(self) -> None:
        """Closes the file; it is not used afterwards."""
        with self._lock:
            self._raw.close()

    def update(self, corpus: Corpus) -> Update:
        """Reads what is new or has changed, forgets what is gone.

        A file whose time and size are the same is not opened; one whose bytes are the same is not
        read again.

        Raises:
            PageError: the corpus is gone.
            sqlite3.Error: the file cannot be written, or is damaged.
        """
        with self._updating:
            stamps = corpus.stamps()
            known = {
                address: (stamp, sha256)
                for address, stamp, sha256 in self._rows(
                    "SELECT address, stamp, sha256 FROM documents"
                )
            }
            gone = [address for address in known if address not in stamps]
            changed = [
                address
                for address, stamp in stamps.items()
                if address not in known or known[address][0] != stamp
            ]
            if gone:
                with self._writing():
                    for address in gone:
                        self._forget(address)
            read = self._read_all(corpus, changed, stamps, known)
            if read or gone:
                self._find_outdated()
            return Update(read=read, unchanged=len(stamps) - read, removed=len(gone))

    def documents(self) -> tuple[IndexedDocument, ...]:
        """Everything that was looked at, by address."""
        rows = self._rows(
            "SELECT address, title, published, media_type, words, passages, cause_kind, problem "
            "FROM documents ORDER BY address"
        )
        return tuple(
            IndexedDocument(*about, cause or None, problem)  # type: ignore[call-arg]  # one each
            for *about, cause, problem in rows
        )

    def outdated(self) -> Mapping[str, Outdated]:
        """The outdated documents by address."""
        return {
            address: Outdated(address, successor, reason, frozenset(json.loads(labels)))
            for address, successor, reason, labels in self._rows("SELECT * FROM outdated")
        }

    def search(self, query: str, max_results: int) -> tuple[SearchHit, ...]:
        """At most `max_results` documents, ranked by their three best passages.

        The best passage counts whole, the next half, the third a quarter. In place of an outdated
        document stands its current version, unless the query asks for just the outdated one.

        Raises:
            sqlite3.Error: the file is damaged.
        """
        outdated = self.outdated()
        scores: dict[str, float] = {}
        passages: dict[str, list[int]] = {}
        for passage, address, score in self.best_passages(query, max_results * _PASSAGES_PER_HIT):
            found = passages.setdefault(address, [])
            if len(found) < _COUNTED_PASSAGES:
                scores[address] = scores.get(address, 0.0) + score / 2 ** len(found)
                found.append(passage)
        best = sorted(scores, key=lambda address: (-scores[address], address))
        shown = dict.fromkeys(
            _current(address, query, outdated) for address in best if address in scores
        )
        chosen = [address for address in shown if address][:max_results]
        return tuple(
            self._hit(address, passages.get(address), outdated.get(address)) for address in chosen
        )

    def best_passages(self, query: str, limit: int) -> list[tuple[int, str, float]]:
        """The best `limit` passages: number, address of the document, and score.

        Raises:
            sqlite3.Error: the file is damaged.
        """
        expression = bounded_expression_of(query, self._frequency)
        return self._rows(_BEST_PASSAGES, expression, limit) if expression and limit > 0 else []

    def _frequency(self, word: str) -> int:
        [(count,)] = self._rows("SELECT count(*) FROM texts WHERE texts MATCH ?", f'"{word}"')
        return int(count)

    def _hit(
        self, address: str, passages: Sequence[int] | None, outdated: Outdated | None
    ) -> SearchHit:
        [(title, published)] = self._rows(
            "SELECT title, published FROM documents WHERE address = ?", address
        )
        place = passages[0] if passages else self._rows(_FIRST_PASSAGE, address)[0][0]
        bodies = self._rows("SELECT body FROM texts WHERE rowid = ?", place)
        snippet = bodies[0][0][:_SNIPPET_CHARS] if bodies else ""
        why = outdated.reason if outdated else ""
        return SearchHit(
            address=address, title=title, published=published, snippet=snippet, outdated=why
        )

    def _prepare(self) -> None:
        self._raw.execute("PRAGMA journal_mode = WAL")
        self._raw.execute("PRAGMA synchronous = NORMAL")
        [(ours,)] = self._rows("PRAGMA application_id")
        [(version,)] = self._rows("PRAGMA user_version")
        [(tables,)] = self._rows("SELECT count(*) FROM sqlite_master")
        if tables and ours != APPLICATION_ID:
            raise sqlite3.DatabaseError("it is another program's database")
        if tables and version == INDEX_VERSION:
            return
        with self._writing():
            for name in ("documents", "passages", "texts", "outdated"):
                self._raw.execute(f"DROP TABLE IF EXISTS {name}")
            for statement in _TABLES:
                self._raw.execute(statement)
            self._raw.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            self._raw.execute(f"PRAGMA user_version = {INDEX_VERSION}")

    def _rows(self, sql: str, *values: object) -> list[tuple]:  # type: ignore[type-arg]
        with self._lock:
            return self._raw.execute(sql, values).fetchall()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._lock:
            self._raw.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._raw.execute("COMMIT")
            except BaseException:
                if self._raw.in_transaction:
                    self._raw.execute("ROLLBACK")
                raise

    def _read_all(
        self,
        corpus: Corpus,
        addresses: Sequence[str],
        stamps: Mapping[str, str],
        known: Mapping[str, tuple[str, str]],
    ) -> int:
        """Reads the documents and writes them in batches; gives how many were really read."""

        def read(address: str) -> _Read:
            old = known.get(address, ("", ""))[1]
            return _read_one(corpus, address, stamps[address], old)

        count = 0
        with ThreadPoolExecutor(_READ_AT_ONCE, thread_name_prefix="documents") as threads:
            for start in range(0, len(addresses), _BATCH):
                results = list(threads.map(read, addresses[start : start + _BATCH]))
                with self._writing():
                    count += sum(map(self._write, results))
        return count

    def _write(self, read: _Read) -> bool:
        """Puts one document in its place; False where its bytes are the same as before."""
        if read.text is None and not read.problem:
            self._raw.execute(
                "UPDATE documents SET stamp = ? WHERE address = ?", (read.stamp, read.address)
            )
            return False
        self._forget(read.address)
        text = read.text or CleanText(title="", text="")
        passages = _passages(read.address, text)
        cursor = self._raw.execute(
            "INSERT INTO documents (address, stamp, sha256, title, published, media_type, words, "
            "passages, opening, sketch, cause_kind, problem) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                read.address,
                read.stamp,
                read.sha256,
                storable(text.title),
                text.published,
                text.media_type,
                len(text.text.split()),
                len(passages),
                storable(text.text[:OPENING_CHARS]),
                array("I", sorted(sketch_of_text(text.text))).tobytes(),
                read.cause_kind,
                storable(read.problem),
            ),
        )
        for passage in passages:
            heading = searchable(" ".join((text.title, *passage.headings)))
            inserted = self._raw.execute(
                "INSERT INTO passages (document_id) VALUES (?)", (cursor.lastrowid,)
            )
            self._raw.execute(
                "INSERT INTO texts (rowid, heading, body, every) VALUES (?, ?, ?, ?)",
                (inserted.lastrowid, heading, searchable(passage.text), EVERY),
            )
        return True

    def _forget(self, address: str) -> None:
        for statement in _FORGET:
            self._raw.execute(statement, (address,))

    def _find_outdated(self) -> None:
        documents = [
            Document(address, title, published, opening, frozenset(array("I", sketch)))
            for address, title, published, opening, sketch in self._rows(
                "SELECT address, title, published, opening, sketch FROM documents "
                "WHERE problem = ''"
            )
        ]
        found = outdated_among(documents)
        with self._writing():
            self._raw.execute("DELETE FROM outdated")
            self._raw.executemany(
                "INSERT INTO outdated VALUES (?, ?, ?, ?)",
                [
                    (each.address, each.successor, each.reason, json.dumps(sorted(each.labels)))
                    for each in found.values()
                ],
            )


def _current(address: str, query: str, outdated: Mapping[str, Outdated]) -> str:
    """The address to show instead: its own, its current version's, or none."""
    found = outdated.get(address)
    return address if found is None or found.is_asked_for(query) else found.successor


def _read_one(corpus: Corpus, address: str, stamp: str, known_sha256: str) -> _Read:
    sha256 = ""
    try:
        sha256 = corpus.fingerprint(address)
        if sha256 == known_sha256:
            return _Read(address, stamp, sha256)
        return _Read(address, stamp, sha256, corpus.load(address))
    except PageError as error:
        return _Read(address, stamp, sha256, None, error.cause_kind, str(error))


def _passages(address: str, text: CleanText) -> tuple[Passage, ...]:
    snapshot = Snapshot(id="", address=address, title=text.title, read_at=_NO_TIME, text=text.text)
    return passages_of(snapshot)
