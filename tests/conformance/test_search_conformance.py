"""What every search provider does, whoever it is; and what every one beyond this machine does."""

import sys
import types
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from services import world
from services.mcp_http import running
from services.server import Services

from wellread.domain import SearchHit
from wellread.errors import SearchError, SettingsError
from wellread.filters import SearchFilters
from wellread.reading.corpora import FolderCorpus
from wellread.search.arxiv import ArxivSearch
from wellread.search.brave import BraveSearch
from wellread.search.contract import SearchProvider
from wellread.search.documents import DocumentSearch
from wellread.search.duckduckgo import DuckDuckGoSearch
from wellread.search.mcp_server import McpSearch
from wellread.search.openalex import OpenAlexSearch
from wellread.search.providers import KNOWN
from wellread.search.pubmed import PubmedSearch
from wellread.search.retriever import RetrieverSearch
from wellread.search.searches import shortened
from wellread.search.searxng import SearxngSearch
from wellread.search.serper import SerperSearch
from wellread.search.tavily import TavilySearch
from wellread.search.wikipedia import WikipediaSearch
from wellread.settings import load_settings

SERVICES: dict[str, Any] = {
    "tavily": TavilySearch,
    "brave": BraveSearch,
    "serper": SerperSearch,
    "searxng": SearxngSearch,
    "duckduckgo": DuckDuckGoSearch,
    "wikipedia": WikipediaSearch,
    "arxiv": ArxivSearch,
    "openalex": OpenAlexSearch,
    "pubmed": PubmedSearch,
}
KEYS = {
    "tavily": "tavily_api_key",
    "brave": "brave_api_key",
    "serper": "serper_api_key",
    "openalex": "openalex_api_key",
    "pubmed": "ncbi_api_key",
}
EVERY = pytest.mark.parametrize("kind", [*SERVICES, "documents", "retriever", "mcp"])
REMOTE = pytest.mark.parametrize("kind", list(SERVICES))
KEYED = pytest.mark.parametrize("kind", list(KEYS))
KEYLESS = pytest.mark.parametrize("kind", [kind for kind in SERVICES if kind not in KEYS])


class WorldRetriever(BaseRetriever):
    """The world's own search, as a retriever."""

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [
            Document(
                page_content=page.markdown,
                metadata={"title": page.title, "source": f"page {page.number}"},
            )
            for _, page in world.search(query, 5)
        ]


def remote(
    kind: str,
    services: Services,
    settings: Mapping[str, object] = MappingProxyType({}),
    *,
    timeout_s: float = 60,
) -> SearchProvider:
    """A provider whose service is played by the double."""
    if kind == "duckduckgo":
        pytest.importorskip("ddgs", reason="the package ddgs is not installed")
    given = {**services.settings, **services.search_settings, **settings}
    made: SearchProvider = SERVICES[kind](load_settings(given), timeout_s=timeout_s)
    return made


@pytest.fixture(scope="module")
def mcp_server() -> Iterator[McpSearch]:
    pytest.importorskip("mcp", reason="the extra `mcp` is not installed")
    with running() as url:
        yield McpSearch("world", load_settings({"mcp_servers": {"world": {"url": url}}}))


@pytest.fixture
def provider(
    kind: str,
    services: Services,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> SearchProvider:
    if kind in SERVICES:
        return remote(kind, services)
    if kind == "mcp":
        made: SearchProvider = request.getfixturevalue("mcp_server")
        return made
    if kind == "documents":
        folder = tmp_path / "documents"
        folder.mkdir()
        for page in world.pages()[::6]:
            (folder / f"{page.number}.md").write_text(page.markdown, "utf-8")
        return DocumentSearch(FolderCorpus(folder))
    module = types.ModuleType("planted")
    module.world = WorldRetriever  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "planted", module)
    return RetrieverSearch("planted:world")


def test_every_known_provider_is_in_this_suite() -> None:
    assert {*SERVICES, "retriever"} == set(KNOWN)


@EVERY
async def test_it_has_a_name_a_price_a_longest_query_and_a_place(provider: SearchProvider) -> None:
    assert provider.name
    assert provider.cost_usd is None or provider.cost_usd >= 0
    assert provider.max_query_chars >= 100
    assert provider.min_interval_s >= 0
    assert not (provider.local and provider.cost_usd)


@EVERY
async def test_what_is_there_is_found_best_first(provider: SearchProvider) -> None:
    hits = await provider.search("Ellmouth tram network lines stops passengers", 3)
    assert 1 <= len(hits) <= 3
    assert "tram network" in f"{hits[0].title} {hits[0].snippet} {hits[0].content}"
    assert all(hit.address for hit in hits)
    assert len({hit.address for hit in hits}) == len(hits)


@EVERY
async def test_the_same_question_gets_the_same_answer(provider: SearchProvider) -> None:
    first = await provider.search("Ellmouth tram", 4)
    assert first == await provider.search("Ellmouth tram", 4)


@EVERY
async def test_what_is_not_there_is_an_empty_result(provider: SearchProvider) -> None:
    assert await provider.search("zygomorphic quokka", 5) == ()


@EVERY
async def test_the_longest_query_it_takes_is_answered(provider: SearchProvider) -> None:
    query = shortened("Ellmouth tram network " * 1_000, provider.max_query_chars)
    assert len(query) > provider.max_query_chars - 10
    assert await provider.search(query, 2)


