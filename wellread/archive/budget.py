"""What a turn has spent, and whether one more call fits: queries on the ledger's rows.

Both run inside the caller's transaction. Failed calls cost nothing and count nowhere; a reserved
row counts as a call at its worst case, whether it is being made or was left by a kill.
"""

import sqlite3

from wellread.archive.contract import PaidCall
from wellread.domain import Usage
from wellread.errors import LimitReached

_ROUNDING_USD = 1e-9


def turn_usage(connection: sqlite3.Connection, turn_id: str) -> Usage:
    """The turn's sums: `calls` are of models and embeddings, `searches` stand apart."""
    row = connection.execute(
        """
        SELECT
            COALESCE(SUM(kind != 'search'), 0) AS calls,
            COALESCE(SUM(kind = 'search'), 0) AS searches,
            COALESCE(SUM(prompt_tokens), 0) AS prompt_tokens,
            COALESCE(SUM(completion_tokens), 0) AS completion_tokens,
            COALESCE(SUM(CASE status WHEN 'answered' THEN cost_usd ELSE worst_cost_usd END), 0.0)
                AS cost_usd,
            COALESCE(SUM(
                CASE status WHEN 'answered' THEN cost_usd ELSE worst_cost_usd END IS NULL
            ), 0) AS unpriced_calls,
            COALESCE(SUM(seconds), 0.0) AS seconds,
            COALESCE(SUM(reused), 0) AS reused
        FROM ledger WHERE turn_id = ? AND status != 'failed'
        """,
        (turn_id,),
    ).fetchone()
    return Usage.model_validate(dict(row))


def check_budget(connection: sqlite3.Connection, call: PaidCall) -> None:
    """Raises `LimitReached` unless `call` fits into its budget at its worst case."""
    budget = call.budget
    if budget.max_cost_usd is None and budget.max_searches is None:
        return
    used = turn_usage(connection, call.turn_id)
    if (
        call.kind == "search"
        and budget.max_searches is not None
        and used.searches >= budget.max_searches
    ):
        raise LimitReached(
            f"the limit of {budget.max_searches} searches is reached: allow more and resume",
            limit="searches",
        )
    if budget.max_cost_usd is None or call.worst_cost_usd == 0:
        return
    if call.worst_cost_usd is None:
        raise LimitReached(
            f"the price of {call.service} is not known, so a limit of {budget.max_cost_usd:g} USD "
            "cannot be kept: put its price in settings.prices, or take the limit away",
            limit="cost",
        )
    if used.cost_usd + call.worst_cost_usd > budget.max_cost_usd + _ROUNDING_USD:
        raise LimitReached(
            f"the limit of {budget.max_cost_usd:g} USD would be passed: {used.cost_usd:.4f} USD "
            f"are spent or reserved, and the next call to {call.service} may cost up to "
            f"{call.worst_cost_usd:.4f} USD. Allow more and resume",
            limit="cost",
        )
