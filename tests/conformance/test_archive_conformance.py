"""What every archive promises, whatever database it stands on; see `archives.py`."""

import asyncio
from contextlib import suppress
from datetime import timedelta

import pytest
from conformance.archives import NOON, Maker, Till, call, snapshot

from wellread.archive.contract import Archive, Budget, PaidAnswer, Raise, RunRecord
from wellread.domain import Usage
from wellread.errors import EvidenceError, LimitReached, ModelError, UnknownRun


async def test_the_same_call_is_paid_once(archive: Archive) -> None:
    till = Till()
    first = await archive.ledger.pay(call(), till)
    again = await archive.ledger.pay(call(), till)
    assert (first, till.made) == (again, 1)
    [row] = await archive.ledger.rows("turn")
    assert (row.status, row.reused, row.answer, row.call) == ("answered", 1, first, call())


async def test_an_answer_outlives_the_process(maker: Maker) -> None:
    before = await maker()
    answer = await before.ledger.pay(call(), Till())
    await before.close()
    after = await maker()
    till = Till()
    assert await after.ledger.pay(call(), till) == answer
    assert till.made == 0
    await after.close()


@pytest.mark.parametrize(
    "other",
    [{"turn_id": "other"}, {"role": "write"}, {"request": '{"a":1}'}, {"attempt": 1}],
)
async def test_another_turn_role_request_or_attempt_is_another_call(
    archive: Archive, other: dict[str, object]
) -> None:
    till = Till()
    await archive.ledger.pay(call(), till)
    await archive.ledger.pay(call().model_copy(update=other), till)
    assert till.made == 2


async def test_a_turn_that_refreshes_another_is_given_its_answers_at_no_cost(
    archive: Archive,
) -> None:
    till = Till()
    first = await archive.ledger.pay(call(), till)
    await archive.journal.record("later", "refreshes", {"turn": ""})
    asked = call().model_copy(update={"turn_id": "later", "budget": Budget(max_cost_usd=0)})
    assert await archive.ledger.pay(asked, till) == first
    assert await archive.ledger.pay(asked, till) == first
    assert till.made == 1
    usage = await archive.ledger.usage("later")
    assert usage == Usage(reused=2)
    [row] = await archive.ledger.rows("later")
    assert (row.status, row.reused, row.answer) == ("recalled", 2, first)


async def test_a_refreshed_turn_pays_for_searches_and_for_what_is_new(archive: Archive) -> None:
    till = Till()
    await archive.journal.record("later", "refreshes", {"turn": ""})
    for update in ({"kind": "search"}, {"kind": "model"}):
        await archive.ledger.pay(call().model_copy(update=update | {"role": update["kind"]}), till)
    for update in ({"kind": "search"}, {"kind": "model", "request": '{"new":1}'}):
        asked = update | {"role": update["kind"], "turn_id": "later"}
        await archive.ledger.pay(call().model_copy(update=asked), till)
    assert till.made == 4
    assert {row.status for row in await archive.ledger.rows("later")} == {"answered"}


async def test_branch_budget_and_worst_case_do_not_make_another_call(archive: Archive) -> None:
    till = Till()
    await archive.ledger.pay(call(), till)
    await archive.ledger.pay(
        call(branch="t2", budget=Budget(max_cost_usd=0), worst_cost_usd=9), till
    )
    assert till.made == 1


async def test_callers_at_the_same_time_share_one_call(archive: Archive) -> None:
    till = Till()
    answers = await asyncio.gather(*(archive.ledger.pay(call(), till) for _ in range(10)))
    assert till.made == 1
    assert len(set(answers)) == 1
    assert (await archive.ledger.usage("turn")).reused == 9


async def test_a_cancelled_waiter_does_not_disturb_the_call(archive: Archive) -> None:
    till = Till()
    till.open.clear()
    maker = asyncio.create_task(archive.ledger.pay(call(), till))
    await till.arrivals.get()
    waiter = asyncio.create_task(archive.ledger.pay(call(), till))
    await asyncio.sleep(0)
    waiter.cancel()
    with suppress(asyncio.CancelledError):
        await waiter
    till.open.set()
    assert (await maker).body == "answer 1"
    assert (waiter.cancelled(), till.made) == (True, 1)


