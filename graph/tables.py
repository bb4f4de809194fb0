"""The stored texts in which findings stand, for the tables beside them."""

from collections.abc import Iterable

from wellread.archive.contract import Snapshots
from wellread.domain import Finding


async def texts_of(findings: Iterable[Finding], snapshots: Snapshots) -> dict[str, str]:
    """The texts by snapshot id. The findings must be genuine, so that each is there."""
    wanted = dict.fromkeys(each.snapshot_id for each in findings)
    return {each: (await snapshots.get(each)).text for each in wanted}
