"""The archive in a PostgreSQL database, in a schema of its own.

Transactions run on an event loop of their own in a thread of its own, so that no caller's loop can
cut them off; a pool of connections serves them. One more connection holds a lock for as long as
the archive is open: by it other processes see who lives. Session locks need a direct connection
or a pooler in session mode.
"""

import asyncio
import atexit
import hashlib
import re
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, TypeVar
from urllib.parse import urlsplit

import asyncpg

from wellread.archive.database import Connection, Database, Row, Value, Work
from wellread.archive.postgres_errors import DRIVER_ERRORS, PASSING_ERRORS, in_words
from wellread.archive.stored import StoredArchive
from wellread.archive.tables import Dialect, preparing
from wellread.errors import SettingsError

T = TypeVar("T")

SCHEMA = "wellread"
RETRY_PAUSES_S = (0.1, 0.3, 1.0, 2.0)
"""How long to wait before a transaction is tried again after its connection was lost."""
_MAX_CONNECTIONS = 4
_CONNECT_TIMEOUT_S = 10.0
_COMMAND_TIMEOUT_S = 30.0
_CLOSING_TIMEOUT_S = 10.0
_DIALECT = Dialect(
    number="BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
    blob="BYTEA",
    find_versions="SELECT 1 FROM pg_tables "
    "WHERE schemaname = current_schema() AND tablename = 'schema_version'",
)


class PostgresArchive(StoredArchive):
    """An `Archive` in one PostgreSQL database, which several machines may share."""


async def open_postgres(url: str, *, schema: str = SCHEMA) -> PostgresArchive:
    """The archive in this database, whose schema and tables are made where they are missing.

    Args:
        url: `postgresql://user:password@host:5432/database`, as libpq reads it.
        schema: small letters, digits and `_`.

    Raises:
        SettingsError: the address cannot be read.
        StorageError: no server answers, it refuses the user, there is no such database, its tables
            may not be made, or were made by a newer release.
    """
    if not re.fullmatch(r"[a-z_][a-z0-9_]*", schema):
        raise SettingsError(f"{schema!r} cannot be a schema: use small letters, digits and _ alone")
    database = PostgresDatabase(url, schema)
    await database.open(preparing(_DIALECT, database.place))
    return PostgresArchive(database)


class PostgresConnection:
    """The `Connection` of one transaction."""

    def __init__(self, raw: Any) -> None:  # noqa: ANN401 - asyncpg is not typed
        self._raw = raw

    async def run(self, sql: str, *values: Value) -> list[Row]:
        """The rows that one statement gives."""
        return [dict(row) for row in await self._raw.fetch(sql, *values)]

    async def lock(self, name: str) -> None:
        """Holds this name until the transaction ends."""
        await self._raw.execute("SELECT pg_advisory_xact_lock($1)", _lock_number(name))

    async def is_alive(self, owner: str) -> bool:
        """Whether the opened archive of this name still holds its lock."""
        number = _lock_number(_owner_lock(owner))
        return not await self._raw.fetchval("SELECT pg_try_advisory_xact_lock($1)", number)


