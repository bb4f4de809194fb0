"""Whole runs while a share of all answers goes wrong, each kind of fault by itself.

    python -m bench.faults --runs 20

The services are the tests' own. Each run is kept in a file, so that a stopped measurement goes on.
"""

import argparse
import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import mean, median

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from pydantic import BaseModel
from services.faults import Fault
from services.server import Services

from bench.kept import Kept
from bench.markdown import stamp, table
from bench.whole_run import QUESTIONS, Outcome, whole_run
from wellread.domain import Limits
from wellread.errors import WellreadError

ANSWERS = ("model", "search")
KINDS: dict[str, tuple[tuple[str, ...], tuple[Fault, ...]]] = {
    "429": (ANSWERS, (429,)),
    "500": (ANSWERS, (500,)),
    "time-out": (ANSWERS, ("stall",)),
    "cut stream": (ANSWERS, ("cut",)),
    "silent stream": (("model",), ("silence",)),
    "broken JSON": (ANSWERS, ("broken",)),
    "empty answer": (ANSWERS, ("empty",)),
    "prose instead of JSON": (ANSWERS, ("prose",)),
    "wrong schema": (ANSWERS, ("wrong_schema",)),
    "page errors": (("page",), (403, 404, 500, "stall", "cut")),
}
"""Where a fault strikes, and how."""
SHARES = (0.05, 0.2)
SETTINGS = {
    "model_timeout_s": 4,
    "model_idle_timeout_s": 2,
    "search_timeout_s": 4,
    "fetch_timeout_s": 4,
    "backoff_s": 0.05,
}
"""So that faults cost little time; how often a call is tried is as it comes."""
LIMITS = Limits()


class Run(BaseModel):
    """One run among faults; kind empty and share 0 is a run without any."""

    kind: str
    share: float
    number: int
    question: str
    supported: int = 0
    failed_branches: int = 0
    failures: int = 0
    cost_usd: float = 0
    requests: int = 0
    seconds: float = 0
    ended: str = ""
    """Empty: with a report. Else why not."""


async def run(services: Services, kind: str, share: float, number: int) -> Run:
    """Run number `number` with this share of faults; the number is the seed."""
    services.faults.release()
    services.faults.raw_content = False  # a page that fails has no text to stand in for it
    places, faults = KINDS.get(kind, ((), ()))
    for place in ("model", "search", "page"):
        chance = share if place in places else 0.0
        services.faults.at_random(place, *faults, share=chance, seed=number)
    question = QUESTIONS[number % len(QUESTIONS)]
    told = Run(kind=kind, share=share, number=number, question=question)
    try:
        outcome: Outcome = await whole_run(services, question, LIMITS, SETTINGS)
    except WellreadError as error:
        return told.model_copy(update={"ended": f"{type(error).__name__}: {error}"})
    return told.model_copy(
        update={
            "supported": outcome.supported,
            "failed_branches": outcome.failed_branches,
            "failures": len(outcome.report.failures),
            "cost_usd": outcome.report.usage.cost_usd,
            "requests": outcome.requests,
            "seconds": round(outcome.seconds, 2),
        }
    )


def wanted(runs: int) -> Iterator[tuple[str, float, int]]:
    """Every run that belongs to the table."""
    yield from (("", 0.0, number) for number in range(len(QUESTIONS)))
    for kind in KINDS:
        for share in SHARES:
            yield from ((kind, share, number) for number in range(runs))


async def measure(kept: Kept[Run], runs: int, lanes: int) -> None:
    """Makes every run that is not kept yet, some side by side, each with services of its own."""
    done = {(each.kind, each.share, each.number) for each in kept.records}
    left = iter([each for each in wanted(runs) if each not in done])

    async def lane() -> None:
        with Services() as services:
            for kind, share, number in left:
                made = await run(services, kind, share, number)
                kept.add(made)
                print(made, file=sys.stderr)

    await asyncio.gather(*(lane() for _ in range(lanes)))


HEADS = (
    "fault",
    "share",
    "runs",
    "with a report",
    "supported claims kept, mean %",
    "least %",
    "failed branches",
    "runs with one",
    "extra cost, mean %",
    "extra requests, mean %",
    "seconds, median",
)


def report(kept: Kept[Run]) -> str:
    """The table of all that is kept."""
    plain = {each.question: each for each in kept.records if not each.kind}
    rows = []
    for kind in KINDS:
        for share in SHARES:
            runs = [each for each in kept.records if (each.kind, each.share) == (kind, share)]
            if runs:
                rows.append(_row(kind, share, runs, plain))
    settings = ", ".join(f"{name} {value:g}" for name, value in SETTINGS.items())
    told = (
        "Each answer of the models and searches (for page errors: each page) goes wrong with this "
        "chance, also when it is asked for again. What is kept and extra is compared with a run of "
        "the same question without faults. Models stream; searches send no page texts along. "
        f"Settings: {settings}."
    )
    return "\n\n".join(["# Faults", stamp(), table(HEADS, rows), told])


def _row(kind: str, share: float, runs: list[Run], plain: dict[str, Run]) -> list[object]:
    kept = [100 * each.supported / plain[each.question].supported for each in runs]
    cost = [each.cost_usd / plain[each.question].cost_usd - 1 for each in runs]
    asked = [each.requests / plain[each.question].requests - 1 for each in runs]
    return [
        kind,
        f"{share:.0%}",
        len(runs),
        sum(not each.ended for each in runs),
        f"{mean(kept):.0f}",
        f"{min(kept):.0f}",
        sum(each.failed_branches for each in runs),
        sum(each.failed_branches > 0 for each in runs),
        f"{100 * mean(cost):+.0f}",
        f"{100 * mean(asked):+.0f}",
        f"{median(each.seconds for each in runs):.1f}",
    ]


def main() -> None:
    """Measures, and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=20, help="of each kind and share")
    parser.add_argument("--lanes", type=int, default=3, help="runs side by side")
    parser.add_argument("--kept", type=Path, default=Path("bench/kept/faults.jsonl"))
    given = parser.parse_args()
    kept = Kept(given.kept, Run)
    asyncio.run(measure(kept, given.runs, given.lanes))
    print(report(kept))


if __name__ == "__main__":
    main()
