"""What was read, in SQLite: texts under their hash, and which address gave which text."""

import json
import sqlite3
from datetime import UTC, datetime

from wellread.archive.database import Database
from wellread.domain import Snapshot
from wellread.errors import EvidenceError


def sortable(moment: datetime) -> str:
    """The moment in UTC, so that texts sort like times: `2026-11-23T08:00:00.000000+00:00`."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


class SqliteSnapshots:
    """The `Snapshots` of one SQLite file."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, snapshot: Snapshot) -> None:
        """Stores it; storing the same id again changes nothing.

        Raises:
            EvidenceError: its id is not the hash of its address and text.
            StorageError: the archive cannot be written.
        """
        _check(snapshot)
        note = snapshot.model_dump_json(exclude={"text"})

        def insert(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT OR IGNORE INTO snapshots VALUES (?, ?, ?)",
                (snapshot.id, note, snapshot.text),
            )

        await self._database.write(insert)

    async def get(self, snapshot_id: str) -> Snapshot:
        """The snapshot, its hash checked.

        Raises:
            EvidenceError: unknown id, or a text that does not match its hash.
        """

        def select(connection: sqlite3.Connection) -> Snapshot:
            row = connection.execute(
                "SELECT note, text FROM snapshots WHERE id = ?", (snapshot_id,)
            ).fetchone()
            if row is None:
                raise EvidenceError(
                    f"no snapshot {snapshot_id!r} in the archive: it was read in another archive, "
                    "or removed; check data_dir, or research the question again"
                )
            return _whole(row)

        return await self._database.read(select)

    async def remember_page(self, address: str, snapshot_id: str, read_at: datetime) -> None:
        """Notes that reading `address` gave this snapshot, which must be stored already."""

        def insert(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT OR REPLACE INTO pages VALUES (?, ?, ?)",
                (address, sortable(read_at), snapshot_id),
            )

        await self._database.write(insert)

    async def recall_page(self, address: str, not_before: datetime) -> Snapshot | None:
        """The newest snapshot of `address` read at or after `not_before`, if there is one.

        Raises:
            EvidenceError: its text does not match its hash.
        """

        def select(connection: sqlite3.Connection) -> Snapshot | None:
            row = connection.execute(
                "SELECT note, text FROM pages JOIN snapshots ON snapshots.id = snapshot_id "
                "WHERE address = ? AND read_at >= ? ORDER BY read_at DESC LIMIT 1",
                (address, sortable(not_before)),
            ).fetchone()
            return None if row is None else _whole(row)

        return await self._database.read(select)


def _whole(row: sqlite3.Row) -> Snapshot:
    snapshot = Snapshot.model_validate({**json.loads(row["note"]), "text": row["text"]})
    _check(snapshot)
    return snapshot


def _check(snapshot: Snapshot) -> None:
    if Snapshot.id_of(snapshot.address, snapshot.text) != snapshot.id:
        raise EvidenceError(
            f"the text of snapshot {snapshot.id!r} ({snapshot.address}) does not match its hash: "
            "it was changed after it was read and cannot be evidence; read the page again"
        )
