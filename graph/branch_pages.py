"""One page as a branch reads it: its text, or why there is none of it."""

from graph.parts import Parts
from graph.state import BranchState
from wellread.domain import Failure, Question, SearchHit, Snapshot
from wellread.errors import EvidenceError, PageError, SettingsError
from wellread.search.filters import why_unwanted


async def read_hit(hit: SearchHit, state: BranchState, parts: Parts) -> Snapshot | Failure:
    """The page of a hit; a failure where it cannot be read, or is not what was asked for."""
    try:
        if hit.content_id:
            stored = await parts.archive.snapshots.get(hit.content_id)
            hit = hit.model_copy(update={"content": stored.text})
        snapshot = await parts.reader.read(hit.address, asked_at=state["turn"].asked_at, hit=hit)
    except (PageError, EvidenceError, SettingsError) as error:
        return Failure(
            kind="page",
            where=hit.address,
            message=str(error),
            cause=error.cause_kind if isinstance(error, PageError) else "",
            effect="this source was not read",
            task_id=state["task"].id,
        )
    unwanted = _why_unwanted(snapshot, hit, state["turn"])
    if not unwanted:
        return snapshot
    return Failure(
        kind="page",
        where=snapshot.address,
        message=f"{snapshot.address} was read and left out: {unwanted}.",
        cause="unwanted",
        effect="nothing of this source was used",
        task_id=state["task"].id,
    )


def _why_unwanted(snapshot: Snapshot, hit: SearchHit, turn: Question) -> str:
    """A page tells more than its hit did: where redirects led, its date, its language."""
    if hit.address in turn.sources.urls:
        return ""
    told = SearchHit(
        address=snapshot.address,
        title=snapshot.title,
        published=snapshot.published or hit.published,
        content=snapshot.text,
    )
    return why_unwanted(told, turn.sources.filters)