async def test_when_the_maker_is_cancelled_a_waiter_makes_the_call_itself(
    archive: Archive,
) -> None:
    till = Till()
    till.open.clear()
    maker = asyncio.create_task(archive.ledger.pay(call(), till))
    await till.arrivals.get()
    waiters = [asyncio.create_task(archive.ledger.pay(call(), till)) for _ in range(3)]
    await asyncio.sleep(0)
    maker.cancel()
    with suppress(asyncio.CancelledError):
        await maker
    await till.arrivals.get()
    till.open.set()
    assert {answer.body for answer in await asyncio.gather(*waiters)} == {"answer 2"}
    assert [row.status for row in await archive.ledger.rows("turn")] == ["reserved", "answered"]


async def test_a_killed_call_counts_as_spent_and_is_made_again_as_a_further_try(
    archive: Archive,
) -> None:
    till = Till(cost_usd=0.01)
    till.open.clear()
    killed = asyncio.create_task(archive.ledger.pay(call(), till))
    await till.arrivals.get()
    killed.cancel()
    with suppress(asyncio.CancelledError):
        await killed
    assert (await archive.ledger.usage("turn")).cost_usd == pytest.approx(0.02)
    till.open.set()
    await archive.ledger.pay(call(), till)
    rows = await archive.ledger.rows("turn")
    assert [(row.try_no, row.status) for row in rows] == [(0, "reserved"), (1, "answered")]
    assert (await archive.ledger.usage("turn")).cost_usd == pytest.approx(0.03)


async def test_a_failed_call_costs_nothing_and_is_made_again(archive: Archive) -> None:
    async def failing() -> PaidAnswer:
        raise ModelError("refused", service="openai:m")

    with pytest.raises(ModelError, match="refused"):
        await archive.ledger.pay(call(), failing)
    assert await archive.ledger.usage("turn") == Usage()
    till = Till()
    await archive.ledger.pay(call(), till)
    failed, answered = await archive.ledger.rows("turn")
    assert (failed.status, failed.error, failed.try_no) == ("failed", "ModelError: refused", 0)
    assert (answered.status, answered.try_no, till.made) == ("answered", 1, 1)


async def test_the_error_of_a_shared_call_reaches_every_waiter(archive: Archive) -> None:
    made = 0

    async def failing() -> PaidAnswer:
        nonlocal made
        made += 1
        await asyncio.sleep(0)
        raise ValueError("broken")

    outcomes = await asyncio.gather(
        *(archive.ledger.pay(call(), failing) for _ in range(4)), return_exceptions=True
    )
    assert [str(outcome) for outcome in outcomes] == ["broken"] * 4
    assert made == 1


async def test_calls_at_the_same_time_never_pass_the_limit_together(archive: Archive) -> None:
    till = Till(cost_usd=0.02)
    budget = Budget(max_cost_usd=0.07)
    outcomes = await asyncio.gather(
        *(archive.ledger.pay(call(f"[{n}]", budget=budget), till) for n in range(8)),
        return_exceptions=True,
    )
    assert till.made == 3
    refused = [outcome for outcome in outcomes if isinstance(outcome, LimitReached)]
    assert {error.limit for error in refused} == {"cost"}
    assert len(refused) == 5
    assert (await archive.ledger.usage("turn")).cost_usd == pytest.approx(0.06)


async def test_an_answer_frees_what_was_reserved_beyond_its_cost(archive: Archive) -> None:
    till = Till(cost_usd=0.001)
    budget = Budget(max_cost_usd=0.03)
    for number in range(5):
        await archive.ledger.pay(call(f"[{number}]", budget=budget), till)
    assert till.made == 5


