"""The cost table of a run as lines for the terminal."""

from collections.abc import Iterator, Sequence

from wellread.archive.costs import CostLine
from wellread.cli.terminal import one_line
from wellread.cli.view import cost
from wellread.domain import Usage

_HEADS = (
    "phase",
    "branch",
    "service",
    "calls",
    "failed",
    "prompt",
    "cached",
    "answer",
    "thinking",
    "USD",
    "seconds",
    "retries",
    "reused",
    "saved USD",
)
_WORDS = 3
"""Columns of words stand left, those of numbers right."""


def cost_lines(lines: Sequence[CostLine], usage: Usage) -> Iterator[str]:
    """A line for each phase, branch and service, their sums, and the whole cost in words.

    `cached` are part of the prompt tokens, `thinking` of the answer's; `failed` calls cost
    nothing; `reused` answers came from the ledger, and `saved USD` is what they would have cost.
    """
    rows = [_HEADS, *(_cells(line) for line in lines)]
    if len(lines) > 1:
        rows.append(_cells(_sum(lines)))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [
            cell.ljust(width) if place < _WORDS else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()
    unanswered = sum(line.unanswered for line in lines)
    if unanswered:
        yield f"{unanswered} calls without an answer count at their worst case."
    yield f"Cost: {cost(usage)}"


def _cells(line: CostLine) -> tuple[str, ...]:
    unknown = "?" if line.unpriced_calls else ""
    return (
        one_line(line.role, 20),
        one_line(line.branch, 24),
        one_line(line.service, 40),
        str(line.calls),
        str(line.failed),
        f"{line.prompt_tokens:,}",
        f"{line.cached_tokens:,}",
        f"{line.completion_tokens:,}",
        f"{line.reasoning_tokens:,}",
        f"{line.cost_usd:.4f}{unknown}",
        f"{line.seconds:.1f}",
        str(line.retries),
        str(line.reused),
        f"{line.saved_usd:.4f}",
    )


def _sum(lines: Sequence[CostLine]) -> CostLine:
    numbers = [name for name in CostLine.model_fields if name not in {"role", "branch", "service"}]
    sums = {name: sum(getattr(line, name) for line in lines) for name in numbers}
    return CostLine.model_validate({"role": "all", "branch": "", "service": "", **sums})
