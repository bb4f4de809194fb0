"""What an archive can do, whatever database it stands on."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime
from typing import Literal, Protocol

from pydantic import Field

from wellread.domain import Estimate, Frozen, Snapshot, Usage, sha256_of

CallKind = Literal["model", "embedding", "search"]
CallStatus = Literal["reserved", "answered", "failed", "recalled"]
RunStatus = Literal["running", "waiting", "done", "failed", "interrupted"]
JournalKind = Literal[
    "write_now",
    "stop",
    "pause",
    "raise",
    "limits",
    "granted",
    "page",
    "documents",
    "refusal",
    "usage",
    "seal",
    "refreshes",
    "reader",
    "owner",
]


class Budget(Frozen):
    """What a call may bring the turn's spending to. None is no limit."""

    max_cost_usd: float | None = None
    max_searches: int | None = None


class Raise(Frozen):
    """A human's word, while a turn is worked on, that a budget of its calls is a higher one now."""

    before: Budget
    now: Budget


class PaidCall(Frozen):
    """One call that costs money, before it is made.

    Its key is the SHA-256 of turn id, role, request and attempt: the same key is paid once.
    """

    kind: CallKind
    service: str
    """Who is paid: `openai:gpt-4.1`, `tavily`."""
    turn_id: str
    role: str
    """Which part of the graph asks: `plan`, `extract`, `review`, `write`, `check`, `search`."""
    request: str
    """The whole request as canonical JSON; it depends on state alone, never on the clock."""
    attempt: int = 0
    """0 for the first asking; asking again on purpose is another attempt."""
    branch: str = ""
    """Task or section id, for the cost table only."""
    worst_cost_usd: float | None = None
    """Upper bound of the price; None where the price is unknown."""
    budget: Budget = Budget()

    @property
    def key(self) -> str:
        """What the ledger knows it by."""
        return sha256_of([self.turn_id, self.role, self.request, self.attempt])


class PaidAnswer(Frozen):
    """What came back, and what it cost."""

    body: str
    """The answer as text or JSON, enough to do without the call next time."""
    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0
    reasoning_tokens: int = 0
    cost_usd: float | None = None
    """None: the price is unknown."""
    seconds: float = 0.0
    retries: int = 0


class LedgerRow(Frozen):
    """One row of the ledger, as the cost table reads it."""

    key: str
    try_no: int
    call: PaidCall
    status: CallStatus
    answer: PaidAnswer | None = None
    error: str = ""
    reserved_at: datetime
    ended_at: datetime | None = None
    reused: int = 0
    pruned: bool = False
    """Whether request and answer were removed, so that both are empty here; the sums are kept."""


class Ledger(Protocol):
    """Every paid call of every run."""

    async def pay(self, call: PaidCall, make: Callable[[], Awaitable[PaidAnswer]]) -> PaidAnswer:
        """Gives the stored answer to `call`, or reserves, makes and stores it.

        The answer is committed before it is returned. Two callers with one key at the same time
        share one call, also from two processes: the later one waits while the other lives. A
        reserved row that nobody is working on any more (a kill) counts as spent and the call is
        made again as a further try. A call that raises leaves a failed row and the error goes on to
        every waiter of this process; asking again then makes the call again.

        In a turn whose journal names turns that it `refreshes`, a model or embedding call that one
        of them had answered is given that answer, and its row is `recalled`: it costs nothing. A
        search is always made, since it is asked for what is there today.

        Raises:
            LimitReached: when spending so far, all reservations and this call's worst case exceed
                the budget, or what it was raised to, or its searches do. Nothing was called.
        """
        ...

    async def usage(self, turn_id: str) -> Usage:
        """What the turn has spent, reserved rows without an answer at their worst case."""
        ...

    async def rows(self, turn_id: str) -> tuple[LedgerRow, ...]:
        """The turn's rows in the order of reservation."""
        ...


class Snapshots(Protocol):
    """What was read."""

    async def put(self, snapshot: Snapshot) -> None:
        """Stores it; storing the same id again changes nothing."""
        ...

    async def get(self, snapshot_id: str) -> Snapshot:
        """The snapshot, its hash checked.

        Raises:
            EvidenceError: unknown id, or a text that does not match its hash.
        """
        ...

    async def get_all(self, snapshot_ids: Iterable[str]) -> dict[str, Snapshot]:
        """The snapshots by id, in that order, read in one go, their hashes checked.

        Raises:
            EvidenceError: as of `get`, for the first that is not as it was read.
        """
        ...

    async def still_there(self, snapshot_ids: Iterable[str]) -> dict[str, Snapshot]:
        """Like `get_all`, without those that are unknown or were changed."""
        ...

    async def remember_page(self, address: str, snapshot_id: str, read_at: datetime) -> None:
        """Notes that reading `address` gave this snapshot."""
        ...

    async def recall_page(self, address: str, not_before: datetime) -> Snapshot | None:
        """The newest snapshot of `address` read at or after `not_before`, if there is one."""
        ...


