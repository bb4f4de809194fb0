"""A plan that the program looks at, and changes, before anything is researched."""

import asyncio

from wellread import research
from wellread.decisions import Decision, Edit
from wellread.domain import SourceChoice
from wellread.events import PlanWaiting
from wellread.settings import load_settings


def first_part_only(waiting: PlanWaiting) -> Decision:
    """Keeps the plan's first sub-question."""
    plan = waiting.plan.model_copy(update={"sub_questions": waiting.plan.sub_questions[:1]})
    return Edit(plan=plan, limits=waiting.limits)


report = asyncio.run(
    research(
        "How are classes defined, and how does inheritance find methods?",
        sources=SourceChoice(libraries=("python",)),
        settings=load_settings({"models": "off"}),
        decide=first_part_only,
    )
)
print(report.title, len(report.claims))
