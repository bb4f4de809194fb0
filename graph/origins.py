"""Copies of one text count once: origins compared in a branch, and over the whole run."""

from collections.abc import Iterable, Mapping

from wellread.archive.contract import Snapshots
from wellread.computing import compute
from wellread.domain import Source
from wellread.evidence.origins import fold_copies


async def with_copies_folded(
    sources: Mapping[str, Source], snapshot_ids: Iterable[str], snapshots: Snapshots
) -> dict[str, Source]:
    """Those of the sources, by snapshot; near-copies have the first one's origin.

    A branch sees no more than what it read itself; copies that two of them read meet when the
    report is outlined. A snapshot that cannot be read any more keeps its origin: the check of its
    claims will say so.
    """
    known = {each: sources[each] for each in dict.fromkeys(snapshot_ids) if each in sources}
    stored = await snapshots.still_there(known)
    texts = [(known[key], each.text) for key, each in stored.items()]
    origins = await compute(fold_copies, texts)
    return {
        key: source.model_copy(update={"origin": origins.get(key, source.origin)})
        for key, source in known.items()
    }
