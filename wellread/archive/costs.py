"""The cost table of a turn: its ledger rows added up by phase, branch and service."""

from collections.abc import Iterable

from wellread.archive.contract import LedgerRow, PaidAnswer
from wellread.domain import Frozen


class CostLine(Frozen):
    """What one phase paid one service, in one branch.

    The columns add up to the turn's `Usage`; failed calls cost nothing and stand apart.
    """

    role: str
    """The phase: `plan`, `extract`, `review`, `write`, `check`, `search`."""
    branch: str
    """Task or section id; empty for what belongs to the whole turn."""
    service: str
    calls: int = 0
    """Made and answered, or without an answer; failed ones are not counted here."""
    failed: int = 0
    unanswered: int = 0
    """Of the calls: under way, or left by a kill. They count at their worst case."""
    prompt_tokens: int = 0
    cached_tokens: int = 0
    """Of the prompt tokens: those the service had in its cache."""
    completion_tokens: int = 0
    reasoning_tokens: int = 0
    """Of the completion tokens: those spent on thinking."""
    cost_usd: float = 0.0
    """Known prices only."""
    unpriced_calls: int = 0
    """Of the calls: those whose price is unknown."""
    seconds: float = 0.0
    """Sum of the calls' durations."""
    retries: int = 0
    """Tries that the answered calls needed beyond their first."""
    reused: int = 0
    """How often an answer was given again without paying."""
    saved_usd: float = 0.0
    """What those would have cost at known prices."""


def cost_table(rows: Iterable[LedgerRow]) -> tuple[CostLine, ...]:
    """One line for each phase, branch and service, in the order of their first calls."""
    lines: dict[tuple[str, str, str], CostLine] = {}
    for row in rows:
        key = (row.call.role, row.call.branch, row.call.service)
        line = lines.get(key) or CostLine(role=key[0], branch=key[1], service=key[2])
        lines[key] = _with_row(line, row)
    return tuple(lines.values())


def _with_row(line: CostLine, row: LedgerRow) -> CostLine:
    if row.status == "failed":
        return line.model_copy(update={"failed": line.failed + 1})
    if row.status == "recalled":
        saved_usd = row.reused * ((row.answer.cost_usd if row.answer else None) or 0.0)
        return line.model_copy(
            update={"reused": line.reused + row.reused, "saved_usd": line.saved_usd + saved_usd}
        )
    answer = row.answer or PaidAnswer(body="", cost_usd=row.call.worst_cost_usd)
    cost_usd = answer.cost_usd or 0.0
    return line.model_copy(
        update={
            "calls": line.calls + 1,
            "unanswered": line.unanswered + (row.status == "reserved"),
            "prompt_tokens": line.prompt_tokens + answer.prompt_tokens,
            "cached_tokens": line.cached_tokens + answer.cached_tokens,
            "completion_tokens": line.completion_tokens + answer.completion_tokens,
            "reasoning_tokens": line.reasoning_tokens + answer.reasoning_tokens,
            "cost_usd": line.cost_usd + cost_usd,
            "unpriced_calls": line.unpriced_calls + (answer.cost_usd is None),
            "seconds": line.seconds + answer.seconds,
            "retries": line.retries + answer.retries,
            "reused": line.reused + row.reused,
            "saved_usd": line.saved_usd + row.reused * cost_usd,
        }
    )
