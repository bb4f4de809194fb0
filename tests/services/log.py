"""What reached the services, in order: in memory and, if a path is given, in a JSONL file."""

import json
import threading
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any, Literal

Kind = Literal["model", "embedding", "search", "extract", "page", "other"]


@dataclass
class Entry:
    """One request. In the file it stands twice: when it arrived, and when it was answered."""

    number: int
    kind: Kind
    path: str
    started_s: float
    """Monotonic seconds, comparable within one server."""
    ended_s: float | None = None
    status: int | None = None
    """HTTP status of the answer; None while it is not answered."""
    model: str = ""
    purpose: str = ""
    """Of a model call, told by its schema; see `model.PURPOSE_OF`."""
    schema: str = ""
    """The title of the wanted JSON schema."""
    query: str = ""
    held: bool = False
    """It waits, or waited, at a gate."""
    fault: int | str | None = None
    """How it goes wrong by chance; see `Faults.at_random`."""
    begun_s: float | None = None
    """When the first piece of a streamed answer was sent."""
    coming_s: float = 0.0
    """Seconds over which the pieces of a streamed answer come."""
    gone: bool = False
    """The client hung up before the answer."""
    tokens: tuple[int, int] = (0, 0)
    """Of a model call that was answered: prompt and completion, as a bill would count them."""
    request: dict[str, Any] = field(default_factory=dict, repr=False)
    """The whole body; not written to the file."""

    def as_json(self) -> dict[str, Any]:
        """Everything but the body."""
        told = asdict(self)
        del told["request"]
        return told


class RequestLog:
    """All entries in the order of arrival; safe to use from any thread."""

    def __init__(self, path: Path | None = None) -> None:
        self._lock = threading.Condition()
        self._entries: list[Entry] = []
        self._file: IO[str] | None = path.open("a", encoding="utf-8") if path else None

    def arrived(self, kind: Kind, path: str, body: dict[str, Any]) -> Entry:
        """Adds a request that has just come."""
        with self._lock:
            number = len(self._entries) + 1
            entry = Entry(number, kind, path, time.monotonic(), request=body)
            self._entries.append(entry)
            return entry

    def changed(self, entry: Entry, **values: Any) -> None:  # noqa: ANN401 - fields of Entry
        """Sets fields of an entry, writes its line and wakes those who wait for one."""
        with self._lock:
            for name, value in values.items():
                setattr(entry, name, value)
            if self._file:
                self._file.write(json.dumps(entry.as_json()) + "\n")
                self._file.flush()
            self._lock.notify_all()

    def entries(self, kind: Kind | None = None, purpose: str | None = None) -> list[Entry]:
        """The requests so far, of one kind or purpose if asked."""
        with self._lock:
            return [
                entry
                for entry in self._entries
                if kind in {None, entry.kind} and purpose in {None, entry.purpose}
            ]

    def count(self, kind: Kind | None = None, purpose: str | None = None) -> int:
        """How many requests there were."""
        return len(self.entries(kind, purpose))

    def peak(self, kind: Kind) -> int:
        """How many requests of a kind were being answered at the same time, at most."""
        moments = []
        for entry in self.entries(kind):
            moments.append((entry.started_s, 1))
            if entry.ended_s is not None:
                moments.append((entry.ended_s, -1))
        now = highest = 0
        for _, step in sorted(moments):
            now += step
            highest = max(highest, now)
        return highest

    def wait_for(self, count: int, *, timeout_s: float = 120, **wanted: Any) -> list[Entry]:  # noqa: ANN401
        """The entries whose fields have the wanted values, once there are `count` of them."""

        def matching() -> list[Entry]:
            return [
                entry
                for entry in self._entries
                if all(getattr(entry, name) == value for name, value in wanted.items())
            ]

        with self._lock:
            if not self._lock.wait_for(lambda: len(matching()) >= count, timeout_s):
                raise TimeoutError(f"{len(matching())} of {count} requests like {wanted} came")
            return matching()

    def clear(self) -> None:
        """Forgets what came so far; the file keeps it."""
        with self._lock:
            self._entries.clear()

    def close(self) -> None:
        """Closes the file."""
        with self._lock:
            if self._file:
                self._file.close()
                self._file = None
