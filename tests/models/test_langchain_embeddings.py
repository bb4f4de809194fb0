"""Any LangChain embedding, named by its import path."""

import asyncio
import sys
import types
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from langchain_core.embeddings import DeterministicFakeEmbedding, Embeddings

from wellread.archive.contract import Budget
from wellread.archive.sqlite import SqliteArchive, open_archive
from wellread.errors import LimitReached, ModelError, SettingsError
from wellread.models.contract import Embedder
from wellread.models.embeddings import make_embedder
from wellread.outside import Outside
from wellread.settings import Settings

Plant = Callable[..., Embedder]


class Odd(Embeddings):
    """Gives what it was made with, raises it, or never answers."""

    def __init__(self, found: object) -> None:
        self.found = found

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        raise NotImplementedError

    def embed_query(self, text: str) -> list[float]:
        raise NotImplementedError

    async def aembed_documents(self, texts: list[str]) -> list[list[float]]:
        if isinstance(self.found, Exception):
            raise self.found
        if self.found is None:
            await asyncio.Event().wait()
        return self.found  # type: ignore[return-value]  # as a stranger's may be


@pytest.fixture
async def archive(tmp_path: Path) -> AsyncIterator[SqliteArchive]:
    archive = await open_archive(tmp_path / "archive.db")
    yield archive
    await archive.close()


@pytest.fixture
def plant(archive: SqliteArchive, monkeypatch: pytest.MonkeyPatch) -> Plant:
    def make(thing: object, **settings: object) -> Embedder:
        module = types.ModuleType("planted")
        module.vectors = thing  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "planted", module)
        given = {"embedding_model": "langchain:planted:vectors", "model_tries": 1, **settings}
        made = Settings.model_validate(given)
        embedder = make_embedder(made, archive.ledger, Outside(made))
        assert embedder is not None
        return embedder

    return make


async def test_an_instance_or_what_gives_one_embeds(plant: Plant) -> None:
    own = DeterministicFakeEmbedding(size=8)
    for thing in (own, lambda: own):
        one, other = await plant(thing).embed(["tram", "harbour"])
        assert sum(number * number for number in one) == pytest.approx(1)
        assert one != other


async def test_a_price_that_is_not_known_keeps_it_out_of_a_limited_run(plant: Plant) -> None:
    own = DeterministicFakeEmbedding(size=8)
    limited = Budget(max_cost_usd=1.0)
    with pytest.raises(LimitReached):
        await plant(own).embed(["tram"], turn_id="t", budget=limited)
    free = plant(own, prices={"langchain:planted:vectors": (0.0, 0.0)})
    assert await free.embed(["tram"], turn_id="t", budget=limited)


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (ValueError("no such model"), "ValueError: no such model"),
        ([[1.0]], "1 vectors for 2 texts"),
        ([[1.0], []], "2 vectors for 2 texts"),
        (None, "did not answer within"),
    ],
)
async def test_one_that_fails_says_why(plant: Plant, found: object, told: str) -> None:
    with pytest.raises(ModelError, match=told):
        await plant(Odd(found), model_timeout_s=0.05).embed(["a", "b"])


async def test_what_is_no_embedding_is_a_fault_of_the_settings(plant: Plant) -> None:
    with pytest.raises(SettingsError, match="no LangChain embedding"):
        await plant("nothing").embed(["a"])
    with pytest.raises(SettingsError, match="no import path"):
        plant("x", embedding_model="langchain:planted")
