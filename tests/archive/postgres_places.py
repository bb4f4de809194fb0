"""A PostgreSQL server for tests: TEST_DATABASE_URL, or the one on this machine's usual port.

Each test works in a schema of its own, which is dropped after it. Where no server answers, the
test is skipped with the reason.
"""

import asyncio
import os
import uuid
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from typing import Any

import asyncpg
import pytest

URL = os.environ.get("TEST_DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/test")


@contextmanager
def own_schema() -> Iterator[str]:
    """The name of a schema that nobody else uses."""
    if refusal():
        pytest.skip(refusal())
    name = f"wellread_{uuid.uuid4().hex}"
    try:
        yield name
    finally:
        ask(f"DROP SCHEMA IF EXISTS {name} CASCADE")


def ask(sql: str, url: str = URL) -> list[Any]:
    """The rows of one statement, asked beside any event loop of this thread."""

    async def asking(connection: Any) -> list[Any]:  # noqa: ANN401 - asyncpg is not typed
        return list(await connection.fetch(sql))

    return _apart(asking, url)


@cache
def refusal() -> str:
    """Why no test can use the server; empty where all is well."""
    try:
        ask("SELECT 1")
    except (OSError, asyncpg.PostgresError) as error:
        return f"no PostgreSQL answers at {URL.rpartition('@')[2]}: {error}"
    return ""


def _apart(work: Callable[[Any], Awaitable[list[Any]]], url: str) -> list[Any]:
    async def connected() -> list[Any]:
        connection = await asyncpg.connect(url, timeout=5)
        try:
            return await work(connection)
        finally:
            await connection.close()

    with ThreadPoolExecutor(1) as beside:
        return beside.submit(lambda: asyncio.run(connected())).result()
