"""A human allows a run at work more than was approved at first."""

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, Field

from graph.extension import raise_limits
from graph.state import State
from wellread.domain import Limits
from wellread.errors import SettingsError
from wellread.web.own_api import PREFIX, Own
from wellread.web.stores import stores

router = APIRouter(prefix=PREFIX)


class Higher(BaseModel):
    """The limits to raise; what is left out stays as it is."""

    max_cost_usd: float | None = Field(default=None, ge=0)
    max_searches: int | None = Field(default=None, ge=0, le=500)
    max_seconds: float | None = Field(default=None, gt=0)
    max_rounds: int | None = Field(default=None, ge=0, le=5)


@router.post("/threads/{thread_id}/limits", status_code=204)
async def limits(thread_id: str, higher: Higher, own: Own) -> None:
    """Raises limits of the thread's run from its next call on; 409 where there is none to raise.

    A run that nobody approved keeps the operator's limits, and no run gets more rounds of further
    searching than the operator allows to any.
    """
    values = await own.values(thread_id)
    if values.turn is None or values.report is not None or values.phase == "approve":
        raise HTTPException(409, "No run is at work on this thread: approve or extend it instead.")
    if values.turn.auto_approve:
        raise HTTPException(409, "Nobody approved the limits of this run: they stay as they are.")
    most = (await stores.settings()).max_reviewer_rounds
    if higher.max_rounds is not None and higher.max_rounds > most:
        raise HTTPException(
            409, f"This server allows at most {most} rounds (WELLREAD_MAX_REVIEWER_ROUNDS)."
        )
    wanted = values.turn.limits.model_dump() | higher.model_dump(exclude_none=True)
    state = State(turn=values.turn)
    try:
        journal = (await stores.archive_for(own.user, values.turn)).journal
        await raise_limits(journal, state, Limits.model_validate(wanted))
    except SettingsError as error:
        raise HTTPException(409, str(error)) from error
