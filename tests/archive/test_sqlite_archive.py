"""What is special to the archive in one SQLite file: its errors, kills and several processes."""

import asyncio
import sqlite3
import sys
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from wellread.archive import database
from wellread.archive.contract import Budget, PaidAnswer, PaidCall
from wellread.archive.sqlite import SCHEMA_VERSION, open_archive
from wellread.domain import Snapshot
from wellread.errors import EvidenceError, StorageError

PAYING = """
import asyncio, sys
from pathlib import Path
from wellread.archive.contract import Budget, PaidAnswer, PaidCall
from wellread.archive.sqlite import open_archive
from wellread.errors import LimitReached

async def main():
    archive = await open_archive(Path(sys.argv[1]))
    async def make():
        if sys.argv[2] == "hang":
            print("reserved", flush=True)
            await asyncio.sleep(600)
        print("paid", flush=True)
        return PaidAnswer(body="x", cost_usd=0.01)
    for number in range(6):
        call = PaidCall(kind="model", service="m", turn_id="turn", role="plan",
                        request=f"{sys.argv[2]} {number}", worst_cost_usd=0.01,
                        budget=Budget(max_cost_usd=0.08))
        try:
            await archive.ledger.pay(call, make)
        except LimitReached:
            print("refused", flush=True)
    await archive.close()

asyncio.run(main())
"""


def call(request: str = "{}", budget: Budget | None = None) -> PaidCall:
    return PaidCall(
        kind="model",
        service="m",
        turn_id="turn",
        role="plan",
        request=request,
        worst_cost_usd=0.01,
        budget=budget or Budget(),
    )


async def paid() -> PaidAnswer:
    return PaidAnswer(body="x" * 1000, cost_usd=0.01)


async def start(path: Path, name: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        PAYING,
        str(path),
        name,
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )


async def test_two_processes_open_one_new_file_and_keep_one_budget(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    processes = [await start(path, name) for name in ("one", "two")]
    outputs = [(await process.communicate())[0].decode() for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert "".join(outputs).count("paid") == 8
    assert "".join(outputs).count("refused") == 4


def test_opening_waits_while_another_process_opens_the_same_new_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class BusyTwice(sqlite3.Connection):
        statements = 0

        def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:  # noqa: ANN401 - as sqlite3
            self.statements += 1
            if self.statements <= 2:
                error = sqlite3.OperationalError("database is locked")
                error.sqlite_errorcode = sqlite3.SQLITE_BUSY
                raise error
            return super().execute(sql, *values)

    waits: list[float] = []
    monkeypatch.setattr("wellread.archive.database.time.sleep", waits.append)
    with closing(BusyTwice(":memory:")) as connection:
        database._use_wal(connection)
    assert len(waits) == 2


async def test_a_reservation_left_by_a_kill_counts_as_spent(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    process = await start(path, "hang")
    assert process.stdout is not None
    assert await process.stdout.readline() == b"reserved\n"
    process.kill()
    await process.communicate()
    archive = await open_archive(path)
    assert (await archive.ledger.usage("turn")).cost_usd == pytest.approx(0.01)
    again = call("hang 0", Budget(max_cost_usd=0.02))
    assert (await archive.ledger.pay(again, paid)).cost_usd == 0.01
    rows = await archive.ledger.rows("turn")
    assert [(row.try_no, row.status) for row in rows] == [(0, "reserved"), (1, "answered")]
    await archive.close()


async def test_an_answer_that_arrived_is_kept_when_the_caller_is_cancelled(
    tmp_path: Path,
) -> None:
    archive = await open_archive(tmp_path / "archive.db")
    arrived = asyncio.Event()

    async def make() -> PaidAnswer:
        arrived.set()
        return await paid()

    paying = asyncio.create_task(archive.ledger.pay(call(), make))
    await arrived.wait()
    paying.cancel()
    with suppress(asyncio.CancelledError):
        await paying
    [row] = await archive.ledger.rows("turn")
    assert (paying.cancelled(), row.status) == (True, "answered")
    await archive.close()


async def test_a_call_cancelled_before_it_was_made_costs_nothing(tmp_path: Path) -> None:
    archive = await open_archive(tmp_path / "archive.db")
    paying = asyncio.create_task(archive.ledger.pay(call(), paid))
    await asyncio.sleep(0)
    paying.cancel()
    with suppress(asyncio.CancelledError):
        await paying
    assert paying.cancelled()
    assert (await archive.ledger.usage("turn")).cost_usd == 0
    await archive.close()


def test_one_archive_serves_several_event_loops(tmp_path: Path) -> None:
    archive = asyncio.run(open_archive(tmp_path / "archive.db"))
    first = asyncio.run(archive.ledger.pay(call(), paid))
    assert asyncio.run(archive.ledger.pay(call(), paid)) == first
    asyncio.run(archive.close())


async def test_a_file_that_is_no_archive_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("my notes, quite precious\n" * 100)
    with pytest.raises(StorageError, match=r"notes\.txt.*not an archive"):
        await open_archive(path)
    assert path.read_text().startswith("my notes")


async def test_an_archive_of_a_newer_release_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    await (await open_archive(path)).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE schema_version SET version = ?", (SCHEMA_VERSION + 1,))
        connection.commit()
    with pytest.raises(StorageError, match=r"newer release.*upgrade"):
        await open_archive(path)


async def test_missing_folders_are_made_and_impossible_places_named(tmp_path: Path) -> None:
    await (await open_archive(tmp_path / "a" / "b" / "archive.db")).close()
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="data_dir"):
        await open_archive(tmp_path / "file" / "archive.db")
    with pytest.raises(StorageError, match="data_dir"):
        await open_archive(tmp_path)


async def test_a_full_disk_is_told_and_nothing_is_half_written(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    archive = await open_archive(path)

    def fill(connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA max_page_count = 1")

    await archive._database.read(fill)
    with pytest.raises(StorageError, match="disk is full: free some space"):
        await archive.ledger.pay(call("x" * 100_000), paid)
    assert await archive.ledger.rows("turn") == ()
    await archive.close()


async def test_a_locked_file_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_S", 0.01)
    path = tmp_path / "archive.db"
    archive = await open_archive(path)
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageError, match="another process keeps it locked"):
            await archive.ledger.pay(call(), paid)
    await archive.close()


async def test_a_closed_archive_says_so(tmp_path: Path) -> None:
    archive = await open_archive(tmp_path / "archive.db")
    await archive.close()
    with pytest.raises(StorageError, match="closed"):
        await archive.ledger.usage("turn")


async def test_a_text_changed_in_the_file_is_no_evidence(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    archive = await open_archive(path)
    page = Snapshot(
        id=Snapshot.id_of("https://e.org", "It is so."),
        address="https://e.org",
        read_at=datetime(2026, 11, 23, tzinfo=UTC),
        text="It is so.",
    )
    await archive.snapshots.put(page)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE snapshots SET text = 'It is not so.'")
        connection.commit()
    with pytest.raises(EvidenceError, match="does not match its hash"):
        await archive.snapshots.get(page.id)
    await archive.close()
