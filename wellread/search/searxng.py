"""SearXNG: an own or friendly instance that asks many engines, without any key."""

from wellread.domain import SearchHit
from wellread.errors import SettingsError
from wellread.filters import NO_FILTERS, SearchFilters
from wellread.search.fields import JsonObject, objects_at, text_of, web_hits
from wellread.search.http import TIMEOUT_S, Service
from wellread.search.queries import with_sites
from wellread.settings import Settings


class SearxngSearch:
    """The web through a SearXNG instance."""

    name = "searxng"
    max_query_chars = 400
    local = False
    min_interval_s = 0.0
    cost_usd = 0.0

    def __init__(self, settings: Settings, *, timeout_s: float = TIMEOUT_S) -> None:
        """Takes the address from `settings`; connects to nothing.

        Raises:
            SettingsError: the address is missing or no http address.
        """
        if not settings.searxng_url:
            raise SettingsError(
                "searching with searxng needs the address of an instance: set SEARXNG_URL or name "
                "another provider"
            )
        self._service = Service(
            name=self.name,
            base_url=settings.searxng_url,
            url_setting="SEARXNG_URL",
            remedies={403: "its settings must list json under search.formats"},
            timeout_s=timeout_s,
        )

    async def search(
        self, query: str, max_results: int, filters: SearchFilters = NO_FILTERS
    ) -> tuple[SearchHit, ...]:
        """At most `max_results` hits of the first page.

        Raises:
            SearchError: not reached, refused, or answered with something else than results; also
                when there is no result and engines failed.
        """
        if max_results < 1:
            return ()
        params: dict[str, str | int] = {
            "q": with_sites(query, filters, self.max_query_chars),
            "format": "json",
        }
        if filters.only_language:
            params["language"] = filters.only_language
        answer = await self._service.get_json("/search", params)
        results = objects_at(answer, "results")
        if results is None:
            raise self._service.broken("it holds no list results")
        if not results and (silent := _silent_engines(answer)):
            raise self._service.broken(f"none of its engines answered ({silent})")
        return web_hits(map(_hit, results), max_results)


def _silent_engines(answer: object) -> str:
    listed = answer.get("unresponsive_engines") if isinstance(answer, dict) else None
    pairs = [pair for pair in listed if isinstance(pair, list)] if isinstance(listed, list) else []
    return "; ".join(": ".join(map(text_of, pair[:2])) for pair in pairs)[:200]


def _hit(result: JsonObject) -> SearchHit:
    return SearchHit(
        address=text_of(result.get("url")).strip(),
        title=text_of(result.get("title")),
        snippet=text_of(result.get("content")),
        published=text_of(result.get("publishedDate")),
    )
