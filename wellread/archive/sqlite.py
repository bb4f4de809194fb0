"""The archive in one SQLite file behind one worker thread, with its errors put into words."""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from wellread.archive.database import Connection, Database, Row, Value, Work
from wellread.archive.owners import OwnerFiles
from wellread.archive.stored import StoredArchive
from wellread.archive.tables import Dialect, preparing
from wellread.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")

BUSY_TIMEOUT_S = 30.0
_WAL_RETRY_S = 0.01
_DIALECT = Dialect(
    number="INTEGER PRIMARY KEY AUTOINCREMENT",
    blob="BLOB",
    find_versions="SELECT 1 FROM sqlite_master WHERE name = 'schema_version'",
)


class SqliteArchive(StoredArchive):
    """An `Archive` on one SQLite file, which several processes may share."""


async def open_archive(path: Path) -> SqliteArchive:
    """The archive in this file, which is made where it is missing.

    Raises:
        StorageError: the file cannot be made, opened or written, is not an archive, or was made
            by a newer release.
    """
    database = SqliteDatabase(path)
    await database.open(preparing(_DIALECT, database.place))
    return SqliteArchive(database)


class SqliteConnection:
    """The `Connection` on the worker thread; it never waits for the event loop."""

    def __init__(self, raw: sqlite3.Connection, owners: OwnerFiles) -> None:
        self._raw = raw
        self._owners = owners

    async def run(self, sql: str, *values: Value) -> list[Row]:
        """The rows that one statement gives."""
        named = {str(place): value for place, value in enumerate(values, start=1)}
        return [dict(row) for row in self._raw.execute(sql, named).fetchall()]

    async def lock(self, name: str) -> None:
        """Nothing more: a writing transaction keeps all others out of the file."""

    async def is_alive(self, owner: str) -> bool:
        """Whether the opened archive of this name is still open."""
        return self._owners.is_alive(owner)


class SqliteDatabase(Database):
    """This opening of one SQLite file."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self._path = path
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="archive")
        self._owners = OwnerFiles(path.with_name(f"{path.name}-owners"), self.owner)
        self._raw: sqlite3.Connection | None = None

    async def open(self, prepare: Work[None]) -> None:
        """Opens the file, making it and its folder where they are missing.

        Args:
            prepare: runs in the first transaction; it makes or checks the tables.

        Raises:
            StorageError: no such place, not a database, no right to write, another release's file.
        """
        try:
            await asyncio.shield(asyncio.wrap_future(self._hand_over(self._connect)))
            await self.write(prepare)
        except BaseException:
            self._hand_over(self._disconnect)
            self._stop()
            raise

    async def compact(self) -> None:
        """Gives freed room back to the disk; the file is written anew."""
        compacting = self._hand_over(lambda: self._connected().execute("VACUUM"))
        await asyncio.shield(asyncio.wrap_future(compacting))

    async def close(self) -> None:
        """Finishes what was handed over and closes the file; again is harmless."""
        if self._closed:
            return
        closing = self._hand_over(self._disconnect)
        self._stop()
        await asyncio.shield(asyncio.wrap_future(closing))

    def _submit(self, work: Work[T], *, writes: bool) -> Future[T]:
        def worked() -> T:
            raw = self._connected()
            connection = SqliteConnection(raw, self._owners)
            if not writes:
                return _at_once(work, connection)
            with _transaction(raw):
                return _at_once(work, connection)

        return self._hand_over(worked)

    def _hand_over(self, job: Callable[[], T]) -> Future[T]:
        def translated() -> T:
            try:
                return job()
            except sqlite3.Error as error:
                raise _in_words(error, self._path) from error
            except OSError as error:
                raise StorageError(
                    f"the archive {self._path} cannot be made or opened: {error}. "
                    "Choose another folder with data_dir (WELLREAD_DATA_DIR)."
                ) from error

        return self._worker.submit(translated)

    def _stop(self) -> None:
        self._closed = True
        self._worker.shutdown(wait=False)

    def _connect(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._raw = sqlite3.connect(
            self._path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
        )
        self._raw.row_factory = sqlite3.Row
        _use_wal(self._raw)
        # FULL: what was paid for is on the disk before the answer is used.
        self._raw.execute("PRAGMA synchronous = FULL")
        self._raw.execute("PRAGMA foreign_keys = ON")
        self._owners.hold()

    def _disconnect(self) -> None:
        self._owners.release()
        if self._raw is not None:
            self._raw.close()
            self._raw = None

    def _connected(self) -> sqlite3.Connection:
        if self._raw is None:
            raise StorageError(f"the archive {self._path} is not open")
        return self._raw


def _at_once(work: Work[T], connection: Connection) -> T:
    """What `work` gives, run on this thread without an event loop, for it has nothing to await."""
    running = work(connection)
    try:
        running.send(None)
    except StopIteration as ended:
        result: T = ended.value
        return result
    running.close()
    raise TypeError(f"{work!r} waits for something other than its connection")


@contextmanager
def _transaction(raw: sqlite3.Connection) -> "Iterator[None]":
    raw.execute("BEGIN IMMEDIATE")
    try:
        yield
        raw.execute("COMMIT")
    except BaseException:
        if raw.in_transaction:
            raw.execute("ROLLBACK")
        raise


def _use_wal(raw: sqlite3.Connection) -> None:
    """Switches to write-ahead logging, also when other processes switch a new file just now.

    SQLite does not wait by itself here: the busy time-out holds for transactions alone.
    """
    deadline_s = time.monotonic() + BUSY_TIMEOUT_S
    while True:
        try:
            raw.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline_s:
                raise
            time.sleep(_WAL_RETRY_S)
        else:
            return


_REMEDIES = {
    sqlite3.SQLITE_FULL: "the disk is full: free some space and resume",
    sqlite3.SQLITE_READONLY: "it is read-only: give this user the right to write file and folder",
    sqlite3.SQLITE_PERM: "it may not be opened: give this user the right to write it",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened: check that it is a file that this user may "
    "write, or choose another folder with data_dir (WELLREAD_DATA_DIR)",
    sqlite3.SQLITE_BUSY: "another process keeps it locked: wait for that process or end it",
    sqlite3.SQLITE_LOCKED: "another process keeps it locked: wait for that process or end it",
    sqlite3.SQLITE_NOTADB: "it is not an archive: move it away or choose another data_dir",
    sqlite3.SQLITE_CORRUPT: "it is damaged: restore it from a copy, or move it away to begin anew",
    sqlite3.SQLITE_IOERR: "the disk cannot be read or written: check the disk and its free space",
}


def _in_words(error: sqlite3.Error, path: Path) -> StorageError:
    code = getattr(error, "sqlite_errorcode", None)
    primary = code & 0xFF if isinstance(code, int) else None
    remedy = _REMEDIES.get(primary, "see the reason") if primary is not None else "see the reason"
    return StorageError(f"the archive {path} cannot be used: {remedy} ({error})")
