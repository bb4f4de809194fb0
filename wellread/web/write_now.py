"""A human has read enough: the run at work stops searching and writes."""

from fastapi import APIRouter, HTTPException

from graph.stops import ask_to_write
from wellread.web.own_api import PREFIX, Own
from wellread.web.stores import stores

router = APIRouter(prefix=PREFIX)


@router.post("/threads/{thread_id}/write-now", status_code=204)
async def write_now(thread_id: str, own: Own) -> None:
    """Asks the thread's run to begin no further search; 409 where nothing is searched."""
    values = await own.values(thread_id)
    if values.turn is None or values.phase not in {"dispatch", "research", "review"}:
        raise HTTPException(
            409, "Nothing is being searched on this thread: there is nothing to cut short."
        )
    await ask_to_write((await stores.archive_for(own.user, values.turn)).journal, values.turn)
