"""When a run stops searching before it has found enough: a human asks for it, or time is up.

The clock and the human are asked once for each place at which a search may begin; what they said
is in the journal, so that a run that goes on after a kill, or is replayed, stops at the same place.
"""

from datetime import UTC, datetime
from typing import Literal, TypeAlias

from pydantic import TypeAdapter

from graph.parts import Parts
from graph.state import State
from wellread.archive.contract import Archive, Journal
from wellread.domain import Limits, Question, highest_limit

Stop: TypeAlias = Literal["write_now", "seconds"]

NOTES: dict[Stop, str] = {
    "write_now": "Searching was stopped on request; the report was written from what was there.",
    "seconds": "The time limit was reached; the report was written from what was there.",
}
_STOP: TypeAdapter[Stop] = TypeAdapter(Stop)


async def ask_to_write(journal: Journal, turn: Question) -> None:
    """Asks the turn to begin no further search and to write from what is there.

    It may be worked on in another process or on another machine with the same archive. What is
    being read is still read; asking twice is harmless.
    """
    await journal.record(turn.id, "write_now", {str(turn.extensions): "asked"})


async def reason_to_stop(
    parts: Parts, turn: Question, place: str, started_at: datetime | None
) -> Stop | None:
    """Why no search may begin here, or None; the same answer whenever it is asked again.

    Args:
        parts: for the journal, and whether a recorded turn is replayed.
        turn: whose human and whose time limit.
        place: where in the run, the same after a kill: task and number of the search.
        started_at: when the research began; None where there is none.
    """
    journal = parts.archive.journal
    place = f"{stage_of(turn)} {place}"
    before = (await journal.recorded(turn.id, "stop")).get(place)
    if before is not None:
        return _STOP.validate_python(before)
    if parts.replay is not None:
        return None
    reason = await _reason_now(journal, turn, started_at)
    if reason is None:
        return None
    return _STOP.validate_python((await journal.record(turn.id, "stop", {place: reason}))[place])


async def _reason_now(journal: Journal, turn: Question, started_at: datetime | None) -> Stop | None:
    if str(turn.extensions) in await journal.recorded(turn.id, "write_now"):
        return "write_now"
    raised = await limits_allowed(journal, turn)
    limit_s = highest_limit(turn.limits.max_seconds, *(each.max_seconds for each in raised))
    if limit_s is None or started_at is None:
        return None
    return "seconds" if await worked_s(journal, turn, started_at) > limit_s else None


def stage_of(turn: Question) -> str:
    """How often the turn has gone on within higher limits, as names in the journal begin."""
    return f"{turn.extensions}.{turn.raises}" if turn.raises else str(turn.extensions)


async def limits_allowed(journal: Journal, turn: Question) -> tuple[Limits, ...]:
    """The limits that a human has allowed since the turn, or its extension, began."""
    told = await journal.recorded(turn.id, "limits")
    own = f"{turn.extensions} "
    return tuple(
        Limits.model_validate_json(each) for name, each in told.items() if name.startswith(own)
    )


async def worked_s(journal: Journal, turn: Question, started_at: datetime) -> float:
    """Seconds since the research began, without those for which the run lay still."""
    pauses = await journal.recorded(turn.id, "pause")
    return (datetime.now(UTC) - started_at).total_seconds() - sum(map(float, pauses.values()))


async def note_pause(archive: Archive, state: State, saved_at: str | None) -> None:
    """Keeps for how long nobody worked on the run that is now taken up again.

    Args:
        archive: its ledger knows the last call, its journal keeps the pause.
        state: of the run.
        saved_at: when the last step of the main line was saved, in ISO form.
    """
    turn = state.get("turn")
    if turn is None or state.get("research_started_at") is None or saved_at is None:
        return
    calls = await archive.ledger.rows(turn.id)
    pauses = await archive.journal.recorded(turn.id, "pause")
    last = max(
        [
            *map(datetime.fromisoformat, (saved_at, *pauses)),
            *(call.ended_at or call.reserved_at for call in calls),
        ]
    )
    now = datetime.now(UTC)
    pause_s = max((now - last).total_seconds(), 0.0)
    await archive.journal.record(turn.id, "pause", {now.isoformat(): f"{pause_s:.3f}"})
