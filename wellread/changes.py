"""What has changed between two reports on the same question."""

from datetime import datetime
from typing import Literal

from wellread.values import Frozen

ChangeKind = Literal["contradicted", "changed", "new", "gone"]


class Change(Frozen):
    """One claim that stands in one of two reports alone, or in each with other facts."""

    kind: ChangeKind
    before: str = ""
    """The claim of the earlier report; empty for a new one."""
    now: str = ""
    """Today's claim, or the sentence that contradicts the earlier one; empty where it is gone."""
    finding_ids: tuple[str, ...] = ()
    """What today's claim cites."""
    snapshot_id: str = ""
    """The page of today whose sentence contradicts the earlier claim ..."""
    address: str = ""
    """... and where it stands."""
    reason: str = ""
    """How it contradicts it."""


class Changes(Frozen):
    """How a report differs from the earlier one that it makes anew, or goes on from."""

    turn_id: str
    """The turn of the earlier report."""
    since: datetime
    """When that one was asked for."""
    unchanged: int = 0
    """Claims that say the same in both."""
    left_out: int = 0
    """Claims that are not said today, though their quotes still stand in their pages."""
    changes: tuple[Change, ...] = ()
    extended: bool = False
    """Both are of one turn, which was allowed more after the earlier one ..."""
    searches: int = 0
    """... and made so many searches more ..."""
    sources: int = 0
    """... and read so many sources more."""
