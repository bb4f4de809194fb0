"""What is special to the archive in PostgreSQL: lost connections, its errors and no password."""

import asyncio
import socket
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from urllib.parse import quote, urlsplit

import asyncpg
import pytest
from archive.postgres_places import URL, ask, own_schema
from archive.waiting import Waits
from hypothesis import given, settings
from hypothesis import strategies as st

from wellread.archive import postgres
from wellread.archive.contract import PaidAnswer, PaidCall
from wellread.archive.postgres import open_postgres
from wellread.archive.postgres_errors import in_words
from wellread.archive.tables import SCHEMA_VERSION
from wellread.errors import SettingsError, StorageError, WellreadError


@pytest.fixture
def schema() -> Iterator[str]:
    with own_schema() as name:
        yield name


def call(request: str = "{}") -> PaidCall:
    return PaidCall(
        kind="model", service="m", turn_id="turn", role="plan", request=request, worst_cost_usd=0.01
    )


async def paid() -> PaidAnswer:
    return PaidAnswer(body="x", cost_usd=0.01)


def named(schema: str) -> str:
    """The server's address, under which the connections can be told from all others."""
    return f"{URL}?application_name={schema}"


def connections(schema: str, *, what: str = "pid") -> set[int]:
    """The process numbers of the archive's connections, or what they give."""
    query = f"SELECT {what} FROM pg_stat_activity WHERE application_name = '{schema}'"  # noqa: S608
    return {row[0] for row in ask(query)}


async def lose_connections(schema: str) -> None:
    """Ends all connections and waits until they are gone."""
    old = await asyncio.to_thread(connections, schema)
    assert len(old) >= 2
    await asyncio.to_thread(connections, schema, what="pg_terminate_backend(pid)")
    while old & await asyncio.to_thread(connections, schema):
        pass


