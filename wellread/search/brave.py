"""Brave Search: an index of its own, for a key."""

from datetime import UTC, datetime

from wellread.domain import SearchHit
from wellread.filters import NO_FILTERS, SearchFilters
from wellread.search.fields import JsonObject, object_at, objects_at, text_of, web_hits
from wellread.search.http import TIMEOUT_S, Service
from wellread.search.keys import needed_key
from wellread.search.queries import first_and_last, with_sites
from wellread.settings import Settings

_MAX_RESULTS = 20
_MAX_WORDS = 50
_KEY = "BRAVE_API_KEY"


class BraveSearch:
    """The web through Brave. Every search costs money."""

    name = "brave"
    max_query_chars = 400
    local = False
    min_interval_s = 1.0
    """The smallest plan allows one search a second."""

    def __init__(self, settings: Settings, *, timeout_s: float = TIMEOUT_S) -> None:
        """Takes key, address and price from `settings`; connects to nothing.

        Raises:
            SettingsError: the key is missing or malformed, or the address is no http address.
        """
        key = needed_key(settings.brave_api_key, _KEY, self.name)
        self.cost_usd = settings.brave_cost_usd
        self._service = Service(
            name=self.name,
            base_url=settings.brave_base_url,
            url_setting="WELLREAD_BRAVE_BASE_URL",
            key_setting=_KEY,
            headers={"X-Subscription-Token": key, "Cache-Control": "no-cache"},
            remedies={422: f"check {_KEY}, or ask in other words"},
            timeout_s=timeout_s,
        )

    async def search(
        self, query: str, max_results: int, filters: SearchFilters = NO_FILTERS
    ) -> tuple[SearchHit, ...]:
        """At most `max_results` (and 20) hits; one search is paid.

        Raises:
            SearchError: not reached, refused, or answered with something else than results.
        """
        if max_results < 1:
            return ()
        short = " ".join(query.split()[:_MAX_WORDS])
        params: dict[str, str | int] = {
            "q": with_sites(short, filters, self.max_query_chars),
            "count": min(max_results, _MAX_RESULTS),
            "result_filter": "web",
            "text_decorations": "false",
        }
        if span := first_and_last(filters):
            # No day to come: Brave knows no open end. The ledger's key holds the filters alone.
            params["freshness"] = f"{span[0]}to{min(span[1], datetime.now(UTC).date())}"
        if filters.only_language:
            params["search_lang"] = filters.only_language
        answer = await self._service.get_json("/res/v1/web/search", params)
        results = objects_at(answer, "web", "results")
        if results is None and object_at(answer).get("type") != "search":
            raise self._service.broken("it holds no list web.results")
        return web_hits(map(_hit, results or ()), max_results)


def _hit(result: JsonObject) -> SearchHit:
    return SearchHit(
        address=text_of(result.get("url")).strip(),
        title=text_of(result.get("title")),
        snippet=text_of(result.get("description")),
        published=text_of(result.get("page_age")),
    )
