"""What the Tavily adapter makes of its client, its answers and its errors."""

import asyncio
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr
from services.server import Services

from wellread.errors import SearchError, SettingsError
from wellread.search import tavily
from wellread.search.tavily import TavilySearch
from wellread.settings import Settings, load_settings


@pytest.fixture
def search(services: Services) -> TavilySearch:
    return TavilySearch(load_settings(services.settings))


@pytest.mark.parametrize("key", [None, SecretStr(""), SecretStr("  ")])
def test_without_a_key_the_remedy_is_named(key: SecretStr | None) -> None:
    with pytest.raises(SettingsError, match=r"set TAVILY_API_KEY or use --no-web"):
        TavilySearch(Settings(tavily_api_key=key))


@pytest.mark.parametrize("key", ["kéy", "two\nlines"])
def test_a_key_that_cannot_stand_in_a_header_is_refused_without_showing_it(key: str) -> None:
    with pytest.raises(SettingsError) as refused:
        TavilySearch(Settings(tavily_api_key=SecretStr(key)))
    assert key not in str(refused.value)


@pytest.mark.parametrize("address", ["ftp://x", "localhost:80", "http://"])
def test_an_address_that_is_no_http_address_is_refused(address: str) -> None:
    with pytest.raises(SettingsError, match="TAVILY_BASE_URL"):
        TavilySearch(Settings(tavily_api_key=SecretStr("k"), tavily_base_url=address))


def test_the_price_comes_from_the_settings() -> None:
    given = Settings(tavily_api_key=SecretStr("k"), tavily_cost_usd=0.5)
    assert TavilySearch(given).cost_usd == 0.5


async def test_a_basic_search_with_page_text_is_asked_for(
    services: Services, search: TavilySearch
) -> None:
    hits = await search.search("Harrow dam height", 3)
    sent = services.log.entries("search")[0].request
    assert sent == {
        "query": "Harrow dam height",
        "search_depth": "basic",
        "max_results": 3,
        "include_raw_content": "markdown",
    }
    assert len(hits) == 3
    assert "47 metres" in hits[0].content
    assert hits[0].snippet in hits[0].content
    assert hits[0].address.startswith("http://127.0.0.")
    assert hits[0].title == "The Harrow reservoir"


async def test_a_page_whose_text_was_not_sent_along_has_empty_content(
    services: Services, search: TavilySearch
) -> None:
    services.faults.raw_content = False
    assert [hit.content for hit in await search.search("Harrow dam", 2)] == ["", ""]


async def test_a_search_leaves_no_connection_and_works_in_any_event_loop(
    services: Services, search: TavilySearch
) -> None:
    def in_another_loop() -> int:
        return len(asyncio.run(search.search("tram", 2)))

    assert len(await search.search("tram", 2)) == 2
    assert await asyncio.to_thread(in_another_loop) == 2


@pytest.mark.parametrize(
    ("status", "transient", "told"),
    [
        (400, False, "did not accept"),
        (403, False, "may not do this"),
        (404, False, "TAVILY_BASE_URL"),
        (432, False, "searches are used up"),
        (433, False, "pay-as-you-go"),
        (502, True, "try again later"),
    ],
)
async def test_each_refusal_names_its_remedy(
    services: Services, search: TavilySearch, status: int, transient: bool, told: str
) -> None:
    services.faults.answer_with("search", status)
    with pytest.raises(SearchError, match=told) as raised:
        await search.search("tram", 2)
    assert raised.value.transient is transient
    assert f"{status} (the double answers {status} on purpose)" in str(raised.value)


@pytest.mark.parametrize(
    ("told", "waits_s"),
    [("7", 7.0), ("", None), ("soon", None), ("Fri, 31 Dec 1999 23:59:59 GMT", 0.0)],
)
async def test_retry_after_is_read_as_seconds_or_as_a_date(
    services: Services, search: TavilySearch, told: str, waits_s: float | None
) -> None:
    services.faults.answer_with("search", 429)
    services.faults.retry_after = told
    with pytest.raises(SearchError) as raised:
        await search.search("tram", 2)
    assert raised.value.retry_after_s == waits_s


async def test_a_server_that_is_not_there_is_a_transient_error() -> None:
    given = Settings(tavily_api_key=SecretStr("k"), tavily_base_url="http://127.0.0.1:1")
    with pytest.raises(SearchError, match="not reached") as raised:
        await TavilySearch(given).search("tram", 2)
    assert raised.value.transient


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
results = st.lists(
    st.dictionaries(
        st.sampled_from(["url", "title", "content", "raw_content", "published_date"]),
        json_values | st.just("https://example.org/\ud800"),
    )
    | json_values,
    max_size=4,
)


@settings(max_examples=60, deadline=None)
@given(results | json_values)
def test_whatever_the_service_sends_gives_hits_or_a_search_error(sent: object) -> None:
    given = json.loads(json.dumps({"results": sent}))
    try:
        hits = tavily.hits_of(given)
    except SearchError:
        assert not isinstance(sent, list)
    else:
        assert all(hit.address.startswith(("http://", "https://")) for hit in hits)
        assert all(hit.model_dump_json() for hit in hits)
