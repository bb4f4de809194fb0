"""Embedders: on this machine, over a loopback server, and none at all."""

import math
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from models.loopback import Answer, LoopbackModel, refused
from pydantic import SecretStr

from wellread.archive.contract import Budget
from wellread.archive.sqlite import SqliteArchive, open_archive
from wellread.errors import LimitReached, ModelError, SettingsError
from wellread.models import embeddings
from wellread.models.contract import Embedder
from wellread.models.embeddings import make_embedder, similarity
from wellread.outside import Outside
from wellread.settings import Settings


@pytest.fixture
async def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[SqliteArchive]:
    monkeypatch.chdir(tmp_path)
    archive = await open_archive(tmp_path / "archive.db")
    yield archive
    await archive.close()


def embedder(archive: SqliteArchive, **changes: Any) -> Embedder | None:  # noqa: ANN401 - settings differ in type
    settings = Settings(**changes)
    return make_embedder(settings, archive.ledger, Outside(settings))


def openai_embedder(archive: SqliteArchive, server: LoopbackModel) -> Embedder:
    made = embedder(
        archive,
        embedding_model="openai:text-embedding-3-small",
        openai_api_key=SecretStr("k"),
        openai_base_url=server.url,
        model_tries=1,
    )
    assert made is not None
    return made


def vectors(*rows: Sequence[float]) -> Answer:
    data = [
        {"object": "embedding", "index": place, "embedding": list(row)}
        for place, row in enumerate(rows)
    ]
    usage = {"prompt_tokens": 50, "total_tokens": 50}
    return Answer({"object": "list", "data": data[::-1], "model": "m", "usage": usage})


@pytest.fixture
def minilm() -> Embedder:
    for package in embeddings._SEMANTIC_PACKAGES:
        pytest.importorskip(package, reason="the extra `semantic` is not installed")
    from wellread.models.minilm import MiniLM

    return MiniLM()


async def test_a_paraphrase_is_closer_than_an_unrelated_text(minilm: Embedder) -> None:
    [[paraphrase, unrelated, empty]] = await similarity(
        minilm,
        ["How do vaccines protect the body?"],
        [
            "Immunisation trains the immune system to fight a disease.",
            "The train to Prague leaves at noon from platform four.",
            "",
        ],
    )
    assert paraphrase > 0.4 > unrelated
    assert -1 <= empty < paraphrase


async def test_vectors_have_length_one_and_do_not_depend_on_their_batch(minilm: Embedder) -> None:
    texts = [f"Sentence {number} says: " + "tea and milk. " * number for number in range(1, 12)]
    together = await minilm.embed(texts)
    from wellread.models.minilm import MiniLM

    for place in (0, 10):
        [alone] = await MiniLM().embed([texts[place]])
        assert len(alone) == 384
        assert math.isclose(math.hypot(*alone), 1, abs_tol=1e-5)
        cosine = sum(a * b for a, b in zip(alone, together[place], strict=True))
        assert cosine > 0.99
    assert await minilm.embed([]) == []


@pytest.mark.parametrize("text", ["\0", "a\0b", "\ud800", "茶" * 5000, "x" * 100_000, "🙂"])
async def test_any_text_has_a_vector(minilm: Embedder, text: str) -> None:
    [vector] = await minilm.embed([text])
    assert all(math.isfinite(number) for number in vector)


async def test_paid_embeddings_come_in_order_at_length_one_and_are_paid_once(
    archive: SqliteArchive,
) -> None:
    async with LoopbackModel([vectors([3, 4], [0, 2])]) as server:
        made = openai_embedder(archive, server)
        first = await made.embed(["a", "b"], turn_id="turn")
        assert await made.embed(["a", "b"], turn_id="turn") == first
        [[cosine]] = await similarity(made, ["a"], ["b"], turn_id="turn")
        assert cosine == pytest.approx(0.8)
    assert first[0] == pytest.approx((0.6, 0.8))
    assert first[1] == pytest.approx((0, 1))
    assert [sent["input"] for sent in server.requests] == [["a", "b"]]
    usage = await archive.ledger.usage("turn")
    assert (usage.calls, usage.prompt_tokens) == (1, 50)
    assert usage.cost_usd == pytest.approx(50 * 0.02 / 1e6)


async def test_a_text_is_embedded_once_over_all_runs(archive: SqliteArchive) -> None:
    async with LoopbackModel([vectors([3, 4])]) as server:
        first = await openai_embedder(archive, server).embed(["a"], turn_id="one")
        again = await openai_embedder(archive, server).embed(["a"], turn_id="another")
    assert again == first
    assert len(server.requests) == 1
    assert (await archive.ledger.usage("another")).calls == 0


async def test_paid_embeddings_keep_the_budget(archive: SqliteArchive) -> None:
    async with LoopbackModel([vectors([1, 0])]) as server:
        made = openai_embedder(archive, server)
        with pytest.raises(LimitReached):
            await made.embed(["a"], turn_id="turn", budget=Budget(max_cost_usd=1e-12))
    assert server.requests == []


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (refused(401, "no"), r"refused \(401\).*OPENAI_API_KEY"),
        (vectors([1, 0], [0, 1]), "2 vectors for 1 texts"),
        (Answer("<html>"), "an answer that is none"),
    ],
)
async def test_an_embedding_service_that_fails_says_why(
    archive: SqliteArchive, answer: Answer, told: str
) -> None:
    async with LoopbackModel([answer]) as server:
        with pytest.raises(ModelError, match=told):
            await openai_embedder(archive, server).embed(["a"])


async def test_the_setting_chooses_the_embedder(
    archive: SqliteArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    assert embedder(archive) is None
    with pytest.raises(SettingsError, match="'word2vec' is not known"):
        embedder(archive, embedding_model="word2vec")
    with pytest.raises(SettingsError, match="OPENAI_API_KEY"):
        embedder(archive, embedding_model="openai:text-embedding-3-small", openai_base_url=None)
    monkeypatch.setattr(embeddings, "find_spec", lambda _name: None)
    with pytest.raises(SettingsError, match=r"wellread\[semantic\]"):
        embedder(archive, embedding_model="minilm")
