"""Whose runs have read what: an id that somebody got from elsewhere opens no stored page.

Users share one archive, so that a page is fetched once. On a server a client may write any id into
a thread's state; a text is given only to users for whom it was read.
"""

from collections.abc import Iterable
from datetime import datetime

from wellread.archive.contract import Archive, Journal, Ledger, Pruned, Runs, Snapshots
from wellread.domain import Snapshot
from wellread.errors import EvidenceError


def as_seen_by(user: str, archive: Archive) -> Archive:
    """The archive with the snapshots that were read for this user; all where users have no names.

    What is stored or recalled through it counts as read for the user from then on.
    """
    return _OwnArchive(user, archive) if user else archive


async def claim(user: str, turn_id: str, journal: Journal) -> bool:
    """Whether the turn is this user's; it becomes so where it is nobody's yet."""
    if not user:
        return True
    return (await journal.record(turn_id, "owner", {"user": user}))["user"] == user


async def is_of(user: str, turn_id: str, journal: Journal) -> bool:
    """Whether the turn is this user's, or nobody's: users have no names, or had none then."""
    return not user or (await journal.recorded(turn_id, "owner")).get("user", user) == user


class _OwnSnapshots:
    """The `Snapshots` of one user."""

    def __init__(self, user: str, snapshots: Snapshots, journal: Journal) -> None:
        self._user = user
        self._snapshots = snapshots
        self._journal = journal
        self._read: set[str] = set()
        """Known to be this user's, so that the journal is asked once for each."""

    async def put(self, snapshot: Snapshot) -> None:
        """Stores it and notes for whom."""
        await self._snapshots.put(snapshot)
        await self._note(snapshot.id)

    async def get(self, snapshot_id: str) -> Snapshot:
        """The snapshot, its hash checked.

        Raises:
            EvidenceError: it was never read for this user, or is no whole snapshot.
        """
        return (await self.get_all([snapshot_id]))[snapshot_id]

    async def get_all(self, snapshot_ids: Iterable[str]) -> dict[str, Snapshot]:
        """The snapshots by id, in that order, their hashes checked.

        Raises:
            EvidenceError: as of `get`, for the first that is not as it was read.
        """
        wanted = tuple(snapshot_ids)
        for each in wanted:
            if not await self._is_own(each):
                raise EvidenceError(
                    f"no snapshot {each[:100]!r} among what was read for you: research the "
                    "question again"
                )
        return await self._snapshots.get_all(wanted)

    async def still_there(self, snapshot_ids: Iterable[str]) -> dict[str, Snapshot]:
        """Like `get_all`, without those that are not the user's, unknown or changed."""
        own = [each for each in snapshot_ids if await self._is_own(each)]
        return await self._snapshots.still_there(own)

    async def remember_page(self, address: str, snapshot_id: str, read_at: datetime) -> None:
        """Notes that reading `address` gave this snapshot."""
        await self._snapshots.remember_page(address, snapshot_id, read_at)

    async def recall_page(self, address: str, not_before: datetime) -> Snapshot | None:
        """The newest snapshot of a page that this user's run may open, whoever had it read."""
        known = await self._snapshots.recall_page(address, not_before)
        if known is not None:
            await self._note(known.id)
        return known

    async def _is_own(self, snapshot_id: str) -> bool:
        if snapshot_id not in self._read:
            if self._user not in await self._journal.recorded(snapshot_id, "reader"):
                return False
            self._read.add(snapshot_id)
        return True

    async def _note(self, snapshot_id: str) -> None:
        if snapshot_id not in self._read:
            await self._journal.record(snapshot_id, "reader", {self._user: ""})
            self._read.add(snapshot_id)


class _OwnArchive:
    """An `Archive` whose snapshots are those of one user."""

    def __init__(self, user: str, archive: Archive) -> None:
        self._archive = archive
        self._snapshots = _OwnSnapshots(user, archive.snapshots, archive.journal)

    @property
    def ledger(self) -> Ledger:
        """What was paid."""
        return self._archive.ledger

    @property
    def snapshots(self) -> Snapshots:
        """What was read for the user."""
        return self._snapshots

    @property
    def journal(self) -> Journal:
        """What was decided once."""
        return self._archive.journal

    @property
    def runs(self) -> Runs:
        """Which runs there are."""
        return self._archive.runs

    async def prune(self, older_than: datetime) -> Pruned:
        """Removes what nobody has used since that moment."""
        return await self._archive.prune(older_than)

    async def close(self) -> None:
        """Closes the database."""
        await self._archive.close()
