"""The caller's newest runs with what they cost and how far they were checked."""

import asyncio

from fastapi import APIRouter
from pydantic import JsonValue

from wellread.archive.readers import is_of
from wellread.domain import Frozen, Question, Totals, Usage
from wellread.web.own_api import PREFIX, Own, OwnApi
from wellread.web.stores import stores

MAX_RUNS = 100

router = APIRouter(prefix=PREFIX)


class _Report(Frozen):
    """Of a report, which may be long, no more than its claims counted."""

    totals: Totals = Totals()


class _Values(Frozen):
    turn: Question | None = None
    phase: str = ""
    report: _Report | None = None


class RunSummary(Frozen):
    """One line of the list."""

    thread_id: str
    question: str
    status: str
    """`running`, `waiting` for approval, `done`, `failed` or `stopped`."""
    updated_at: str
    usage: Usage
    claims: int
    checked_claims: int


@router.get("/runs")
async def runs(own: Own, limit: int = 20) -> tuple[RunSummary, ...]:
    """The newest runs first; threads in which nothing was asked are left out."""
    threads = await own.threads(max(1, min(limit, MAX_RUNS)))
    described = await asyncio.gather(*(_described(thread, own) for thread in threads))
    return tuple(each for each in described if each is not None)


@router.get("/threads/{thread_id}/usage")
async def usage(thread_id: str, own: Own) -> Usage:
    """What the thread's newest turn has cost so far, from the ledger."""
    return await _usage_of((await own.values(thread_id)).turn, own)


async def _described(thread: dict[str, JsonValue], own: Own) -> RunSummary | None:
    thread_id, told = str(thread["thread_id"]), thread.get("values")
    # Not every server sends the state along.
    values = _Values.model_validate(told or await own.state(thread_id))
    if values.turn is None:
        return None
    totals = values.report.totals if values.report is not None else Totals()
    return RunSummary(
        thread_id=thread_id,
        question=values.turn.text,
        status=status_of(
            str(thread.get("status")), values.phase, written=values.report is not None
        ),
        updated_at=str(thread.get("updated_at") or ""),
        usage=await _usage_of(values.turn, own),
        claims=totals.claims,
        checked_claims=totals.checked,
    )


def status_of(thread_status: str, phase: str, *, written: bool) -> str:
    """A run's state in one word, from the server's word for the thread and the state's phase."""
    if thread_status == "busy":
        return "running"
    if phase == "done" and written:
        return "done"
    if thread_status == "error":
        return "failed"
    return "waiting" if phase == "approve" else "stopped"


async def _usage_of(turn: Question | None, own: OwnApi) -> Usage:
    archive = await stores.archive()
    if turn is None or not await is_of(own.user, turn.id, archive.journal):
        return Usage()
    return await archive.ledger.usage(turn.id)
