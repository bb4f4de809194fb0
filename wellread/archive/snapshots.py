"""What was read: texts under their hash, and which address gave which text."""

import json
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

from wellread.archive.database import Connection, Database, Row, sortable, sortable_now
from wellread.domain import Snapshot
from wellread.errors import EvidenceError


class StoredSnapshots:
    """The `Snapshots` in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, snapshot: Snapshot) -> None:
        """Stores it; storing the same id again changes nothing.

        Raises:
            EvidenceError: its id is not the hash of its address and text.
            StorageError: the archive cannot be written.
        """
        _check(snapshot)

        async def insert(connection: Connection) -> None:
            await connection.run(
                "INSERT INTO snapshots (id, note, text, used_at) VALUES ($1, $2, $3, $4) "
                "ON CONFLICT (id) DO UPDATE SET used_at = excluded.used_at",
                snapshot.id,
                snapshot.model_dump_json(exclude={"text"}),
                # As bytes, because PostgreSQL's texts know no NUL.
                snapshot.text.encode(),
                sortable_now(),
            )

        await self._database.write(insert)

    async def get(self, snapshot_id: str) -> Snapshot:
        """The snapshot, its hash checked.

        Raises:
            EvidenceError: unknown id, or a text that does not match its hash.
        """
        return (await self.get_all([snapshot_id]))[snapshot_id]

    async def get_all(self, snapshot_ids: Iterable[str]) -> dict[str, Snapshot]:
        """The snapshots by id, in that order, read in one go, their hashes checked.

        Raises:
            EvidenceError: as of `get`, for the first that is not as it was read.
        """
        ids = list(dict.fromkeys(snapshot_ids))

        async def select(connection: Connection) -> dict[str, Snapshot]:
            return {each: await _stored(connection, each) for each in ids}

        return await self._database.read(select)

    async def still_there(self, snapshot_ids: Iterable[str]) -> dict[str, Snapshot]:
        """Like `get_all`, without those that are unknown or were changed."""
        ids = list(dict.fromkeys(snapshot_ids))

        async def select(connection: Connection) -> dict[str, Snapshot]:
            found: dict[str, Snapshot] = {}
            for each in ids:
                with suppress(EvidenceError):
                    found[each] = await _stored(connection, each)
            return found

        return await self._database.read(select)

    async def remember_page(self, address: str, snapshot_id: str, read_at: datetime) -> None:
        """Notes that reading `address` gave this snapshot, which must be stored already."""

        async def insert(connection: Connection) -> None:
            await connection.run(
                "INSERT INTO pages (address, read_at, snapshot_id) VALUES ($1, $2, $3) "
                "ON CONFLICT (address, read_at) DO UPDATE SET snapshot_id = excluded.snapshot_id",
                address,
                sortable(read_at),
                snapshot_id,
            )

        await self._database.write(insert)

    async def recall_page(self, address: str, not_before: datetime) -> Snapshot | None:
        """The newest snapshot of `address` read at or after `not_before`, if there is one.

        Raises:
            EvidenceError: its text does not match its hash.
        """

        async def select(connection: Connection) -> Snapshot | None:
            rows = await connection.run(
                "SELECT note, text FROM pages JOIN snapshots ON snapshots.id = snapshot_id "
                "WHERE address = $1 AND read_at >= $2 ORDER BY read_at DESC LIMIT 1",
                address,
                sortable(not_before),
            )
            return _whole(rows[0]) if rows else None

        recalled = await self._database.read(select)
        if recalled is not None:
            await self._note_use(recalled.id)
        return recalled

    async def _note_use(self, snapshot_id: str) -> None:
        async def update(connection: Connection) -> None:
            await connection.run(
                "UPDATE snapshots SET used_at = $1 WHERE id = $2", sortable_now(), snapshot_id
            )

        await self._database.write(update)


async def _stored(connection: Connection, snapshot_id: str) -> Snapshot:
    rows = await connection.run("SELECT note, text FROM snapshots WHERE id = $1", snapshot_id)
    if not rows:
        raise EvidenceError(
            f"no snapshot {snapshot_id!r} in the archive: it was read in another archive, "
            "or removed; check data_dir and database_url, or research the question again"
        )
    return _whole(rows[0])


def _whole(row: Row) -> Snapshot:
    text: bytes = row["text"]
    snapshot = Snapshot.model_validate({**json.loads(row["note"]), "text": text.decode()})
    _check(snapshot)
    return snapshot


def _check(snapshot: Snapshot) -> None:
    if Snapshot.id_of(snapshot.address, snapshot.text) != snapshot.id:
        raise EvidenceError(
            f"the text of snapshot {snapshot.id!r} ({snapshot.address}) does not match its hash: "
            "it was changed after it was read and cannot be evidence; read the page again"
        )
