"""The caller's newest runs with what they cost and how far they were checked."""

import asyncio

from fastapi import APIRouter
from pydantic import JsonValue

from wellread.domain import Frozen, Report, Usage
from wellread.web.own_api import PREFIX, Own, ThreadValues
from wellread.web.stores import stores

MAX_RUNS = 100

router = APIRouter(prefix=PREFIX)


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
    return await _usage_of(await own.values(thread_id))


async def _described(thread: dict[str, JsonValue], own: Own) -> RunSummary | None:
    thread_id, told = str(thread["thread_id"]), thread.get("values")
    # Not every server sends the state along.
    values = ThreadValues.model_validate(told) if told else await own.values(thread_id)
    if values.turn is None:
        return None
    claims = values.report.claims if values.report is not None else ()
    return RunSummary(
        thread_id=thread_id,
        question=values.turn.text,
        status=status_of(str(thread.get("status")), values.phase, values.report),
        updated_at=str(thread.get("updated_at") or ""),
        usage=await _usage_of(values),
        claims=len(claims),
        checked_claims=sum(claim.verdict != "not_checked" for claim in claims),
    )


def status_of(thread_status: str, phase: str, report: Report | None) -> str:
    """A run's state in one word, from the server's word for the thread and the state's phase."""
    if thread_status == "busy":
        return "running"
    if phase == "done" and report is not None:
        return "done"
    if thread_status == "error":
        return "failed"
    return "waiting" if phase == "approve" else "stopped"


async def _usage_of(values: ThreadValues) -> Usage:
    if values.turn is None:
        return Usage()
    return await (await stores.archive()).ledger.usage(values.turn.id)
