"""Where checkpoints live outside a server of the makers: one SQLite file in the data folder."""

import asyncio
import sqlite3
import zlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import aiosqlite
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

import wellread.domain
from graph.callers import on_aegra
from graph.state import BranchResult, Left
from wellread.domain import Frozen
from wellread.errors import StorageError
from wellread.settings import load_settings

PACKED = "msgpack+zlib"
SMALL_BYTES = 500
"""Not worth packing."""


@asynccontextmanager
async def open_saver(data_dir: Path) -> AsyncIterator[AsyncSqliteSaver]:
    """The saver on `checkpoints.sqlite3` in the data folder.

    Raises:
        StorageError: the file cannot be opened or written.
    """
    path = data_dir / "checkpoints.sqlite3"
    async with AsyncExitStack() as opened:
        try:
            await asyncio.to_thread(data_dir.mkdir, parents=True, exist_ok=True)
            connection = await opened.enter_async_context(aiosqlite.connect(path))
            await connection.execute("PRAGMA busy_timeout = 10000")
            saver = AsyncSqliteSaver(connection, serde=serializer())
            await saver.setup()
        except (OSError, sqlite3.Error) as error:
            raise storage_error(path, error) from error
        try:
            yield saver
        finally:
            # A save that was cancelled before its commit would go on holding the file's lock.
            async with saver.lock:
                await connection.rollback()
                await connection.close()


@asynccontextmanager
async def make() -> AsyncIterator[AsyncSqliteSaver]:
    """The saver for `langgraph dev`, named in `langgraph.json`."""
    settings = await asyncio.to_thread(load_settings)
    async with open_saver(settings.data_dir) as saver:
        yield saver


async def probe_checkpoints() -> None:
    """Reads a thread that nobody has.

    Raises:
        StorageError: checkpoints cannot be read.
    """
    nothing = RunnableConfig(configurable={"thread_id": "-", "checkpoint_ns": ""})
    if on_aegra():
        from aegra_api.core.database import db_manager
        from psycopg import Error

        try:
            await db_manager.get_checkpointer().aget_tuple(nothing)
        except (Error, OSError, RuntimeError) as error:
            raise StorageError(f"PostgreSQL does not answer: {error}") from error
        return
    settings = await asyncio.to_thread(load_settings)
    async with open_saver(settings.data_dir) as saver:
        try:
            await saver.aget_tuple(nothing)
        except sqlite3.Error as error:
            raise storage_error(settings.data_dir / "checkpoints.sqlite3", error) from error


class PackedSerializer(JsonPlusSerializer):
    """Compresses what it writes, and reads what was written without as well.

    SQLite keeps the whole state of every step, and most of it is the step's before once more:
    packed, a run takes a sixth of the room.
    """

    def dumps_typed(self, obj: Any) -> tuple[str, bytes]:  # noqa: ANN401 - LangGraph's signature
        """The kind of the bytes, and the bytes."""
        kind, data = super().dumps_typed(obj)
        if kind != "msgpack" or len(data) < SMALL_BYTES:
            return kind, data
        return PACKED, zlib.compress(data, level=1)

    def loads_typed(self, data: tuple[str, bytes]) -> Any:  # noqa: ANN401 - LangGraph's signature
        """What was written."""
        kind, packed = data
        return super().loads_typed(
            ("msgpack", zlib.decompress(packed)) if kind == PACKED else (kind, packed)
        )


def serializer() -> JsonPlusSerializer:
    """Reads back the project's own models and LangGraph's own types, and nothing else.

    Every model is known under its own module and under `wellread.domain`, where runs of older
    releases have it. It is strict by itself. `langgraph.json` switches
    `LANGGRAPH_STRICT_MSGPACK` off, because in that mode langgraph-api 0.16 fails to copy its
    wrapper around this saver for a subgraph.
    """
    own: list[type[Frozen]] = [BranchResult, Left]
    own += [
        kind
        for kind in vars(wellread.domain).values()
        if isinstance(kind, type) and issubclass(kind, Frozen)
    ]
    return PackedSerializer(
        allowed_msgpack_modules=[
            (module, kind.__name__)
            for kind in own
            for module in dict.fromkeys((kind.__module__, wellread.domain.__name__))
        ]
    )


def storage_error(path: Path, error: Exception) -> StorageError:
    """What a user can do about a database that cannot be used."""
    return StorageError(
        f"the run cannot be saved to {path}: {error}. Free space or make the folder writable, or "
        "name another with WELLREAD_DATA_DIR; finished steps are kept, and `wellread resume` "
        "goes on from the last of them."
    )


if on_aegra():
    # It makes its saver after this import and without a serializer, which would make any type.
    from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver

    AsyncPostgresSaver.serde = serializer()
