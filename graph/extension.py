"""A turn within higher limits than it began with: while it is worked on, or when it is written.

Either way what a limit refused is done: by tasks of their own under a new grant, so that a replay
meets the refusal where it was met, and the answer where it was given.
"""

from datetime import UTC, datetime

from graph.left import taken_up
from graph.parts import Parts, research_budget, writing_budget
from graph.seals import is_on_record, put_on_record
from graph.state import State
from graph.stops import limits_allowed, stage_of
from graph.turns import only
from wellread.archive.contract import Journal, Raise
from wellread.domain import Grant, Limits, Question, highest_limit
from wellread.errors import SettingsError

_HOW_FAR = ("max_cost_usd", "max_seconds", "max_searches", "max_rounds")


def extended(state: State, limits: Limits) -> State:
    """The update with which the turn goes to `dispatch` again, under a new sealed grant.

    It keeps its id, so that what was paid counts and is not paid twice. Findings stay; the
    sections are written anew, and what an earlier limit kept from being told is not told again.

    Raises:
        SettingsError: no report is written yet, or none of the limits is higher than before.
    """
    turn, grant, report = state.get("turn"), state.get("grant"), state.get("report")
    if turn is None or grant is None or report is None:
        raise SettingsError(
            "limits are raised when a report is written: let the run end first, without them."
        )
    _refuse_lower(grant.limits, limits)
    grant = Grant.of(grant.plan, limits, "human")
    return {
        **taken_up(state, grant, only_thin=False),
        **State(
            turn=turn.model_copy(update={"limits": limits, "extensions": turn.extensions + 1}),
            grant=grant,
            extensions=(*state.get("extensions", ()), limits),
            before=report.model_copy(update={"markdown": "", "changes": None}),
            wave=(),
            outline=(),
            sections=only({}),
            notes=only({}),
            phase="dispatch",
        ),
    }


async def raise_limits(journal: Journal, state: State, limits: Limits) -> None:
    """Lets a turn that is not written yet spend, search and last up to `limits` from now on.

    Whichever process works on it keeps to them from its next call on, and its reviewer takes up
    what was refused before, where the evidence is thin.

    Raises:
        SettingsError: it has not begun yet, or none of the limits is higher than before.
    """
    turn, grant = state.get("turn"), state.get("grant")
    if turn is None:
        raise SettingsError("the run has not begun yet: try again in a moment.")
    before = grant.limits if grant else turn.limits
    _refuse_lower(before, limits)
    moment = datetime.now(UTC).isoformat()
    raises = {
        budget_of.__name__: Raise(before=budget_of(before), now=budget_of(limits))
        for budget_of in (research_budget, writing_budget)
    }
    entries = {f"{moment} {name}": each.model_dump_json() for name, each in raises.items()}
    await journal.record(turn.id, "raise", entries)
    allowed = {f"{turn.extensions} {moment}": limits.model_dump_json()}
    await journal.record(turn.id, "limits", allowed)


async def allowed_meanwhile(parts: Parts, turn: Question, grant: Grant, place: str) -> Grant | None:
    """The grant with the limits that a human has raised since it was given; None where none is.

    It is put on record, and asked for again at this place it is the same. A grant that is not on
    record itself gets nothing.

    Args:
        parts: for the journal, and whether a recorded turn is replayed.
        turn: whose human.
        grant: within which it works now.
        place: where in the run, the same after a kill.
    """
    journal = parts.archive.journal
    replays = parts.replay is not None
    if not replays and not (grant.intact and await is_on_record(journal, turn, grant)):
        return None
    place = f"{stage_of(turn)} {place}"
    told = (await journal.recorded(turn.id, "granted")).get(place)
    if told is None:
        if replays:
            return None
        limits = _highest(grant.limits, *await limits_allowed(journal, turn))
        if limits == grant.limits:
            return None
        told = (await journal.record(turn.id, "granted", {place: limits.model_dump_json()}))[place]
    raised = Grant.of(grant.plan, Limits.model_validate_json(told), "human")
    await put_on_record(journal, turn, raised)
    return raised


def gone_on(state: State, grant: Grant) -> State:
    """The update with which a turn at work goes to `dispatch` under a grant with more in it."""
    turn = state["turn"].model_copy(
        update={"limits": grant.limits, "raises": state["turn"].raises + 1}
    )
    update = State(turn=turn, grant=grant, phase="dispatch")
    return {**taken_up(state, grant, only_thin=True), **update}


def _highest(before: Limits, *raised: Limits) -> Limits:
    """The limits before, each as high as any of the raised ones."""
    every = (before, *raised)
    return before.model_copy(
        update={
            "max_cost_usd": highest_limit(*(each.max_cost_usd for each in every)),
            "max_seconds": highest_limit(*(each.max_seconds for each in every)),
            "max_searches": max(each.max_searches for each in every),
            "max_rounds": max(each.max_rounds for each in every),
        }
    )


def _refuse_lower(before: Limits, now: Limits) -> None:
    if any(_higher(getattr(before, name), getattr(now, name)) for name in _HOW_FAR):
        return
    raise SettingsError(
        "none of the limits is higher than before "
        f"({before.max_searches} searches, {_or_none(before.max_cost_usd)} USD, "
        f"{_or_none(before.max_seconds)} s, {before.max_rounds} rounds): give --budget, "
        "--max-searches, --max-seconds or --rounds."
    )


def _higher(before: float | None, now: float | None) -> bool:
    return before is not None and (now is None or now > before)


def _or_none(limit: float | None) -> str:
    return "no limit of" if limit is None else f"{limit:g}"
