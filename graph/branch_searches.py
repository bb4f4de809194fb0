"""What a branch searches for: its queries, better ones, and the hits of all in turns."""

import asyncio

from graph.parts import Parts, first_that_works, research_budget
from graph.progress import keyed
from graph.state import BranchState
from wellread.domain import Failure, SearchHit, Snapshot
from wellread.errors import LimitReached
from wellread.search.searches import SearchOutcome


async def searched(
    queries: tuple[str, ...], state: BranchState, parts: Parts
) -> tuple[dict[str, SearchOutcome], dict[str, LimitReached]]:
    """What the queries gave, and which of them a limit refused.

    A query may stand in both: then what is free has answered, and what costs was not asked.
    Other errors are raised when all are done.
    """
    turn = state["turn"]
    budget = research_budget(turn.limits)
    asked = [
        parts.searches.search(
            query,
            turn_id=turn.id,
            branch=state["task"].id,
            max_results=turn.limits.max_sources_per_task,
            budget=budget,
            filters=turn.sources.filters,
        )
        for query in queries
    ]
    outcomes: dict[str, SearchOutcome] = {}
    refused: dict[str, LimitReached] = {}
    for query, answer in zip(
        queries, await asyncio.gather(*asked, return_exceptions=True), strict=True
    ):
        if isinstance(answer, LimitReached):
            refused[query] = answer
        elif isinstance(answer, BaseException):
            raise answer
        else:
            outcomes[query] = answer
            if answer.refused:
                refused[query] = LimitReached(answer.refused.message, limit=answer.refused.limit)
    return outcomes, refused


async def better_queries(
    state: BranchState, parts: Parts
) -> tuple[tuple[str, ...], dict[str, Failure]]:
    """Queries that the branch has not tried, in the light of what it has found."""
    task, tried = state["task"], state.get("tried", ())
    findings = tuple(state.get("findings", {}).values())
    budget = research_budget(state["turn"].limits)
    queries, outcome = await first_that_works(
        parts.researchers,
        lambda role: role.more_queries(state["turn"], task, tried, findings, budget),
        where=f"more queries {task.id}",
    )
    return queries, keyed(
        *(each.model_copy(update={"task_id": task.id}) for each in outcome.failures)
    )


def interleaved(lists: list[list[SearchHit]]) -> list[SearchHit]:
    """The lists' first hits, then their second ones, ...; each address once."""
    longest = max((len(each) for each in lists), default=0)
    ordered = (each[place] for place in range(longest) for each in lists if place < len(each))
    return list({hit.address: hit for hit in reversed(list(ordered))}.values())[::-1]


async def put_away(hit: SearchHit, state: BranchState, parts: Parts) -> SearchHit:
    """The hit with its text moved to the archive, so that state stays small."""
    if not hit.content.strip():
        return hit
    address = f"search-content:{hit.address}"
    snapshot = Snapshot(
        id=Snapshot.id_of(address, hit.content),
        address=address,
        title=hit.title,
        read_at=state["turn"].asked_at,
        text=hit.content,
    )
    await parts.archive.snapshots.put(snapshot)
    return hit.model_copy(update={"content": "", "content_id": snapshot.id})
