"""In how many threads a user has a run at work; each server is asked in its own way."""

import time
from collections import defaultdict

from graph.callers import on_aegra

JUST_NOW_S = 1.0
"""For so long a run that was let in counts, though the server may not show it yet."""

_let_in: defaultdict[str, dict[str, float]] = defaultdict(dict)


async def live_threads(user: str, thread_id: str, *, most: int) -> int:
    """The user's threads at work besides `thread_id`, at most `most` of them.

    Runs on one thread follow one another. Whatever is below `most` is taken as let in: requests
    that come at the same time are then not all counted before any has begun.
    """
    shown = await (_aegra(user) if on_aegra() else _langgraph(user, most + 1))
    now = time.monotonic()
    recent = {each: begun for each, begun in _let_in[user].items() if now - begun < JUST_NOW_S}
    others = {*shown, *recent} - {thread_id}
    if len(others) < most:
        recent[thread_id or f"stateless-{now}"] = now
    _let_in[user] = recent
    return min(len(others), most)


async def _langgraph(user: str, limit: int) -> set[str]:
    """LangGraph's own server, asked from within."""
    from langgraph_sdk import get_client

    threads = await get_client().threads.search(
        metadata={"owner": user}, status="busy", limit=limit, select=["thread_id"]
    )
    return {str(thread["thread_id"]) for thread in threads}


async def _aegra(user: str) -> set[str]:
    """Aegra has no way in from within but its tables."""
    from aegra_api.core.orm import Run, _get_session_maker
    from sqlalchemy import select

    at_work = select(Run.thread_id).where(
        Run.user_id == user, Run.status.in_(("pending", "running"))
    )
    async with _get_session_maker()() as session:
        return {str(thread_id) for thread_id in await session.scalars(at_work)}
