"""How large the checkpoints of a run are, by the number of its sources, over three rounds.

    python -m bench.checkpoints

The sources are documents made for it, so that each search of each round finds new ones.
"""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from services.server import Services

from bench.markdown import stamp, table
from graph.session import open_session
from wellread.domain import Limits, SourceChoice
from wellread.events import ReportReady
from wellread.settings import load_settings

QUESTION = "What do the Ellmouth tram, library, harbour and orchard cost?"
SUBJECTS = ("tram", "library", "harbour", "orchard")
ROUNDS = 3
NAMES = ("alder", "birch", "cedar", "damson")
"""One word for each round, the first one of the plan included: its documents alone hold it."""
PARAGRAPH_SENTENCES = 25


def document(subject: str, name: str, number: int) -> str:
    """A page of some 3,000 characters like no other."""
    costs = [
        f"In the year {1900 + line} the {subject} of Ellmouth cost {number * 97 + line * 13} crowns"
        f" in the {name} account number {number}."
        for line in range(PARAGRAPH_SENTENCES)
    ]
    return f"# The {subject} in the {name} accounts, volume {number}\n\n{' '.join(costs)}\n"


def query(subject: str, name: str) -> str:
    """Finds that round's documents of the subject before all others."""
    return f"{name} account {subject} cost"


def prepare(services: Services, folder: Path, per_task: int) -> None:
    """The documents, the plan, and a reviewer who asks in every round."""
    for subject in SUBJECTS:
        for name in NAMES:
            for number in range(per_task):
                path = folder / f"{subject}-{name}-{number}.md"
                path.write_text(document(subject, name, number), encoding="utf-8")
    parts = [
        {
            "question": f"What does the Ellmouth {subject} cost?",
            "queries": [query(subject, NAMES[0])],
            "section": subject,
        }
        for subject in SUBJECTS
    ]

    def review(request: dict[str, Any]) -> dict[str, Any]:
        prompt = "\n".join(message["content"] for message in request["messages"])
        name = next((each for each in NAMES[1:] if f"{each} account" not in prompt), NAMES[-1])
        missing = [
            {"sub_question_id": f"q{place}", "queries": [query(subject, name)], "reason": "More."}
            for place, subject in enumerate(SUBJECTS, 1)
        ]
        return {"missing": missing, "contradictions": []}

    services.script("plan", [{"sub_questions": parts}])
    services.script("review", review)
    services.script("more_queries", [{"queries": []}])


async def measured(per_task: int) -> tuple[int, int, int, float]:
    """Sources, findings, reviews, and MB of checkpoints of one run."""
    with Services() as services, tempfile.TemporaryDirectory() as place:
        folder, data_dir = Path(place) / "documents", Path(place) / "data"
        folder.mkdir()
        prepare(services, folder, per_task)
        settings = load_settings({**services.settings, "data_dir": data_dir})
        limits = Limits(max_rounds=ROUNDS, max_sources_per_task=per_task)
        async with open_session(settings) as session:
            events = session.ask(
                QUESTION,
                sources=SourceChoice(folders=(str(folder),)),
                limits=limits,
                auto_approve=True,
            )
            run_id = ""
            async for event in events:
                if isinstance(event, ReportReady):
                    run_id = event.run_id
            view = await session.view(run_id)
        size_mb = (data_dir / "checkpoints.sqlite3").stat().st_size / 1e6
        reviews = services.log.count("model", "review")
        return len(view.sources), len(view.findings), reviews, size_mb


def main() -> None:
    """Measures, and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sources", type=int, nargs="+", default=[50, 100, 200])
    given = parser.parse_args()
    rows = []
    for wanted in given.sources:
        per_task = -(-wanted // (len(SUBJECTS) * len(NAMES)))
        sources, findings, reviews, size_mb = asyncio.run(measured(per_task))
        per_source = f"{1000 * size_mb / sources:.1f}"
        rows.append((sources, reviews, findings, f"{size_mb:.2f}", per_source))
    heads = ("sources", "rounds", "findings", "checkpoints, MB", "kB per source")
    print(f"# Checkpoints\n\n{stamp()}\n\n{table(heads, rows)}")


if __name__ == "__main__":
    main()
