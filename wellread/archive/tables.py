"""The archive's tables, alike in every database, and how older ones are brought up to date."""

from dataclasses import dataclass

from wellread.archive.database import Connection, Work
from wellread.errors import StorageError

SCHEMA_VERSION = 3


@dataclass(frozen=True)
class Dialect:
    """The words in which databases differ."""

    number: str
    """Type of a primary key that counts by itself."""
    blob: str
    find_versions: str
    """Gives a row where the table of versions exists."""


_JOURNAL = """CREATE TABLE journal (
    turn_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    PRIMARY KEY (turn_id, kind, name)
)"""


def tables(dialect: Dialect) -> tuple[str, ...]:
    """The statements that make all tables in an empty database."""
    return (
        "CREATE TABLE schema_version (version INTEGER NOT NULL)",
        "CREATE TABLE runs (id TEXT PRIMARY KEY, created_at TEXT NOT NULL, record TEXT NOT NULL)",
        "CREATE INDEX runs_by_age ON runs (created_at)",
        f"""CREATE TABLE snapshots (
            id TEXT PRIMARY KEY,
            note TEXT NOT NULL,
            text {dialect.blob} NOT NULL,
            used_at TEXT NOT NULL
        )""",
        """CREATE TABLE pages (
            address TEXT NOT NULL,
            read_at TEXT NOT NULL,
            snapshot_id TEXT NOT NULL REFERENCES snapshots (id),
            PRIMARY KEY (address, read_at)
        )""",
        "CREATE INDEX pages_by_snapshot ON pages (snapshot_id)",
        f"""CREATE TABLE ledger (
            number {dialect.number},
            key TEXT NOT NULL,
            try_no INTEGER NOT NULL,
            turn_id TEXT NOT NULL,
            kind TEXT NOT NULL,
            status TEXT NOT NULL,
            worst_cost_usd DOUBLE PRECISION,
            cost_usd DOUBLE PRECISION,
            prompt_tokens BIGINT NOT NULL DEFAULT 0,
            completion_tokens BIGINT NOT NULL DEFAULT 0,
            seconds DOUBLE PRECISION NOT NULL DEFAULT 0,
            call TEXT NOT NULL,
            answer TEXT,
            error TEXT NOT NULL DEFAULT '',
            reserved_at TEXT NOT NULL,
            ended_at TEXT,
            reused INTEGER NOT NULL DEFAULT 0,
            owner TEXT,
            pruned INTEGER NOT NULL DEFAULT 0,
            UNIQUE (key, try_no)
        )""",
        "CREATE INDEX ledger_by_turn ON ledger (turn_id)",
        _JOURNAL,
    )


# From the version to the next; PostgreSQL began with version 2.
_STEPS: dict[int, tuple[str, ...]] = {
    1: (
        "ALTER TABLE ledger ADD COLUMN owner TEXT",
        "ALTER TABLE ledger ADD COLUMN pruned INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE snapshots ADD COLUMN used_at TEXT NOT NULL DEFAULT ''",
        "UPDATE snapshots SET text = CAST(text AS BLOB), "
        "used_at = strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000+00:00'",
        "CREATE INDEX pages_by_snapshot ON pages (snapshot_id)",
    ),
    2: (_JOURNAL,),
}


def preparing(dialect: Dialect, place: str) -> Work[None]:
    """The first transaction of an opened database: makes the tables, or brings them up to date.

    It raises `StorageError` for a database that a newer release made.
    """

    async def prepare(connection: Connection) -> None:
        await connection.lock("tables")
        if not await connection.run(dialect.find_versions):
            for statement in tables(dialect):
                await connection.run(statement)
            await connection.run("INSERT INTO schema_version VALUES ($1)", SCHEMA_VERSION)
            return
        [row] = await connection.run("SELECT version FROM schema_version")
        version: int = row["version"]
        if version > SCHEMA_VERSION:
            raise StorageError(
                f"the archive {place} was made by a newer release (schema {version}, this one "
                f"knows {SCHEMA_VERSION}): upgrade wellread, or choose another place for it"
            )
        if version < SCHEMA_VERSION:
            for older in range(version, SCHEMA_VERSION):
                for statement in _STEPS[older]:
                    await connection.run(statement)
            await connection.run("UPDATE schema_version SET version = $1", SCHEMA_VERSION)

    return prepare
