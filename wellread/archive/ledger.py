"""The ledger: reserve, call, commit; one call per key, within the budget.

A row is `reserved` with its worst case before the call is made, and `answered` or `failed` after
it. A reserved row whose opening of the archive is dead was left by a kill: it counts as spent. A
row is `recalled` where an earlier turn, which this one refreshes, had the answer already.
"""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from contextlib import suppress

from wellread.archive import reservations
from wellread.archive.budget import turn_usage
from wellread.archive.contract import LedgerRow, PaidAnswer, PaidCall
from wellread.archive.database import Connection, Database, ending_of
from wellread.archive.journal import StoredJournal
from wellread.archive.refusals import refusal_name, refusal_value
from wellread.archive.reservations import Reservation
from wellread.domain import Usage
from wellread.errors import LimitReached, StorageError

Make = Callable[[], Awaitable[PaidAnswer]]
Flight = Future[PaidAnswer | None]

_ASK_AGAIN_S = 0.1
"""How often to look whether another process has its answer, or a budget its money back, by now."""


class StoredLedger:
    """The `Ledger` in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._journal = StoredJournal(database)
        self._flights: dict[str, Flight] = {}

    async def pay(self, call: PaidCall, make: Make) -> PaidAnswer:
        """Gives the stored answer to `call`, or reserves, makes and stores it.

        Callers with one key share one call; those of another process wait until it is stored. A
        call that the budget allows only if those being made stay below their worst case waits for
        them. When
        the one who makes it is cancelled, the next waiter makes it anew and the lost try counts at
        its worst case; a waiter that is cancelled disturbs nobody. What `make` raises leaves a
        failed row, which costs nothing.

        Raises:
            LimitReached: the budget forbids the call, or sets a limit in USD where the price of
                the call is not known. Nothing was called.
            StorageError: the archive cannot be written.
        """
        place = Reservation.of(call, self._database.owner)
        while True:
            mine: Flight = Future()
            # A running future cannot be cancelled through the waiters' asyncio futures.
            mine.set_running_or_notify_cancel()
            flight = self._flights.setdefault(place.key, mine)
            if flight is mine:
                return await self._lead(place, call, make, mine)
            answer = await asyncio.shield(ending_of(flight))
            if answer is not None:
                await self._database.write(
                    lambda connection: reservations.count_reuse(connection, place.key)
                )
                return answer

    async def usage(self, turn_id: str) -> Usage:
        """What the turn has spent, reserved rows without an answer at their worst case."""
        return await self._database.read(lambda connection: turn_usage(connection, turn_id))

    async def rows(self, turn_id: str) -> tuple[LedgerRow, ...]:
        """The turn's rows in the order of reservation."""

        async def select(connection: Connection) -> tuple[LedgerRow, ...]:
            rows = await connection.run(
                "SELECT * FROM ledger WHERE turn_id = $1 ORDER BY number", turn_id
            )
            return tuple(reservations.ledger_row(row) for row in rows)

        return await self._database.read(select)

    async def _lead(
        self, place: Reservation, call: PaidCall, make: Make, flight: Flight
    ) -> PaidAnswer:
        """Makes the call for everybody who waits for `flight`; None there means: try yourself."""
        told: PaidAnswer | BaseException | None = None
        try:
            outcome = await _as_value(self._stored_or_made(place, call, make))
            # Every waiter has a budget of its own, and tries for itself.
            told = None if isinstance(outcome, LimitReached) else outcome
        finally:
            del self._flights[place.key]
            if isinstance(told, BaseException):
                flight.set_exception(told)
            else:
                flight.set_result(told)
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    async def _stored_or_made(self, place: Reservation, call: PaidCall, make: Make) -> PaidAnswer:
        try:
            stored = await self._stored_or_reserved(place, call)
        except asyncio.CancelledError:
            # Nothing was called yet, so nothing was spent.
            await self._give_up(place, "cancelled before the call")
            raise
        if stored is not None:
            return stored
        outcome = await _as_value(self._made(place, make))
        if isinstance(outcome, BaseException):
            message = f"{type(outcome).__name__}: {outcome}"
            await self._database.write(
                lambda connection: reservations.fail(connection, place, message)
            )
            raise outcome
        return outcome

    async def _stored_or_reserved(self, place: Reservation, call: PaidCall) -> PaidAnswer | None:
        """The stored answer, or None when the call is reserved; waits while it has to."""
        while True:
            try:
                found = await self._database.write(
                    lambda connection: reservations.reserve(
                        connection, call, place, self._flights.keys()
                    )
                )
            except LimitReached as error:
                entry = {refusal_name(call): refusal_value(error)}
                await self._journal.record(call.turn_id, "refusal", entry)
                raise
            if isinstance(found, PaidAnswer):
                return found
            if found == "reserved":
                return None
            await asyncio.sleep(_ASK_AGAIN_S)

    async def _made(self, place: Reservation, make: Make) -> PaidAnswer:
        """Calls and commits without a pause between the two in which a cancelling could fall."""
        try:
            answer = await make()
        except asyncio.CancelledError:
            # Another process that waits for the answer need not wait for the end of this one.
            with suppress(StorageError):
                await self._database.write(lambda connection: reservations.leave(connection, place))
            raise
        await self._database.write(
            lambda connection: reservations.answer(connection, place, answer)
        )
        return answer

    async def _give_up(self, place: Reservation, error: str) -> None:
        with suppress(StorageError):
            await self._database.write(
                lambda connection: reservations.fail(connection, place, error)
            )


async def _as_value(call: Awaitable[PaidAnswer]) -> PaidAnswer | BaseException:
    """What the call gives or raises; only the cancelling of the caller goes through."""
    (outcome,) = await asyncio.gather(call, return_exceptions=True)
    return outcome
