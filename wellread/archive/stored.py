"""The archive on any database: ledger, snapshots, journal and runs, and pruning."""

from datetime import datetime

from wellread.archive.contract import Pruned
from wellread.archive.database import Database
from wellread.archive.journal import StoredJournal
from wellread.archive.ledger import StoredLedger
from wellread.archive.pruning import prune
from wellread.archive.runs import StoredRuns
from wellread.archive.snapshots import StoredSnapshots


class StoredArchive:
    """An `Archive` in an open database, which several processes may share."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._ledger = StoredLedger(database)
        self._snapshots = StoredSnapshots(database)
        self._journal = StoredJournal(database)
        self._runs = StoredRuns(database)

    @property
    def ledger(self) -> StoredLedger:
        """Every paid call."""
        return self._ledger

    @property
    def snapshots(self) -> StoredSnapshots:
        """What was read."""
        return self._snapshots

    @property
    def journal(self) -> StoredJournal:
        """What was decided once."""
        return self._journal

    @property
    def runs(self) -> StoredRuns:
        """The list of runs."""
        return self._runs

    async def prune(self, older_than: datetime) -> Pruned:
        """Removes what nobody has used since that moment; sums and the list of runs stay.

        Raises:
            StorageError: the archive cannot be written; what was removed before is gone.
        """
        pruned = await prune(self._database, older_than)
        await self._database.compact()
        return pruned

    async def close(self) -> None:
        """Commits what is under way and closes the database; calling it twice is harmless."""
        await self._database.close()
