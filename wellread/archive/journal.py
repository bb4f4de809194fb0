"""What was decided once in a turn, and is never decided again."""

from collections.abc import Mapping

from wellread.archive.contract import JournalKind
from wellread.archive.database import Connection, Database, sortable_now


class StoredJournal:
    """The `Journal` in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def record(
        self, turn_id: str, kind: JournalKind, entries: Mapping[str, str]
    ) -> dict[str, str]:
        """Stores the entries whose names are new; gives all of `entries` as they are stored.

        Raises:
            StorageError: the archive cannot be written.
        """
        if not entries:
            return {}

        async def insert(connection: Connection) -> dict[str, str]:
            await connection.lock(turn_id)
            for name, value in entries.items():
                await record_entry(connection, turn_id, kind, name, value)
            stored = await _select(connection, turn_id, kind)
            return {name: stored[name] for name in entries}

        return await self._database.write(insert)

    async def recorded(self, turn_id: str, kind: JournalKind) -> dict[str, str]:
        """The turn's entries of this kind by name, in the order of recording."""
        return await self._database.read(lambda connection: _select(connection, turn_id, kind))


async def record_entry(
    connection: Connection, turn_id: str, kind: JournalKind, name: str, value: str
) -> None:
    """Stores one entry within the caller's transaction, unless its name is there already."""
    await connection.run(
        "INSERT INTO journal (turn_id, kind, name, value, recorded_at) "
        "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (turn_id, kind, name) DO NOTHING",
        turn_id,
        kind,
        name,
        # PostgreSQL's texts know no NUL.
        value.replace("\0", ""),
        sortable_now(),
    )


async def forget_entry(connection: Connection, turn_id: str, kind: JournalKind, name: str) -> None:
    """Takes one entry away, within the caller's transaction."""
    await connection.run(
        "DELETE FROM journal WHERE turn_id = $1 AND kind = $2 AND name = $3", turn_id, kind, name
    )


async def _select(connection: Connection, turn_id: str, kind: JournalKind) -> dict[str, str]:
    rows = await connection.run(
        "SELECT name, value FROM journal WHERE turn_id = $1 AND kind = $2 "
        "ORDER BY recorded_at, name",
        turn_id,
        kind,
    )
    return {row["name"]: row["value"] for row in rows}
