"""What may go from an archive: answers of finished turns, and pages that nobody used since.

One transaction for each turn, so that others need not wait long.
"""

from datetime import datetime

from wellread.archive.contract import PaidAnswer, PaidCall, Pruned, RunRecord
from wellread.archive.database import Connection, Database, sortable

_OLD_TURNS = """
    SELECT turn_id FROM ledger GROUP BY turn_id
    HAVING MAX(COALESCE(ended_at, reserved_at)) < $1 AND MIN(pruned) = 0
    ORDER BY turn_id
"""


async def prune(database: Database, older_than: datetime) -> Pruned:
    """What `Archive.prune` promises, but for giving the room back to the disk."""
    moment = sortable(older_than)

    async def plan(connection: Connection) -> tuple[list[RunRecord], list[str]]:
        runs = await connection.run("SELECT record FROM runs")
        turns = await connection.run(_OLD_TURNS, moment)
        records = [RunRecord.model_validate_json(run["record"]) for run in runs]
        return [run for run in records if run.status != "done"], [turn["turn_id"] for turn in turns]

    unfinished, turns = await database.read(plan)
    kept = {run.turn_id for run in unfinished}
    answers = 0
    for turn in turns:
        if turn not in kept:
            answers += await _prune_turn(database, turn)
    older = [run for run in unfinished if run.created_at < older_than]
    horizon = min([moment, *(sortable(run.created_at) for run in older)])
    pages, snapshots = await _prune_pages(database, horizon)
    return Pruned(answers=answers, snapshots=snapshots, pages=pages, unfinished_runs=len(older))


async def _prune_turn(database: Database, turn_id: str) -> int:
    async def update(connection: Connection) -> int:
        await connection.lock(turn_id)
        rows = await connection.run(
            "SELECT number, call, answer FROM ledger WHERE turn_id = $1 AND pruned = 0", turn_id
        )
        for row in rows:
            call = PaidCall.model_validate_json(row["call"])
            answer = PaidAnswer.model_validate_json(row["answer"]) if row["answer"] else None
            await connection.run(
                "UPDATE ledger SET call = $1, answer = $2, pruned = 1 WHERE number = $3",
                call.model_copy(update={"request": ""}).model_dump_json(),
                answer.model_copy(update={"body": ""}).model_dump_json() if answer else None,
                row["number"],
            )
        return sum(row["answer"] is not None for row in rows)

    return await database.write(update)


async def _prune_pages(database: Database, horizon: str) -> tuple[int, int]:
    async def delete(connection: Connection) -> tuple[int, int]:
        pages = await connection.run(
            "DELETE FROM pages WHERE read_at < $1 RETURNING snapshot_id", horizon
        )
        snapshots = await connection.run(
            "DELETE FROM snapshots WHERE used_at < $1 AND NOT EXISTS "
            "(SELECT 1 FROM pages WHERE snapshot_id = snapshots.id) RETURNING id",
            horizon,
        )
        await connection.run(
            "DELETE FROM journal WHERE recorded_at < $1 AND (kind <> 'reader' OR NOT EXISTS "
            "(SELECT 1 FROM snapshots WHERE id = journal.turn_id))",
            horizon,
        )
        return len(pages), len(snapshots)

    return await database.write(delete)
