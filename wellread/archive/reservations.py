"""One call's row in the ledger: looked up, recalled, reserved, answered, failed or left.

Each function is one transaction's work. All but the first may run again after a lost connection
without doing anything twice; `reserve` finds its own row then.
"""

from collections.abc import Set
from typing import Literal

from wellread.archive.budget import as_raised, check_budget, fits_later
from wellread.archive.contract import LedgerRow, PaidAnswer, PaidCall
from wellread.archive.database import Connection, Row, sortable_now
from wellread.archive.journal import forget_entry
from wellread.archive.refusals import refusal_name
from wellread.domain import Frozen
from wellread.errors import LimitReached

_LONGEST_ERROR_CHARS = 2_000
_THIS = "key = $1 AND reserved_at = $2 AND owner = $3 AND status = 'reserved'"


class Reservation(Frozen):
    """A place in the ledger that one opening of the archive holds."""

    key: str
    reserved_at: str
    owner: str

    @classmethod
    def of(cls, call: PaidCall, owner: str) -> "Reservation":
        """A place for this call, by its key and this moment."""
        return cls(key=call.key, reserved_at=sortable_now(), owner=owner)


class _Try(Frozen):
    number: int
    try_no: int
    status: str
    pruned: bool
    owner: str | None
    reserved_at: str
    answer: str | None


async def reserve(
    connection: Connection, call: PaidCall, place: Reservation, flying: Set[str]
) -> PaidAnswer | Literal["reserved", "busy"]:
    """The stored answer; or that the call is reserved now; or that it has to wait.

    It waits while a living opening makes it, and while the calls that this opening makes reserve
    more of the budget than they may come to cost.

    Args:
        connection: in a transaction.
        call: what to pay for.
        place: where it will stand.
        flying: keys of the calls that this opening makes or waits for.

    Raises:
        LimitReached: the budget forbids the call.
    """
    await connection.lock(call.turn_id)
    rows = await connection.run(
        "SELECT number, try_no, status, pruned, owner, reserved_at, answer FROM ledger "
        "WHERE key = $1 ORDER BY try_no",
        place.key,
    )
    tries = [_Try.model_validate(row) for row in rows]
    for earlier in tries:
        if earlier.answer is not None and not earlier.pruned:
            await connection.run(
                "UPDATE ledger SET reused = reused + 1 WHERE number = $1", earlier.number
            )
            return PaidAnswer.model_validate_json(earlier.answer)
    for earlier in tries:
        if earlier.status != "reserved" or earlier.owner is None:
            continue
        if (earlier.owner, earlier.reserved_at) == (place.owner, place.reserved_at):
            return "reserved"
        # What this opening reserved earlier and still has no answer was left: it flies one a key.
        if earlier.owner != place.owner and await connection.is_alive(earlier.owner):
            return "busy"
    try_no = tries[-1].try_no + 1 if tries else 0
    known = await _recalled(connection, call)
    if known is not None:
        await _insert(connection, call, place, try_no, known)
        return known
    allowed = await as_raised(connection, call)
    try:
        await check_budget(connection, allowed)
    except LimitReached:
        if await fits_later(connection, allowed, place.owner, flying):
            return "busy"
        raise
    await forget_entry(connection, call.turn_id, "refusal", refusal_name(call))
    await _insert(connection, call, place, try_no)
    return "reserved"


async def _recalled(connection: Connection, call: PaidCall) -> PaidAnswer | None:
    """The answer to the same request in a turn that this one refreshes; searches have none."""
    if call.kind == "search":
        return None
    turns = await connection.run(
        "SELECT name FROM journal WHERE turn_id = $1 AND kind = 'refreshes'", call.turn_id
    )
    for turn in turns:
        rows = await connection.run(
            "SELECT answer FROM ledger "
            "WHERE key = $1 AND answer IS NOT NULL AND pruned = 0 ORDER BY try_no",
            call.model_copy(update={"turn_id": turn["name"]}).key,
        )
        if rows:
            return PaidAnswer.model_validate_json(rows[0]["answer"])
    return None


async def _insert(
    connection: Connection,
    call: PaidCall,
    place: Reservation,
    try_no: int,
    known: PaidAnswer | None = None,
) -> None:
    """The call's row: reserved, or recalled where its answer is known; that one costs nothing."""
    await connection.run(
        "INSERT INTO ledger (key, try_no, turn_id, kind, status, worst_cost_usd, call, "
        "reserved_at, owner, answer, ended_at, reused) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        place.key,
        try_no,
        call.turn_id,
        call.kind,
        "recalled" if known else "reserved",
        0.0 if known else call.worst_cost_usd,
        call.model_dump_json(),
        place.reserved_at,
        place.owner,
        known.model_dump_json() if known else None,
        place.reserved_at if known else None,
        1 if known else 0,
    )


async def count_reuse(connection: Connection, key: str) -> None:
    """Notes that one more caller was given the answer."""
    await connection.run(
        "UPDATE ledger SET reused = reused + 1 "
        "WHERE key = $1 AND status IN ('answered', 'recalled') AND pruned = 0",
        key,
    )


async def answer(connection: Connection, place: Reservation, given: PaidAnswer) -> None:
    """Stores what came back and what it cost."""
    await connection.run(
        "UPDATE ledger SET status = 'answered', cost_usd = $4, prompt_tokens = $5, "  # noqa: S608
        f"completion_tokens = $6, seconds = $7, answer = $8, ended_at = $9 WHERE {_THIS}",
        *_values(place),
        given.cost_usd,
        given.prompt_tokens,
        given.completion_tokens,
        given.seconds,
        given.model_dump_json(),
        sortable_now(),
    )


async def fail(connection: Connection, place: Reservation, error: str) -> None:
    """Stores that the call failed, so that it costs nothing."""
    await connection.run(
        f"UPDATE ledger SET status = 'failed', error = $4, ended_at = $5 WHERE {_THIS}",  # noqa: S608 - constants
        *_values(place),
        # PostgreSQL's texts know no NUL.
        error[:_LONGEST_ERROR_CHARS].replace("\0", ""),
        sortable_now(),
    )


async def leave(connection: Connection, place: Reservation) -> None:
    """Stores that nobody works on the call any more; it counts as spent at its worst case."""
    await connection.run(f"UPDATE ledger SET owner = NULL WHERE {_THIS}", *_values(place))  # noqa: S608 - constants


def ledger_row(row: Row) -> LedgerRow:
    """A row of the table as the contract shows it."""
    given = dict(row) | {
        "call": PaidCall.model_validate_json(row["call"]),
        "answer": PaidAnswer.model_validate_json(row["answer"]) if row["answer"] else None,
    }
    return LedgerRow.model_validate(given)


def _values(place: Reservation) -> tuple[str, str, str]:
    return place.key, place.reserved_at, place.owner
