"""The ledger in SQLite: reserve, call, commit; one call per key, within the budget.

A row is `reserved` with its worst case before the call is made, and `answered` or `failed` after
it. A reserved row that this process does not work on was left by a kill: it counts as spent.
"""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from contextlib import suppress
from datetime import UTC, datetime

from wellread.archive.budget import check_budget, turn_usage
from wellread.archive.contract import LedgerRow, PaidAnswer, PaidCall
from wellread.archive.database import Database
from wellread.archive.snapshots import sortable
from wellread.domain import Frozen, Usage, sha256_of
from wellread.errors import LimitReached, StorageError

Make = Callable[[], Awaitable[PaidAnswer]]
Flight = Future[PaidAnswer | None]

_LONGEST_ERROR_CHARS = 500


class _Reservation(Frozen):
    """A place in the ledger that this process holds."""

    key: str
    reserved_at: str


class SqliteLedger:
    """The `Ledger` of one SQLite file."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._flights: dict[str, Flight] = {}

    async def pay(self, call: PaidCall, make: Make) -> PaidAnswer:
        """Gives the stored answer to `call`, or reserves, makes and stores it.

        Callers with one key share one call. When the one who makes it is cancelled, the next
        waiter makes it anew and the lost try counts at its worst case; a waiter that is cancelled
        disturbs nobody. What `make` raises leaves a failed row, which costs nothing.

        Raises:
            LimitReached: the budget forbids the call, or sets a limit in USD where the price of
                the call is not known. Nothing was called.
            StorageError: the archive cannot be written.
        """
        key = sha256_of([call.turn_id, call.role, call.request, call.attempt])
        while True:
            mine: Flight = Future()
            # A running future cannot be cancelled through the waiters' asyncio futures.
            mine.set_running_or_notify_cancel()
            flight = self._flights.setdefault(key, mine)
            if flight is mine:
                return await self._lead(key, call, make, mine)
            answer = await asyncio.shield(asyncio.wrap_future(flight))
            if answer is not None:
                await self._database.write(lambda connection: _count_reuse(connection, key))
                return answer

    async def usage(self, turn_id: str) -> Usage:
        """What the turn has spent, reserved rows without an answer at their worst case."""
        return await self._database.read(lambda connection: turn_usage(connection, turn_id))

    async def rows(self, turn_id: str) -> tuple[LedgerRow, ...]:
        """The turn's rows in the order of reservation."""

        def select(connection: sqlite3.Connection) -> tuple[LedgerRow, ...]:
            rows = connection.execute(
                "SELECT * FROM ledger WHERE turn_id = ? ORDER BY number", (turn_id,)
            )
            return tuple(_row(row) for row in rows)

        return await self._database.read(select)

    async def _lead(self, key: str, call: PaidCall, make: Make, flight: Flight) -> PaidAnswer:
        """Makes the call for everybody who waits for `flight`; None there means: try yourself."""
        told: PaidAnswer | BaseException | None = None
        try:
            outcome = await _as_value(self._stored_or_made(key, call, make))
            # Every waiter has a budget of its own, and tries for itself.
            told = None if isinstance(outcome, LimitReached) else outcome
        finally:
            del self._flights[key]
            if isinstance(told, BaseException):
                flight.set_exception(told)
            else:
                flight.set_result(told)
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    async def _stored_or_made(self, key: str, call: PaidCall, make: Make) -> PaidAnswer:
        reservation = _Reservation(key=key, reserved_at=sortable(datetime.now(UTC)))
        try:
            stored = await self._database.write(
                lambda connection: _stored_or_reserve(connection, call, reservation)
            )
        except asyncio.CancelledError:
            # Nothing was called yet, so nothing was spent.
            with suppress(StorageError):
                self._database.post(
                    lambda connection: _fail(connection, reservation, "cancelled before the call")
                )
            raise
        if stored is not None:
            return stored
        outcome = await _as_value(self._made(make, reservation))
        if isinstance(outcome, BaseException):
            message = f"{type(outcome).__name__}: {outcome}"
            await self._database.write(lambda connection: _fail(connection, reservation, message))
            raise outcome
        return outcome

    async def _made(self, make: Make, reservation: _Reservation) -> PaidAnswer:
        """Calls and commits without a pause between the two in which a cancelling could fall."""
        answer = await make()
        await self._database.write(lambda connection: _answer(connection, reservation, answer))
        return answer


async def _as_value(call: Awaitable[PaidAnswer]) -> PaidAnswer | BaseException:
    """What the call gives or raises; only the cancelling of the caller goes through."""
    (outcome,) = await asyncio.gather(call, return_exceptions=True)
    return outcome


def _stored_or_reserve(
    connection: sqlite3.Connection, call: PaidCall, reservation: _Reservation
) -> PaidAnswer | None:
    tries = connection.execute(
        "SELECT number, try_no, status, answer FROM ledger WHERE key = ? ORDER BY try_no",
        (reservation.key,),
    ).fetchall()
    for row in tries:
        if row["status"] == "answered":
            connection.execute(
                "UPDATE ledger SET reused = reused + 1 WHERE number = ?", (row["number"],)
            )
            return PaidAnswer.model_validate_json(row["answer"])
    check_budget(connection, call)
    connection.execute(
        "INSERT INTO ledger (key, try_no, turn_id, kind, status, worst_cost_usd, call, reserved_at)"
        " VALUES (?, ?, ?, ?, 'reserved', ?, ?, ?)",
        (
            reservation.key,
            tries[-1]["try_no"] + 1 if tries else 0,
            call.turn_id,
            call.kind,
            call.worst_cost_usd,
            call.model_dump_json(),
            reservation.reserved_at,
        ),
    )
    return None


def _answer(connection: sqlite3.Connection, reservation: _Reservation, answer: PaidAnswer) -> None:
    connection.execute(
        "UPDATE ledger SET status = 'answered', cost_usd = ?, prompt_tokens = ?, "
        "completion_tokens = ?, seconds = ?, answer = ?, ended_at = ? "
        "WHERE key = ? AND reserved_at = ? AND status = 'reserved'",
        (
            answer.cost_usd,
            answer.prompt_tokens,
            answer.completion_tokens,
            answer.seconds,
            answer.model_dump_json(),
            sortable(datetime.now(UTC)),
            reservation.key,
            reservation.reserved_at,
        ),
    )


def _fail(connection: sqlite3.Connection, reservation: _Reservation, error: str) -> None:
    connection.execute(
        "UPDATE ledger SET status = 'failed', error = ?, ended_at = ? "
        "WHERE key = ? AND reserved_at = ? AND status = 'reserved'",
        (
            error[:_LONGEST_ERROR_CHARS],
            sortable(datetime.now(UTC)),
            reservation.key,
            reservation.reserved_at,
        ),
    )


def _count_reuse(connection: sqlite3.Connection, key: str) -> None:
    connection.execute(
        "UPDATE ledger SET reused = reused + 1 WHERE key = ? AND status = 'answered'", (key,)
    )


def _row(row: sqlite3.Row) -> LedgerRow:
    return LedgerRow.model_validate(
        {
            **{name: row[name] for name in ("key", "try_no", "status", "error", "reused")},
            "call": PaidCall.model_validate_json(row["call"]),
            "answer": PaidAnswer.model_validate_json(row["answer"]) if row["answer"] else None,
            "reserved_at": row["reserved_at"],
            "ended_at": row["ended_at"],
        }
    )