async def test_a_call_that_fits_once_others_cost_less_than_their_worst_waits_for_them(
    archive: Archive,
) -> None:
    till = Till(cost_usd=0.001)
    till.open.clear()
    budget = Budget(max_cost_usd=0.03)
    asked = [
        asyncio.create_task(archive.ledger.pay(call(f"[{n}]", budget=budget), till))
        for n in range(5)
    ]
    await till.arrivals.get()
    till.open.set()
    await asyncio.gather(*asked)
    usage = await archive.ledger.usage("turn")
    assert usage.calls == 5
    assert usage.cost_usd == pytest.approx(0.005)


async def test_a_call_does_not_wait_for_money_that_a_killed_one_holds(maker: Maker) -> None:
    archive = await maker()
    till = Till(cost_usd=0.001)
    till.open.clear()
    budget = Budget(max_cost_usd=0.03)
    killed = asyncio.create_task(archive.ledger.pay(call("[1]", budget=budget), till))
    await till.arrivals.get()
    killed.cancel()
    await asyncio.wait([killed])
    till.open.set()
    with pytest.raises(LimitReached):
        await archive.ledger.pay(call("[2]", budget=budget), till)
    await archive.close()


async def test_an_unknown_price_is_refused_where_a_limit_in_usd_is_set(archive: Archive) -> None:
    till = Till(cost_usd=None)
    with pytest.raises(LimitReached, match="setting `prices`"):
        await archive.ledger.pay(call(worst_cost_usd=None, budget=Budget(max_cost_usd=1)), till)
    assert (till.made, await archive.ledger.rows("turn")) == (0, ())
    await archive.ledger.pay(call(worst_cost_usd=None), till)
    usage = await archive.ledger.usage("turn")
    assert (usage.calls, usage.unpriced_calls, usage.cost_usd) == (1, 1, 0.0)


async def test_a_budget_that_was_raised_holds_for_its_own_turn_and_to_its_new_height(
    archive: Archive,
) -> None:
    till = Till(cost_usd=0.03)
    low = Budget(max_cost_usd=0.02, max_searches=5)
    raised = Raise(before=low, now=Budget(max_cost_usd=0.07, max_searches=5)).model_dump_json()
    lower = Raise(before=low, now=Budget(max_cost_usd=0.03, max_searches=5)).model_dump_json()
    await archive.journal.record("turn", "raise", {"1": raised, "2": lower})
    await archive.ledger.pay(call("[1]", worst_cost_usd=0.03, budget=low), till)
    await archive.ledger.pay(call("[2]", worst_cost_usd=0.03, budget=low), till)
    with pytest.raises(LimitReached, match=r"the limit of 0\.07 USD"):
        await archive.ledger.pay(call("[3]", worst_cost_usd=0.03, budget=low), till)
    other = call("[1]", worst_cost_usd=0.03, budget=low).model_copy(update={"turn_id": "other"})
    with pytest.raises(LimitReached, match=r"the limit of 0\.02 USD"):
        await archive.ledger.pay(other, till)


async def test_searches_are_limited_by_number_and_found_ones_are_free(archive: Archive) -> None:
    till = Till(cost_usd=0.0)
    budget = Budget(max_searches=2)

    async def search(words: str) -> PaidAnswer:
        searching = call(words, kind="search", worst_cost_usd=0, budget=budget)
        return await archive.ledger.pay(searching, till)

    await search('"a"')
    await search('"b"')
    await search('"a"')
    with pytest.raises(LimitReached) as caught:
        await search('"c"')
    assert (caught.value.limit, till.made) == ("searches", 2)
    await archive.ledger.pay(call(budget=budget), till)
    usage = await archive.ledger.usage("turn")
    assert (usage.searches, usage.calls, usage.reused) == (2, 1, 1)


async def test_one_turn_does_not_spend_from_another(archive: Archive) -> None:
    budget = Budget(max_cost_usd=0.02)
    till = Till(cost_usd=0.02)
    await archive.ledger.pay(call(budget=budget), till)
    await archive.ledger.pay(call(budget=budget, turn_id="second"), till)
    assert till.made == 2


