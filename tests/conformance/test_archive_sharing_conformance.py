"""What every archive promises when it is open several times, and when it is pruned."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from archive.waiting import Waits
from conformance.archives import NOON, Maker, Till, call, snapshot

from wellread.archive.contract import Archive, Budget, PaidAnswer, PaidCall, Pruned, RunRecord
from wellread.archive.readers import as_seen_by
from wellread.errors import EvidenceError, ModelError

LATER = datetime(2200, 1, 1, tzinfo=UTC)
"""After everything that these tests do."""


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> Waits:
    return Waits(monkeypatch)


def run(name: str, **fields: object) -> RunRecord:
    given: dict[str, object] = {
        "id": name,
        "question": "?",
        "status": "done",
        "created_at": NOON,
        "updated_at": NOON,
        "turn_id": "turn",
    }
    return RunRecord.model_validate(given | fields)


async def test_many_may_open_a_new_archive_at_the_same_moment(maker: Maker) -> None:
    opened = await asyncio.gather(*(maker() for _ in range(4)))
    till = Till()
    await opened[0].ledger.pay(call(), till)
    assert [len(await archive.ledger.rows("turn")) for archive in opened] == [1, 1, 1, 1]
    for archive in opened:
        await archive.close()


async def test_two_open_archives_that_ask_at_the_same_time_pay_once(
    maker: Maker, waits: Waits
) -> None:
    one, two = await maker(), await maker()
    till = Till()
    till.open.clear()
    first = asyncio.create_task(one.ledger.pay(call(), till))
    await till.arrivals.get()
    second = asyncio.create_task(two.ledger.pay(call(), till))
    await waits.one()
    till.open.set()
    assert (await second) == (await first)
    assert till.made == 1
    [row] = await one.ledger.rows("turn")
    assert (row.status, row.reused) == ("answered", 1)
    await one.close()
    await two.close()


async def test_a_waiting_archive_makes_the_call_when_the_other_one_gives_it_up(
    maker: Maker, waits: Waits
) -> None:
    one, two = await maker(), await maker()
    till = Till()
    till.open.clear()
    given_up = asyncio.create_task(one.ledger.pay(call(), till))
    await till.arrivals.get()
    waiting = asyncio.create_task(two.ledger.pay(call(), till))
    await waits.one()
    given_up.cancel()
    with suppress(asyncio.CancelledError):
        await given_up
    await till.arrivals.get()
    till.open.set()
    assert (await waiting).body == "answer 2"
    assert [row.status for row in await two.ledger.rows("turn")] == ["reserved", "answered"]
    await one.close()
    await two.close()


async def test_a_waiting_archive_makes_the_call_when_the_other_one_fails(
    maker: Maker, waits: Waits
) -> None:
    one, two = await maker(), await maker()
    arrived, told = asyncio.Event(), asyncio.Event()

    async def failing() -> PaidAnswer:
        arrived.set()
        await told.wait()
        raise ModelError("refused \0", service="m")

    failed = asyncio.create_task(one.ledger.pay(call(), failing))
    await arrived.wait()
    till = Till()
    waiting = asyncio.create_task(two.ledger.pay(call(), till))
    await waits.one()
    assert till.made == 0
    told.set()
    with pytest.raises(ModelError):
        await failed
    assert (await waiting).body == "answer 1"
    assert [row.status for row in await two.ledger.rows("turn")] == ["failed", "answered"]
    await one.close()
    await two.close()


async def test_a_cancelled_call_whose_answer_had_come_is_not_made_again(archive: Archive) -> None:
    came = asyncio.Event()
    made = 0

    async def make() -> PaidAnswer:
        nonlocal made
        made += 1
        came.set()
        return PaidAnswer(body="x" * 200_000, cost_usd=0.01)

    paying = asyncio.create_task(archive.ledger.pay(call(), make))
    await came.wait()
    paying.cancel()
    waiting = asyncio.create_task(archive.ledger.pay(call(), make))
    with suppress(asyncio.CancelledError):
        await paying
    await waiting
    assert (paying.cancelled(), made) == (True, 1)


async def test_a_call_cancelled_before_it_was_made_costs_nothing(archive: Archive) -> None:
    till = Till()
    paying = asyncio.create_task(archive.ledger.pay(call(), till))
    await asyncio.sleep(0)
    paying.cancel()
    with suppress(asyncio.CancelledError):
        await paying
    assert (paying.cancelled(), till.made) == (True, 0)
    assert (await archive.ledger.usage("turn")).cost_usd == 0


def test_one_archive_serves_several_event_loops(maker: Maker) -> None:
    async def opened() -> Archive:
        return await maker()

    archive = asyncio.run(opened())
    first = asyncio.run(archive.ledger.pay(call(), Till()))
    till = Till()
    assert asyncio.run(archive.ledger.pay(call(), till)) == first
    assert till.made == 0
    asyncio.run(archive.close())


async def test_pruning_removes_old_answers_and_keeps_what_they_cost(archive: Archive) -> None:
    till = Till()
    await archive.ledger.pay(call(), till)
    before = await archive.ledger.usage("turn")
    assert await archive.prune(NOON) == Pruned()
    assert await archive.prune(LATER) == Pruned(answers=1)
    assert await archive.prune(LATER) == Pruned()
    assert await archive.ledger.usage("turn") == before
    [row] = await archive.ledger.rows("turn")
    assert (row.status, row.pruned, row.call.request, row.call.role) == (
        "answered",
        True,
        "",
        "plan",
    )
    assert row.answer == PaidAnswer(body="", cost_usd=0.01, prompt_tokens=10, completion_tokens=5)


async def test_a_call_whose_answer_was_pruned_is_paid_again_within_the_budget(
    archive: Archive,
) -> None:
    till = Till(cost_usd=0.02)
    await archive.ledger.pay(call(), till)
    await archive.prune(LATER)
    again = call(budget=Budget(max_cost_usd=0.04))
    assert (await archive.ledger.pay(again, till)).body == "answer 2"
    assert (await archive.ledger.pay(again, till)).body == "answer 2"
    rows = await archive.ledger.rows("turn")
    assert [(row.try_no, row.pruned, row.reused) for row in rows] == [(0, True, 0), (1, False, 1)]


async def test_the_answers_of_a_run_that_is_not_done_are_kept(archive: Archive) -> None:
    till = Till()
    turns: tuple[PaidCall, ...] = (call(), call(turn_id="other"))
    for each in turns:
        await archive.ledger.pay(each, till)
    await archive.runs.save(run("waits", status="waiting"))
    assert await archive.prune(LATER) == Pruned(answers=1, unfinished_runs=1)
    assert [row.pruned for each in turns for row in await archive.ledger.rows(each.turn_id)] == [
        False,
        True,
    ]
    await archive.runs.save(run("waits", status="done"))
    assert await archive.prune(LATER) == Pruned(answers=1)
    assert (await archive.runs.find("waits")).status == "done"


async def test_pages_that_nobody_used_since_are_removed(archive: Archive) -> None:
    page = snapshot()
    await archive.snapshots.put(page)
    await archive.snapshots.remember_page(page.address, page.id, NOON)
    assert await archive.prune(NOON) == Pruned()
    # The page was read long ago, but its snapshot was stored just now.
    assert await archive.prune(NOON + timedelta(seconds=1)) == Pruned(pages=1)
    assert await archive.snapshots.get(page.id) == page
    assert await archive.prune(LATER) == Pruned(snapshots=1)
    with pytest.raises(EvidenceError, match="no snapshot"):
        await archive.snapshots.get(page.id)


async def test_who_has_read_a_page_is_known_for_as_long_as_the_page(archive: Archive) -> None:
    own, page = as_seen_by("ada", archive), snapshot()
    await own.snapshots.put(page)
    await archive.snapshots.remember_page(page.address, page.id, LATER)
    await archive.journal.record("turn", "stop", {"place": "why"})
    await archive.prune(LATER)
    assert await archive.journal.recorded("turn", "stop") == {}
    assert await as_seen_by("ada", archive).snapshots.get(page.id) == page
    assert await archive.prune(LATER + timedelta(days=1)) == Pruned(pages=1, snapshots=1)
    assert await archive.journal.recorded(page.id, "reader") == {}


async def test_what_was_read_since_an_unfinished_run_began_is_kept(archive: Archive) -> None:
    page = snapshot()
    await archive.snapshots.put(page)
    await archive.runs.save(run("broke", status="failed"))
    assert await archive.prune(LATER) == Pruned(unfinished_runs=1)
    assert await archive.snapshots.get(page.id) == page
    await archive.runs.save(run("broke", status="failed", created_at=LATER))
    assert await archive.prune(LATER) == Pruned(snapshots=1)


async def test_a_page_that_is_read_again_stays_fresh(archive: Archive) -> None:
    page = snapshot()
    await archive.snapshots.put(page)
    await archive.snapshots.remember_page(page.address, page.id, NOON)
    stored = datetime.now(UTC)
    assert await archive.snapshots.recall_page(page.address, NOON) == page
    assert (await archive.prune(stored)).snapshots == 0
    assert await archive.snapshots.get(page.id) == page
