"""What every search provider does, whoever it is; and what every one beyond this machine does."""

import sys
import types
from pathlib import Path

import pytest
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import SecretStr
from services import world
from services.server import Services

from wellread.errors import SearchError
from wellread.reading.corpora import FolderCorpus
from wellread.search.contract import SearchProvider
from wellread.search.documents import DocumentSearch
from wellread.search.retriever import RetrieverSearch
from wellread.search.searches import shortened
from wellread.search.tavily import TavilySearch
from wellread.settings import load_settings

EVERY = pytest.mark.parametrize("kind", ["tavily", "documents", "retriever"])
REMOTE = pytest.mark.parametrize("kind", ["tavily"])


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


@pytest.fixture
def provider(
    kind: str, services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> SearchProvider:
    if kind == "tavily":
        return TavilySearch(load_settings(services.settings), timeout_s=5)
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


@EVERY
async def test_it_has_a_name_a_price_a_longest_query_and_a_place(provider: SearchProvider) -> None:
    assert provider.name
    assert provider.cost_usd is None or provider.cost_usd >= 0
    assert provider.max_query_chars >= 100
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
async def test_no_results_wanted_gives_none_and_a_hundred_gives_what_there_is(
    provider: SearchProvider,
) -> None:
    assert await provider.search("Ellmouth tram", 0) == ()
    assert 1 <= len(await provider.search("Ellmouth tram", 100)) <= 100


@REMOTE
async def test_a_refused_key_is_an_error_that_repeating_does_not_mend(
    provider: SearchProvider, services: Services
) -> None:
    services.faults.key = "another"
    with pytest.raises(SearchError, match="_API_KEY") as raised:
        await provider.search("tram", 2)
    assert not raised.value.transient
    assert raised.value.service == provider.name


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
@pytest.mark.parametrize("spoiling", ["broken", "prose"])
async def test_an_answer_that_is_no_json_is_an_error_and_not_an_empty_result(
    provider: SearchProvider, services: Services, spoiling: str
) -> None:
    services.faults.set({"spoil": {"search": [spoiling]}})
    with pytest.raises(SearchError, match="cannot be read") as raised:
        await provider.search("tram", 2)
    assert raised.value.transient


async def test_no_answer_in_time_is_transient(services: Services) -> None:
    services.faults.hold("search")
    provider = TavilySearch(load_settings(services.settings), timeout_s=0.05)
    with pytest.raises(SearchError, match="did not answer within") as raised:
        await provider.search("tram", 2)
    assert raised.value.transient


async def test_an_error_never_shows_the_key(services: Services) -> None:
    given = load_settings(services.settings)
    secret = given.model_copy(update={"tavily_api_key": SecretStr("wrong-and-secret")})
    with pytest.raises(SearchError) as raised:
        await TavilySearch(secret).search("tram", 2)
    assert "secret" not in f"{raised.value!r}{raised.value.__cause__!r}"
