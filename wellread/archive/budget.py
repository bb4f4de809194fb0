"""What a turn has spent, and whether one more call fits: queries on the ledger's rows.

Both run inside the caller's transaction. Failed calls cost nothing and count nowhere, recalled
ones only as used again; a reserved row counts as a call at its worst case, whether it is being made
or was left by a kill.
"""

from collections.abc import Mapping, Set

from wellread.archive.contract import Budget, CallKind, PaidCall, Raise
from wellread.archive.database import Connection
from wellread.domain import Usage, highest_limit
from wellread.errors import LimitReached
from wellread.languages import Count

_PRICE_REMEDY: Mapping[CallKind, str] = {
    "model": "put its price in the setting `prices`",
    "embedding": "put its price in the setting `prices`",
    "search": "set {service}_cost_usd",
}
_ROUNDING_USD = 1e-9
_COST = "CASE status WHEN 'answered' THEN cost_usd ELSE worst_cost_usd END"
_USAGE = f"""
    SELECT
        COUNT(*) FILTER (WHERE kind <> 'search' AND status <> 'recalled') AS calls,
        COUNT(*) FILTER (WHERE kind = 'search') AS searches,
        CAST(COALESCE(SUM(prompt_tokens), 0) AS BIGINT) AS prompt_tokens,
        CAST(COALESCE(SUM(completion_tokens), 0) AS BIGINT) AS completion_tokens,
        COALESCE(SUM({_COST}), 0.0) AS cost_usd,
        COUNT(*) FILTER (WHERE {_COST} IS NULL) AS unpriced_calls,
        COALESCE(SUM(seconds), 0.0) AS seconds,
        CAST(COALESCE(SUM(reused), 0) AS BIGINT) AS reused
    FROM ledger WHERE turn_id = $1 AND status <> 'failed'
"""  # noqa: S608 - put together from constants


async def turn_usage(connection: Connection, turn_id: str) -> Usage:
    """The turn's sums: `calls` are of models and embeddings, `searches` stand apart."""
    [row] = await connection.run(_USAGE, turn_id)
    return Usage.model_validate(row)


async def as_raised(connection: Connection, call: PaidCall) -> PaidCall:
    """The call with the budget to which a human has raised its own by now."""
    rows = await connection.run(
        "SELECT value FROM journal WHERE turn_id = $1 AND kind = 'raise'", call.turn_id
    )
    budgets = [call.budget]
    for row in rows:
        told = Raise.model_validate_json(row["value"])
        if told.before == call.budget:
            budgets.append(told.now)
    highest = Budget(
        max_cost_usd=highest_limit(*(each.max_cost_usd for each in budgets)),
        max_searches=highest_limit(*(each.max_searches for each in budgets)),
    )
    return call.model_copy(update={"budget": highest})


async def fits_later(connection: Connection, call: PaidCall, owner: str, flying: Set[str]) -> bool:
    """Whether `call` may fit once calls that are being made have ended below their worst case.

    Args:
        connection: with the turn's lock held.
        call: does not fit now.
        owner: the opening of the archive that makes the calls.
        flying: the keys of the calls that it makes.
    """
    limit, worst = call.budget.max_cost_usd, call.worst_cost_usd
    if limit is None or worst is None:
        return False
    rows = await connection.run(
        "SELECT key, worst_cost_usd FROM ledger "
        "WHERE turn_id = $1 AND owner = $2 AND status = 'reserved'",
        call.turn_id,
        owner,
    )
    reserved = sum(row["worst_cost_usd"] or 0.0 for row in rows if row["key"] in flying)
    # Read last: what is answered in between counts in neither, and the call is tried again.
    used = await turn_usage(connection, call.turn_id)
    return used.cost_usd - reserved + worst <= limit + _ROUNDING_USD


async def check_budget(connection: Connection, call: PaidCall) -> None:
    """Raises `LimitReached` unless `call` fits into its budget at its worst case.

    The caller holds the turn's lock, so that no other reservation comes between.
    """
    budget = call.budget
    if budget.max_cost_usd is None and budget.max_searches is None:
        return
    used = await turn_usage(connection, call.turn_id)
    if (
        call.kind == "search"
        and budget.max_searches is not None
        and used.searches >= budget.max_searches
    ):
        raise LimitReached(
            f"the limit of {budget.max_searches} {Count(budget.max_searches):search|searches} "
            "is reached: allow more and resume",
            limit="searches",
        )
    if budget.max_cost_usd is None or call.worst_cost_usd == 0:
        return
    if call.worst_cost_usd is None:
        raise LimitReached(
            f"the price of {call.service} is not known, so a limit of {budget.max_cost_usd:g} USD "
            f"cannot be kept: {_PRICE_REMEDY[call.kind].format(service=call.service)}, or take "
            "the limit away",
            limit="cost",
        )
    if used.cost_usd + call.worst_cost_usd > budget.max_cost_usd + _ROUNDING_USD:
        raise LimitReached(
            f"the limit of {budget.max_cost_usd:g} USD would be passed: {used.cost_usd:.4f} USD "
            f"are spent or reserved, and the next call to {call.service} may cost up to "
            f"{call.worst_cost_usd:.4f} USD. Allow more and resume",
            limit="cost",
        )
