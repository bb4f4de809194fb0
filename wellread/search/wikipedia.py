"""Wikipedia, or another MediaWiki with full text extracts: articles with their introductions."""

from wellread.domain import SearchHit
from wellread.filters import NO_FILTERS, SearchFilters
from wellread.search.fields import (
    SNIPPET_CHARS,
    JsonObject,
    object_at,
    objects_at,
    text_of,
    web_hits,
)
from wellread.search.http import TIMEOUT_S, Service
from wellread.settings import Settings

_MAX_RESULTS = 20
"""MediaWiki gives the introductions of so many pages at once."""
_PASSING_ERRORS = ("ratelimited", "maxlag", "readonly", "internal_api_error")


class WikipediaSearch:
    """Articles of the Wikipedias in the languages of the filters, else in that of the settings."""

    name = "wikipedia"
    max_query_chars = 300
    """Wikipedia's own limit."""
    local = False
    min_interval_s = 0.5
    """Wikimedia asks for requests one after the other."""
    cost_usd = 0.0

    def __init__(self, settings: Settings, *, timeout_s: float = TIMEOUT_S) -> None:
        """Takes language and address from `settings`; connects to nothing.

        Raises:
            SettingsError: the address is no http address.
        """
        self._settings = settings
        self._timeout_s = timeout_s
        self._service(settings.wikipedia_language)

    async def search(
        self, query: str, max_results: int, filters: SearchFilters = NO_FILTERS
    ) -> tuple[SearchHit, ...]:
        """At most `max_results` (and 20) articles; of several Wikipedias each one's best first.

        Raises:
            SearchError: not reached, refused, or answered with something else than pages.
        """
        if max_results < 1:
            return ()
        pages = [
            page
            for language in filters.languages or (self._settings.wikipedia_language,)
            for page in await self._pages(self._service(language), query, max_results)
        ]
        return web_hits(map(_hit, sorted(pages, key=_rank)), max_results)

    async def _pages(self, service: Service, query: str, max_results: int) -> list[JsonObject]:
        answer = await service.get_json(
            "/w/api.php",
            {
                "action": "query",
                "format": "json",
                "formatversion": 2,
                "generator": "search",
                "gsrsearch": query,
                "gsrlimit": min(max_results, _MAX_RESULTS),
                "prop": "extracts|info",
                "inprop": "url",
                "exintro": 1,
                "explaintext": 1,
                "exlimit": "max",
            },
        )
        if fault := object_at(answer, "error"):
            error = service.broken(f"{text_of(fault.get('code'))}: {text_of(fault.get('info'))}")
            error.transient = text_of(fault.get("code")).startswith(_PASSING_ERRORS)
            raise error
        pages = objects_at(answer, "query", "pages")
        if pages is None and "batchcomplete" not in object_at(answer):
            raise service.broken("it holds no list query.pages")
        return pages or []

    def _service(self, language: str) -> Service:
        return Service(
            name=self.name,
            base_url=self._settings.wikipedia_base_url.replace("{language}", language),
            url_setting="WELLREAD_WIKIPEDIA_BASE_URL",
            contact=self._settings.contact,
            timeout_s=self._timeout_s,
        )


def _rank(page: JsonObject) -> int:
    rank = page.get("index")
    return rank if isinstance(rank, int) else _MAX_RESULTS


def _hit(page: JsonObject) -> SearchHit:
    introduction = text_of(page.get("extract"))
    return SearchHit(
        address=text_of(page.get("fullurl")),
        title=text_of(page.get("title")),
        snippet=introduction[:SNIPPET_CHARS],
        content=introduction,
    )
