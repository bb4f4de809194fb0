"""The list of runs, and how one is found."""

from wellread.archive.contract import RunRecord
from wellread.archive.database import Connection, Database, sortable
from wellread.errors import UnknownRun

_CANDIDATES_SHOWN = 5


class StoredRuns:
    """The `Runs` in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, run: RunRecord) -> None:
        """Adds or replaces the record."""

        async def upsert(connection: Connection) -> None:
            await connection.run(
                "INSERT INTO runs (id, created_at, record) VALUES ($1, $2, $3) ON CONFLICT (id) DO "
                "UPDATE SET created_at = excluded.created_at, record = excluded.record",
                run.id,
                sortable(run.created_at),
                run.model_dump_json(),
            )

        await self._database.write(upsert)

    async def find(self, run_id: str) -> RunRecord:
        """The run with this id, this unique beginning of one, or the newest for `latest`.

        Raises:
            UnknownRun: none or several match; the message lists the candidates.
        """
        if run_id == "latest":
            newest = await self.newest(1)
            if not newest:
                raise UnknownRun("there is no run yet: start one with `wellread research`")
            return newest[0]
        matches = await self._database.read(lambda connection: _matching(connection, run_id))
        exact = [run for run in matches if run.id == run_id]
        if exact or len(matches) == 1:
            return (exact or matches)[0]
        if not matches:
            raise UnknownRun(f"no run begins with {run_id!r}: `wellread runs` lists them all")
        candidates = ", ".join(run.id for run in matches[:_CANDIDATES_SHOWN])
        more = ", ..." if len(matches) > _CANDIDATES_SHOWN else ""
        raise UnknownRun(f"several runs begin with {run_id!r}: {candidates}{more}; give more of it")

    async def newest(self, limit: int = 20) -> tuple[RunRecord, ...]:
        """The newest runs first, by the time of their making."""

        async def select(connection: Connection) -> tuple[RunRecord, ...]:
            rows = await connection.run(
                "SELECT record FROM runs ORDER BY created_at DESC, id DESC LIMIT $1",
                max(limit, 0),
            )
            return tuple(RunRecord.model_validate_json(row["record"]) for row in rows)

        return await self._database.read(select)


async def _matching(connection: Connection, beginning: str) -> list[RunRecord]:
    # PostgreSQL's texts know no NUL, and no run has one in its id.
    if not beginning or "\0" in beginning:
        return []
    rows = await connection.run(
        "SELECT record FROM runs WHERE substr(id, 1, $2) = $1 ORDER BY created_at DESC",
        beginning,
        len(beginning),
    )
    return [RunRecord.model_validate_json(row["record"]) for row in rows]
