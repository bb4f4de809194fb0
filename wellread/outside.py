"""The one place that limits and retries what the process asks of the outside world.

Models, searches and pages all go through `Outside.call`. It knows no vendor: a call is transient
when its `ServiceError` says so.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Literal, TypeVar
from weakref import WeakKeyDictionary, WeakValueDictionary

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt

from wellread.errors import ServiceError
from wellread.settings import Settings

OutsideKind = Literal["model", "search", "fetch"]
T = TypeVar("T")

FETCH_TRIES = 2
FETCHES_PER_HOST = 4
LONGEST_BACKOFF_S = 20.0
LONGEST_RETRY_AFTER_S = 60.0
IMPATIENT_TRIES = 2
LONGEST_IMPATIENT_WAIT_S = 5.0


@dataclass(frozen=True)
class Manners:
    """How a service wants to be asked, and how long the caller wants to wait for it."""

    min_interval_s: float = 0.0
    """Seconds between the beginnings of two calls, which are then made one at a time; 0: none."""
    patient: bool = True
    """False where somebody else can answer: two tries, and no wait of more than 5 seconds."""


@dataclass
class _Pace:
    """When a service that wants time between calls may be called again."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at_s: float = 0.0
    refusal: ServiceError | None = None
    """What the service said when it asked for the rest it has now."""


class _Gates:
    """The semaphores of one event loop."""

    def __init__(self, settings: Settings) -> None:
        self.of_kind = {
            "model": asyncio.Semaphore(settings.max_model_calls_of_process),
            "search": asyncio.Semaphore(settings.max_searches_at_once),
            "fetch": asyncio.Semaphore(settings.max_fetches_at_once),
        }
        self._of_host: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()
        self._of_run: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()
        self._model_calls_of_run = settings.max_model_calls_at_once
        self._paces: dict[str, _Pace] = {}

    def pace_of(self, service: str) -> _Pace:
        """The pace of a service, kept as long as the event loop."""
        return self._paces.setdefault(service, _Pace())

    def of_host(self, host: str) -> asyncio.Semaphore:
        """The host's semaphore, which lives as long as somebody holds or awaits it."""
        return _gate(self._of_host, host, FETCHES_PER_HOST)

    def of_run(self, run: str) -> asyncio.Semaphore:
        """The semaphore of a run's model calls, which lives as long as the host's does."""
        return _gate(self._of_run, run, self._model_calls_of_run)


class Outside:
    """Limits how many calls are made at once and retries the ones that may succeed later.

    A run has a limit of its own beside the process's, so that one run cannot starve the others.

    One object serves the whole process. The limits hold per event loop, so it may be used from
    several loops one after the other.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        uniform: Callable[[float, float], float] = random.uniform,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._sleep = sleep
        self._clock = clock
        self._uniform = uniform
        self._gates: WeakKeyDictionary[asyncio.AbstractEventLoop, _Gates] = WeakKeyDictionary()
        self._silent: set[str] = set()
        """Models and searches that failed every try of a call and have not answered since."""

    async def call(
        self,
        kind: OutsideKind,
        service: str,
        make: Callable[[], Awaitable[T]],
        *,
        manners: Manners = Manners(),
        run: str = "",
    ) -> T:
        """What `make` gives, after at most `model_tries` tries (pages and the impatient: 2).

        A model or search that failed every try of a call has one try a call until it answers: a
        run that asks it twenty times does not wait twenty times for all of them.

        Waiting between tries grows exponentially with jitter, or is what the service asked for,
        at most a minute; a call that waits holds no place. Where a service with an interval asks
        for a rest, nobody calls it before that. Nothing is paid or stored here.

        Args:
            kind: whose limit counts.
            service: who is called; for a page its host, of which 4 pages are fetched at once.
            make: makes the call once; it is called again after a transient `ServiceError`.
            manners: the service's interval, and whether the caller waits.
            run: who asks, where a run may make only so many calls of this kind at once.

        Raises:
            ServiceError: the last try's, or the first one that is not transient.
        """
        tries = FETCH_TRIES if kind == "fetch" else self._settings.model_tries
        if not manners.patient:
            tries = min(tries, IMPATIENT_TRIES)
        if service in self._silent:
            tries = 1
        retrying = AsyncRetrying(
            stop=stop_after_attempt(tries),
            wait=self._wait_s,
            retry=retry_if_exception(_is_transient if manners.patient else _passes_soon),
            sleep=self._sleep,
            reraise=True,
        )
        try:
            given: T
            if manners.min_interval_s:
                given = await retrying(self._in_turn, kind, service, make, manners)
            else:
                given = await retrying(self._once, kind, service, make, run)
        except ServiceError as error:
            if kind != "fetch" and error.transient and error.retry_after_s is None:
                self._silent.add(service)
            raise
        self._silent.discard(service)
        return given

    async def _in_turn(
        self,
        kind: OutsideKind,
        service: str,
        make: Callable[[], Awaitable[T]],
        manners: Manners,
    ) -> T:
        pace = self._open_gates().pace_of(service)

        async def paced() -> T:
            pace.free_at_s = self._clock() + manners.min_interval_s
            return await make()

        async with pace.turn:
            wait_s = pace.free_at_s - self._clock()
            if pace.refusal and wait_s > LONGEST_IMPATIENT_WAIT_S and not manners.patient:
                raise pace.refusal
            if wait_s > 0:
                await self._sleep(wait_s)
            pace.refusal = None
            try:
                return await self._once(kind, service, paced)
            except ServiceError as error:
                if error.retry_after_s:
                    rest_s = min(error.retry_after_s, LONGEST_RETRY_AFTER_S)
                    pace.free_at_s = max(pace.free_at_s, self._clock() + rest_s)
                    pace.refusal = error
                raise

    def _open_gates(self) -> _Gates:
        loop = asyncio.get_running_loop()
        gates = self._gates.get(loop)
        if gates is None:
            gates = self._gates[loop] = _Gates(self._settings)
        return gates

    async def _once(
        self, kind: OutsideKind, service: str, make: Callable[[], Awaitable[T]], run: str = ""
    ) -> T:
        gates = self._open_gates()
        async with AsyncExitStack() as held:
            # Before the common gate: a slow host or a busy run must not hold places of the others.
            if kind == "fetch":
                await held.enter_async_context(gates.of_host(service))
            if kind == "model" and run:
                await held.enter_async_context(gates.of_run(run))
            await held.enter_async_context(gates.of_kind[kind])
            return await make()

    def _wait_s(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, ServiceError) and error.retry_after_s is not None:
            return min(max(error.retry_after_s, 0.0), LONGEST_RETRY_AFTER_S)
        backoff_s = min(
            self._settings.backoff_s * 2.0 ** (state.attempt_number - 1), LONGEST_BACKOFF_S
        )
        return backoff_s * self._uniform(0.5, 1.0)


def _gate(
    gates: WeakValueDictionary[str, asyncio.Semaphore], name: str, places: int
) -> asyncio.Semaphore:
    gate = gates.get(name)
    if gate is None:
        gate = gates[name] = asyncio.Semaphore(places)
    return gate


def _is_transient(error: BaseException) -> bool:
    return isinstance(error, ServiceError) and error.transient


def _passes_soon(error: BaseException) -> bool:
    return (
        isinstance(error, ServiceError)
        and error.transient
        and (error.retry_after_s or 0.0) <= LONGEST_IMPATIENT_WAIT_S
    )
