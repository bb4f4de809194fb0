"""A run that lies still is taken up again."""

from fastapi import APIRouter, HTTPException

from graph.state import State
from graph.stops import note_pause
from wellread.web.own_api import PREFIX, Own
from wellread.web.stores import stores

router = APIRouter(prefix=PREFIX)


@router.post("/threads/{thread_id}/pause", status_code=204)
async def pause(thread_id: str, own: Own) -> None:
    """Notes for how long the thread's run lay still, which its seconds then do not count.

    For whoever goes on with it, just before that; 409 where it is at work.
    """
    if await own.status(thread_id) == "busy":
        raise HTTPException(409, "The run on this thread is at work.")
    values = await own.values(thread_id)
    if values.turn is None:
        raise HTTPException(409, "There is no run on this thread.")
    state = State(turn=values.turn, research_started_at=values.research_started_at)
    await note_pause(
        await stores.archive_for(own.user, values.turn), state, await own.saved_at(thread_id)
    )
