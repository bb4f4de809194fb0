"""A human wants a written report made anew: what its new thread begins with."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Body, HTTPException
from pydantic import BaseModel, Field, JsonValue, TypeAdapter

from graph.faults import price_faults
from graph.refresh import note_refresh, refreshing
from graph.seals import is_on_record
from graph.state import State
from wellread.domain import Frozen, Grant, Limits, Question, Report
from wellread.web.own_api import PREFIX, Own
from wellread.web.stores import stores

router = APIRouter(prefix=PREFIX)
_BEGINNING: TypeAdapter[State] = TypeAdapter(State)


class _Written(Frozen):
    """What a run is made anew from."""

    turn: Question | None = None
    grant: Grant | None = None
    report: Report | None = None


class OtherLimits(BaseModel):
    """Limits for the new run. What is left out stays as it was; null is no limit."""

    max_cost_usd: float | None = Field(default=None, ge=0)
    max_seconds: float | None = Field(default=None, gt=0)
    max_searches: int = Field(default=0, ge=0, le=500)


@router.post("/threads/{thread_id}/refresh")
async def refresh(
    thread_id: str, own: Own, other: Annotated[OtherLimits | None, Body()] = None
) -> JsonValue:
    """The state to write into a new thread as its node `approve`, to be gone on from there.

    The plan is that of the thread's report, and goes on record as approved, within its limits or
    others that are named. 409 where the thread has no report, where plan and limits are not on
    record as they stand, or where the operator allows no such limit.
    """
    written = _Written.model_validate(await own.state(thread_id))
    turn, grant, report = written.turn, written.grant, written.report
    if turn is None or grant is None or report is None:
        raise HTTPException(409, "Only a written report can be made anew.")
    journal = (await stores.archive_for(own.user, turn)).journal
    if not grant.intact or not await is_on_record(journal, turn, grant):
        raise HTTPException(409, "The plan of this report is not on record as approved.")
    # Whoever may write into the thread could name turns of others, whose answers are paid.
    known = await journal.recorded(turn.id, "refreshes")
    kept = tuple(each for each in turn.refreshes if each in known)
    turn = turn.model_copy(update={"refreshes": kept})
    limits = await _allowed(turn, grant, other or OtherLimits())
    beginning = refreshing(State(turn=turn, grant=grant, report=report), limits)
    await note_refresh(journal, beginning)
    told: JsonValue = _BEGINNING.dump_python(beginning, mode="json")
    return told


async def _allowed(turn: Question, grant: Grant, other: OtherLimits) -> Limits:
    """The limits with those that are named: as the operator's prices and limits have it."""
    before = grant.limits
    limits = before.model_copy(update=other.model_dump(exclude_unset=True))
    settings = await stores.settings()
    faults = await asyncio.to_thread(price_faults, limits, settings, turn.use_models)
    if faults:
        raise HTTPException(409, "; ".join(faults) + ".")
    if turn.auto_approve and before.max_cost_usd is not None:
        most = max(before.max_cost_usd, settings.unattended_max_cost_usd)
        if limits.max_cost_usd is None or limits.max_cost_usd > most:
            raise HTTPException(
                409,
                f"Nobody approved the plan of this report: it may cost {most:g} USD at most. Ask "
                "the question again to approve a plan with another limit.",
            )
    return limits
