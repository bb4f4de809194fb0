"""One whole run in this process, against the services of the tests."""

import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.server import Services

from graph.session import open_session
from wellread.domain import Limits, Report, SourceChoice
from wellread.events import BranchMoved, ReportReady
from wellread.settings import load_settings

COSTS = "What do the Ellmouth tram, water works, library and harbour cost, and who pays for them?"
BEGINNINGS = (
    "How did the Ellmouth tram, observatory, library and orchards begin, and who began them?"
)
PLANS: dict[str, dict[str, tuple[str, str]]] = {
    COSTS: {
        "Trams": ("What does the Ellmouth tram cost, and who pays for it?", "tram cost crowns"),
        "Water": ("What do the Ellmouth water works cost?", "water works cost crowns"),
        "Books": ("Who pays for the Ellmouth library?", "library budget donations"),
        "Ships": ("What does the Ellmouth harbour cost and earn?", "harbour dues crowns"),
    },
    BEGINNINGS: {
        "Trams": ("Who began the Ellmouth tram, and when?", "horse tram founder"),
        "Stars": ("How did the Ellmouth observatory begin?", "observatory founded telescope"),
        "Books": ("Who began the Ellmouth library?", "library founder widow"),
        "Apples": ("How did the Ellmouth orchards begin?", "orchard planted first trees"),
    },
}
"""Questions, each with four sub-questions by the title of their section, and their queries."""
QUESTIONS = tuple(PLANS)
ASKS = {"q2": "Ellmouth council report figures", "q4": "Ellmouth yearly accounts crowns"}
"""What the reviewer wants to have searched besides."""


@dataclass(frozen=True)
class Outcome:
    """How a run went."""

    report: Report
    failed_branches: int
    requests: int
    """That reached the services."""
    seconds: float

    @property
    def supported(self) -> int:
        """Claims with this verdict."""
        return sum(claim.verdict == "supported" for claim in self.report.claims)


def plan_and_review(services: Services, question: str) -> None:
    """Four parallel branches and a round of the reviewer, whatever else the services do."""
    parts = [
        {"question": asked_for, "queries": [query], "section": title}
        for title, (asked_for, query) in PLANS[question].items()
    ]
    missing: list[dict[str, Any]] = [
        {"sub_question_id": part, "queries": [query], "reason": "Thin."}
        for part, query in ASKS.items()
    ]
    services.script("plan", [{"role": "local historian", "sub_questions": parts}])
    asked = [asked_for for asked_for, _ in PLANS[question].values()]
    services.script("SimplePlanAnswer", [{"questions": asked}])
    services.script("review", [{"missing": missing, "contradictions": []}])


async def whole_run(
    services: Services, question: str, limits: Limits, settings: Mapping[str, Any]
) -> Outcome:
    """Asks `question` in a data folder of its own; the plan is approved by setting.

    Raises:
        WellreadError: the run ended without a report.
    """
    plan_and_review(services, question)
    services.log.clear()
    begun_s = time.perf_counter()
    report: Report | None = None
    steps: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        flags = {**services.settings, "data_dir": Path(folder), **settings}
        async with open_session(load_settings(flags)) as session:
            events = session.ask(
                question, sources=SourceChoice(web=True), limits=limits, auto_approve=True
            )
            async for event in events:
                if isinstance(event, BranchMoved):
                    steps[event.task_id] = event.step
                if isinstance(event, ReportReady):
                    report = event.report
    assert report is not None
    return Outcome(
        report=report,
        failed_branches=list(steps.values()).count("failed"),
        requests=services.log.count(),
        seconds=time.perf_counter() - begun_s,
    )
