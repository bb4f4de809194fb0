"""Who hears a run's events: plain lines, JSON lines, or (in `live.py`) the drawn view."""

import json
import time
from collections.abc import Callable
from types import TracebackType
from typing import Protocol, Self

import click

from wellread.cli.terminal import one_line, say
from wellread.cli.view import spending
from wellread.domain import Usage
from wellread.events import (
    BranchMoved,
    Event,
    Failed,
    PhaseStarted,
    PlanWaiting,
    ReportReady,
    RunStarted,
    SectionMoved,
    Spent,
)
from wellread.languages import DEFAULT, phrases
from wellread.report.failures import failure_line


class Listener(Protocol):
    """Hears each event of one stage of a run, between entering and leaving."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def hear(self, event: Event) -> None:
        """Shows `event`."""
        ...


class _Undrawn:
    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Nothing to close."""


class JsonLines(_Undrawn):
    """One event per line on stdout, in pure ASCII, so that no terminal obeys it."""

    def hear(self, event: Event) -> None:
        """Writes the event and flushes it.

        Raises:
            BrokenPipeError: nobody reads stdout any more.
        """
        click.echo(json.dumps(event.model_dump(mode="json")))


class PlainLines(_Undrawn):
    """One line per event on stderr, with the seconds since the start.

    Costs are told when they have changed, and once what several branches failed at alike.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._started_at = clock()
        self._told = frozenset({line_of(Spent(usage=Usage()))})

    def hear(self, event: Event) -> None:
        """Writes the event's line."""
        if isinstance(event, Failed | Spent):
            if (line := line_of(event)) in self._told:
                return
            self._told |= {line}
        seconds = self._clock() - self._started_at
        say(f"[{seconds:5.0f}s] {one_line(line_of(event), 300)}")


def line_of(event: Event) -> str:
    """An event in words, for one line."""
    match event:
        case RunStarted():
            words = f"run {event.run_id}: {event.question}"
        case PhaseStarted():
            words = f"{event.phase}: {event.detail}" if event.detail else event.phase
        case BranchMoved():
            counts = f"{event.sources} sources, {event.findings} findings"
            grown = f" out of {event.parent}" if event.parent else ""
            news = event.detail.removeprefix(event.question).strip("; ")
            detail = f" · {news}" if news else ""
            words = f"{event.task_id}{grown} {event.step} ({counts}) {event.question}{detail}"
        case SectionMoved():
            counts = f"{event.supported} of {event.claims} supported"
            words = f"section {event.section_id} {event.step} ({counts}) {event.title}"
        case Failed():
            words = f"failed: {failure_line(event.failure, phrases(DEFAULT))}"
        case Spent():
            words = f"spent {spending(event.usage)}"
        case PlanWaiting():
            words = f"the plan waits: {len(event.plan.sub_questions)} sub-questions"
        case ReportReady():
            words = f"report ready: {event.report.title}"
    return words