@EVERY
@pytest.mark.parametrize(
    "query", ["Ellmouth träm 東京 🚋", 'Ellmouth "tram" AND NOT (x* OR ^', "Ellmouth' -- \\ tram\t"]
)
async def test_any_characters_may_stand_in_a_query(provider: SearchProvider, query: str) -> None:
    assert await provider.search(query, 2)


@EVERY
async def test_a_query_without_any_word_is_no_error(provider: SearchProvider) -> None:
    assert isinstance(await provider.search("🚋 ?!", 2), tuple)


@EVERY
async def test_no_results_wanted_gives_none_and_a_hundred_gives_what_there_is(
    provider: SearchProvider,
) -> None:
    assert await provider.search("Ellmouth tram", 0) == ()
    assert 1 <= len(await provider.search("Ellmouth tram", 100)) <= 100


@EVERY
async def test_filters_of_every_kind_are_taken(provider: SearchProvider) -> None:
    filters = SearchFilters.model_validate(
        {
            "domains": ["127.0.0.1", "example.org"],
            "exclude_domains": ["example.com"],
            "since": "2001-02-03",
            "until": "2026-01-31",
            "language": "en",
        }
    )
    hits = await provider.search("Ellmouth tram", 3, filters)
    assert all(isinstance(hit, SearchHit) for hit in hits)
    assert hits


@KEYED
async def test_a_refused_key_is_an_error_that_repeating_does_not_mend(
    kind: str, services: Services
) -> None:
    provider = remote(kind, services, {KEYS[kind]: "another-key"})
    services.faults.key = "right-key"
    with pytest.raises(SearchError, match="_API_KEY") as raised:
        await provider.search("tram", 2)
    assert not raised.value.transient
    assert raised.value.service == provider.name


@KEYED
async def test_an_error_never_shows_the_key(kind: str, services: Services) -> None:
    provider = remote(kind, services, {KEYS[kind]: "wrong-and-secret"})
    with pytest.raises(SearchError) as raised:
        await provider.search("tram", 2)
    assert "secret" not in f"{raised.value!r}{raised.value.__cause__!r}"


@KEYED
@pytest.mark.parametrize("key", ["kéy", "two\nlines"])
async def test_a_key_that_cannot_stand_in_a_header_is_refused_without_showing_it(
    kind: str, services: Services, key: str
) -> None:
    with pytest.raises(SettingsError, match="_API_KEY") as refused:
        remote(kind, services, {KEYS[kind]: key})
    assert key not in str(refused.value)


@KEYLESS
@pytest.mark.parametrize("status", [401, 403])
async def test_a_service_that_refuses_us_is_an_error_that_repeating_does_not_mend(
    provider: SearchProvider, services: Services, status: int
) -> None:
    services.faults.answer_with("search", status)
    with pytest.raises(SearchError, match=str(status)) as raised:
        await provider.search("tram", 2)
    assert not raised.value.transient


@REMOTE
async def test_too_many_requests_tell_how_long_to_wait(
    provider: SearchProvider, services: Services
) -> None:
    services.faults.answer_with("search", 429)
    services.faults.retry_after = "3"
    with pytest.raises(SearchError) as raised:
        await provider.search("tram", 2)
    assert raised.value.transient
    assert raised.value.retry_after_s == 3.0


@REMOTE
@pytest.mark.parametrize("status", [500, 503])
async def test_a_server_fault_is_transient(
    provider: SearchProvider, services: Services, status: int
) -> None:
    services.faults.answer_with("search", status)
    with pytest.raises(SearchError, match=str(status)) as raised:
        await provider.search("tram", 2)
    assert raised.value.transient
    assert await provider.search("tram", 2)


@REMOTE
@pytest.mark.parametrize("spoiling", ["broken", "prose", "empty"])
async def test_an_answer_that_cannot_be_read_is_an_error_and_not_an_empty_result(
    kind: str, provider: SearchProvider, services: Services, spoiling: str
) -> None:
    if (kind, spoiling) == ("duckduckgo", "broken"):
        pytest.skip("the first half of a page is a page")
    if (kind, spoiling) == ("tavily", "empty"):
        pytest.skip("the double then says that it found nothing")
    services.faults.set({"spoil": {"search": [spoiling]}})
    with pytest.raises(SearchError, match="cannot be read") as raised:
        await provider.search("tram", 2)
    assert raised.value.transient


@REMOTE
async def test_no_answer_in_time_is_transient(kind: str, services: Services) -> None:
    services.faults.hold("search")
    provider = remote(kind, services, timeout_s=0.05)
    with pytest.raises(SearchError, match="did not answer within") as raised:
        await provider.search("tram", 2)
    assert raised.value.transient


@REMOTE
async def test_a_server_that_is_not_there_is_a_transient_error(
    kind: str, services: Services
) -> None:
    setting = "searxng_url" if kind == "searxng" else f"{kind}_base_url"
    provider = remote(kind, services, {setting: "http://127.0.0.1:1"})
    with pytest.raises(SearchError, match="not reached") as raised:
        await provider.search("tram", 2)
    assert raised.value.transient


@REMOTE
@pytest.mark.parametrize("address", ["ftp://x", "localhost:80", "http://", "http://[::"])
async def test_an_address_that_is_no_http_address_is_refused(
    kind: str, services: Services, address: str
) -> None:
    setting = "searxng_url" if kind == "searxng" else f"{kind}_base_url"
    with pytest.raises(SettingsError, match=setting.upper()):
        remote(kind, services, {setting: address})
