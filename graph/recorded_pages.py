"""What each address gave in a turn, kept: a run that goes on or is replayed reads the same."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from graph.parts import Parts
from wellread.domain import Failure, Frozen, Question, SearchHit, Snapshot, sha256_of

Read = Callable[[SearchHit], Awaitable[Snapshot | Failure]]


class _Outcome(Frozen):
    snapshot: Snapshot | None = None
    """Without its text, which the archive has."""
    failure: Failure | None = None


async def read_once(
    hits: Sequence[SearchHit], read: Read, *, turn: Question, place: str, parts: Parts
) -> list[Snapshot | Failure]:
    """What reading each hit gives, side by side; what was read at this place before is recalled.

    Args:
        hits: the addresses, in order.
        read: reads one.
        turn: whose journal keeps it.
        place: where in the run, the same after a kill: task and number of the search.
        parts: for the archive, and whether the turn is replayed.

    Raises:
        NotRecorded: a replay meets an address that the turn did not read.
        StorageError: the archive cannot be written.
    """
    names = [f"{place} {sha256_of(hit.address)[:32]}" for hit in hits]
    known = await parts.archive.journal.recorded(turn.id, "page")

    async def outcome(hit: SearchHit, name: str) -> Snapshot | Failure:
        if name in known:
            return await _recalled(known[name], parts)
        if parts.replay is not None:
            parts.replay.meet(f"the page {hit.address[:200]}")
        return await read(hit)

    outcomes = await asyncio.gather(*map(outcome, hits, names))
    new = {
        name: _kept(given) for name, given in zip(names, outcomes, strict=True) if name not in known
    }
    await parts.archive.journal.record(turn.id, "page", new)
    return list(outcomes)


def _kept(given: Snapshot | Failure) -> str:
    if isinstance(given, Failure):
        return _Outcome(failure=given).model_dump_json()
    return _Outcome(snapshot=given.model_copy(update={"text": ""})).model_dump_json()


async def _recalled(value: str, parts: Parts) -> Snapshot | Failure:
    outcome = _Outcome.model_validate_json(value)
    if outcome.failure is not None:
        return outcome.failure
    assert outcome.snapshot is not None  # noqa: S101  one of both is kept
    stored = await parts.archive.snapshots.get(outcome.snapshot.id)
    return outcome.snapshot.model_copy(update={"text": stored.text})