class Journal(Protocol):
    """What a clock, a human or the outside decided in a turn, so that it is decided once.

    A run that goes on after a kill, or is replayed, finds here what it cannot work out again:

    - `write_now`: a human asked to stop searching;
    - `stop`: no search was begun at this place, and why;
    - `pause`: seconds for which nobody worked on the run, by the moment at which they ended;
    - `raise`: a budget that a human raised while the turn was worked on, as a `Raise`;
    - `limits`: the whole limits that were allowed then, by extension and moment;
    - `granted`: which of these the turn took up, by the place in the run;
    - `page`: what reading an address gave, or how it failed;
    - `documents`: what a search in own documents gave, and what their older versions say otherwise;
    - `refusal`: a call that the budget forbade;
    - `usage`: what had been spent when the report was written;
    - `seal`: the hash of a grant or section that the run itself made;
    - `refreshes`: each turn whose report this one makes anew;
    - `reader`: each user for whom a page was read, under the snapshot's id instead of a turn's;
    - `owner`: the user of a server with tokens whose turn it is.
    """

    async def record(
        self, turn_id: str, kind: JournalKind, entries: Mapping[str, str]
    ) -> dict[str, str]:
        """Stores the entries whose names are new; gives all of `entries` as they are stored.

        What was recorded first stays. Names are at most some hundred characters long.
        """
        ...

    async def recorded(self, turn_id: str, kind: JournalKind) -> dict[str, str]:
        """The turn's entries of this kind by name, in the order of recording."""
        ...


class RunRecord(Frozen):
    """One run as listings show it. Its id is the LangGraph thread id."""

    id: str
    question: str
    status: RunStatus
    created_at: datetime
    updated_at: datetime
    turn_id: str = ""
    message: str = ""
    """Why it waits or failed."""
    options: str = ""
    """What the request chose, as JSON, for a run that was killed before its first checkpoint."""
    usage: Usage = Field(default_factory=Usage)
    estimate: Estimate | None = None
    """What its plan was expected to take, once it is done."""
    worked_s: float = 0.0
    """Seconds for which processes worked on the newest turn, waiting for a human not counted."""


class Runs(Protocol):
    """The list of runs, for `wellread runs` and for finding one by the beginning of its id."""

    async def save(self, run: RunRecord) -> None:
        """Adds or replaces the record."""
        ...

    async def find(self, run_id: str) -> RunRecord:
        """The run with this id, this unique beginning of one, or the newest for `latest`.

        Raises:
            UnknownRun: none or several match; the message lists the candidates.
        """
        ...

    async def newest(self, limit: int = 20) -> tuple[RunRecord, ...]:
        """The newest runs first."""
        ...


class Pruned(Frozen):
    """How much `Archive.prune` has removed."""

    answers: int = 0
    """Calls whose request and answer are gone; what they cost is still there."""
    snapshots: int = 0
    pages: int = 0
    """Notes of which address gave which snapshot."""
    unfinished_runs: int = 0
    """Runs begun before the given moment that are not done and therefore keep what they need."""


class Archive(Protocol):
    """One database with the ledger, the snapshots, the journal and the list of runs."""

    @property
    def ledger(self) -> Ledger:
        """What was paid."""
        ...

    @property
    def snapshots(self) -> Snapshots:
        """What was read."""
        ...

    @property
    def journal(self) -> Journal:
        """What was decided once."""
        ...

    @property
    def runs(self) -> Runs:
        """Which runs there are."""
        ...

    async def prune(self, older_than: datetime) -> Pruned:
        """Removes what nobody has used since that moment; sums and the list of runs stay.

        Answers go by turns, when the turn's last call ended before it and its run is done. A
        snapshot goes when it was last read before it, and before the oldest run that is not done
        began; so does what the journal has from before that, but for who has read what is left. A
        call that is asked again after its answer was removed is paid again.
        """
        ...

    async def close(self) -> None:
        """Closes the database; calling it twice is harmless."""
        ...
