"""What a run says while it works, one event after the other."""

import asyncio

from wellread import watch
from wellread.domain import SourceChoice
from wellread.events import BranchMoved, ReportReady
from wellread.settings import load_settings


async def main() -> None:
    """Watches a run on Python's language reference."""
    events = watch(
        "How are names resolved in nested scopes?",
        sources=SourceChoice(libraries=("python",)),
        settings=load_settings({"models": "off"}),
    )
    async for event in events:
        if isinstance(event, BranchMoved):
            print(event.step, event.findings)
        elif isinstance(event, ReportReady):
            print(event.report.title, len(event.report.references))


asyncio.run(main())
