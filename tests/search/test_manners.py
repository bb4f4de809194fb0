"""Services that want time between searches get it; who can be replaced is not waited for."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from wellread.errors import SearchError
from wellread.outside import Manners, Outside
from wellread.settings import Settings

SLOW = Manners(min_interval_s=3.0)


class Clock:
    """Time that only passes while somebody sleeps."""

    def __init__(self) -> None:
        self.now_s = 100.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now_s

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now_s += seconds
        await asyncio.sleep(0)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def outside(clock: Clock) -> Outside:
    return Outside(Settings(), sleep=clock.sleep, clock=clock, uniform=lambda _low, high: high)


def service(clock: Clock, *errors: SearchError) -> tuple[Callable[[], Awaitable[str]], list[float]]:
    """Fails as told, then answers; notes when it was called."""
    left, called = list(errors), []

    async def make() -> str:
        called.append(clock.now_s)
        await asyncio.sleep(0)
        if left:
            raise left.pop(0)
        return "answer"

    return make, called


def busy(retry_after_s: float | None = None) -> SearchError:
    return SearchError("busy", service="s", transient=True, retry_after_s=retry_after_s)


async def test_calls_keep_the_interval_however_many_ask(clock: Clock, outside: Outside) -> None:
    make, called = service(clock)
    await asyncio.gather(*(outside.call("search", "arxiv", make, manners=SLOW) for _ in range(4)))
    assert called == [100, 103, 106, 109]


async def test_calls_to_a_slow_service_are_made_one_at_a_time(outside: Outside) -> None:
    inside = most = 0

    async def make() -> None:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        for _ in range(5):
            await asyncio.sleep(0)
        inside -= 1

    calls = [outside.call("search", "arxiv", make, manners=SLOW) for _ in range(3)]
    await asyncio.gather(*calls)
    assert most == 1


async def test_one_service_does_not_slow_another(clock: Clock, outside: Outside) -> None:
    make, called = service(clock)
    await outside.call("search", "arxiv", make, manners=SLOW)
    await outside.call("search", "pubmed", make, manners=SLOW)
    await outside.call("search", "tavily", make)
    assert called == [100, 100, 100]


async def test_tries_keep_the_interval_too(clock: Clock, outside: Outside) -> None:
    make, called = service(clock, busy())
    await outside.call("search", "arxiv", make, manners=SLOW)
    assert called == [100, 103]


async def test_a_rest_that_was_asked_for_holds_for_all_callers(
    clock: Clock, outside: Outside
) -> None:
    make, called = service(clock, busy(30))
    await asyncio.gather(*(outside.call("search", "arxiv", make, manners=SLOW) for _ in range(2)))
    assert called[0] == 100
    assert min(called[1:]) >= 130


async def test_who_can_be_replaced_is_asked_twice_and_not_waited_for(
    clock: Clock, outside: Outside
) -> None:
    make, called = service(clock, *(busy() for _ in range(9)))
    with pytest.raises(SearchError):
        await outside.call("search", "down", make, manners=Manners(patient=False))
    assert len(called) == 2
    make, called = service(clock, busy(30))
    with pytest.raises(SearchError):
        await outside.call("search", "resting", make, manners=Manners(patient=False))
    assert len(called) == 1
    make, called = service(clock, busy(2))
    assert await outside.call("search", "slow", make, manners=Manners(patient=False)) == "answer"


async def test_while_a_service_rests_the_impatient_hear_why_at_once(
    clock: Clock, outside: Outside
) -> None:
    hurried = Manners(min_interval_s=3.0, patient=False)
    make, called = service(clock, busy(30))
    for _ in range(2):
        with pytest.raises(SearchError, match="busy"):
            await outside.call("search", "s", make, manners=hurried)
    assert len(called) == 1
    clock.now_s += 30
    assert await outside.call("search", "s", make, manners=hurried) == "answer"


async def test_a_cancelled_call_lets_the_next_one_through(clock: Clock, outside: Outside) -> None:
    started = asyncio.Event()

    async def hang() -> str:
        started.set()
        await asyncio.Event().wait()
        return "never"

    hanging = asyncio.create_task(outside.call("search", "s", hang, manners=SLOW))
    await started.wait()
    hanging.cancel()
    await asyncio.gather(hanging, return_exceptions=True)
    make, _ = service(clock)
    assert await outside.call("search", "s", make, manners=SLOW) == "answer"
