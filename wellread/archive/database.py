"""One SQLite file behind one worker thread, with its errors put into words.

Work is handed over as one function per transaction and always runs to its end: a caller that is
cancelled leaves no half-made transaction behind, and an answer that was handed in is committed.
"""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from wellread.errors import StorageError

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]

BUSY_TIMEOUT_S = 30.0
_WAL_RETRY_S = 0.01


class Database:
    """The connection of this process to one SQLite file; usable from any event loop."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="archive")
        self._connection: sqlite3.Connection | None = None
        self._closed = False

    async def open(self, prepare: Work[None]) -> None:
        """Opens the file, making it and its folder where they are missing.

        Args:
            prepare: runs in the first transaction; it makes or checks the tables.

        Raises:
            StorageError: no such place, not a database, no right to write, another release's file.
        """
        try:
            await asyncio.shield(asyncio.wrap_future(self._submit(self._connect)))
            await self.write(prepare)
        except BaseException:
            self._submit(self._disconnect)
            self._stop()
            raise

    async def write(self, work: Work[T]) -> T:
        """What `work` gives, run in one `BEGIN IMMEDIATE` transaction.

        Any error of `work` rolls everything back and is raised here.

        Raises:
            StorageError: disk full, file locked or read-only, archive closed.
        """
        return await asyncio.shield(asyncio.wrap_future(self.post(work)))

    async def read(self, work: Work[T]) -> T:
        """What `work` gives; it only reads.

        Raises:
            StorageError: the file cannot be read, or the archive is closed.
        """
        reading = self._submit(lambda: work(self._connected()))
        return await asyncio.shield(asyncio.wrap_future(reading))

    def post(self, work: Work[T]) -> Future[T]:
        """Hands `work` over as a write, after everything handed over before, without waiting."""
        return self._submit(lambda: self._transact(work))

    async def close(self) -> None:
        """Finishes what was handed over and closes the file; again is harmless."""
        if self._closed:
            return
        closing = self._submit(self._disconnect)
        self._stop()
        await asyncio.shield(asyncio.wrap_future(closing))

    def _submit(self, work: Callable[[], T]) -> Future[T]:
        if self._closed:
            raise StorageError(f"the archive {self._path} is closed: open it again first")

        def translated() -> T:
            try:
                return work()
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
        self._connection = sqlite3.connect(
            self._path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
        )
        self._connection.row_factory = sqlite3.Row
        _use_wal(self._connection)
        # FULL: what was paid for is on the disk before the answer is used.
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute("PRAGMA foreign_keys = ON")

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connected(self) -> sqlite3.Connection:
        if self._connection is None:
            raise StorageError(f"the archive {self._path} is not open")
        return self._connection

    def _transact(self, work: Work[T]) -> T:
        connection = self._connected()
        connection.execute("BEGIN IMMEDIATE")
        try:
            result = work(connection)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        return result


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switches to write-ahead logging, also when other processes switch a new file just now.

    SQLite does not wait by itself here: the busy time-out holds for transactions alone.
    """
    deadline_s = time.monotonic() + BUSY_TIMEOUT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
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
