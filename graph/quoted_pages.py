"""The stored pages in which findings stand, for the tables and pictures beside them."""

from collections.abc import Iterable

from wellread.archive.contract import Snapshots
from wellread.domain import Finding, Snapshot


async def pages_of(findings: Iterable[Finding], snapshots: Snapshots) -> dict[str, Snapshot]:
    """The snapshots by id. The findings must be genuine, so that each is there."""
    return await snapshots.get_all(each.snapshot_id for each in findings)
