"""Copies that different branches have read count once: origins compared over the whole run."""

from collections.abc import Iterable, Mapping
from contextlib import suppress

from wellread.archive.contract import Snapshots
from wellread.computing import compute
from wellread.domain import Finding, Source
from wellread.errors import EvidenceError
from wellread.evidence.origins import fold_copies


async def with_copies_folded(
    sources: Mapping[str, Source], findings: Iterable[Finding], snapshots: Snapshots
) -> dict[str, Source]:
    """The sources that findings stand in, by snapshot; near-copies have the first one's origin.

    A branch sees no more than what it read itself, so copies that two of them read meet here. A
    snapshot that cannot be read any more keeps its origin: the check of its claims will say so.
    """
    quoted = dict.fromkeys(finding.snapshot_id for finding in findings)
    known = {each: sources[each] for each in quoted if each in sources}
    texts: list[tuple[Source, str]] = []
    for source in known.values():
        with suppress(EvidenceError):
            texts.append((source, (await snapshots.get(source.snapshot_id)).text))
    origins = await compute(fold_copies, texts)
    return {
        key: source.model_copy(update={"origin": origins.get(key, source.origin)})
        for key, source in known.items()
    }
