"""Serper: Google's results, for a key."""

from wellread.domain import SearchHit
from wellread.filters import NO_FILTERS, SearchFilters
from wellread.search.fields import JsonObject, objects_at, text_of, web_hits
from wellread.search.http import TIMEOUT_S, Service
from wellread.search.keys import needed_key
from wellread.search.queries import first_and_last, with_sites
from wellread.settings import Settings

_MAX_RESULTS = 10
"""More in one search cost twice as much."""
_KEY = "SERPER_API_KEY"


class SerperSearch:
    """The web through Google, asked by Serper. Every search costs money."""

    name = "serper"
    max_query_chars = 1_000
    local = False
    min_interval_s = 0.0

    def __init__(self, settings: Settings, *, timeout_s: float = TIMEOUT_S) -> None:
        """Takes key, address and price from `settings`; connects to nothing.

        Raises:
            SettingsError: the key is missing or malformed, or the address is no http address.
        """
        key = needed_key(settings.serper_api_key, _KEY, self.name)
        self.cost_usd = settings.serper_cost_usd
        self._service = Service(
            name=self.name,
            base_url=settings.serper_base_url,
            url_setting="WELLREAD_SERPER_BASE_URL",
            key_setting=_KEY,
            headers={"X-API-KEY": key},
            remedies={400: "check the credits left at Serper, or ask in other words"},
            timeout_s=timeout_s,
        )

    async def search(
        self, query: str, max_results: int, filters: SearchFilters = NO_FILTERS
    ) -> tuple[SearchHit, ...]:
        """At most `max_results` (and 10) hits; one search is paid.

        Raises:
            SearchError: not reached, refused, or answered with something else than results.
        """
        if max_results < 1:
            return ()
        body: dict[str, str | int] = {
            "q": with_sites(query, filters, self.max_query_chars),
            "num": min(max_results, _MAX_RESULTS),
        }
        if span := first_and_last(filters):
            first, last = (f"{day.month}/{day.day}/{day.year}" for day in span)
            body["tbs"] = f"cdr:1,cd_min:{first},cd_max:{last}"
        if filters.only_language:
            body["hl"] = filters.only_language
        answer = await self._service.post_json("/search", body)
        results = objects_at(answer, "organic")
        if results is None:
            raise self._service.broken("it holds no list organic")
        return web_hits(map(_hit, results), max_results)


def _hit(result: JsonObject) -> SearchHit:
    return SearchHit(
        address=text_of(result.get("link")).strip(),
        title=text_of(result.get("title")),
        snippet=text_of(result.get("snippet")),
        published=text_of(result.get("date")),
    )
