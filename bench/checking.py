"""What checking takes of a run: of its wall time without a model, of its cost with one.

    python -m bench.checking --base-url http://127.0.0.1:8900

Without a model the sources are the language reference of this Python, and the share of time is that
of the run's wall time in which any section was being checked. With models the share of cost is that
of the ledger's calls for checking. Each sentence of the draft is reworded, so that none stands in
its source word for word: the model is then asked about all that code does not reject, which is the
most that checking can cost. The simulated checker reads each sentence and its cited texts, and
calls it supported where a text has three fifths of its words; a token is four characters.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from services.model import Wanted, default_answer

from bench.against import MODELS, settings_against
from bench.markdown import stamp, table
from bench.runs import QUESTIONS, Services
from graph.parts import Workshop
from graph.session import open_session
from wellread.archive.costs import cost_table
from wellread.domain import Limits, Report, SourceChoice
from wellread.events import ReportReady, SectionMoved
from wellread.settings import Settings, load_settings

LIBRARY_QUESTIONS = (
    "How do context managers and the with statement work, and how are exceptions handled inside?",
    "How are names resolved in nested scopes, and what do global and nonlocal change?",
    "What are coroutines, and how do await and async for work?",
)
REWORDED = "By this account it holds that "
CHECKING = "check"
"""The ledger's word for the calls of the checker."""


@dataclass(frozen=True)
class Row:
    """The figures of one run."""

    question: str
    claims: int
    checked: int
    by_model: int
    """Claims that a model has judged too."""
    removed: int
    wall_s: float
    checking_s: float
    cost_usd: float
    checking_usd: float

    @property
    def time_share(self) -> float:
        """Of the wall time."""
        return self.checking_s / self.wall_s

    @property
    def cost_share(self) -> float:
        """Of the cost; 0 where nothing was paid."""
        return self.checking_usd / self.cost_usd if self.cost_usd else 0.0


async def one_run(question: str, settings: Settings, sources: SourceChoice) -> Row:
    """Asks, and takes the times of checking from the events."""
    began_s: dict[str, float] = {}
    spans: list[tuple[float, float]] = []
    report: Report | None = None
    started_s = time.perf_counter()
    async with open_session(settings) as session:
        async for event in session.ask(
            question, sources=sources, limits=Limits(), auto_approve=True
        ):
            now_s = time.perf_counter()
            if isinstance(event, SectionMoved):
                if event.section_id in began_s:
                    spans.append((began_s.pop(event.section_id), now_s))
                if event.step == "checking":
                    began_s[event.section_id] = now_s
            if isinstance(event, ReportReady):
                report = event.report
    wall_s = time.perf_counter() - started_s
    if report is None:
        raise SystemExit(f"no report on {question!r}")
    workshop = Workshop(lambda: settings, on_server=False)
    try:
        rows = await (await workshop.archive()).ledger.rows(report.question.id)
    finally:
        await workshop.close()
    costs = cost_table(rows)
    return Row(
        question=question,
        claims=report.totals.claims,
        checked=report.totals.checked,
        by_model=sum("model" in claim.checked_by for claim in report.claims),
        removed=report.totals.removed,
        wall_s=wall_s,
        checking_s=_covered_s(spans),
        cost_usd=sum(line.cost_usd for line in costs),
        checking_usd=sum(line.cost_usd for line in costs if line.role == CHECKING),
    )


class Rewording:
    """Changes each written sentence so that it says the same and stands nowhere word for word."""

    def spoil(self, wanted: Wanted, answer: dict[str, Any]) -> dict[str, Any]:
        """See `Spoiler`; verdicts are those of the tests' own checker, whoever was asked."""
        if wanted.purpose == "check":
            verdicts = default_answer(wanted)
            assert isinstance(verdicts, dict)
            return verdicts
        if wanted.purpose not in {"write", "rewrite"}:
            return answer
        return reworded(answer)


def reworded(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer, each of its sentences with other words around what it says."""
    for item in (*answer.get("sentences", ()), *answer.get("mended", ())):
        if item.get("sentence"):
            item["sentence"] = f"{REWORDED}{item['sentence']}"
    return answer


def _covered_s(spans: Iterable[tuple[float, float]]) -> float:
    """The seconds that lie in any of the spans."""
    covered_s = end_s = 0.0
    for start_s, stop_s in sorted(spans):
        covered_s += max(0.0, stop_s - max(start_s, end_s))
        end_s = max(end_s, stop_s)
    return covered_s


def written(title: str, rows: Sequence[Row], *, with_model: bool) -> str:
    """A table of the runs with the median of the share that the title is about."""
    share = [row.cost_share if with_model else row.time_share for row in rows]
    target = "< 15% of the cost" if with_model else "< 10% of the wall time"
    heads = (
        "question",
        "claims",
        "checked",
        "by a model",
        "removed",
        "wall s",
        "checking s",
        "USD",
        "checking USD",
    )
    cells = [
        (
            row.question[:40],
            row.claims,
            row.checked,
            row.by_model,
            row.removed,
            f"{row.wall_s:.2f}",
            f"{row.checking_s:.2f} ({row.time_share:.1%})",
            f"{row.cost_usd:.4f}",
            f"{row.checking_usd:.4f} ({row.cost_share:.1%})",
        )
        for row in rows
    ]
    worst = f"median {median(share):.1%}, worst {max(share):.1%}; target {target}"
    return f"## {title}\n\n{table(heads, cells)}\n\n{worst}"


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--base-url", default="", help="services; default: the tests' own")
    parser.add_argument("--question", action="append", help="for the runs with models; repeatable")
    parser.add_argument("--runs", type=int, default=1, help="runs of each question")
    return parser.parse_args()


async def main() -> None:
    """Runs every question, without a model and with one, and prints the tables."""
    given = arguments()
    alone: list[Row] = []
    paid: list[Row] = []
    with ExitStack() as stack:
        services = stack.enter_context(Services(upstream_url=given.base_url))
        services.model.spoiler = Rewording()
        base_url = given.base_url or services.url
        for _ in range(given.runs):
            for question in LIBRARY_QUESTIONS:
                data = stack.enter_context(tempfile.TemporaryDirectory())
                settings = load_settings({"data_dir": Path(data), "models": "off"})
                alone.append(await one_run(question, settings, SourceChoice(libraries=("python",))))
                print(alone[-1], file=sys.stderr)
            for question in given.question or QUESTIONS:
                data = stack.enter_context(tempfile.TemporaryDirectory())
                settings = settings_against(base_url, Path(data), model_url=services.url, **MODELS)
                paid.append(await one_run(question, settings, SourceChoice(web=True)))
                print(paid[-1], file=sys.stderr)
    parts = [
        "# What checking takes of a run",
        f"{stamp()}",
        written("Without a model", alone, with_model=False),
        written("With models, every sentence reworded", paid, with_model=True),
    ]
    print("\n\n".join(parts))


if __name__ == "__main__":
    asyncio.run(main())
