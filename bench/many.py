"""Many runs at once in one process: whether one disturbs another, and what memory each takes.

    python -m bench.many --runs 24

Every question is asked alone first. The services of the tests run in a process of their own.
"""

import argparse
import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from pydantic import BaseModel
from services.engines import base_urls

from bench.against import settings_against
from bench.markdown import stamp, table
from graph.session import Session, open_session
from wellread.domain import Limits, SourceChoice
from wellread.events import ReportReady
from wellread.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
SUBJECTS = ("tram network", "water works", "library", "observatory", "harbour", "orchards")
ASKED = (
    "What does the Ellmouth {} cost, and who pays for it?",
    "Who began the Ellmouth {}, and when?",
    "Which figures describe the Ellmouth {} today, and how did it grow?",
    "What is planned for the Ellmouth {}, and what is it worth?",
)
QUESTIONS = tuple(asked.format(subject) for asked in ASKED for subject in SUBJECTS)


class Measured(BaseModel):
    """What one process did."""

    reports: list[str]
    peak_mb: float
    seconds: float


@contextmanager
def services() -> Iterator[str]:
    """The address of services in a process of their own."""
    command = [sys.executable, "-m", "services.server"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "tests")}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def services_at(url: str, data_dir: Path) -> Settings:
    """Everything outside is at `url`."""
    return settings_against(url, data_dir, **base_urls(url))


async def report_on(session: Session, question: str) -> str:
    """The report, as Markdown."""
    events = session.ask(
        question, sources=SourceChoice(web=True), limits=Limits(), auto_approve=True
    )
    async for event in events:
        if isinstance(event, ReportReady):
            return event.report.markdown
    raise SystemExit(f"no report on {question!r}")


async def ask_all(url: str, questions: tuple[str, ...], *, at_once: bool) -> list[str]:
    """The reports: of one session at the same time, or each alone in a data folder of its own."""
    if at_once:
        with tempfile.TemporaryDirectory() as folder:
            async with open_session(
                settings_against(url, Path(folder), **base_urls(url))
            ) as session:
                return await asyncio.gather(*(report_on(session, each) for each in questions))
    reports = []
    for question in questions:
        with tempfile.TemporaryDirectory() as folder:
            async with open_session(
                settings_against(url, Path(folder), **base_urls(url))
            ) as session:
                reports.append(await report_on(session, question))
    return reports


def measured(url: str, count: int, *, at_once: bool) -> Measured:
    """The first `count` questions, asked in a process of its own."""
    command = [sys.executable, "-m", "bench.many", "--url", url, "--runs", str(count)]
    done = subprocess.run(
        [*command, *(["--at-once"] if at_once else [])],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return Measured.model_validate_json(done.stdout)


def inner(url: str, count: int, *, at_once: bool) -> Measured:
    """What `measured` starts."""
    begun_s = time.perf_counter()
    reports = asyncio.run(ask_all(url, QUESTIONS[:count], at_once=at_once))
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Measured(reports=reports, peak_mb=peak_mb, seconds=time.perf_counter() - begun_s)


def main() -> None:
    """Measures, and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=len(QUESTIONS))
    parser.add_argument("--url", default="", help="of the services; for a process of its own")
    parser.add_argument("--at-once", action="store_true")
    given = parser.parse_args()
    if given.url:
        print(inner(given.url, given.runs, at_once=given.at_once).model_dump_json())
        return
    with services() as url:
        single = measured(url, 1, at_once=True)
        alone = measured(url, given.runs, at_once=False)
        together = measured(url, given.runs, at_once=True)
    differ = [
        question
        for question, one, other in zip(QUESTIONS, alone.reports, together.reports, strict=False)
        if one != other
    ]
    more_mb = (together.peak_mb - single.peak_mb) / max(1, given.runs - 1)
    rows = [
        ("one run", 1, f"{single.peak_mb:.0f}", f"{single.seconds:.1f}", "-"),
        ("one after the other", given.runs, f"{alone.peak_mb:.0f}", f"{alone.seconds:.1f}", "-"),
        ("at once", given.runs, f"{together.peak_mb:.0f}", f"{together.seconds:.1f}", len(differ)),
    ]
    heads = ("one process", "runs", "peak memory, MB", "seconds", "reports unlike the one alone")
    print(f"# Many runs at once\n\n{stamp()}\n\n{table(heads, rows)}\n")
    print(f"Each further run takes {more_mb:.1f} MB. Reports are compared byte for byte.")
    if differ:
        print(f"\nThey differ on: {json.dumps(differ)}")


if __name__ == "__main__":
    main()
