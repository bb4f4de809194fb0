"""A human wants a written report made anew: what its new thread begins with."""

from fastapi import APIRouter, HTTPException
from pydantic import JsonValue, TypeAdapter

from graph.refresh import note_refresh, refreshing
from graph.seals import is_on_record
from graph.state import State
from wellread.domain import Frozen, Grant, Question, Report
from wellread.web.own_api import PREFIX, Own
from wellread.web.stores import stores

router = APIRouter(prefix=PREFIX)
_BEGINNING: TypeAdapter[State] = TypeAdapter(State)


class _Written(Frozen):
    """What a run is made anew from."""

    turn: Question | None = None
    grant: Grant | None = None
    report: Report | None = None


@router.post("/threads/{thread_id}/refresh")
async def refresh(thread_id: str, own: Own) -> JsonValue:
    """The state to write into a new thread as its node `approve`, to be gone on from there.

    The plan and its limits are those of the thread's report, and go on record as approved. 409
    where the thread has no report, or where plan and limits are not on record as they stand.
    """
    written = _Written.model_validate(await own.state(thread_id))
    journal = (await stores.archive()).journal
    turn, grant, report = written.turn, written.grant, written.report
    if turn is None or grant is None or report is None:
        raise HTTPException(409, "Only a written report can be made anew.")
    if not grant.intact or not await is_on_record(journal, turn, grant):
        raise HTTPException(409, "The plan of this report is not on record as approved.")
    # Whoever may write into the thread could name turns of others, whose answers are paid.
    known = await journal.recorded(turn.id, "refreshes")
    kept = tuple(each for each in turn.refreshes if each in known)
    turn = turn.model_copy(update={"refreshes": kept})
    beginning = refreshing(State(turn=turn, grant=grant, report=report))
    await note_refresh(journal, beginning)
    told: JsonValue = _BEGINNING.dump_python(beginning, mode="json")
    return told
