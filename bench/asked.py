"""A process that asks questions, all at once, and writes down how it went: what `speed` measures.

    python -m bench.asked --out FILE --question "How ...?" --question "What ...?"

Any system can be measured beside this one by a program with the same two options that writes the
same JSON: `import_s`, `import_cpu_s`, `stall_ms`, and for each run `started` and `ended` (seconds
of one clock) and `report` (Markdown), further fields as in `Asked`.
"""

import argparse
import asyncio
import json
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.session import Session
    from wellread.domain import Limits

BORN_S = time.perf_counter()
BEAT_S = 0.02
"""Sleeping so long, a task sees by how much the event loop wakes it too late."""


@dataclass(frozen=True)
class Asked:
    """One run. Times are seconds since the epoch."""

    question: str
    started: float
    ended: float
    report: str
    first_finding_s: float
    first_section_s: float
    claims: int
    checked: int
    supported: int


async def heartbeat(late_s: list[float]) -> None:
    """Notes for ever how late each beat was."""
    while True:
        slept = time.perf_counter()
        await asyncio.sleep(BEAT_S)
        late_s.append(time.perf_counter() - slept - BEAT_S)


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--question", action="append", required=True)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--sub-questions", type=int, default=6)
    parser.add_argument("--sources", type=int, default=8, help="pages of one researcher")
    return parser.parse_args()


async def asked(session: "Session", question: str, limits: "Limits") -> Asked:
    """The question asked, approved by setting, and what its events tell."""
    from wellread.domain import SourceChoice
    from wellread.events import BranchMoved, ReportReady, SectionMoved

    started, first = time.time(), dict[str, float]()
    report = None
    sources = SourceChoice(web=True)
    events = session.ask(question, sources=sources, limits=limits, auto_approve=True)
    async for event in events:
        if isinstance(event, BranchMoved) and event.findings:
            first.setdefault("finding", time.time() - started)
        if isinstance(event, SectionMoved) and event.step == "done":
            first.setdefault("section", time.time() - started)
        if isinstance(event, ReportReady):
            report = event.report
    if report is None:
        raise SystemExit(f"no report on {question!r}")
    verdicts = [claim.verdict for claim in report.claims]
    return Asked(
        question=question,
        started=started,
        ended=time.time(),
        report=report.markdown,
        first_finding_s=first.get("finding", 0.0),
        first_section_s=first.get("section", 0.0),
        claims=len(verdicts),
        checked=sum(verdict != "not_checked" for verdict in verdicts),
        supported=verdicts.count("supported"),
    )


async def all_asked(given: argparse.Namespace, folder: Path) -> tuple[list[Asked], float]:
    """Every question at once in one session, and the longest stall in seconds."""
    from graph.session import open_session
    from wellread.domain import Limits
    from wellread.settings import load_settings

    limits = Limits(
        max_rounds=given.rounds,
        max_sub_questions=given.sub_questions,
        max_sources_per_task=given.sources,
        max_searches=500,
    )
    late_s: list[float] = []
    beating = asyncio.create_task(heartbeat(late_s))
    async with open_session(load_settings({"data_dir": folder})) as session:
        runs = await asyncio.gather(*(asked(session, each, limits) for each in given.question))
    beating.cancel()
    return runs, max(late_s, default=0.0)


def main() -> None:
    """Asks what the command line says and writes the file."""
    given = arguments()
    from graph import session  # noqa: F401  with all that it needs
    from graph.preloading import preload
    from wellread.settings import load_settings

    preload(load_settings())
    imported = {"import_s": time.perf_counter() - BORN_S, "import_cpu_s": time.process_time()}
    with tempfile.TemporaryDirectory() as folder:
        runs, stall_s = asyncio.run(all_asked(given, Path(folder)))
    told = {**imported, "stall_ms": stall_s * 1e3, "runs": [asdict(run) for run in runs]}
    given.out.write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    main()
