"""Filters of a search, from the request to the report."""

from datetime import date
from urllib.parse import urlsplit

import pytest
from runs.desk import Desk
from services import world
from services.server import Services

from graph.approval import described
from graph.intake import sources_of
from graph.state import RunOptions
from wellread.domain import Plan, SourceChoice
from wellread.errors import SettingsError
from wellread.filters import SearchFilters
from wellread.settings import Settings

QUESTION = "How many passengers does the Ellmouth tram network carry, and on which lines?"
SINCE = date(2023, 1, 1)


async def test_pages_that_turn_out_to_be_too_old_are_left_out_and_named(desk: Desk) -> None:
    """The search does not tell when a page was published: the page itself does."""
    sources = SourceChoice(web=True, filters=SearchFilters(since=SINCE))
    view = await desk.view((await desk.ask(QUESTION, sources=sources)).run_id)
    assert view.report is not None
    assert view.sources
    assert all(date.fromisoformat(each.published) >= SINCE for each in view.sources)
    left_out = [each for each in view.failures if "was read and left out" in each.message]
    assert left_out
    assert all("before 2023-01-01" in each.message for each in left_out)
    assert "Only sources published since 1 January 2023 were looked for." in view.report.notes


async def test_only_the_wanted_hosts_are_searched_and_read(desk: Desk, services: Services) -> None:
    host = urlsplit(services.page_url(1)).hostname or ""
    sources = SourceChoice(web=True, filters=SearchFilters(domains=(host,)))
    report = (await desk.ask(QUESTION, sources=sources)).report
    assert report.references
    assert {urlsplit(each.source.address).hostname for each in report.references} == {host}
    [asked] = {tuple(each.request["include_domains"]) for each in services.log.entries("search")}
    assert asked == (host,)


async def test_a_page_that_was_named_is_read_whatever_the_filters_say(
    desk: Desk, services: Services
) -> None:
    [old] = [page for page in world.pages()[:10] if page.published < "2021"]
    url = services.page_url(old.number)
    sources = SourceChoice(urls=(url,), filters=SearchFilters(since=SINCE, domains=("e.org",)))
    view = await desk.view((await desk.ask(QUESTION, sources=sources)).run_id)
    assert [each.address for each in view.sources] == [url]


async def test_the_waiting_plan_tells_the_filters(desk: Desk) -> None:
    sources = SourceChoice(web=True, filters=SearchFilters(exclude_domains=("example.org",)))
    ended = await desk.ask(QUESTION, sources=sources, yes=False)
    assert ended.waiting.sources == sources
    turn = (await desk.view(ended.run_id)).question
    assert turn is not None
    assert "Only sources not on example.org." in described(turn, Plan(), ())


def test_a_client_of_the_server_writes_filters_as_text() -> None:
    options = RunOptions(domains=("www.example.org",), until="2024-02", search_language="de")
    assert sources_of(options, Settings()).filters == SearchFilters(
        domains=("example.org",), until=date(2024, 2, 29), language="de"
    )


def test_a_filter_that_cannot_be_read_is_refused_before_anything_starts() -> None:
    with pytest.raises(SettingsError, match="since 'soon' is no date: write 2024"):
        sources_of(RunOptions(since="soon"), Settings())