def words_of(error: BaseException) -> str:
    """What a log would say of the error and its causes."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return f"{error!r} {error} {words_of(cause) if cause else ''}"


@asynccontextmanager
async def wire() -> AsyncIterator[tuple[str, asyncio.Server]]:
    """An address that leads to the server for as long as nobody closes it."""
    parts = urlsplit(URL)

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far = await asyncio.open_connection(parts.hostname, parts.port or 5432)
        await asyncio.gather(pump(reader, far[1]), pump(far[0], writer))

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        yield f"postgresql://{parts.username or 'postgres'}@127.0.0.1:{port}{parts.path}", server


async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while piece := await reader.read(65536):
            writer.write(piece)
            await writer.drain()
    except OSError:
        return
    finally:
        writer.close()


async def test_an_answer_is_stored_though_all_connections_were_lost_meanwhile(schema: str) -> None:
    archive = await open_postgres(named(schema), schema=schema)

    async def make() -> PaidAnswer:
        await lose_connections(schema)
        return await paid()

    await archive.ledger.pay(call(), make)
    [row] = await archive.ledger.rows("turn")
    assert row.status == "answered"
    await archive.close()


async def test_a_lost_connection_is_made_anew_and_others_still_see_who_lives(
    schema: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = Waits(monkeypatch)
    one = await open_postgres(named(schema), schema=schema)
    two = await open_postgres(URL, schema=schema)
    await lose_connections(schema)
    while not await asyncio.to_thread(connections, schema):
        pass
    arrived, told = asyncio.Event(), asyncio.Event()

    async def make() -> PaidAnswer:
        arrived.set()
        await told.wait()
        return await paid()

    first = asyncio.create_task(one.ledger.pay(call(), make))
    await arrived.wait()
    second = asyncio.create_task(two.ledger.pay(call(), make))
    await waits.one()
    told.set()
    assert await first == await second
    [row] = await two.ledger.rows("turn")
    assert row.reused == 1
    await one.close()
    await two.close()


async def test_a_server_that_stays_away_is_told_with_the_remedy(
    schema: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "RETRY_PAUSES_S", (0.0,))
    async with wire() as (url, server):
        archive = await open_postgres(f"{url}?application_name={schema}", schema=schema)
        server.close()
        await lose_connections(schema)
        with pytest.raises(StorageError, match=r"no server answers there: start it.*database_url"):
            await archive.ledger.pay(call(), paid)
        await archive.close()


async def test_closing_after_the_server_went_is_harmless(schema: str) -> None:
    archive = await open_postgres(named(schema), schema=schema)
    await lose_connections(schema)
    await archive.close()
    await archive.close()


async def test_a_closed_archive_says_so(schema: str) -> None:
    archive = await open_postgres(URL, schema=schema)
    await archive.close()
    with pytest.raises(StorageError, match=r"PostgreSQL .* is closed: open it again"):
        await archive.ledger.usage("turn")


async def test_an_archive_of_a_newer_release_is_refused(schema: str) -> None:
    await (await open_postgres(URL, schema=schema)).close()
    ask(f"UPDATE {schema}.schema_version SET version = {SCHEMA_VERSION + 1}")  # noqa: S608
    with pytest.raises(StorageError, match=r"newer release.*upgrade"):
        await open_postgres(URL, schema=schema)


async def test_an_archive_of_an_older_release_is_brought_up_to_date(schema: str) -> None:
    await (await open_postgres(URL, schema=schema)).close()
    ask(f"DROP TABLE {schema}.journal")
    ask(f"UPDATE {schema}.schema_version SET version = 2")  # noqa: S608
    archive = await open_postgres(URL, schema=schema)
    assert await archive.journal.record("turn", "stop", {"q1": "seconds"}) == {"q1": "seconds"}
    await archive.close()


async def test_a_user_who_may_only_read_and_write_can_open_what_another_made(schema: str) -> None:
    user = f"user_{uuid.uuid4().hex}"
    parts = urlsplit(URL)
    url = URL.replace(parts.netloc, f"{user}@{parts.netloc.rpartition('@')[2]}")
    ask(f"CREATE ROLE {user} LOGIN")
    try:
        with pytest.raises(StorageError, match="GRANT CREATE ON DATABASE"):
            await open_postgres(url, schema=schema)
        await (await open_postgres(URL, schema=schema)).close()
        ask(f"GRANT USAGE ON SCHEMA {schema} TO {user}")
        ask(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {user}")
        archive = await open_postgres(url, schema=schema)
        assert await archive.ledger.pay(call(), paid) == await paid()
        await archive.close()
    finally:
        ask(f"DROP OWNED BY {user}")
        ask(f"DROP ROLE {user}")


async def test_no_such_database_or_user_is_told_with_the_remedy(schema: str) -> None:
    parts = urlsplit(URL)
    nowhere = f"{URL.removesuffix(parts.path)}/no_such_database"
    with pytest.raises(StorageError, match="there is no such database: make it with createdb"):
        await open_postgres(nowhere)
    nobody = URL.replace(parts.netloc, f"no_such_user@{parts.netloc.rpartition('@')[2]}")
    with pytest.raises(StorageError, match="check user and password in database_url"):
        await open_postgres(nobody)


async def test_where_nothing_listens_the_error_names_the_place_and_no_password() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        with pytest.raises(StorageError) as caught:
            await open_postgres(f"postgresql://ann:Zq7@127.0.0.1:{port}/notes")
    assert f"PostgreSQL 127.0.0.1:{port}/notes" in str(caught.value)
    assert "Zq7" not in words_of(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "mysql://ann:Zq7@host/db",
        "postgresql+asyncpg://ann:Zq7@host/db",
        "host=127.0.0.1 password=Zq7",
        "postgresql://ann:Zq7/x@127.0.0.1/db",
        "postgresql://ann:Zq7@x@127.0.0.1/db",
        "postgresql://ann:Zq7#x@127.0.0.1/db",
        "postgresql://ann:[Zq7@127.0.0.1/db",
        "postgresql://ann:Zq7@127.0.0.1:port/db",
        "postgresql://ann:Zq7@127.0.0.1/db?sslmode=Zq7",
    ],
)
async def test_an_address_that_cannot_be_read_is_a_setting_to_mend(url: str) -> None:
    with pytest.raises(SettingsError, match=r"WELLREAD_DATABASE_URL\) cannot be read") as caught:
        await open_postgres(url)
    assert "Zq7" not in words_of(caught.value)


async def test_a_schema_is_a_plain_name() -> None:
    with pytest.raises(SettingsError, match="small letters"):
        await open_postgres(URL, schema='x"; DROP')


@settings(max_examples=100)
@given(middle=st.text(max_size=12), quoted=st.booleans())
def test_no_password_ever_stands_in_the_words_for_a_place(middle: str, quoted: bool) -> None:
    password = f"Zq7{middle}Zq7"
    url = f"postgresql://ann:{quote(password, safe='') if quoted else password}@host:5432/db"
    try:
        told = postgres._place(url)
    except WellreadError as error:
        told = str(error)
        assert not quoted
    assert "Zq7" not in told


@pytest.mark.parametrize(
    ("error", "remedy"),
    [
        (asyncpg.InvalidPasswordError("no"), "check user and password"),
        (asyncpg.DiskFullError("no"), "disk is full"),
        (asyncpg.ReadOnlySQLTransactionError("no"), "primary server"),
        (asyncpg.TooManyConnectionsError("no"), "max_connections"),
        (asyncpg.CannotConnectNowError("no"), "starting or stopping"),
        (asyncpg.UndefinedTableError("no"), "see the reason"),
        (TimeoutError(), "no server answers"),
    ],
)
def test_an_error_of_the_server_says_what_helps(error: Exception, remedy: str) -> None:
    told = in_words(error, "PostgreSQL host/db")
    assert remedy in str(told)
    assert type(error).__name__ in str(told)