class PostgresDatabase(Database):
    """This opening of one PostgreSQL database."""

    def __init__(self, url: str, schema: str) -> None:
        super().__init__(_place(url))
        self._url = url
        self._schema = schema
        self._thread = _LoopThread()
        self._pool: Any = None
        self._guard: Any = None
        self._guarding = asyncio.Lock()
        self._under_way: set[asyncio.Task[Any] | None] = set()

    async def open(self, prepare: Work[None]) -> None:
        """Connects, and makes the schema where it is missing.

        Args:
            prepare: runs in the first transaction; it makes or checks the tables.

        Raises:
            SettingsError: the address cannot be read.
            StorageError: no server answers, or it refuses.
        """
        atexit.register(self._finish)
        opening = self._thread.submit(self._in_words(lambda: self._open(prepare)))
        try:
            await asyncio.shield(asyncio.wrap_future(opening))
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """Finishes what was handed over and closes all connections; again is harmless."""
        closing = self._start_closing()
        if closing is not None:
            await asyncio.shield(asyncio.wrap_future(closing))

    def _submit(self, work: Work[T], *, writes: bool) -> Future[T]:
        return self._thread.submit(self._in_words(lambda: self._insist(work, writes=writes)))

    def _start_closing(self) -> Future[None] | None:
        if self._closed:
            return None
        self._closed = True
        atexit.unregister(self._finish)
        closing = self._thread.submit(self._disconnect())
        closing.add_done_callback(lambda _: self._thread.stop())
        return closing

    def _finish(self) -> None:
        """At the end of a process that did not close: what was handed over is committed."""
        closing = self._start_closing()
        if closing is not None:
            with suppress(TimeoutError):
                closing.result(_CLOSING_TIMEOUT_S)

    async def _in_words(self, run: Callable[[], Coroutine[Any, Any, T]]) -> T:
        task = asyncio.current_task()
        self._under_way.add(task)
        try:
            return await run()
        except DRIVER_ERRORS as error:
            raise in_words(error, self.place) from error
        finally:
            self._under_way.discard(task)

    async def _open(self, prepare: Work[None]) -> None:
        try:
            # An empty pool connects when it is first used, and mends nothing on its own.
            self._pool = await asyncpg.create_pool(
                min_size=0,
                max_size=_MAX_CONNECTIONS,
                reset=_nothing,  # no transaction leaves anything behind in its session
                **self._how_to_connect(),
            )
            await self._hold()
        except ValueError:
            # Not told: the driver's words may quote a part of the password.
            raise _unreadable() from None
        async with self._pool.acquire() as raw, raw.transaction():
            connection = PostgresConnection(raw)
            # `IF NOT EXISTS` asks for the right to create even where nothing is to be created.
            await connection.lock("tables")
            known = await raw.fetchval(
                "SELECT 1 FROM pg_namespace WHERE nspname = $1", self._schema
            )
            if known is None:
                await raw.execute(f'CREATE SCHEMA "{self._schema}"')
            await prepare(connection)

    async def _insist(self, work: Work[T], *, writes: bool) -> T:
        for pause_s in RETRY_PAUSES_S:
            try:
                return await self._attempt(work, writes=writes)
            except TimeoutError:
                # It has waited long enough.
                raise
            except PASSING_ERRORS:
                await asyncio.sleep(pause_s)
        return await self._attempt(work, writes=writes)

    async def _attempt(self, work: Work[T], *, writes: bool) -> T:
        if not writes:
            async with self._pool.acquire() as raw:
                return await work(PostgresConnection(raw))
        await self._hold()
        async with self._pool.acquire() as raw, raw.transaction():
            connection: Connection = PostgresConnection(raw)
            return await work(connection)

    async def _hold(self) -> None:
        """Shows that this opening lives, again when the connection that showed it was lost."""
        async with self._guarding:
            if self._guard is not None and not self._guard.is_closed():
                return
            guard = await asyncpg.connect(**self._how_to_connect())
            # Shared, so that a lost connection that the server still believes in is no obstacle.
            await guard.execute(
                "SELECT pg_advisory_lock_shared($1)", _lock_number(_owner_lock(self.owner))
            )
            guard.add_termination_listener(self._hold_again)
            self._guard = guard

    def _hold_again(self, _lost: object) -> None:
        if not self._closed:
            self._submit(_nothing, writes=True)

    def _how_to_connect(self) -> dict[str, Any]:
        return {
            "dsn": self._url,
            "timeout": _CONNECT_TIMEOUT_S,
            "command_timeout": _COMMAND_TIMEOUT_S,
            "server_settings": {"search_path": self._schema},
        }

    async def _disconnect(self) -> None:
        under_way = [task for task in self._under_way if task is not None]
        if under_way:
            await asyncio.wait(under_way, timeout=_CLOSING_TIMEOUT_S)
        try:
            async with asyncio.timeout(_CLOSING_TIMEOUT_S):
                for connection in (self._guard, self._pool):
                    if connection is not None:
                        await connection.close()
        except DRIVER_ERRORS:
            # The server is gone, and with it all there was to close.
            if self._pool is not None:
                self._pool.terminate()


async def _nothing(_connection: object) -> None:
    """A transaction that is there for its connections alone."""


class _LoopThread:
    """An event loop in a thread of its own."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="archive", daemon=True)
        self._thread.start()

    def submit(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Starts `work` on the loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def stop(self) -> None:
        """Ends the thread."""
        self._loop.call_soon_threadsafe(self._loop.stop)

    def _run(self) -> None:
        try:
            self._loop.run_forever()
        finally:
            self._loop.close()


def _place(url: str) -> str:
    """Where the database is, without user and password."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise _unreadable() from None
    # An @ elsewhere tells that the password ends where none was expected.
    readable = parts.scheme in {"postgresql", "postgres"} and url.count("@") in {
        0,
        parts.netloc.count("@"),
    }
    if not readable or parts.netloc.count("@") > 1:
        raise _unreadable()
    host = parts.netloc.rpartition("@")[2] or "the local server"
    return f"PostgreSQL {host}{parts.path}"


def _unreadable() -> SettingsError:
    return SettingsError(
        "database_url (WELLREAD_DATABASE_URL) cannot be read: it must look like "
        "postgresql://user:password@host:5432/database, with each of the characters / ? # @ : % "
        "in user or password written as its percent code (%2F, %3F, %23, %40, %3A, %25)"
    )


def _owner_lock(owner: str) -> str:
    return f"owner {owner}"


def _lock_number(name: str) -> int:
    digest = hashlib.sha256(f"wellread {name}".encode()).digest()
    return int.from_bytes(digest[:8], signed=True)
