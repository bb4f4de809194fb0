"""An archive that gives what a recorded turn was given, and makes nothing that it did not make.

Calls come from the ledger as they went, failures and refusals included; pages, decisions and sums
come from the journal. What is not there is a new call: counted, and refused unless it is allowed.
Nothing is written but what new calls pay.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Self

from wellread.archive.contract import (
    Archive,
    JournalKind,
    Ledger,
    LedgerRow,
    PaidAnswer,
    PaidCall,
    Pruned,
    Runs,
    Snapshots,
)
from wellread.archive.refusals import refusal_from, refusal_name
from wellread.domain import Usage
from wellread.errors import ModelError, NotRecorded, SearchError, SettingsError, WellreadError


class Replay:
    """What a replay met that the recorded turn had not."""

    def __init__(self, *, allow_new: bool) -> None:
        self.allow_new = allow_new
        self.new: list[str] = []

    def meet(self, what: str) -> None:
        """Counts one new call or page.

        Raises:
            NotRecorded: new ones are not allowed; its `withdraw` takes the count back.
        """
        self.new.append(what)
        if not self.allow_new:
            raise NotRecorded(f"not in the ledger: {what}", withdraw=lambda: self.new.remove(what))

    def check(self) -> None:
        """Ends the replay where a branch has met something new and has fallen over it.

        Raises:
            NotRecorded: it has.
        """
        if self.new and not self.allow_new:
            raise NotRecorded(
                f"not in the ledger: {'; '.join(sorted(self.new))}", withdraw=_nothing
            )


class ReplayArchive:
    """The `Archive` of one turn's replay, on the open archive that has recorded it."""

    def __init__(
        self, archive: Archive, turn_id: str, rows: tuple[LedgerRow, ...], replay: Replay
    ) -> None:
        self._archive = archive
        self.ledger = ReplayLedger(archive, turn_id, rows, replay)
        self.journal = ReplayJournal(archive, replay)

    @classmethod
    async def of(cls, archive: Archive, turn_id: str, replay: Replay) -> Self:
        """The replay of this turn."""
        return cls(archive, turn_id, await archive.ledger.rows(turn_id), replay)

    @property
    def snapshots(self) -> Snapshots:
        """What was read."""
        return self._archive.snapshots

    @property
    def runs(self) -> Runs:
        """Which runs there are."""
        return self._archive.runs

    async def prune(self, older_than: datetime) -> Pruned:
        """Removes nothing."""
        return Pruned(unfinished_runs=int(older_than is None))

    async def close(self) -> None:
        """Leaves the archive open: it belongs to who opened it."""


class ReplayLedger:
    """The `Ledger` that gives each call the outcome it had."""

    def __init__(
        self, archive: Archive, turn_id: str, rows: tuple[LedgerRow, ...], replay: Replay
    ) -> None:
        self._ledger: Ledger = archive.ledger
        self._journal = archive.journal
        self._turn_id = turn_id
        self._replay = replay
        self._tries: defaultdict[str, list[LedgerRow]] = defaultdict(list)
        for row in rows:
            self._tries[row.key].append(row)

    async def pay(self, call: PaidCall, make: Callable[[], Awaitable[PaidAnswer]]) -> PaidAnswer:
        """The recorded answer; a recorded failure or refusal is raised again.

        Raises:
            NotRecorded: the turn made no such call, and new ones are not allowed.
            LimitReached: the budget forbade it, then or, for a new call, now.
        """
        refusals = await self._journal.recorded(self._turn_id, "refusal")
        refused = refusals.get(refusal_name(call))
        if refused is not None:
            raise refusal_from(refused)
        tries = [row for row in self._tries[call.key] if not row.pruned]
        for row in tries:
            if row.answer is not None:
                return row.answer
        for row in reversed(tries):
            if row.status == "failed":
                raise _failure_of(row)
        place = f" for {call.branch}" if call.branch else ""
        self._replay.meet(f"{call.role}{place} by {call.service}")
        return await self._ledger.pay(call, make)

    async def usage(self, turn_id: str) -> Usage:
        """What the turn has spent.

        Raises:
            NotRecorded: something new was met on the way.
        """
        self._replay.check()
        return await self._ledger.usage(turn_id)

    async def rows(self, turn_id: str) -> tuple[LedgerRow, ...]:
        """The turn's rows."""
        return await self._ledger.rows(turn_id)


class ReplayJournal:
    """The `Journal` as it was recorded; what is recorded now is forgotten."""

    def __init__(self, archive: Archive, replay: Replay) -> None:
        self._journal = archive.journal
        self._replay = replay

    async def record(
        self, turn_id: str, kind: JournalKind, entries: Mapping[str, str]
    ) -> dict[str, str]:
        """The entries as they were recorded, else as given; with new calls sums are anew."""
        if kind == "usage" and self._replay.allow_new:
            return dict(entries)
        recorded = await self._journal.recorded(turn_id, kind)
        return {name: recorded.get(name, value) for name, value in entries.items()}

    async def recorded(self, turn_id: str, kind: JournalKind) -> dict[str, str]:
        """The turn's entries of this kind.

        Raises:
            NotRecorded: something new was met on the way to a place where a search may begin.
        """
        if kind == "stop":
            self._replay.check()
        return await self._journal.recorded(turn_id, kind)


def _failure_of(row: LedgerRow) -> WellreadError:
    """The error that the call ended with, as far as anybody looks at it."""
    kind, _, message = row.error.partition(": ")
    if kind == "SettingsError":
        return SettingsError(message)
    if row.call.kind == "search":
        return SearchError(message, service=row.call.service)
    # Transient: one that is not ends a run at its first call, and leaves nothing to replay.
    return ModelError(message, service=row.call.service, transient=True)


def _nothing() -> None:
    """Nothing is taken back."""
