"""What the archive needs of a database: work handed over as one function per transaction.

Work runs beside the caller's event loop and always to its end: a caller that is cancelled leaves
no half-made transaction behind, and an answer that was handed in is committed. The SQL in this
folder is what SQLite and PostgreSQL read alike, with values as `$1`, `$2`, ...
"""

import asyncio
import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import Future
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

from wellread.errors import StorageError

T = TypeVar("T")
Value = str | int | float | bytes | None
Row = Mapping[str, Any]


class Connection(Protocol):
    """One open transaction, or a reading."""

    async def run(self, sql: str, *values: Value) -> list[Row]:
        """The rows that one statement gives; none for a statement that gives none."""
        ...

    async def lock(self, name: str) -> None:
        """Waits until no other transaction holds this name, and holds it until this one ends."""
        ...

    async def is_alive(self, owner: str) -> bool:
        """Whether the opened archive of this name, in any process, is still open."""
        ...


Work = Callable[[Connection], Coroutine[Any, Any, T]]


class Database(ABC):
    """An open database, usable from any event loop.

    Attributes:
        place: where it is, in words fit for messages: never with a password.
        owner: the name of this opening, which others find alive until it is closed or killed.
    """

    def __init__(self, place: str) -> None:
        self.place = place
        self.owner = uuid.uuid4().hex
        self._closed = False

    async def write(self, work: Work[T]) -> T:
        """What `work` gives, run in one transaction; it may run again after a lost connection.

        Any error of `work` rolls everything back and is raised here. A caller that is cancelled
        is let go when the transaction has ended.

        Raises:
            StorageError: the database cannot be written, or is closed.
        """
        ending = ending_of(self._open_submit(work, writes=True))
        try:
            return await asyncio.shield(ending)
        except asyncio.CancelledError:
            while not ending.done():
                with suppress(asyncio.CancelledError):
                    await asyncio.wait([ending])
            raise

    async def read(self, work: Work[T]) -> T:
        """What `work` gives; it only reads.

        Raises:
            StorageError: the database cannot be read, or is closed.
        """
        return await asyncio.shield(ending_of(self._open_submit(work, writes=False)))

    async def compact(self) -> None:
        """Gives room that was freed back to the disk, where the database does not by itself."""
        return

    @abstractmethod
    async def close(self) -> None:
        """Finishes what was handed over and closes; calling it twice is harmless."""

    @abstractmethod
    def _submit(self, work: Work[T], *, writes: bool) -> Future[T]:
        """Hands `work` over without waiting."""

    def _open_submit(self, work: Work[T], *, writes: bool) -> Future[T]:
        if self._closed:
            raise StorageError(f"the archive {self.place} is closed: open it again first")
        return self._submit(work, writes=writes)


def ending_of(work: Future[T]) -> asyncio.Future[T]:
    """`work` for this event loop; its error is no news of its own when the caller has gone."""
    ending = asyncio.wrap_future(work)
    ending.add_done_callback(lambda done: None if done.cancelled() else done.exception())
    return ending


def sortable(moment: datetime) -> str:
    """The moment in UTC, so that texts sort like times: `2026-11-23T08:00:00.000000+00:00`."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def sortable_now() -> str:
    """This moment, as `sortable` writes it."""
    return sortable(datetime.now(UTC))
