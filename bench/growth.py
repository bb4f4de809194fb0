"""How cost and time grow with the number of sub-questions, sources and rounds of a run.

    python -m bench.growth

The sources are documents made for it, so that each search of each round finds new ones. The
services answer a model call after a second; nothing else waits.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from services.server import Services

from bench.checkpoints import document
from bench.markdown import stamp, table
from bench.plot import Panel, plotted
from graph.preloading import preload
from graph.session import open_session
from wellread.domain import Limits, SourceChoice
from wellread.events import ReportReady
from wellread.settings import load_settings

SUBJECTS = [
    "tram",
    "library",
    "harbour",
    "orchard",
    "mill",
    "bridge",
    "market",
    "theatre",
    "school",
    "hospital",
    "museum",
    "prison",
    "lighthouse",
    "brewery",
    "tannery",
    "observatory",
]
MODEL_S = 1.0
HEADS = ("sub-questions", "sources", "rounds", "model calls", "tokens", "USD", "CPU, s", "wall, s")


@dataclass(frozen=True)
class Size:
    """How large a run is."""

    sub_questions: int = 4
    sources_per_task: int = 4
    rounds: int = 1


SERIES = {
    "sub-questions": [Size(sub_questions=count) for count in (1, 2, 4, 8, 12, 16)],
    "sources": [Size(sources_per_task=count, rounds=0) for count in (3, 6, 12, 24)]
    + [Size(sub_questions=16, sources_per_task=25, rounds=0)],
    "rounds": [Size(rounds=count) for count in (0, 1, 2, 3, 4, 5)],
}


def words_of_round(number: int) -> str:
    """The word that the documents of one round alone hold."""
    return ("alder", "birch", "cedar", "damson", "elder", "fig")[number]


def prepare(services: Services, folder: Path, size: Size) -> None:
    """The documents, the plan, and a reviewer who asks in every round."""
    subjects = SUBJECTS[: size.sub_questions]
    for subject in subjects:
        for number in range(size.rounds + 1):
            name = words_of_round(number)
            for volume in range(size.sources_per_task):
                path = folder / f"{subject}-{name}-{volume}.md"
                path.write_text(document(subject, name, volume), encoding="utf-8")
    parts = [
        {
            "question": f"What does the Ellmouth {subject} cost?",
            "queries": [f"{words_of_round(0)} account {subject} cost"],
            "section": subject,
        }
        for subject in subjects
    ]

    def review(request: dict[str, Any]) -> dict[str, Any]:
        prompt = "\n".join(message["content"] for message in request["messages"])
        names = [words_of_round(number) for number in range(size.rounds + 1)]
        name = next((each for each in names if f"{each} account" not in prompt), names[-1])
        return {
            "missing": [
                {
                    "sub_question_id": f"q{place}",
                    "queries": [f"{name} account {subject} cost"],
                    "reason": "More.",
                }
                for place, subject in enumerate(subjects, 1)
            ],
            "contradictions": [],
        }

    services.script("plan", [{"sub_questions": parts}])
    services.script("review", review)
    services.script("more_queries", [{"queries": []}])
    services.faults.delays_s["model"] = MODEL_S


async def measured(size: Size) -> tuple[object, ...]:
    """One row: what a run of this size read, asked, cost and took."""
    with Services() as services, tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "documents"
        folder.mkdir()
        prepare(services, folder, size)
        settings = load_settings({**services.settings, "data_dir": Path(place) / "data"})
        preload(settings)
        subjects = ", ".join(SUBJECTS[: size.sub_questions])
        limits = Limits(
            max_rounds=size.rounds,
            max_sources_per_task=size.sources_per_task,
            max_sub_questions=size.sub_questions,
        )
        cpu_s, begun_s, report = time.process_time(), time.perf_counter(), None
        async with open_session(settings) as session:
            events = session.ask(
                f"What do these of Ellmouth cost: {subjects}?",
                sources=SourceChoice(folders=(str(folder),)),
                limits=limits,
                auto_approve=True,
            )
            async for event in events:
                report = event.report if isinstance(event, ReportReady) else report
        if report is None:
            raise SystemExit(f"no report at {size}")
        usage = report.usage
        tokens = usage.prompt_tokens + usage.completion_tokens
        wall_s = time.perf_counter() - begun_s
        return (
            size.sub_questions,
            report.sources_read,
            size.rounds,
            usage.calls,
            tokens,
            f"{usage.cost_usd:.3f}",
            f"{time.process_time() - cpu_s:.1f}",
            f"{wall_s:.1f}",
        )


def panels(grows: str, rows: list[tuple[object, ...]]) -> list[Panel]:
    """Cost and time against what grows."""

    def points(of: str) -> list[tuple[float, float]]:
        across, up = HEADS.index(grows), HEADS.index(of)
        return [(float(str(row[across])), float(str(row[up]))) for row in rows]

    return [
        Panel(title=f"{of} by {grows}", across=grows, up=of, points=points(of))
        for of in ("USD", "wall, s", "CPU, s")
    ]


def main() -> None:
    """Measures each series and prints its table and pictures."""
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    print(f"# Growth\n\n{stamp()}; a model call takes {MODEL_S:g} s")
    drawn = []
    for name, sizes in SERIES.items():
        rows = []
        for size in sizes:
            rows.append(asyncio.run(measured(size)))
            print(f"{name}: {rows[-1]}", file=sys.stderr, flush=True)
        print(f"\n## By {name}\n\n{table(HEADS, rows)}")
        drawn.append(panels(name, rows))
    print(f"\n{plotted('growth', drawn)}")


if __name__ == "__main__":
    main()
