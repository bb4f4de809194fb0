"""LangChain retrievers as a search provider."""

import asyncio
import sys
import types
import warnings
from collections.abc import Callable
from typing import Any

import pytest
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.embeddings import DeterministicFakeEmbedding
from langchain_core.retrievers import BaseRetriever
from langchain_core.vectorstores import InMemoryVectorStore

from wellread.errors import SearchError, SettingsError
from wellread.search.retriever import RetrieverSearch


class Listed(BaseRetriever):
    """Gives what it was made with, or raises it."""

    found: Any = ()

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        if isinstance(self.found, Exception):
            raise self.found
        return list(self.found)


Plant = Callable[[object], RetrieverSearch]


@pytest.fixture
def plant(monkeypatch: pytest.MonkeyPatch) -> Plant:
    """Makes an object importable as `planted:notes` and gives the provider that names it."""

    def make(thing: object) -> RetrieverSearch:
        module = types.ModuleType("planted")
        module.notes = thing  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "planted", module)
        return RetrieverSearch("planted:notes")

    return make


def document(text: str, **metadata: object) -> Document:
    return Document(page_content=text, metadata=metadata)


async def test_a_web_address_in_the_metadata_is_the_address(plant: Plant) -> None:
    found = [
        document("a", source="https://example.org/a", title="A", date="2026-01-02"),
        document("b", url="http://example.org/b"),
        document("c", source="shelf 3", link="https://example.org/c"),
    ]
    hits = await plant(Listed(found=found)).search("x", 9)
    assert [hit.address[-13:] for hit in hits] == [f"example.org/{name}" for name in "abc"]
    assert (hits[0].title, hits[0].published, hits[0].content) == ("A", "2026-01-02", "a")


@pytest.mark.parametrize("source", ["/etc/passwd", "file:/etc/passwd", "library:python/os"])
async def test_any_other_source_is_a_name_that_nothing_can_open(plant: Plant, source: str) -> None:
    hits = await plant(Listed(found=[document("text", source=source)])).search("x", 9)
    assert hits[0].address.startswith("retriever:notes/")
    assert hits[0].title == source


async def test_a_document_without_a_source_has_a_stable_address(plant: Plant) -> None:
    provider = plant(Listed(found=[document("one"), document("two")]))
    first, again = await provider.search("x", 9), await provider.search("y", 9)
    assert first == again
    assert len({hit.address for hit in first}) == 2


async def test_pieces_of_one_source_become_one_hit_in_the_place_of_the_first(plant: Plant) -> None:
    found = [
        document("one", source="a.txt"),
        document("other", source="b.txt"),
        document("two", source="a.txt"),
        document("two", source="a.txt"),
        document("  ", source="c.txt"),
    ]
    hits = await plant(Listed(found=found)).search("x", 9)
    assert [hit.content for hit in hits] == ["one\n\ntwo", "other"]


async def test_a_class_and_a_function_that_give_a_retriever_do_as_well(plant: Plant) -> None:
    assert await plant(Listed).search("x", 9) == ()
    made = plant(lambda: Listed(found=[document("made")]))
    assert (await made.search("x", 9))[0].content == "made"


async def test_the_retriever_is_made_once(plant: Plant) -> None:
    made: list[Listed] = []

    def make() -> Listed:
        made.append(Listed())
        return made[-1]

    provider = plant(make)
    await provider.search("x", 1)
    await provider.search("y", 1)
    assert len(made) == 1


@pytest.mark.parametrize("spec", ["", "planted", "planted:", ":notes", "a b:c", "planted:x()"])
def test_what_is_no_import_path_is_refused_at_once(spec: str) -> None:
    with pytest.raises(SettingsError, match=r"package\.module:name"):
        RetrieverSearch(spec)


async def test_what_cannot_be_loaded_or_is_no_retriever_says_so(plant: Plant) -> None:
    with pytest.raises(SettingsError, match="ModuleNotFoundError"):
        await RetrieverSearch("no_such_module_here:x").search("x", 1)
    with pytest.raises(SettingsError, match="gives int, which is no LangChain retriever"):
        await plant(7).search("x", 1)
    plant(7)
    with pytest.raises(SettingsError, match="AttributeError"):
        await RetrieverSearch("planted:other").search("x", 1)

    def needs_more(path: str) -> Listed:
        return Listed()

    with pytest.raises(SettingsError, match="TypeError"):
        await plant(needs_more).search("x", 1)


class VendorError(Exception):
    """An error of no kind that Python knows."""


async def test_whatever_a_retriever_raises_is_a_search_error(plant: Plant) -> None:
    with pytest.raises(SearchError, match="VendorError: no index") as raised:
        await plant(Listed(found=VendorError("no index"))).search("x", 1)
    assert raised.value.service == "retriever:notes"
    assert isinstance(raised.value.__cause__, VendorError)

    def broken() -> Listed:
        raise VendorError("no licence")

    with pytest.raises(SearchError, match="no licence"):
        await plant(broken).search("x", 1)


async def test_a_retriever_that_never_answers_is_given_up(plant: Plant) -> None:
    class Stuck(Listed):
        async def _aget_relevant_documents(self, query: str, **_: object) -> list[Document]:
            await asyncio.Event().wait()
            return []

    plant(Stuck())
    with pytest.raises(SearchError, match=r"within 0\.01 s") as raised:
        await RetrieverSearch("planted:notes", timeout_s=0.01).search("x", 1)
    assert raised.value.transient


async def test_a_vector_store_of_langchain_works(plant: Plant) -> None:
    store = InMemoryVectorStore(DeterministicFakeEmbedding(size=16))
    store.add_documents([document("The dam is high.", source="dam.txt"), document("Apples.")])
    for thing in (store, lambda: store, store.as_retriever()):
        hits = await plant(thing).search("The dam is high.", 1)
        assert [hit.content for hit in hits] == ["The dam is high."]
        assert hits[0].address == "retriever:notes/dam.txt"


async def test_a_vector_store_gives_more_than_its_own_few(plant: Plant) -> None:
    store = InMemoryVectorStore(DeterministicFakeEmbedding(size=16))
    store.add_documents([document(f"Dam {number}.") for number in range(30)])
    assert len(await plant(store).search("dams", 15)) == 15


async def test_a_retriever_of_langchain_community_works(plant: Plant) -> None:
    pytest.importorskip("langchain_community", reason="the extra `community` is not installed")
    pytest.importorskip("numpy", reason="the extra `semantic` is not installed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from langchain_community.retrievers import KNNRetriever

        texts = ["The dam is high.", "Apples are red.", "Trams are late."]
        retriever = KNNRetriever.from_texts(
            texts, DeterministicFakeEmbedding(size=16), k=2, relevancy_threshold=None
        )
        hits = await plant(retriever).search("Apples are red.", 1)
    assert [hit.content for hit in hits] == ["Apples are red."]


def test_its_price_is_unknown_unless_it_is_told(plant: Plant) -> None:
    assert RetrieverSearch("a.b:c").cost_usd is None
    assert RetrieverSearch("a.b:c", cost_usd=0.0).cost_usd == 0.0
