"""`ask` and `resume`: from flags to a turn. Faults in the flags are found before it starts."""

import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import click
from pydantic import ValidationError

from wellread.cli.app import App
from wellread.cli.codes import WRITTEN
from wellread.cli.contract import Session, StoredRun
from wellread.cli.flags import AskFlags, RefreshFlags, ResumeFlags
from wellread.cli.form import form_of
from wellread.cli.output import check_writable
from wellread.cli.plan_text import read_plan
from wellread.cli.sources import choose_sources
from wellread.cli.terminal import say
from wellread.cli.turn import Manner, run_turn
from wellread.decisions import Approve, Decision, Edit, Reject
from wellread.domain import Limits
from wellread.errors import RunInUse, SettingsError
from wellread.events import Event
from wellread.shapes import usual_limits

_LIMIT_FLAGS = {
    "max_rounds": "--rounds",
    "max_searches": "--max-searches",
    "max_sub_questions": "--max-sub-questions",
    "max_cost_usd": "--budget",
    "max_seconds": "--max-seconds",
    "words": "--words",
}


def ask_question(app: App, question: str, flags: AskFlags) -> int:
    """A new run, or a further turn with `--on`; gives the exit code."""
    if not question.strip():
        raise click.UsageError("the question is empty: write what you want to know.")
    settings = app.configure(models="off" if flags["no_models"] else None)
    earlier = _find(app, flags["on"]) if flags["on"] else None
    before = earlier.question if earlier else None
    sources = choose_sources(flags, settings, before.sources if before else None)
    form = form_of(flags, before.form if before else None)
    limits = limits_of(flags, before.limits if before else usual_limits(form))
    manner = _manner(flags)
    run_id = earlier.record.id if earlier else None

    def stage(session: Session) -> AsyncIterator[Event]:
        return session.ask(
            question.strip(),
            sources=sources,
            limits=limits,
            auto_approve=flags["yes"],
            form=form,
            run_id=run_id,
        )

    return run_turn(app, stage, manner)


def resume_run(app: App, run: str, flags: ResumeFlags) -> int:
    """Goes on with a run, with the decision that the flags hold; gives the exit code."""
    chosen = [flags["approve"], flags["edit"] is not None, flags["reject"] is not None]
    if sum(chosen) > 1:
        raise click.UsageError("--approve, --edit and --reject exclude each other: choose one.")
    app.configure()
    stored = _find(app, run)
    decision = _decision(stored, flags)
    limits = _raised_limits(stored, flags)
    if limits and stored.record.status == "waiting":
        decision, limits = _approved_within(stored, decision, limits), None
    manner = _manner(flags)
    app.run_id, app.finished = stored.record.id, stored.record.status == "done"
    try:
        return run_turn(
            app, lambda session: session.resume(stored.record.id, decision, limits), manner
        )
    except RunInUse:
        if limits is None or stored.record.status != "running":
            raise
        say(f"Another process works on run {stored.record.id}: it has the higher limits now.")
        return WRITTEN


def write_run_now(app: App, run: str) -> None:
    """Asks a run to search no further, and says what will come of it."""
    app.configure()
    record = app.in_session(lambda session: session.write_now(run))
    say(
        f"Run {record.id} begins no further search. Where no process works on it: "
        f"wellread resume {record.id}"
    )


def limits_of(flags: AskFlags | ResumeFlags | RefreshFlags, base: Limits) -> Limits:
    """`base` with the limits that were given as flags.

    Raises:
        click.UsageError: a limit that is out of range, named by its flag.
    """
    given = {
        name: flags.get(flag.removeprefix("--").replace("-", "_"))
        for name, flag in _LIMIT_FLAGS.items()
    }
    values: Mapping[str, object] = base.model_dump() | {
        name: value for name, value in given.items() if value is not None
    }
    try:
        return Limits.model_validate(values)
    except ValidationError as error:
        raise click.UsageError(
            "; ".join(
                f"{_LIMIT_FLAGS.get(str(fault['loc'][0]), fault['loc'][0])} "
                f"{fault['input']}: {fault['msg']}"
                for fault in error.errors()
            )
        ) from error


def _raised_limits(stored: StoredRun, flags: ResumeFlags) -> Limits | None:
    """The limits that were approved, with those of the flags; None where no flag names one."""
    before = stored.question.limits if stored.question else Limits()
    limits = limits_of(flags, before)
    return None if limits == before else limits


def _approved_within(stored: StoredRun, decision: Decision | None, limits: Limits) -> Edit:
    """The waiting plan as it is, approved within other limits."""
    if not isinstance(decision, Approve) or stored.plan is None:
        raise click.UsageError(
            f"the plan of run {stored.record.id} waits: add --approve to approve it within these "
            "limits, or write them into the plan (`wellread plan`, then --edit)."
        )
    return Edit(plan=stored.plan, limits=limits)


def _find(app: App, run: str) -> StoredRun:
    async def look(session: Session) -> StoredRun:
        return await session.view((await session.find(run)).id)

    return app.in_session(look)


def _manner(flags: AskFlags | ResumeFlags) -> Manner:
    out = check_writable(flags["out"]) if flags["out"] else None
    return Manner(yes=flags["yes"], as_json=flags["as_json"], out=out)


def _decision(stored: StoredRun, flags: ResumeFlags) -> Decision | None:
    if flags["approve"]:
        return Approve()
    if flags["reject"] is not None:
        if not flags["reject"].strip():
            raise click.UsageError("--reject needs a remark: say what should be different.")
        return Reject(remark=flags["reject"].strip())
    if flags["edit"] is not None:
        if stored.plan is None:
            raise SettingsError(f"run {stored.record.id} has no plan that could be edited.")
        plan, limits = read_plan(_edited_text(flags["edit"]), stored.plan)
        return Edit(plan=plan, limits=limits)
    return None


def _edited_text(file: str) -> str:
    try:
        if file == "-":
            return sys.stdin.read()
        return Path(file).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"--edit {file} cannot be read: {error}.") from error
