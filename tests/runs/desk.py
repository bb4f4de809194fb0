"""Whole runs in this process, each errand with a session of its own, as the command line has it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.build import Graph, build_graph
from graph.checkpoint import open_saver
from graph.parts import Workshop
from graph.run_view import RunView
from graph.session import NO_FORM, open_session
from wellread.archive.contract import LedgerRow
from wellread.archive.sqlite import open_archive
from wellread.decisions import Decision
from wellread.domain import Form, Limits, Report, SourceChoice
from wellread.events import Event, PlanWaiting, ReportReady, RunStarted
from wellread.settings import Settings
from wellread.shapes import usual_limits


@dataclass(frozen=True)
class Ended:
    """What one errand said, up to its end."""

    events: tuple[Event, ...]

    @property
    def run_id(self) -> str:
        """The run that it was about."""
        started = self.events[0]
        assert isinstance(started, RunStarted)
        return started.run_id

    @property
    def report(self) -> Report:
        """The report that it ended with."""
        last = self.events[-1]
        assert isinstance(last, ReportReady), last
        return last.report

    @property
    def waiting(self) -> PlanWaiting:
        """The plan that it ended with."""
        last = self.events[-1]
        assert isinstance(last, PlanWaiting), last
        return last


class Desk:
    """Where a test asks."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    async def ask(
        self,
        question: str,
        *,
        sources: SourceChoice | None = None,
        yes: bool = True,
        on: str | None = None,
        form: Form = NO_FORM,
        **limits: Any,  # noqa: ANN401 - fields of Limits
    ) -> Ended:
        """Asks on the web unless `sources` says otherwise."""
        async with open_session(self.settings) as session:
            asked = session.ask(
                question,
                sources=sources or SourceChoice(web=True),
                limits=usual_limits(form).model_copy(update=limits),
                form=form,
                auto_approve=yes,
                run_id=on,
            )
            return Ended(tuple([event async for event in asked]))

    async def resume(
        self, run_id: str, decision: Decision | None = None, limits: Limits | None = None
    ) -> Ended:
        """Goes on."""
        async with open_session(self.settings) as session:
            events = session.resume(run_id, decision, limits)
            return Ended(tuple([event async for event in events]))

    async def refresh(self, run_id: str, limits: Limits | None = None) -> Ended:
        """Makes a written run anew."""
        async with open_session(self.settings) as session:
            return Ended(tuple([event async for event in session.refresh(run_id, limits)]))

    async def replay(self, run_id: str, *, allow_new: bool = False) -> Report:
        """The report that a replay gives."""
        async with open_session(self.settings) as session:
            *_, last = [event async for event in session.replay(run_id, allow_new=allow_new)]
        assert isinstance(last, ReportReady)
        return last.report

    async def view(self, run_id: str) -> RunView:
        """What is stored."""
        async with open_session(self.settings) as session:
            return await session.view(run_id)

    async def ledger(self, turn_id: str) -> tuple[LedgerRow, ...]:
        """The turn's rows."""
        archive = await open_archive(self.settings.data_dir / "archive.sqlite3")
        try:
            return await archive.ledger.rows(turn_id)
        finally:
            await archive.close()

    @asynccontextmanager
    async def graph(self) -> AsyncIterator[Graph]:
        """The graph on this desk's checkpoints, for what no session does."""
        workshop = Workshop(lambda: self.settings, on_server=False)
        async with open_saver(self.settings.data_dir) as saver:
            try:
                yield build_graph(workshop, checkpointer=saver)
            finally:
                await workshop.close()


def folder_of(path: Path, **texts: str) -> SourceChoice:
    """A folder with these Markdown files as the only source."""
    path.mkdir(exist_ok=True)
    for name, text in texts.items():
        (path / f"{name}.md").write_text(text, encoding="utf-8")
    return SourceChoice(folders=(str(path),))
