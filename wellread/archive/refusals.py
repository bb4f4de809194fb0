"""Calls that a budget forbade, as the journal keeps them: a replay forbids them again."""

from typing import Literal

from wellread.archive.contract import PaidCall
from wellread.domain import Frozen
from wellread.errors import LimitReached


class _Refusal(Frozen):
    message: str
    limit: Literal["cost", "searches", "seconds"]


def refusal_name(call: PaidCall) -> str:
    """The entry's name: the same call may fit into a higher budget."""
    budget = call.budget
    return f"{call.key} {budget.max_cost_usd} {budget.max_searches}"


def refusal_value(error: LimitReached) -> str:
    """What is kept of a refusal."""
    return _Refusal(message=str(error), limit=error.limit).model_dump_json()


def refusal_from(value: str) -> LimitReached:
    """The refusal again."""
    kept = _Refusal.model_validate_json(value)
    return LimitReached(kept.message, limit=kept.limit)
