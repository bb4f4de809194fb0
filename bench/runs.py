"""Whole runs against OpenAI- and Tavily-compatible services: time, cost, and what the report holds.

    python -m bench.runs --base-url http://127.0.0.1:8900 --question "How ...?" --runs 3

The services get `/v1/chat/completions` and `/search` below the base URL. Without `--base-url` the
small services of the tests are started. Nothing here asserts: it measures and prints a table.
"""

import argparse
import asyncio
import json
import re
import resource
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from services.server import Services as Services  # noqa: PLC0414  others take it from here

from bench.against import MODELS, PRIVATE_HOSTS, settings_against
from bench.markdown import stamp, table
from graph.session import open_session
from wellread.domain import Limits, Report, SourceChoice
from wellread.events import BranchMoved, ReportReady, SectionMoved, Spent
from wellread.settings import Settings

QUESTIONS = (
    "How is the Ellmouth tram network paid for, and what do tickets cost?",
    "Who founded the Ellmouth observatory, and what has been found there?",
    "How does the water works of Ellmouth clean its water, and how much does it deliver?",
)
URL = re.compile(r"https?://[^\s<>)\]]+")


@dataclass(frozen=True)
class Row:
    """The figures of one run."""

    question: str
    wall_s: float
    first_finding_s: float
    first_section_s: float
    model_calls: int
    searches: int
    cost_usd: float
    sources_read: int
    sources_cited: int
    unread_addresses: int
    words: int
    claims: int
    checked: int
    supported: int
    removed: int
    failures: int


async def one_run(question: str, settings: Settings, limits: Limits, web: SourceChoice) -> Row:
    """Asks, approves by setting, and reads the figures off the events and the report."""
    started_s = time.perf_counter()
    first: dict[str, float] = {}
    report: Report | None = None
    async with open_session(settings) as session:
        async for event in session.ask(question, sources=web, limits=limits, auto_approve=True):
            now_s = time.perf_counter() - started_s
            if isinstance(event, BranchMoved) and event.findings:
                first.setdefault("finding", now_s)
            if isinstance(event, SectionMoved) and event.step == "done":
                first.setdefault("section", now_s)
            if isinstance(event, Spent | ReportReady) and isinstance(event, ReportReady):
                report = event.report
        wall_s = time.perf_counter() - started_s
        view = await session.view("latest")
    if report is None:
        raise SystemExit(f"no report on {question!r}: {view.record.message}")
    body = report.markdown.split("## About this report")[0]
    read = {reference.source.address for reference in report.references}
    verdicts = [claim.verdict for claim in report.claims]
    return Row(
        question=question,
        wall_s=round(wall_s, 2),
        first_finding_s=round(first.get("finding", 0), 2),
        first_section_s=round(first.get("section", 0), 2),
        model_calls=report.usage.calls,
        searches=report.usage.searches,
        cost_usd=round(report.usage.cost_usd, 4),
        sources_read=report.sources_read,
        sources_cited=len(report.references),
        unread_addresses=len(set(URL.findall(body)) - read),
        words=sum(len(claim.text.split()) for claim in report.claims),
        claims=len(verdicts),
        checked=sum(verdict != "not_checked" for verdict in verdicts),
        supported=verdicts.count("supported"),
        removed=sum(len(part.removed) for part in report.sections),
        failures=len(report.failures),
    )


def as_table(rows: list[Row]) -> str:
    """The rows as Markdown, with the median of each figure last."""
    names = [name for name in asdict(rows[0]) if name != "question"]
    cells = [[row.question[:40], *(asdict(row)[name] for name in names)] for row in rows]
    middle = [f"{median(float(asdict(row)[name]) for row in rows):g}" for name in names]
    return table(("question", *names), [*cells, ["**median**", *middle]])


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--base-url", help="services to run against; default: the tests' own")
    parser.add_argument("--question", action="append", help="repeatable")
    parser.add_argument("--runs", type=int, default=1, help="runs of each question")
    parser.add_argument(
        "--private-host",
        action="append",
        default=[*PRIVATE_HOSTS],
        help="loopback or private host that pages may be read from; repeatable",
    )
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--planner-model", default=MODELS["planner_model"])
    parser.add_argument("--fast-model", default=MODELS["fast_model"])
    parser.add_argument("--smart-model", default=MODELS["smart_model"])
    parser.add_argument("--json", type=Path, help="also write the rows to this file")
    return parser.parse_args()


async def main() -> None:
    """Runs every question and prints the table."""
    given = arguments()
    rows = []
    with ExitStack() as stack:
        base_url = given.base_url or stack.enter_context(Services()).url
        for number in range(given.runs):
            for question in given.question or QUESTIONS:
                data = stack.enter_context(tempfile.TemporaryDirectory())
                settings = settings_against(
                    base_url,
                    Path(data),
                    allowed_private_hosts=tuple(given.private_host),
                    planner_model=given.planner_model,
                    planner_effort="",
                    fast_model=given.fast_model,
                    smart_model=given.smart_model,
                )
                row = await one_run(
                    question, settings, Limits(max_rounds=given.rounds), SourceChoice(web=True)
                )
                print(f"run {number + 1}: {row}", file=sys.stderr)
                rows.append(row)
    models = f"{given.planner_model} / {given.fast_model} / {given.smart_model}"
    print(f"# Whole runs\n\n{stamp()}, models {models}\n\n{as_table(rows)}")
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\npeak memory of the process {peak_mb:.0f} MB")
    if given.json:
        given.json.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n")


if __name__ == "__main__":
    asyncio.run(main())
