"""`chat`: questions on a finished report, one after the other, each a further turn of its run."""

import sys
from collections.abc import AsyncIterator

import click

from wellread.cli.app import App
from wellread.cli.codes import WRITTEN
from wellread.cli.contract import Session, StoredRun
from wellread.cli.terminal import say
from wellread.cli.turn import Manner, run_turn
from wellread.domain import Form, Question
from wellread.errors import SettingsError
from wellread.events import Event
from wellread.shapes import usual_limits

PROMPT = "> "
ANSWER_WORDS = 200


def chat_on_run(app: App, run: str, *, yes: bool) -> int:
    """Asks for questions until there are no more; gives the last exit code that is not 0, or 0.

    Each is answered in a paragraph from the run's evidence, and searched for only where that does
    not answer it.

    Raises:
        SettingsError: the run has no report yet.
    """
    app.configure()

    async def look(session: Session) -> StoredRun:
        return await session.view((await session.find(run)).id)

    stored = app.in_session(look)
    if stored.report is None or stored.question is None:
        raise SettingsError(
            f"run {stored.record.id} has no report to talk about: go on with "
            f"`wellread resume {stored.record.id}`."
        )
    say(f"On: {stored.report.title}\nAsk on; an empty line ends.")
    code = WRITTEN
    while question := _next_question(app):
        code = _answer(app, stored, question, yes=yes) or code
    return code


def _next_question(app: App) -> str:
    if app.interactive():
        return str(click.prompt("", default="", show_default=False, prompt_suffix=PROMPT)).strip()
    return sys.stdin.readline().strip()


def _answer(app: App, stored: StoredRun, question: str, *, yes: bool) -> int:
    before = stored.question
    assert isinstance(before, Question)  # noqa: S101  seen before the first question
    form = before.form.model_copy(update={"kind": "brief", "language": "", "template": ()})
    limits = usual_limits(Form(kind="brief")).model_copy(
        update={"words": ANSWER_WORDS, "max_cost_usd": before.limits.max_cost_usd}
    )

    def stage(session: Session) -> AsyncIterator[Event]:
        return session.ask(
            question,
            sources=before.sources,
            limits=limits,
            auto_approve=yes,
            form=form,
            run_id=stored.record.id,
        )

    return run_turn(app, stage, Manner(yes=yes))