async def test_a_snapshot_comes_back_as_it_was_stored(archive: Archive) -> None:
    stored = snapshot("Čaj — 茶\n\n# Head\x00ing")
    await archive.snapshots.put(stored)
    await archive.snapshots.put(stored)
    assert await archive.snapshots.get(stored.id) == stored


async def test_many_snapshots_are_read_in_one_go(archive: Archive) -> None:
    some = [snapshot("It was built of tuff."), snapshot("It was built of ashlar.")]
    for each in some:
        await archive.snapshots.put(each)
    ids = [each.id for each in some]
    assert list((await archive.snapshots.get_all([*ids, ids[0]])).values()) == some
    with pytest.raises(EvidenceError, match="no snapshot 'nowhere'"):
        await archive.snapshots.get_all([ids[0], "nowhere", ids[1]])
    assert list(await archive.snapshots.still_there([ids[0], "nowhere", ids[1]])) == ids
    assert await archive.snapshots.get_all([]) == {}


async def test_a_snapshot_that_does_not_match_its_hash_is_refused(archive: Archive) -> None:
    with pytest.raises(EvidenceError, match="does not match its hash"):
        await archive.snapshots.put(snapshot().model_copy(update={"text": "Tea is a car."}))
    with pytest.raises(EvidenceError, match="no snapshot 'nowhere'"):
        await archive.snapshots.get("nowhere")


async def test_the_newest_reading_of_a_page_is_recalled_while_it_is_fresh(
    archive: Archive,
) -> None:
    old, new = snapshot("old"), snapshot("new")
    for page, hours in ((new, 2), (old, 0)):
        await archive.snapshots.put(page)
        read_at = NOON + timedelta(hours=hours)
        await archive.snapshots.remember_page(page.address, page.id, read_at)
    recall = archive.snapshots.recall_page
    assert await recall(old.address, NOON) == new
    assert await recall(old.address, NOON + timedelta(hours=2)) == new
    assert await recall(old.address, NOON + timedelta(hours=3)) is None
    assert await recall("https://e.org/other", NOON) is None


async def test_a_run_is_found_by_its_id_its_beginning_and_as_the_latest(archive: Archive) -> None:
    with pytest.raises(UnknownRun, match="no run yet"):
        await archive.runs.find("latest")
    runs = [
        RunRecord(
            id=name, question="?", status="running", created_at=NOON + age, updated_at=NOON + age
        )
        for name, age in (("abc1", timedelta(1)), ("abc2", timedelta(0)), ("x_y%", timedelta(2)))
    ]
    for run in runs:
        await archive.runs.save(run)
    done = runs[0].model_copy(update={"status": "done", "usage": Usage(calls=3)})
    await archive.runs.save(done)
    assert await archive.runs.find("abc1") == done
    assert await archive.runs.find("x") == runs[2]
    assert await archive.runs.find("latest") == runs[2]
    assert [run.id for run in await archive.runs.newest()] == ["x_y%", "abc1", "abc2"]
    assert len(await archive.runs.newest(2)) == 2
    with pytest.raises(UnknownRun, match="abc1, abc2"):
        await archive.runs.find("abc")
    for nowhere in ("%", "", "zzz"):
        with pytest.raises(UnknownRun):
            await archive.runs.find(nowhere)


async def test_closing_twice_is_harmless(maker: Maker) -> None:
    archive = await maker()
    await archive.close()
    await archive.close()


async def test_two_open_archives_share_what_was_paid_and_the_budget(maker: Maker) -> None:
    one, two = await maker(), await maker()
    till = Till(cost_usd=0.02)
    await one.ledger.pay(call(), till)
    await two.ledger.pay(call(), till)
    assert till.made == 1
    with pytest.raises(LimitReached):
        await two.ledger.pay(call("[2]", budget=Budget(max_cost_usd=0.03)), till)
    await one.close()
    await two.close()
