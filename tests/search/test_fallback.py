"""When one provider fails the next one answers, and the failure is told."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from services.server import Services

from wellread.archive.contract import Budget
from wellread.archive.sqlite import SqliteArchive, open_archive
from wellread.domain import SearchHit
from wellread.errors import LimitReached, SearchError, SettingsError
from wellread.filters import NO_FILTERS, SearchFilters
from wellread.outside import Outside
from wellread.search.contract import SearchProvider
from wellread.search.fallback import FallbackSearch
from wellread.search.providers import make_chains
from wellread.search.searches import Searches, SearchOutcome
from wellread.settings import Settings, load_settings


class Shelf:
    """A provider that finds one page, or fails as often as told."""

    max_query_chars = 400
    local = False
    min_interval_s = 0.0

    def __init__(
        self, name: str, *errors: Exception, cost_usd: float = 0.0, published: str = ""
    ) -> None:
        self.name, self.cost_usd = name, cost_usd
        self.errors = list(errors)
        self.hits: tuple[SearchHit, ...] = (
            SearchHit(address=f"https://{name}.org/1", published=published),
        )
        self.asked: list[SearchFilters] = []

    async def search(
        self, query: str, max_results: int, filters: SearchFilters = NO_FILTERS
    ) -> tuple[SearchHit, ...]:
        self.asked.append(filters)
        if self.errors:
            raise self.errors.pop(0)
        return self.hits[:max_results]


def refused(name: str) -> SearchError:
    return SearchError("answered 401: check the key", service=name)


def busy(name: str, retry_after_s: float | None = None) -> SearchError:
    return SearchError("busy", service=name, transient=True, retry_after_s=retry_after_s)


@pytest.fixture
async def archive(tmp_path: Path) -> AsyncIterator[SqliteArchive]:
    opened = await open_archive(tmp_path / "archive.db")
    yield opened
    await opened.close()


class Desk:
    """Searches over an archive, without any waiting, and a clock that stands still."""

    def __init__(self, archive: SqliteArchive) -> None:
        self.archive = archive
        self.now_s = 0.0
        self.waits: list[float] = []

    def chain(self, *providers: SearchProvider) -> FallbackSearch:
        return FallbackSearch(providers, clock=lambda: self.now_s)

    def searches(self, *providers: SearchProvider | FallbackSearch) -> Searches:
        async def sleep(seconds: float) -> None:
            self.waits.append(seconds)

        return Searches(providers, self.archive.ledger, Outside(Settings(), sleep=sleep))


@pytest.fixture
def desk(archive: SqliteArchive) -> Desk:
    return Desk(archive)


async def ask(
    searches: Searches,
    query: str = "tram",
    budget: Budget | None = None,
    filters: SearchFilters = NO_FILTERS,
) -> SearchOutcome:
    return await searches.search(
        query,
        turn_id="t1",
        branch="b1",
        max_results=5,
        budget=budget or Budget(),
        filters=filters,
    )


async def test_while_the_first_answers_nobody_else_is_asked(desk: Desk) -> None:
    first, second = Shelf("first"), Shelf("second")
    outcome = await ask(desk.searches(desk.chain(first, second)))
    assert outcome == SearchOutcome(hits=first.hits)
    assert second.asked == []


async def test_the_next_one_answers_and_the_failure_is_told(
    desk: Desk, archive: SqliteArchive
) -> None:
    first, second = Shelf("first", refused("first"), cost_usd=0.1), Shelf("second", cost_usd=0.2)
    outcome = await ask(desk.searches(desk.chain(first, second)))
    assert outcome.hits == second.hits
    [failure] = outcome.failures
    assert (failure.where, failure.message) == ("first", "answered 401: check the key")
    assert failure.effect == "second was asked 'tram' instead."
    rows = await archive.ledger.rows("t1")
    assert [(row.call.service, row.status) for row in rows] == [
        ("first", "failed"),
        ("second", "answered"),
    ]
    assert (await archive.ledger.usage("t1")).cost_usd == pytest.approx(0.2)


async def test_finding_nothing_is_an_answer(desk: Desk) -> None:
    first, second = Shelf("first"), Shelf("second")
    first.hits = ()
    assert await ask(desk.searches(desk.chain(first, second))) == SearchOutcome()
    assert second.asked == []


async def test_when_all_fail_each_failure_is_told(desk: Desk) -> None:
    wrong = SettingsError("no key")
    outcome = await ask(
        desk.searches(desk.chain(Shelf("first", refused("first")), Shelf("second", wrong)))
    )
    assert outcome.hits == ()
    assert [failure.where for failure in outcome.failures] == ["first", "second"]
    assert outcome.failures[1].effect == "Nothing from second on 'tram'."


async def test_a_long_rest_is_not_waited_for_while_there_is_another(desk: Desk) -> None:
    first, second = Shelf("first", busy("first", 30)), Shelf("second")
    outcome = await ask(desk.searches(desk.chain(first, second)))
    assert (outcome.hits, desk.waits) == (second.hits, [])


async def test_the_last_one_is_waited_for(desk: Desk) -> None:
    last = Shelf("last", busy("last", 30), busy("last", 30))
    outcome = await ask(desk.searches(desk.chain(Shelf("first", refused("first")), last)))
    assert (outcome.hits, desk.waits) == (last.hits, [30, 30])


async def test_who_failed_stands_behind_the_others_for_a_while(desk: Desk) -> None:
    first, second = Shelf("first", refused("first")), Shelf("second")
    searches = desk.searches(desk.chain(first, second))
    await ask(searches, "one")
    assert (await ask(searches, "two")).hits == second.hits
    assert len(first.asked) == 1
    desk.now_s = 61
    assert (await ask(searches, "three")).hits == first.hits


async def test_who_rests_is_still_asked_when_all_others_fail(desk: Desk) -> None:
    first, second = Shelf("first", refused("first")), Shelf("second")
    searches = desk.searches(desk.chain(first, second))
    await ask(searches, "one")
    second.errors = [refused("second")]
    outcome = await ask(searches, "two")
    assert outcome.hits == first.hits
    assert [failure.where for failure in outcome.failures] == ["second"]
    assert (await ask(searches, "three")).hits == first.hits


async def test_a_rest_lasts_as_long_as_it_was_asked_for(desk: Desk) -> None:
    chain = desk.chain(Shelf("first"), Shelf("second"))
    chain.failed("first", 600)
    desk.now_s = 599
    assert [one.name for one in chain.in_order()] == ["second", "first"]
    desk.now_s = 600
    assert [one.name for one in chain.in_order()] == ["first", "second"]


async def test_where_money_is_short_the_next_may_be_free(desk: Desk) -> None:
    dear, free = Shelf("dear", cost_usd=1.0), Shelf("free")
    outcome = await ask(desk.searches(desk.chain(dear, free)), budget=Budget(max_cost_usd=0.5))
    assert outcome.hits == free.hits
    assert [(failure.kind, failure.where) for failure in outcome.failures] == [("limit", "dear")]
    assert dear.asked == []


@pytest.mark.parametrize("budget", [Budget(max_searches=0), Budget(max_cost_usd=0.5)])
async def test_a_limit_that_forbids_all_of_them_goes_on_to_the_caller(
    desk: Desk, budget: Budget
) -> None:
    chain = desk.chain(Shelf("dear", cost_usd=1.0), Shelf("dearer", cost_usd=2.0))
    with pytest.raises(LimitReached):
        await ask(desk.searches(chain), budget=budget)


async def test_an_answer_that_was_paid_is_not_paid_again(
    desk: Desk, archive: SqliteArchive
) -> None:
    first, second = Shelf("first", refused("first")), Shelf("second", cost_usd=0.2)
    searches = desk.searches(desk.chain(first, second))
    assert (await ask(searches)).hits == (await ask(searches)).hits
    assert len(second.asked) == 1
    assert (await archive.ledger.usage("t1")).searches == 1


async def test_chains_and_single_providers_are_asked_side_by_side(desk: Desk) -> None:
    chain = desk.chain(Shelf("first", refused("first")), Shelf("second"))
    outcome = await ask(desk.searches(chain, Shelf("papers")))
    assert [hit.address for hit in outcome.hits] == ["https://second.org/1", "https://papers.org/1"]


async def test_filters_reach_the_provider_and_its_hits_and_the_ledgers_key(
    desk: Desk, archive: SqliteArchive
) -> None:
    old, new = Shelf("old", published="2019-01-01"), Shelf("new", published="2025-01-01")
    filters = SearchFilters.model_validate({"since": "2024-01-01", "language": "en"})
    searches = desk.searches(old, new)
    assert (await ask(searches, filters=filters)).hits == new.hits
    assert old.asked == [filters]
    assert len((await ask(searches)).hits) == 2
    rows = await archive.ledger.rows("t1")
    assert rows[0].call.request == (
        '{"filters":{"language":"en","since":"2024-01-01"},'
        '"max_results":5,"provider":"old","query":"tram"}'
    )


async def test_real_providers_stand_in_for_each_other(desk: Desk, services: Services) -> None:
    given = load_settings({**services.settings, **services.search_settings})
    services.faults.answer_with("search:brave", 402)
    services.faults.answer_with("search:serper", 429)
    services.faults.retry_after = "20"
    outcome = await ask(desk.searches(*make_chains(["brave", "serper", "searxng"], given)))
    assert len(outcome.hits) == 5
    assert [failure.where for failure in outcome.failures] == ["brave", "serper"]
    assert "quota is used up" in outcome.failures[0].message
    assert [entry.purpose for entry in services.log.entries("search")] == [
        "brave",
        "serper",
        "searxng",
    ]


def test_a_chain_needs_a_provider() -> None:
    with pytest.raises(SettingsError):
        FallbackSearch(())
    assert FallbackSearch((Shelf("a"), Shelf("b"))).name == "a > b"
