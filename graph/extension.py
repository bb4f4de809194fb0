"""A finished turn that goes on: what stayed thin is researched further, within higher limits."""

from graph.state import State
from graph.tasks import reopened_tasks
from graph.turns import only
from wellread.domain import Grant, Limits
from wellread.errors import SettingsError

_HOW_FAR = ("max_cost_usd", "max_seconds", "max_searches", "max_rounds")


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
    if not any(_higher(getattr(before, name), getattr(limits, name)) for name in _HOW_FAR):
        raise SettingsError(
            "none of the limits is higher than before "
            f"({before.max_searches} searches, {_or_none(before.max_cost_usd)} USD, "
            f"{_or_none(before.max_seconds)} s): give --budget, --max-searches, --max-seconds or "
            "--rounds."
        )
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


def _higher(before: float | None, now: float | None) -> bool:
    return before is not None and (now is None or now > before)


def _or_none(limit: float | None) -> str:
    return "no limit of" if limit is None else f"{limit:g}"
