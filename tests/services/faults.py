"""What goes wrong on purpose: statuses, delays, gates, spoiled answers."""

import json
import random
import re
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

from services.log import Entry, RequestLog

Spoiling = Literal["prose", "fenced", "broken", "empty", "wrong_schema"]
Fault = int | Spoiling | Literal["stall", "cut", "silence"]
"""A status, a spoiled answer, none for `STALL_S`, half of one and a closed connection, or half of a
streamed one and then nothing for `STALL_S`."""
_OF_THIS_RUN = re.compile(r"127\.0\.0\.\d+:\d+|\b\d{4}-\d\d-\d\d\b|\b[0-9a-f]{8,}\b")
"""Ports, dates and marks: which calls go wrong by chance must not depend on them."""
STALL_S = 600.0


@dataclass
class Gate:
    """Holds the `nth` matching request from now on, until it is opened."""

    kind: str
    purpose: str | None = None
    nth: int = 1
    seen: int = 0


@dataclass(frozen=True)
class Chance:
    """Some calls go wrong, each in one of these ways."""

    faults: tuple[Fault, ...]
    share: float
    seed: int


class Faults:
    """The faults in force; a kind is `model`, `embedding`, `search`, `extract` or `page`.

    Keys may also be a model call's purpose (`plan`, `extract` ...) written as `model:plan`.
    """

    def __init__(self) -> None:
        self._lock = threading.Condition()
        self._statuses: defaultdict[str, list[int]] = defaultdict(list)
        self._spoilings: defaultdict[str, list[Spoiling]] = defaultdict(list)
        self._gates: list[Gate] = []
        self._opened = 0
        self._shares: dict[str, dict[int, float]] = {}
        self._calls: Counter[str] = Counter()
        self._chances: dict[str, Chance] = {}
        self._seen: Counter[str] = Counter()
        self.delays_s: dict[str, float] = {}
        """Seconds that every answer of a kind takes."""
        self.delay_spread: float = 0.0
        """By what share, 0 to 1, the single delays differ from that, up and down."""
        self.streamed_share: float = 0.0
        """Which share of a streamed answer's time passes while its pieces come."""
        self.retry_after: str = "0"
        """The Retry-After header of 429 and 503 answers; empty leaves it out."""
        self.key: str | None = None
        """The only key that is right; None takes any that does not begin with `wrong`."""
        self.raw_content: bool = True
        """Whether the search sends page texts along when asked to."""

    def answer_with(self, kind: str, *statuses: int) -> None:
        """The next calls of a kind get these statuses, one each; 200 is a good answer."""
        with self._lock:
            self._statuses[kind] += statuses

    def share(self, kind: str, status: int, share: float) -> None:
        """From now on `share` (0 to 1) of the calls get `status`, spread evenly."""
        with self._lock:
            self._shares.setdefault(kind, {})[status] = share

    def at_random(self, kind: str, *faults: Fault, share: float, seed: int = 0) -> None:
        """From now on about `share` (0 to 1) of the calls go wrong, in one of these ways each.

        Which ones depends on the seed and on the call alone: in whatever order the calls come, the
        same ones go wrong. A call that is made again has a new chance.
        """
        with self._lock:
            self._chances[kind] = Chance(faults, share, seed)
            self._seen.clear()

    def drawn_for(self, entry: Entry) -> Fault | None:
        """How this call goes wrong by `at_random`, if it does."""
        with self._lock:
            chance = next(
                (self._chances[key] for key in _keys(entry) if key in self._chances), None
            )
            if chance is None:
                return None
            call = _OF_THIS_RUN.sub("", f"{entry.path} {json.dumps(entry.request, sort_keys=True)}")
            self._seen[call] += 1
            dice = random.Random(f"{chance.seed} {self._seen[call]} {call}")  # noqa: S311
            return dice.choice(chance.faults) if dice.random() < chance.share else None

    def spoil(self, kind: str, *ways: Spoiling) -> None:
        """The next good answers are prose, fenced JSON, broken JSON or empty, one each."""
        with self._lock:
            self._spoilings[kind] += ways

    def hold(self, kind: str, purpose: str | None = None, nth: int = 1) -> None:
        """The nth call from now of this kind (and purpose) waits for `release`."""
        with self._lock:
            self._gates.append(Gate(kind, purpose, nth))

    def release(self) -> None:
        """Lets every held call go and takes all gates away."""
        with self._lock:
            self._gates.clear()
            self._opened += 1
            self._lock.notify_all()

    def status_for(self, entry: Entry) -> int:
        """Which status this call gets; 200 unless a fault says otherwise."""
        if isinstance(entry.fault, int):
            return entry.fault
        with self._lock:
            for key in _keys(entry):
                if self._statuses[key]:
                    return self._statuses[key].pop(0)
            for key in _keys(entry):
                if key in self._shares:
                    return self._by_share(key)
        return 200

    def spoiling_for(self, entry: Entry) -> Spoiling | None:
        """How this call's good answer is spoiled, if it is."""
        if entry.fault in get_args(Spoiling):
            return cast("Spoiling", entry.fault)
        with self._lock:
            for key in _keys(entry):
                if self._spoilings[key]:
                    return self._spoilings[key].pop(0)
        return None

    def wait(self, entry: Entry, log: RequestLog) -> None:
        """Takes the time that this call has to take, at gates and by delay."""
        entry.fault = self.drawn_for(entry)
        with self._lock:
            held, stalled = self._is_held(entry), entry.fault == "stall"
            if held or stalled:
                log.changed(entry, held=True)
                opened = self._opened
                self._lock.wait_for(lambda: self._opened > opened, None if held else STALL_S)
        delay_s = max((self.delays_s.get(key, 0.0) for key in _keys(entry)), default=0.0)
        if delay_s:
            taken_s = delay_s * (1 + self.delay_spread * random.uniform(-1, 1))  # noqa: S311
            if entry.request.get("stream"):
                entry.coming_s = taken_s * self.streamed_share
            time.sleep(taken_s - entry.coming_s)

    def in_pieces(self, entry: Entry, pieces: Sequence[bytes], log: RequestLog) -> Iterator[bytes]:
        """A streamed answer over the time that it takes, and as much of it as its fault leaves."""
        broken = entry.fault in {"cut", "silence"}
        try:
            for piece in pieces[: len(pieces) // 2] if broken else pieces:
                time.sleep(entry.coming_s / len(pieces))
                yield piece
                if entry.begun_s is None:
                    log.changed(entry, begun_s=time.monotonic())
            if entry.fault == "silence":
                with self._lock:
                    log.changed(entry, held=True)
                    opened = self._opened
                    self._lock.wait_for(lambda: self._opened > opened, STALL_S)
            if broken:
                raise ConnectionAbortedError
        finally:
            log.changed(entry, status=200, ended_s=time.monotonic())

    def set(self, order: dict[str, Any]) -> None:
        """Applies an order that came over HTTP; see `tests/services/README.md`."""
        for kind, statuses in order.get("statuses", {}).items():
            self.answer_with(kind, *statuses)
        for kind, ways in order.get("spoil", {}).items():
            self.spoil(kind, *ways)
        for kind, shares in order.get("shares", {}).items():
            for status, share in shares.items():
                self.share(kind, int(status), share)
        self.delays_s.update(order.get("delays_s", {}))
        for name in ("retry_after", "key", "raw_content"):
            if name in order:
                setattr(self, name, order[name])
        if order.get("release"):
            self.release()
        if gate := order.get("hold"):
            self.hold(gate["kind"], gate.get("purpose"), gate.get("nth", 1))

    def _is_held(self, entry: Entry) -> bool:
        held = False
        for gate in self._gates:
            if gate.kind == entry.kind and gate.purpose in {None, entry.purpose}:
                gate.seen += 1
                held = held or gate.seen == gate.nth
        return held

    def _by_share(self, key: str) -> int:
        self._calls[key] += 1
        calls = self._calls[key]
        for shift, (status, share) in enumerate(self._shares[key].items()):
            if int((calls + shift) * share) > int((calls + shift - 1) * share):
                return status
        return 200


def _keys(entry: Entry) -> tuple[str, ...]:
    return (f"{entry.kind}:{entry.purpose}", entry.kind)
