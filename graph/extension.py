"""A turn within higher limits than it began with: while it is worked on, or when it is written."""

from datetime import UTC, datetime

from graph.parts import research_budget, writing_budget
from graph.state import State
from graph.tasks import reopened_tasks
from graph.turns import only
from wellread.archive.contract import Journal, Raise
from wellread.domain import Grant, Limits, highest_limit
from wellread.errors import SettingsError

_SPENT = ("max_cost_usd", "max_seconds", "max_searches")
_HOW_FAR = (*_SPENT, "max_rounds")


def extended(state: State, limits: Limits) -> State:
    """The update with which the turn goes to `dispatch` again, under a new sealed grant.

    It keeps its id, so that what was paid counts and is not paid twice. Findings stay; the
    sections are written anew, and what an earlier limit kept from being told is not told again.

    Raises:
        SettingsError: no report is written yet, or none of the limits is higher than before.
    """
    turn, grant = state.get("turn"), state.get("grant")
    if turn is None or grant is None or state.get("report") is None:
        raise SettingsError(
            "limits are raised when a report is written: let the run end first, without them."
        )
    before = grant.limits
    _refuse_lower(before, limits, _HOW_FAR, "--budget, --max-searches, --max-seconds or --rounds")
    number = turn.extensions + 1
    failures = state.get("failures", {})
    return State(
        turn=turn.model_copy(update={"limits": limits, "extensions": number}),
        grant=Grant.of(grant.plan, limits, "human"),
        extensions=(*state.get("extensions", ()), limits),
        tasks=reopened_tasks(grant.plan, state, number),
        wave=(),
        outline=(),
        sections=only({}),
        notes=only({}),
        failures=only({key: each for key, each in failures.items() if each.kind != "limit"}),
        phase="dispatch",
    )


async def raise_limits(journal: Journal, state: State, limits: Limits) -> None:
    """Lets a turn that is not written yet spend, search and last up to `limits` from now on.

    Whichever process works on it keeps to them from its next call on. What was refused before
    stays so until the report is written and goes on.

    Raises:
        SettingsError: it has not begun yet, or none of the limits is higher than before.
    """
    turn, grant = state.get("turn"), state.get("grant")
    if turn is None:
        raise SettingsError("the run has not begun yet: try again in a moment.")
    before = grant.limits if grant else turn.limits
    _refuse_lower(before, limits, _SPENT, "--budget, --max-searches or --max-seconds")
    moment = datetime.now(UTC).isoformat()
    raises = {
        budget_of.__name__: Raise(before=budget_of(before), now=budget_of(limits))
        for budget_of in (research_budget, writing_budget)
    }
    entries = {f"{moment} {name}": each.model_dump_json() for name, each in raises.items()}
    await journal.record(turn.id, "raise", entries)
    seconds = highest_limit(before.max_seconds, limits.max_seconds)
    if seconds is not None:
        await journal.record(turn.id, "seconds", {f"{turn.extensions} {moment}": str(seconds)})


def _refuse_lower(before: Limits, now: Limits, names: tuple[str, ...], flags: str) -> None:
    if any(_higher(getattr(before, name), getattr(now, name)) for name in names):
        return
    raise SettingsError(
        "none of the limits is higher than before "
        f"({before.max_searches} searches, {_or_none(before.max_cost_usd)} USD, "
        f"{_or_none(before.max_seconds)} s): give {flags}."
    )


def _higher(before: float | None, now: float | None) -> bool:
    return before is not None and (now is None or now > before)


def _or_none(limit: float | None) -> str:
    return "no limit of" if limit is None else f"{limit:g}"
