"""What is special to the archive in one SQLite file: its errors, its owners and older files."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from wellread.archive import sqlite
from wellread.archive.contract import Budget, PaidAnswer, PaidCall
from wellread.archive.database import Connection
from wellread.archive.reservations import Reservation
from wellread.archive.sqlite import open_archive
from wellread.archive.tables import SCHEMA_VERSION
from wellread.domain import Snapshot
from wellread.errors import EvidenceError, StorageError

FIRST_TABLES = """
CREATE TABLE schema_version (version INTEGER NOT NULL);
INSERT INTO schema_version VALUES (1);
CREATE TABLE runs (id TEXT PRIMARY KEY, created_at TEXT NOT NULL, record TEXT NOT NULL);
CREATE INDEX runs_by_age ON runs (created_at);
CREATE TABLE snapshots (id TEXT PRIMARY KEY, note TEXT NOT NULL, text TEXT NOT NULL);
CREATE TABLE pages (
    address TEXT NOT NULL, read_at TEXT NOT NULL,
    snapshot_id TEXT NOT NULL REFERENCES snapshots (id), PRIMARY KEY (address, read_at)
);
CREATE TABLE ledger (
    number INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL, try_no INTEGER NOT NULL,
    turn_id TEXT NOT NULL, kind TEXT NOT NULL, status TEXT NOT NULL, worst_cost_usd REAL,
    cost_usd REAL, prompt_tokens INTEGER NOT NULL DEFAULT 0,
    completion_tokens INTEGER NOT NULL DEFAULT 0, seconds REAL NOT NULL DEFAULT 0,
    call TEXT NOT NULL, answer TEXT, error TEXT NOT NULL DEFAULT '', reserved_at TEXT NOT NULL,
    ended_at TEXT, reused INTEGER NOT NULL DEFAULT 0, UNIQUE (key, try_no)
);
CREATE INDEX ledger_by_turn ON ledger (turn_id);
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


def snapshot_of(text: str) -> Snapshot:
    return Snapshot(
        id=Snapshot.id_of("https://e.org", text),
        address="https://e.org",
        read_at=datetime(2026, 11, 23, tzinfo=UTC),
        text=text,
    )


async def paid() -> PaidAnswer:
    return PaidAnswer(body="x" * 1000, cost_usd=0.01)


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
    monkeypatch.setattr("wellread.archive.sqlite.time.sleep", waits.append)
    with closing(BusyTwice(":memory:")) as connection:
        sqlite._use_wal(connection)
    assert len(waits) == 2


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

    async def fill(connection: Connection) -> None:
        await connection.run("PRAGMA max_page_count = 1")

    await archive._database.read(fill)
    with pytest.raises(StorageError, match="disk is full: free some space"):
        await archive.ledger.pay(call("x" * 100_000), paid)
    assert await archive.ledger.rows("turn") == ()
    await archive.close()


async def test_a_locked_file_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_S", 0.01)
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


async def test_an_archive_of_the_first_release_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    page = snapshot_of("It is so.")
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(FIRST_TABLES)
        connection.execute(
            "INSERT INTO snapshots VALUES (?, ?, ?)",
            (page.id, page.model_dump_json(exclude={"text"}), page.text),
        )
        connection.execute(
            "INSERT INTO ledger (key, try_no, turn_id, kind, status, cost_usd, call, answer, "
            "reserved_at) VALUES (?, 0, 'turn', 'model', 'answered', 0.01, ?, ?, ?)",
            (
                Reservation.of(call(), "").key,
                call().model_dump_json(),
                (await paid()).model_dump_json(),
                "2026-11-23T08:00:00.000000+00:00",
            ),
        )
        connection.commit()
    for _ in range(2):
        archive = await open_archive(path)
        assert await archive.snapshots.get(page.id) == page
        assert await archive.ledger.pay(call(), paid) == await paid()
        assert (await archive.prune(datetime(2026, 11, 1, tzinfo=UTC))).answers == 0
        await archive.close()
    archive = await open_archive(path)
    assert (await archive.ledger.usage("turn")).reused == 2
    await archive.close()


async def test_the_file_of_an_opening_goes_when_it_ends_and_a_dead_ones_at_the_next(
    tmp_path: Path,
) -> None:
    path = tmp_path / "archive.db"
    owners = tmp_path / "archive.db-owners"
    one, two = await open_archive(path), await open_archive(path)
    assert len(list(owners.iterdir())) == 2
    await one.close()
    (owners / "dead").touch()
    three = await open_archive(path)
    assert len(list(owners.iterdir())) == 2
    await two.close()
    await three.close()
    assert list(owners.iterdir()) == []


async def test_pruning_makes_the_file_smaller(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    archive = await open_archive(path)
    for number in range(20):
        await archive.snapshots.put(snapshot_of(f"{number} " + "word " * 10_000))
    await archive.prune(datetime(2200, 1, 1, tzinfo=UTC))
    await archive.close()
    assert path.stat().st_size < 100_000


async def test_a_text_changed_in_the_file_is_no_evidence(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    archive = await open_archive(path)
    page = snapshot_of("It is so.")
    await archive.snapshots.put(page)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE snapshots SET text = CAST('It is not so.' AS BLOB)")
        connection.commit()
    with pytest.raises(EvidenceError, match="does not match its hash"):
        await archive.snapshots.get(page.id)
    await archive.close()
