"""The archive on one SQLite file: how it is opened, its tables and their version."""

import sqlite3
from pathlib import Path

from wellread.archive.database import Database
from wellread.archive.ledger import SqliteLedger
from wellread.archive.runs import SqliteRuns
from wellread.archive.snapshots import SqliteSnapshots
from wellread.errors import StorageError

SCHEMA_VERSION = 1

_TABLES = (
    "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)",
    """CREATE TABLE IF NOT EXISTS runs (
        id TEXT PRIMARY KEY,
        created_at TEXT NOT NULL,
        record TEXT NOT NULL
    )""",
    "CREATE INDEX IF NOT EXISTS runs_by_age ON runs (created_at)",
    """CREATE TABLE IF NOT EXISTS snapshots (
        id TEXT PRIMARY KEY,
        note TEXT NOT NULL,
        text TEXT NOT NULL
    )""",
    """CREATE TABLE IF NOT EXISTS pages (
        address TEXT NOT NULL,
        read_at TEXT NOT NULL,
        snapshot_id TEXT NOT NULL REFERENCES snapshots (id),
        PRIMARY KEY (address, read_at)
    )""",
    """CREATE TABLE IF NOT EXISTS ledger (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        key TEXT NOT NULL,
        try_no INTEGER NOT NULL,
        turn_id TEXT NOT NULL,
        kind TEXT NOT NULL,
        status TEXT NOT NULL,
        worst_cost_usd REAL,
        cost_usd REAL,
        prompt_tokens INTEGER NOT NULL DEFAULT 0,
        completion_tokens INTEGER NOT NULL DEFAULT 0,
        seconds REAL NOT NULL DEFAULT 0,
        call TEXT NOT NULL,
        answer TEXT,
        error TEXT NOT NULL DEFAULT '',
        reserved_at TEXT NOT NULL,
        ended_at TEXT,
        reused INTEGER NOT NULL DEFAULT 0,
        UNIQUE (key, try_no)
    )""",
    "CREATE INDEX IF NOT EXISTS ledger_by_turn ON ledger (turn_id)",
)


class SqliteArchive:
    """An `Archive` on one SQLite file, which several processes may share."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._ledger = SqliteLedger(database)
        self._snapshots = SqliteSnapshots(database)
        self._runs = SqliteRuns(database)

    @property
    def ledger(self) -> SqliteLedger:
        """Every paid call."""
        return self._ledger

    @property
    def snapshots(self) -> SqliteSnapshots:
        """What was read."""
        return self._snapshots

    @property
    def runs(self) -> SqliteRuns:
        """The list of runs."""
        return self._runs

    async def close(self) -> None:
        """Commits what is under way and closes the file; calling it twice is harmless."""
        await self._database.close()


async def open_archive(path: Path) -> SqliteArchive:
    """The archive in this file, which is made where it is missing.

    Raises:
        StorageError: the file cannot be made, opened or written, is not an archive, or was made
            by a newer release.
    """
    database = Database(path)

    def prepare(connection: sqlite3.Connection) -> None:
        _make_tables(connection, path)

    await database.open(prepare)
    return SqliteArchive(database)


def _make_tables(connection: sqlite3.Connection, path: Path) -> None:
    for statement in _TABLES:
        connection.execute(statement)
    row = connection.execute("SELECT version FROM schema_version").fetchone()
    if row is None:
        connection.execute("INSERT INTO schema_version VALUES (?)", (SCHEMA_VERSION,))
    elif row["version"] > SCHEMA_VERSION:
        raise StorageError(
            f"the archive {path} was made by a newer release (schema {row['version']}, this one "
            f"knows {SCHEMA_VERSION}): upgrade wellread, or choose another data_dir"
        )
