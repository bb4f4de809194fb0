"""Whole runs with budgets from nothing to twice what they need: what is spent, what is found.

    python -m bench.budgets --steps 20

The bill is made from the request log of the services, which are the tests' own.
"""

import argparse
import asyncio
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from statistics import mean

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from pydantic import BaseModel
from services.server import Services

from bench.kept import Kept
from bench.markdown import stamp, table
from bench.plot import Panel, plotted
from bench.whole_run import QUESTIONS, whole_run
from wellread.domain import Limits
from wellread.errors import WellreadError
from wellread.models.prices import price_of
from wellread.settings import Settings

TWICE = 2.0
PRICED = Settings()
"""The models and searches that are asked, and what they cost."""
STREAMS = {"model_idle_timeout_s": 20}
"""With which models stream; none here is silent for so long."""


class Run(BaseModel):
    """One run; without a limit it tells what the question needs."""

    question: str
    step: int | None = None
    limit_usd: float | None = None
    billed_usd: float = 0.0
    ledger_usd: float = 0.0
    claims: int = 0
    supported: int = 0
    made_by: str = ""
    tells: bool = False
    """The report tells that the limit was reached."""
    ended: str = ""
    """Empty: with a report. Else why not."""


async def run(services: Services, question: str, step: int | None, limit: float | None) -> Run:
    """Asks within `limit` USD."""
    told = Run(question=question, step=step, limit_usd=limit)
    try:
        outcome = await whole_run(services, question, Limits(max_cost_usd=limit), STREAMS)
    except WellreadError as error:
        told = told.model_copy(update={"ended": f"{type(error).__name__}: {error}"})
        return told.model_copy(update={"billed_usd": bill_usd(services)})
    return told.model_copy(
        update={
            "billed_usd": bill_usd(services),
            "ledger_usd": outcome.report.usage.cost_usd,
            "claims": len(outcome.report.claims),
            "supported": outcome.supported,
            "made_by": outcome.report.made_by,
            "tells": "USD would be passed" in outcome.report.markdown,
        }
    )


def bill_usd(services: Services) -> float:
    """What the services would ask for all that reached them."""
    bill = PRICED.tavily_cost_usd * services.log.count("search")
    for entry in services.log.entries("model"):
        price = price_of(f"openai:{entry.model}", PRICED)
        assert price is not None, entry.model
        bill += price.cost_usd(*entry.tokens)
    return bill


async def measure(kept: Kept[Run], steps: int, lanes: int) -> None:
    """The unlimited runs first, then every step that is not kept yet."""
    with Services() as services:
        for question in QUESTIONS:
            if (question, None) not in _done(kept):
                kept.add(await run(services, question, None, None))
    needs = {each.question: each.billed_usd for each in kept.records if each.step is None}
    left: Iterator[tuple[str, int]] = iter(
        [each for each in product(QUESTIONS, range(steps + 1)) if each not in _done(kept)]
    )

    async def lane() -> None:
        with Services() as services:
            for question, step in left:
                limit = needs[question] * TWICE * step / steps
                made = await run(services, question, step, limit)
                kept.add(made)
                print(made, file=sys.stderr)

    await asyncio.gather(*(lane() for _ in range(lanes)))


def _done(kept: Kept[Run]) -> set[tuple[str, int | None]]:
    return {(each.question, each.step) for each in kept.records}


HEADS = (
    "budget, % of the need",
    "with a report",
    "billed, % of the budget, most",
    "above the budget",
    "claims, % of the unlimited",
    "supported, %",
    "written by a model",
    "tells of the limit",
)


def report(kept: Kept[Run], steps: int) -> str:
    """The table and the curve."""
    free = {each.question: each for each in kept.records if each.step is None}
    rows, points = [], []
    for step in range(steps + 1):
        runs = [each for each in kept.records if each.step == step]
        if not runs:
            continue
        share = 100 * TWICE * step / steps
        claims = mean(100 * each.claims / free[each.question].claims for each in runs)
        points.append((share, claims))
        rows.append(_row(share, claims, runs, free))
    needs = ", ".join(f"{each.billed_usd:.4f} USD ({each.claims} claims)" for each in free.values())
    return "\n\n".join(
        [
            "# Budgets",
            stamp(),
            table(HEADS, rows),
            f"{len(free)} questions; without a limit they need {needs}. The bill is made from the "
            "services' request log, with list prices.",
            _curve(points),
        ]
    )


def _row(share: float, claims: float, runs: list[Run], free: dict[str, Run]) -> list[object]:
    billed = [100 * each.billed_usd / each.limit_usd for each in runs if each.limit_usd]
    above = [max(each.billed_usd, each.ledger_usd) > (each.limit_usd or 0) + 1e-9 for each in runs]
    supported = mean(100 * each.supported / free[each.question].supported for each in runs)
    return [
        f"{share:.0f}",
        f"{sum(not each.ended for each in runs)} of {len(runs)}",
        f"{max(billed, default=0):.0f}",
        sum(above),
        f"{claims:.0f}",
        f"{supported:.0f}",
        sum(each.made_by == "model" for each in runs),
        sum(each.tells for each in runs),
    ]


def _curve(points: list[tuple[float, float]]) -> str:
    panel = Panel(
        title="Claims in the report by budget",
        across="budget, % of what the run needs",
        up="claims, % of the unlimited run",
        points=points,
    )
    return plotted("budgets", [[panel]])


def main() -> None:
    """Measures, and prints table and curve."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--steps", type=int, default=20, help="from nothing to twice the need")
    parser.add_argument("--lanes", type=int, default=2, help="runs side by side")
    parser.add_argument("--kept", type=Path, default=Path("bench/kept/budgets.jsonl"))
    given = parser.parse_args()
    kept = Kept(given.kept, Run)
    asyncio.run(measure(kept, given.steps, given.lanes))
    print(report(kept, given.steps))


if __name__ == "__main__":
    main()
