"""The one place that limits and retries what the process asks of the outside world.

Models, searches and pages all go through `Outside.call`. It knows no vendor: a call is transient
when its `ServiceError` says so.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
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


class _Gates:
    """The semaphores of one event loop."""

    def __init__(self, settings: Settings) -> None:
        self.of_kind = {
            "model": asyncio.Semaphore(settings.max_model_calls_at_once),
            "search": asyncio.Semaphore(settings.max_searches_at_once),
            "fetch": asyncio.Semaphore(settings.max_fetches_at_once),
        }
        self._of_host: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    def of_host(self, host: str) -> asyncio.Semaphore:
        """The host's semaphore, which lives as long as somebody holds or awaits it."""
        gate = self._of_host.get(host)
        if gate is None:
            gate = self._of_host[host] = asyncio.Semaphore(FETCHES_PER_HOST)
        return gate


class Outside:
    """Limits how many calls are made at once and retries the ones that may succeed later.

    One object serves the whole process. The limits hold per event loop, so it may be used from
    several loops one after the other.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        uniform: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self._settings = settings
        self._sleep = sleep
        self._uniform = uniform
        self._gates: WeakKeyDictionary[asyncio.AbstractEventLoop, _Gates] = WeakKeyDictionary()

    async def call(self, kind: OutsideKind, service: str, make: Callable[[], Awaitable[T]]) -> T:
        """What `make` gives, after at most `model_tries` tries (pages: 2).

        Waiting between tries grows exponentially with jitter, or is what the service asked for,
        at most a minute; a call that waits holds no place. Nothing is paid or stored here.

        Args:
            kind: whose limit counts.
            service: who is called; for a page its host, of which 4 pages are fetched at once.
            make: makes the call once; it is called again after a transient `ServiceError`.

        Raises:
            ServiceError: the last try's, or the first one that is not transient.
        """
        tries = FETCH_TRIES if kind == "fetch" else self._settings.model_tries
        retrying = AsyncRetrying(
            stop=stop_after_attempt(tries),
            wait=self._wait_s,
            retry=retry_if_exception(_is_transient),
            sleep=self._sleep,
            reraise=True,
        )
        return await retrying(self._once, kind, service, make)

    async def _once(self, kind: OutsideKind, service: str, make: Callable[[], Awaitable[T]]) -> T:
        loop = asyncio.get_running_loop()
        gates = self._gates.get(loop)
        if gates is None:
            gates = self._gates[loop] = _Gates(self._settings)
        async with AsyncExitStack() as held:
            if kind == "fetch":
                # Before the common gate: a slow host must not hold places of the others.
                await held.enter_async_context(gates.of_host(service))
            await held.enter_async_context(gates.of_kind[kind])
            return await make()

    def _wait_s(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, ServiceError) and error.retry_after_s is not None:
            return min(max(error.retry_after_s, 0.0), LONGEST_RETRY_AFTER_S)
        backoff_s = min(2.0 ** (state.attempt_number - 1), LONGEST_BACKOFF_S)
        return backoff_s * self._uniform(0.5, 1.0)


def _is_transient(error: BaseException) -> bool:
    return isinstance(error, ServiceError) and error.transient
