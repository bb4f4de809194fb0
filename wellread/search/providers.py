"""Every search provider by name, as data, and how names become providers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from wellread.errors import SettingsError
from wellread.search.arxiv import ArxivSearch
from wellread.search.brave import BraveSearch
from wellread.search.contract import SearchProvider
from wellread.search.duckduckgo import DuckDuckGoSearch
from wellread.search.fallback import FallbackSearch
from wellread.search.mcp_server import PREFIX, McpSearch
from wellread.search.openalex import OpenAlexSearch
from wellread.search.pubmed import PubmedSearch
from wellread.search.retriever import RetrieverSearch
from wellread.search.searxng import SearxngSearch
from wellread.search.serper import SerperSearch
from wellread.search.tavily import TavilySearch, preload_tavily
from wellread.search.wikipedia import WikipediaSearch
from wellread.settings import Settings


class Maker(Protocol):
    """Makes a provider, which gives a search up after `timeout_s`."""

    def __call__(self, settings: Settings, *, timeout_s: float) -> SearchProvider:
        """The provider; it connects to nothing."""
        ...


@dataclass(frozen=True)
class Known:
    """A provider that can be named."""

    make: Maker
    needs: str = ""
    """The variable without which it does nothing."""
    searches_web: bool = False
    """Whether it can stand in for another search of the whole web."""


def _retriever(settings: Settings, *, timeout_s: float) -> SearchProvider:
    if not settings.retriever:
        raise SettingsError(
            "searching with retriever needs an import path: set WELLREAD_RETRIEVER to "
            "package.module:name or name another provider"
        )
    return RetrieverSearch(
        settings.retriever, cost_usd=settings.retriever_cost_usd, timeout_s=timeout_s
    )


KNOWN: Mapping[str, Known] = MappingProxyType(
    {
        "tavily": Known(TavilySearch, "TAVILY_API_KEY", searches_web=True),
        "brave": Known(BraveSearch, "BRAVE_API_KEY", searches_web=True),
        "serper": Known(SerperSearch, "SERPER_API_KEY", searches_web=True),
        "searxng": Known(SearxngSearch, "SEARXNG_URL", searches_web=True),
        "duckduckgo": Known(DuckDuckGoSearch, searches_web=True),
        "wikipedia": Known(WikipediaSearch),
        "arxiv": Known(ArxivSearch),
        "openalex": Known(OpenAlexSearch),
        "pubmed": Known(PubmedSearch),
        "retriever": Known(_retriever, "WELLREAD_RETRIEVER"),
    }
)
"""In the order of preference."""


def provider_names(text: str) -> tuple[str, ...]:
    """The names in `text`, which has commas between them, each once and in lower case."""
    names = (name.strip().lower() for name in text.split(","))
    return tuple(dict.fromkeys(name for name in names if name))


def default_provider_names(settings: Settings) -> tuple[str, ...]:
    """The names in the setting `search`; where it is empty, those whose key or address is set.

    Without any of these it is DuckDuckGo, which needs neither.
    """
    if named := provider_names(settings.search):
        return named
    configured = {
        "tavily": settings.tavily_api_key,
        "brave": settings.brave_api_key,
        "serper": settings.serper_api_key,
        "searxng": settings.searxng_url,
        "retriever": settings.retriever,
    }
    names = tuple(name for name in KNOWN if configured.get(name))
    servers = tuple(f"{PREFIX}{name}" for name in settings.mcp_servers)
    return (*names, *servers) or ("duckduckgo",)


def preload_search(settings: Settings) -> None:
    """Imports what the first search takes where Tavily makes it; the others import little."""
    if "tavily" in default_provider_names(settings):
        preload_tavily()


def make_providers(names: Sequence[str], settings: Settings) -> tuple[SearchProvider, ...]:
    """The providers with these names in the same order; nothing is connected to.

    Raises:
        SettingsError: there is no such provider, or its key or address is missing or malformed.
    """
    asked = tuple(dict.fromkeys(names))
    for name in asked:
        if name not in KNOWN and not name.startswith(PREFIX):
            known = ", ".join((*KNOWN, *(f"{PREFIX}{server}" for server in settings.mcp_servers)))
            raise SettingsError(f"{name!r} is no search provider: name one of {known}")
    return tuple(_made(name, settings) for name in asked)


def _made(name: str, settings: Settings) -> SearchProvider:
    if name.startswith(PREFIX):
        server = name.removeprefix(PREFIX)
        return McpSearch(server, settings, timeout_s=settings.search_timeout_s)
    return KNOWN[name].make(settings, timeout_s=settings.search_timeout_s)


def make_chains(
    names: Sequence[str], settings: Settings
) -> tuple[SearchProvider | FallbackSearch, ...]:
    """What `Searches` asks side by side for these names.

    The searches of the whole web stand in for each other, in the order named, so one of them
    answers. The others hold something of their own, and each is asked.

    Raises:
        SettingsError: as `make_providers` does.
    """
    made = dict(zip(dict.fromkeys(names), make_providers(names, settings), strict=True))
    for_each_other = {name for name, known in KNOWN.items() if known.searches_web}
    web = [made[name] for name in made if name in for_each_other]
    others = [made[name] for name in made if name not in for_each_other]
    return (*([FallbackSearch(web)] if len(web) > 1 else web), *others)
