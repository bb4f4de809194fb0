"""One query over all providers: merging, failures, the ledger."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from services.server import Services

from wellread.archive.contract import Budget
from wellread.archive.sqlite import SqliteArchive, open_archive
from wellread.domain import SearchHit
from wellread.errors import LimitReached, SearchError, SettingsError
from wellread.filters import NO_FILTERS, SearchFilters
from wellread.outside import Outside
from wellread.search.contract import SearchProvider
from wellread.search.searches import Searches, SearchOutcome, merged, shortened
from wellread.search.tavily import TavilySearch
from wellread.settings import Settings, load_settings


class Shelf:
    """A provider that holds its hits, or an error to raise."""

    max_query_chars = 30
    min_interval_s = 0.0

    def __init__(
        self,
        name: str,
        *addresses: str,
        local: bool = True,
        cost_usd: float | None = 0.0,
        errors: tuple[Exception, ...] = (),
    ) -> None:
        self.name, self.local, self.cost_usd = name, local, cost_usd
        self._hits = tuple(SearchHit(address=address, title=name) for address in addresses)
        self._errors = list(errors)
        self.asked: list[str] = []

    async def search(
        self, query: str, max_results: int, filters: SearchFilters = NO_FILTERS
    ) -> tuple[SearchHit, ...]:
        self.asked.append(query)
        if self._errors:
            raise self._errors.pop(0)
        return self._hits[:max_results]


async def no_wait(_: float) -> None:
    return None


@pytest.fixture
async def archive(tmp_path: Path) -> AsyncIterator[SqliteArchive]:
    opened = await open_archive(tmp_path / "archive.db")
    yield opened
    await opened.close()


Over = Callable[..., Searches]


@pytest.fixture
def over(archive: SqliteArchive) -> Over:
    def make(*providers: SearchProvider) -> Searches:
        return Searches(providers, archive.ledger, Outside(Settings(), sleep=no_wait))

    return make


async def ask(
    searches: Searches, query: str = "tram", max_results: int = 5, budget: Budget | None = None
) -> SearchOutcome:
    return await searches.search(
        query, turn_id="t1", branch="b1", max_results=max_results, budget=budget or Budget()
    )


def failing(name: str = "broken", *, transient: bool = False) -> SearchError:
    return SearchError("it broke: mend it", service=name, transient=transient)


async def test_hits_come_in_turns_without_duplicate_addresses(over: Over) -> None:
    outcome = await ask(over(Shelf("one", "a", "b", "c"), Shelf("two", "b", "d")))
    assert [hit.address for hit in outcome.hits] == ["a", "b", "d", "c"]
    assert outcome.failures == ()


async def test_a_provider_that_fails_is_told_and_takes_nothing_from_the_others(over: Over) -> None:
    outcome = await ask(over(Shelf("broken", errors=(failing(),)), Shelf("good", "a")))
    assert [hit.address for hit in outcome.hits] == ["a"]
    [failure] = outcome.failures
    assert (failure.kind, failure.where, failure.task_id) == ("search", "broken", "b1")
    assert failure.message == "it broke: mend it"
    assert failure.effect == "Nothing from broken on 'tram'."


async def test_when_all_fail_there_are_only_failures(over: Over) -> None:
    wrong = SettingsError("the retriever cannot be loaded")
    outcome = await ask(
        over(Shelf("one", errors=(failing(),)), Shelf("two", local=False, errors=(wrong,)))
    )
    assert outcome.hits == ()
    assert [failure.where for failure in outcome.failures] == ["one", "two"]


async def test_only_what_is_not_local_goes_through_the_ledger(
    over: Over, archive: SqliteArchive
) -> None:
    paid = Shelf("paid", "a", local=False, cost_usd=0.01)
    searches = over(paid, Shelf("own", "b"))
    first, again = await ask(searches), await ask(searches)
    assert first == again
    assert len(paid.asked) == 1
    [row] = await archive.ledger.rows("t1")
    assert (row.call.kind, row.call.service, row.call.role) == ("search", "paid", "search")
    assert row.call.request == '{"max_results":5,"provider":"paid","query":"tram"}'
    assert (row.call.branch, row.call.worst_cost_usd, row.reused) == ("b1", 0.01, 1)
    assert (await archive.ledger.usage("t1")).searches == 1


async def test_a_transient_error_is_tried_again_and_paid_once(
    over: Over, archive: SqliteArchive
) -> None:
    shelf = Shelf("paid", "a", local=False, cost_usd=0.01, errors=(failing(transient=True),) * 2)
    outcome = await ask(over(shelf))
    assert [hit.address for hit in outcome.hits] == ["a"]
    [row] = await archive.ledger.rows("t1")
    assert row.answer is not None
    assert (row.answer.retries, row.answer.cost_usd) == (2, 0.01)


async def test_a_failed_search_costs_nothing_and_can_be_asked_again(
    over: Over, archive: SqliteArchive
) -> None:
    searches = over(Shelf("paid", "a", local=False, cost_usd=0.01, errors=(failing(),)))
    assert (await ask(searches)).failures
    assert (await archive.ledger.usage("t1")).searches == 0
    assert (await ask(searches)).hits


async def test_a_reached_limit_goes_on_to_the_caller(over: Over) -> None:
    paid = Shelf("paid", "a", local=False, cost_usd=0.01)
    with pytest.raises(LimitReached):
        await ask(over(paid), budget=Budget(max_searches=0))
    assert paid.asked == []


async def test_own_documents_answer_where_a_limit_refuses_the_web(over: Over) -> None:
    paid = Shelf("paid", "a", local=False, cost_usd=0.01)
    outcome = await ask(over(paid, Shelf("own", "b")), budget=Budget(max_searches=0))
    assert [hit.address for hit in outcome.hits] == ["b"]
    assert outcome.refused is not None
    assert outcome.refused.limit == "searches"
    assert paid.asked == []


async def test_an_unexpected_error_is_not_hidden_and_the_others_are_finished(over: Over) -> None:
    good = Shelf("good", "a")
    with pytest.raises(ZeroDivisionError):
        await ask(over(Shelf("bug", errors=(ZeroDivisionError(),)), good))
    assert good.asked == ["tram"]


async def test_providers_are_asked_at_the_same_time(over: Over) -> None:
    both = asyncio.Barrier(2)

    class Meeting(Shelf):
        async def search(
            self, query: str, max_results: int, filters: SearchFilters = NO_FILTERS
        ) -> tuple[SearchHit, ...]:
            await both.wait()
            return await super().search(query, max_results, filters)

    outcome = await ask(over(Meeting("one", "a"), Meeting("two", "b", local=False)))
    assert len(outcome.hits) == 2


async def test_each_provider_gets_a_query_that_it_can_take(over: Over) -> None:
    shelf = Shelf("own")
    await ask(over(shelf), "the  first electric\ntram of the city of Ellmouth")
    assert shelf.asked == ["the first electric tram of the"]


@pytest.mark.parametrize(("query", "max_results"), [("", 5), (" \n", 5), ("tram", 0)])
async def test_nothing_is_asked_for_nothing(over: Over, query: str, max_results: int) -> None:
    shelf = Shelf("paid", "a", local=False)
    assert await ask(over(shelf), query, max_results) == SearchOutcome()
    assert shelf.asked == []


async def test_a_query_that_is_no_unicode_is_mended(over: Over) -> None:
    shelf = Shelf("paid", "a", local=False)
    assert (await ask(over(shelf), "tram \ud800")).hits
    assert shelf.asked == ["tram ?"]


async def test_the_web_and_own_shelves_together(over: Over, services: Services) -> None:
    web = TavilySearch(load_settings(services.settings))
    services.faults.answer_with("search", 500, 429)
    outcome = await ask(over(web, Shelf("own", "library:x")), "Harrow dam", 3)
    assert len(outcome.hits) == 4
    assert outcome.hits[1].address == "library:x"
    assert services.log.count("search") == 3


texts = st.text(st.sampled_from("ab é"), max_size=60).map(lambda text: " ".join(text.split()))


@given(texts, st.integers(min_value=1, max_value=40))
def test_a_shortened_query_fits_and_is_a_beginning_in_whole_words(query: str, limit: int) -> None:
    short = shortened(query, limit)
    assert len(short) <= limit
    assert query.startswith(short)
    whole = short == query or query[len(short)] == " "
    assert whole or " " not in query[: limit + 1]
    assert short or not query


@given(st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=6), max_size=4))
def test_merging_keeps_every_address_once_and_each_best_hit_near_the_top(
    found: list[list[str]],
) -> None:
    hits = merged([[SearchHit(address=address) for address in part] for part in found])
    addresses = [hit.address for hit in hits]
    assert sorted(addresses) == sorted({address for part in found for address in part})
    assert all(addresses.index(part[0]) < len(found) for part in found if part)
