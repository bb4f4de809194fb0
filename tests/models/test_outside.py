"""One place limits and retries calls to the outside."""

import asyncio

import pytest

from wellread.errors import PageError, ServiceError
from wellread.outside import Outside, OutsideKind
from wellread.settings import Settings


class Service:
    """Fails as often as told, then answers; counts tries and how many are made at once."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.tries = 0
        self.busy = 0
        self.busiest = 0

    async def __call__(self) -> str:
        self.tries += 1
        self.busy += 1
        self.busiest = max(self.busiest, self.busy)
        for _ in range(5):
            await asyncio.sleep(0)
        self.busy -= 1
        if self.errors:
            raise self.errors.pop(0)
        return "answer"


def passing(retry_after_s: float | None = None) -> ServiceError:
    return ServiceError("busy", service="s", transient=True, retry_after_s=retry_after_s)


def outside(waits: list[float] | None = None, **settings: int) -> Outside:
    async def sleep(seconds: float) -> None:
        if waits is not None:
            waits.append(seconds)

    return Outside(Settings.model_validate(settings), sleep=sleep, uniform=lambda _low, high: high)


async def test_passing_errors_are_tried_again_with_growing_waits() -> None:
    waits: list[float] = []
    service = Service(*(passing() for _ in range(3)))
    assert await outside(waits).call("model", "m", service) == "answer"
    assert waits == [1, 2, 4]


async def test_the_wait_that_was_asked_for_is_kept_up_to_a_minute() -> None:
    waits: list[float] = []
    service = Service(passing(7.5), passing(3600), passing(-1))
    await outside(waits).call("search", "tavily", service)
    assert waits == [7.5, 60, 0]


async def test_waits_never_grow_beyond_their_bound() -> None:
    waits: list[float] = []
    service = Service(*(passing() for _ in range(9)))
    await outside(waits, model_tries=10).call("model", "m", service)
    assert max(waits) == 20


@pytest.mark.parametrize(("kind", "tries"), [("model", 4), ("search", 4), ("fetch", 2)])
async def test_the_last_error_is_raised_when_the_tries_are_used_up(
    kind: OutsideKind, tries: int
) -> None:
    service = Service(*(passing() for _ in range(9)))
    with pytest.raises(ServiceError, match="busy"):
        await outside([]).call(kind, "s", service)
    assert service.tries == tries


@pytest.mark.parametrize(
    "error",
    [
        ServiceError("wrong key", service="s"),
        PageError("gone", service="h", cause_kind="not_found"),
        ValueError("a bug"),
    ],
)
async def test_lasting_errors_and_bugs_are_not_tried_again(error: Exception) -> None:
    service = Service(error)
    with pytest.raises(type(error)):
        await outside([]).call("model", "m", service)
    assert service.tries == 1


async def test_each_kind_has_its_own_limit_over_all_callers() -> None:
    limited = outside(max_model_calls_of_process=2, max_searches_at_once=3)
    model, search = Service(), Service()
    await asyncio.gather(
        *(limited.call("model", str(n), model) for n in range(8)),
        *(limited.call("search", str(n), search) for n in range(8)),
    )
    assert (model.busiest, search.busiest) == (2, 3)


async def test_a_run_makes_so_many_model_calls_at_once_and_does_not_hold_up_others() -> None:
    limited = outside(max_model_calls_at_once=2, max_model_calls_of_process=6)
    one, all_runs = Service(), Service()

    async def ask_one() -> str:
        await one()
        return await all_runs()

    await asyncio.gather(
        *(limited.call("model", "m", ask_one, run="greedy") for _ in range(12)),
        *(limited.call("model", "m", all_runs, run=str(n)) for n in range(12)),
    )
    assert one.busiest == 2
    assert all_runs.busiest == 6


async def test_a_host_is_asked_for_four_pages_at_once_and_does_not_hold_up_others() -> None:
    limited = outside(max_fetches_at_once=6)
    one, all_hosts = Service(), Service()

    async def fetch_one() -> str:
        await one()
        return await all_hosts()

    await asyncio.gather(
        *(limited.call("fetch", "slow.example", fetch_one) for _ in range(12)),
        *(limited.call("fetch", f"{n}.example", all_hosts) for n in range(12)),
    )
    assert one.busiest <= 4
    assert all_hosts.busiest <= 6


async def test_a_call_that_waits_to_try_again_holds_no_place() -> None:
    waiting = asyncio.Event()

    async def sleep(_seconds: float) -> None:
        await waiting.wait()

    limited = Outside(Settings(max_model_calls_of_process=1), sleep=sleep)
    failed = asyncio.create_task(limited.call("model", "m", Service(passing())))
    other = Service()
    assert await limited.call("model", "m", other) == "answer"
    assert not failed.done()
    waiting.set()
    assert await failed == "answer"


async def test_a_cancelled_call_gives_its_place_back() -> None:
    limited = outside(max_model_calls_of_process=1)
    started = asyncio.Event()

    async def hang() -> str:
        started.set()
        await asyncio.Event().wait()
        return "never"

    hanging = asyncio.create_task(limited.call("model", "m", hang))
    await started.wait()
    hanging.cancel()
    await asyncio.gather(hanging, return_exceptions=True)
    assert await limited.call("model", "m", Service()) == "answer"


def test_one_object_serves_one_event_loop_after_another() -> None:
    limited = outside(max_model_calls_of_process=1)

    async def several() -> int:
        service = Service()
        await asyncio.gather(*(limited.call("model", "m", service) for _ in range(3)))
        return service.busiest

    assert [asyncio.run(several()) for _ in range(2)] == [1, 1]


async def test_the_first_wait_is_a_setting() -> None:
    waits: list[float] = []
    await outside(waits, backoff_s=3).call("model", "m", Service(passing(), passing()))
    assert waits == [3, 6]


async def test_a_service_that_failed_every_try_has_one_until_it_answers() -> None:
    way_out = outside(model_tries=3)
    dead, alive = Service(*(passing() for _ in range(4))), Service()
    for tries in (3, 4):
        with pytest.raises(ServiceError):
            await way_out.call("model", "m", dead)
        assert dead.tries == tries
    await way_out.call("model", "other", alive)
    assert await way_out.call("model", "m", dead) == "answer"
    dead.errors = [passing(), passing()]
    assert await way_out.call("model", "m", dead) == "answer"


async def test_a_service_that_is_only_busy_keeps_its_tries() -> None:
    way_out = outside(model_tries=2)
    busy = Service(*(passing(retry_after_s=1) for _ in range(4)))
    for tries in (2, 4):
        with pytest.raises(ServiceError):
            await way_out.call("model", "m", busy)
        assert busy.tries == tries
