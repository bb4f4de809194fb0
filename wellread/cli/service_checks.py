"""The outside services that `doctor` tries, and the list of all its checkers."""

import asyncio
import uuid
from typing import TYPE_CHECKING, get_args

from wellread.archive.contract import Ledger
from wellread.cli.doctor_checks import (
    Check,
    Checker,
    check_data_folder,
    check_extras,
    check_full_text,
)
from wellread.errors import WellreadError
from wellread.languages import Count
from wellread.models.contract import ModelRole
from wellread.search.contract import SearchProvider
from wellread.settings import Settings

if TYPE_CHECKING:
    from wellread.models.chat import LangChainModels
    from wellread.outside import Outside

_SEARCH_QUERY = "PostgreSQL replication"


async def check_models(settings: Settings, paid: bool) -> tuple[Check, ...]:  # noqa: ARG001
    """Whether the model of each role and the embedding model answer: one tiny call each."""
    if not settings.has_models and not settings.embedding_model:
        return (_no_model(settings),)
    from wellread.archive.opening import open_configured
    from wellread.outside import Outside

    try:
        archive = await open_configured(settings)
    except WellreadError as error:
        return (Check(name="archive", status="failed", message=str(error)),)
    outside = Outside(settings)
    try:
        return (
            *await _roles(settings, archive.ledger, outside),
            *await _embedding(settings, archive.ledger, outside),
        )
    finally:
        await archive.close()


def _no_model(settings: Settings) -> Check:
    message = "none: reports are extractive. Set OPENAI_API_KEY (any word for a local server)"
    if settings.models == "off":
        message = "switched off by the setting `models`: reports are extractive"
    return Check(name="models", status="missing", message=message)


async def _roles(settings: Settings, ledger: Ledger, outside: "Outside") -> tuple[Check, ...]:
    if not settings.has_models:
        return (_no_model(settings),)
    from wellread.models.asking import model_of
    from wellread.models.chat import LangChainModels

    models = LangChainModels(settings, ledger, outside)
    fallbacks = LangChainModels(settings, ledger, outside, fallback=True)
    roles: tuple[ModelRole, ...] = get_args(ModelRole)
    stand_ins = [role for role in roles if model_of(role, settings, fallback=True)[0]]
    try:
        return tuple(
            await asyncio.gather(
                *(_probe(models, role, f"{role} model") for role in roles),
                *(_probe(fallbacks, role, f"{role} fallback model") for role in stand_ins),
            )
        )
    finally:
        await models.close()
        await fallbacks.close()


async def _embedding(settings: Settings, ledger: Ledger, outside: "Outside") -> tuple[Check, ...]:
    from wellread.models.embeddings import make_embedder

    # A turn of its own each time: the ledger would give the last answer again.
    turn_id = f"doctor-{uuid.uuid4().hex}"
    try:
        embedder = make_embedder(settings, ledger, outside)
        if embedder is None:
            return ()
        [vector] = await embedder.embed(["ready"], turn_id=turn_id)
    except WellreadError as error:
        return (Check(name="embedding model", status="failed", message=str(error)),)
    message = f"{embedder.name} answered with {len(vector)} numbers"
    return (Check(name="embedding model", status="ok", message=message),)


async def _probe(models: "LangChainModels", role: ModelRole, name: str) -> Check:
    try:
        message = await models.probe(role)
    except WellreadError as error:
        return Check(name=name, status="failed", message=str(error))
    return Check(name=name, status="ok", message=message)


async def check_searches(settings: Settings, paid: bool) -> tuple[Check, ...]:
    """Whether the configured web searches answer: one search each, if that may cost money."""
    if not settings.searches_web:
        message = "none: set TAVILY_API_KEY, name --search duckduckgo, or documents with --docs"
        return (Check(name="web search", status="missing", message=message),)
    from wellread.search.providers import default_provider_names

    names = default_provider_names(settings)
    return tuple([await _search(name, settings, paid=paid) for name in names])


async def _search(name: str, settings: Settings, *, paid: bool) -> Check:
    try:
        provider = _provider(name, settings)
        if not paid:
            message = "configured; not tried, because a search may cost money: --paid tries it"
            return Check(name=name, status="not_tried", message=message)
        hits = await provider.search(_SEARCH_QUERY, 3)
    except WellreadError as error:
        return Check(name=name, status="failed", message=str(error))
    return Check(
        name=name,
        status="ok",
        message=f"answered with {len(hits)} {Count(len(hits)):result|results}",
    )


def _provider(name: str, settings: Settings) -> SearchProvider:
    from wellread.search.providers import make_providers

    (provider,) = make_providers((name,), settings)
    return provider


CHECKERS: tuple[Checker, ...] = (
    check_data_folder,
    check_full_text,
    check_extras,
    check_models,
    check_searches,
)
