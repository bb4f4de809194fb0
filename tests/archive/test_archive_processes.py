"""What holds when several processes share an archive, and when one of them is killed."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from archive.postgres_places import URL, own_schema
from archive.waiting import Waits

from wellread.archive.contract import Archive, Budget, PaidAnswer, PaidCall
from wellread.archive.postgres import open_postgres
from wellread.archive.sqlite import open_archive

ROOT = Path(__file__).parents[2]
Place = tuple[str, str]
"""Kind of database, and the file or schema."""


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    if request.param == "sqlite":
        yield "sqlite", str(tmp_path / "archive.db")
    else:
        with own_schema() as schema:
            yield "postgres", schema


def opening(place: Place) -> Awaitable[Archive]:
    kind, name = place
    return open_archive(Path(name)) if kind == "sqlite" else open_postgres(URL, schema=name)


@asynccontextmanager
async def payers(
    place: Place, *names: str, mode: str = "pay", count: int = 1, budget_usd: float = 9
) -> AsyncIterator[list[Process]]:
    """Processes whose archive is open; they pay when they are told to."""
    started = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, Path(__file__).with_name("payer.py"), *place),
            *(mode, str(count), str(budget_usd), name),
            stdin=PIPE,
            stdout=PIPE,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"},
        )
        for name in names
    ]
    try:
        for process in started:
            assert await line_of(process) == "ready"
        yield started
    finally:
        for process in started:
            if process.returncode is None:
                process.kill()
            await process.communicate()


async def line_of(process: Process) -> str:
    assert process.stdout is not None
    return (await process.stdout.readline()).decode().strip()


def begin(process: Process) -> None:
    assert process.stdin is not None
    process.stdin.write(b"\n")


async def outputs(processes: list[Process]) -> list[str]:
    for process in processes:
        begin(process)
    told = [await process.communicate() for process in processes]
    assert [process.returncode for process in processes] == [0] * len(processes)
    return [line for out, _ in told for line in out.decode().split()]


def call(request: str) -> PaidCall:
    return PaidCall(
        kind="model",
        service="m",
        turn_id="turn",
        role="plan",
        request=request,
        worst_cost_usd=0.01,
        budget=Budget(max_cost_usd=0.02),
    )


def answering(made: list[str]) -> Callable[[], Awaitable[PaidAnswer]]:
    async def make() -> PaidAnswer:
        made.append("made")
        return PaidAnswer(body="x", cost_usd=0.01)

    return make


async def test_four_processes_that_pay_at_once_never_pass_one_budget(place: Place) -> None:
    async with payers(place, "a", "b", "c", "d", count=50, budget_usd=1) as processes:
        told = await outputs(processes)
    assert (told.count("calling"), told.count("paid"), told.count("refused")) == (100, 100, 100)
    archive = await opening(place)
    assert (await archive.ledger.usage("turn")).cost_usd == pytest.approx(1.0)
    await archive.close()


async def test_four_processes_that_ask_the_same_at_once_pay_each_call_once(place: Place) -> None:
    async with payers(place, "a", "a", "a", "a", count=25) as processes:
        told = await outputs(processes)
    assert (told.count("calling"), told.count("paid")) == (25, 100)


async def test_a_reservation_left_by_a_kill_counts_as_spent_and_holds_nobody_up(
    place: Place,
) -> None:
    async with payers(place, "a", mode="hang") as [process]:
        begin(process)
        assert await line_of(process) == "calling"
        process.kill()
        await process.wait()
    archive = await opening(place)
    assert (await archive.ledger.usage("turn")).cost_usd == pytest.approx(0.01)
    made: list[str] = []
    assert (await archive.ledger.pay(call("a 0"), answering(made))).cost_usd == 0.01
    rows = await archive.ledger.rows("turn")
    assert [(row.try_no, row.status) for row in rows] == [(0, "reserved"), (1, "answered")]
    await archive.close()


async def test_who_waits_for_a_process_goes_on_when_that_one_is_killed(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = Waits(monkeypatch)
    archive = await opening(place)
    made: list[str] = []
    async with payers(place, "a", mode="hang") as [process]:
        begin(process)
        assert await line_of(process) == "calling"
        waiting = asyncio.create_task(archive.ledger.pay(call("a 0"), answering(made)))
        await waits.one()
        assert made == []
        process.kill()
        await asyncio.wait_for(waiting, timeout=60)
    assert made == ["made"]
    await archive.close()


async def test_what_was_answered_before_a_kill_is_not_paid_again(place: Place) -> None:
    async with payers(place, "a", count=3) as [process]:
        begin(process)
        while await line_of(process) != "paid":
            pass
        process.kill()
        await process.wait()
    archive = await opening(place)
    made: list[str] = []
    for number in range(3):
        await archive.ledger.pay(call(f"a {number}"), answering(made))
    assert made == []
    await archive.close()
