"""One turn on the command line: follows a run's events, asks about a waiting plan, delivers."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wellread.cli.app import App
from wellread.cli.codes import WAITING, WRITTEN
from wellread.cli.contract import Session
from wellread.cli.draining import drained_by_signals
from wellread.cli.keys import Keys
from wellread.cli.listeners import JsonLines, Listener, PlainLines
from wellread.cli.output import write_file, write_stdout
from wellread.cli.terminal import safe, say
from wellread.decisions import Approve, Decision
from wellread.errors import RunDrained, StorageError
from wellread.events import Event, PlanWaiting, ReportReady, RunStarted
from wellread.report.totals import checked_line

if TYPE_CHECKING:
    from wellread.cli.plan_talk import PlanTalk

Stage = Callable[[Session], AsyncIterator[Event]]
Ending = PlanWaiting | ReportReady


@dataclass(frozen=True, kw_only=True)
class Manner:
    """How a turn is shown, approved and delivered."""

    yes: bool = False
    as_json: bool = False
    out: Path | None = None


def run_turn(app: App, stage: Stage, manner: Manner) -> int:
    """Plays `stage` and what follows on the human's decisions; gives the exit code."""
    ending = play(app, stage, manner)
    decide = _Decider(app, manner)
    while isinstance(ending, PlanWaiting):
        decision = decide(ending)
        if decision is None:
            say(approval_hint(ending.run_id))
            return WAITING
        ending = play(app, _answer(ending.run_id, decision), manner)
    deliver(ending, manner)
    return WRITTEN


def approval_hint(run_id: str) -> str:
    """How a waiting plan is answered later."""
    return (
        f"The plan of run {run_id} waits for you:\n"
        f"  wellread show {run_id} --plan\n"
        f"  wellread resume {run_id} --approve\n"
        f"  wellread plan {run_id} > plan.toml   (edit it, then)\n"
        f"  wellread resume {run_id} --edit plan.toml\n"
        f'  wellread resume {run_id} --reject "what should be different"'
    )


class _Decider:
    """Answers a waiting plan: by `--yes` once, by the human on a terminal, else not at all."""

    def __init__(self, app: App, manner: Manner) -> None:
        self._yes = manner.yes
        self._talk = _talk() if app.interactive() and not manner.as_json else None

    def __call__(self, waiting: PlanWaiting) -> Decision | None:
        if self._yes and not waiting.faults:
            self._yes = False
            return Approve()
        if self._talk:
            return self._talk.decide(waiting)
        for fault in waiting.faults:
            say(f"The plan was not accepted: {fault}")
        return None


def _talk() -> "PlanTalk":
    from wellread.cli.plan_talk import PlanTalk

    return PlanTalk()


def _answer(run_id: str, decision: Decision) -> Stage:
    return lambda session: session.resume(run_id, decision)


def play(app: App, stage: Stage, manner: Manner) -> Ending:
    """Hears the stage's events up to its ending.

    Raises:
        StorageError: the events stopped without an ending.
        click.Abort: a signal stopped the run.
    """

    async def follow(session: Session) -> Ending | None:
        ending: Ending | None = None
        events = stage(session)
        try:
            with (
                drained_by_signals(session),
                Keys(app, session),
                _listener(app, manner) as listener,
            ):
                async for event in events:
                    _note(app, event)
                    listener.hear(event)
                    if isinstance(event, PlanWaiting | ReportReady):
                        ending = event
        finally:
            if isinstance(events, AsyncGenerator):
                await events.aclose()
        return ending

    try:
        ending = app.in_session(follow)
    except (RunDrained, asyncio.CancelledError):
        raise click.Abort from None
    if ending is None:
        raise StorageError("the run stopped without a report or a question about its plan.")
    return ending


def _listener(app: App, manner: Manner) -> Listener:
    if manner.as_json:
        return JsonLines()
    if app.drawable():
        from wellread.cli.live import LiveView

        return LiveView(hint="w: write now" if app.interactive() else "")
    return PlainLines()


def _note(app: App, event: Event) -> None:
    if isinstance(event, RunStarted | PlanWaiting | ReportReady):
        app.run_id = event.run_id
    app.finished = isinstance(event, ReportReady)


def deliver(ending: ReportReady, manner: Manner) -> None:
    """Writes the report to stdout and to the file that the manner names."""
    markdown = safe(ending.report.markdown).rstrip() + "\n"
    try:
        if not manner.as_json:
            write_stdout(markdown)
            say(checked_line(ending.report.totals))
    finally:
        if manner.out:
            write_file(manner.out, markdown)
            say(f"Written to {manner.out}")
