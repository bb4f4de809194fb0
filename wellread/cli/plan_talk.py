"""The talk about a waiting plan, on a terminal: shown, then approved, edited or sent back."""

from collections.abc import Callable

import click
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from wellread.cli.plan_text import (
    PlanTextError,
    read_plan,
    with_faults,
    write_plan,
)
from wellread.cli.terminal import one_line, safe, say
from wellread.decisions import Approve, Decision, Edit, Reject
from wellread.domain import Limits, Plan
from wellread.estimates import estimate_in_words
from wellread.events import PlanWaiting

Editor = Callable[[str], str | None]
"""Opens a text for the human; None when it was closed without saving."""
_ANSWERS = ("approve", "edit", "reject", "later")


def open_editor(text: str) -> str | None:
    """The text as saved in $VISUAL or $EDITOR, or None when it was not saved.

    Raises:
        PlanTextError: what was saved is not UTF-8.
    """
    try:
        return click.edit(text, extension=".toml")
    except UnicodeDecodeError as error:
        raise PlanTextError((f"the file is not UTF-8: {error.reason}",)) from error


class PlanTalk:
    """Asks about plans until one is approved or left; keeps the text that was edited last."""

    def __init__(self, editor: Editor = open_editor) -> None:
        self._editor = editor
        self._text = ""

    def decide(self, waiting: PlanWaiting) -> Decision | None:
        """The human's decision on the plan, or None to leave it waiting.

        Raises:
            click.Abort: Ctrl-C or the end of the input.
        """
        Console(stderr=True).print(picture(waiting))
        if not waiting.faults:
            self._text = ""
        while True:
            answer = click.prompt("approve, edit, reject or later", value_proc=_answer, err=True)
            match answer:
                case "approve":
                    return Approve()
                case "edit":
                    decision: Decision | None = self._edit(waiting)
                case "reject":
                    decision = _reject()
                case _:
                    return None
            if decision:
                return decision

    def _edit(self, waiting: PlanWaiting) -> Edit | None:
        """The edited plan; the editor opens again on the same text until it is valid."""
        text = self._text or write_plan(waiting.plan, waiting.limits)
        faults = waiting.faults
        while True:
            try:
                saved = self._editor(with_faults(text, faults))
                if saved is None:
                    say("Not saved: the plan is as it was.")
                    return None
                text = self._text = saved
                plan, limits = read_plan(saved, waiting.plan)
            except PlanTextError as error:
                faults = error.faults
                for fault in faults:
                    say(f"Not valid: {fault}")
                if not click.confirm("Open the editor again?", default=True, err=True):
                    return None
            except click.ClickException as error:
                say(error.format_message())
                return None
            else:
                return Edit(plan=plan, limits=limits)


def _answer(word: str) -> str:
    chosen = word.strip().lower()
    for answer in _ANSWERS:
        if chosen and answer.startswith(chosen):
            return answer
    raise click.UsageError(f"{word!r} is none of {', '.join(_ANSWERS)}.")


def _reject() -> Reject | None:
    remark = click.prompt(
        "What should be different (empty: back)", default="", show_default=False, err=True
    )
    return Reject(remark=remark.strip()) if remark.strip() else None


def picture(waiting: PlanWaiting) -> RenderableType:
    """The plan, its limits, and all that was said about it."""
    plan = waiting.plan
    lines = [f"Plan for a report by {plan.role}" if plan.role else "Plan"]
    wanted = waiting.sources.filters.in_words
    facts = [
        f"Estimate: {estimate_in_words(plan.estimate)}",
        f"Limits: {limits_in_words(waiting.limits)}",
        *([f"Only sources {wanted}"] if wanted else []),
        *(f"Assumes: {each}" for each in plan.assumptions),
        *(f"Open: {each}" for each in plan.open_points),
        *(f"Repaired by code: {each}" for each in plan.repairs),
    ]
    faults = [Text(safe(f"Not accepted: {fault}"), style="red") for fault in waiting.faults]
    return Group(
        Text(one_line(lines[0]), style="bold"),
        _table(plan),
        *(Text(safe(fact)) for fact in facts),
        *faults,
    )


def limits_in_words(limits: Limits) -> str:
    """Limits on one line."""
    usd = "no limit in USD" if limits.max_cost_usd is None else f"{limits.max_cost_usd} USD"
    seconds = "no time limit" if limits.max_seconds is None else f"{limits.max_seconds:.0f} s"
    return (
        f"{limits.max_searches} searches, {limits.max_rounds} further rounds, "
        f"{limits.max_sub_questions} sub-questions, {limits.max_sources_per_task} sources each, "
        f"{usd}, {seconds}, {limits.words} words"
    )


def _table(plan: Plan) -> Table:
    table = Table(show_lines=True)
    for title in ("Id", "Sub-question", "Queries", "Section", "After"):
        table.add_column(title, overflow="fold")
    for part in plan.sub_questions:
        table.add_row(
            Text(one_line(part.id)),
            Text(safe(part.question)),
            Text("\n".join(one_line(query) for query in part.queries)),
            Text(one_line(part.section)),
            Text(", ".join(one_line(each) for each in part.after)),
        )
    return table
