"""OpenAlex: scholarly works of all fields with their abstracts."""

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
from wellread.search.keys import key_of
from wellread.search.queries import joined, subject_words
from wellread.settings import Settings

_MAX_RESULTS = 100
_LONGEST_ABSTRACT_WORDS = 5_000
_KEY = "OPENALEX_API_KEY"
_FIELDS = "id,doi,display_name,publication_date,best_oa_location,abstract_inverted_index"


class OpenAlexSearch:
    """Scholarly works. Free up to an allowance of each day, which a free key makes ten times."""

    name = "openalex"
    max_query_chars = 400
    local = False
    min_interval_s = 0.0

    def __init__(self, settings: Settings, *, timeout_s: float = TIMEOUT_S) -> None:
        """Takes key, address and price from `settings`; connects to nothing.

        Raises:
            SettingsError: the key is malformed, or the address is no http address.
        """
        self._key = key_of(settings.openalex_api_key, _KEY)
        self.cost_usd = settings.openalex_cost_usd
        self._contact = settings.contact
        self._service = Service(
            name=self.name,
            base_url=settings.openalex_base_url,
            url_setting="WELLREAD_OPENALEX_BASE_URL",
            key_setting=_KEY,
            remedies={403: f"search less often; a free {_KEY} allows more"},
            contact=settings.contact,
            timeout_s=timeout_s,
        )

    async def search(
        self, query: str, max_results: int, filters: SearchFilters = NO_FILTERS
    ) -> tuple[SearchHit, ...]:
        """At most `max_results` (and 100) works; the address is a free copy where there is one.

        Raises:
            SearchError: not reached, refused, or answered with something else than works.
        """
        words = subject_words(query)
        if max_results < 1 or not words:
            return ()
        params: dict[str, str | int] = {
            "search": joined(words),
            "per-page": min(max_results, _MAX_RESULTS),
            "select": _FIELDS,
        }
        if wanted := _filter(filters):
            params["filter"] = wanted
        if self._key:
            params["api_key"] = self._key
        if "@" in self._contact:
            params["mailto"] = self._contact
        answer = await self._service.get_json("/works", params)
        works = objects_at(answer, "results")
        if works is None:
            raise self._service.broken("it holds no list results")
        return web_hits(map(_hit, works), max_results)


def _filter(filters: SearchFilters) -> str:
    parts = {
        "from_publication_date": filters.since,
        "to_publication_date": filters.until,
        "language": "|".join(filters.languages),
    }
    return ",".join(f"{name}:{value}" for name, value in parts.items() if value)


def _hit(work: JsonObject) -> SearchHit:
    copy = object_at(work, "best_oa_location")
    places = (copy.get("landing_page_url"), copy.get("pdf_url"), work.get("doi"), work.get("id"))
    abstract = _abstract(object_at(work, "abstract_inverted_index"))
    return SearchHit(
        address=next((text_of(place) for place in places if text_of(place)), ""),
        title=text_of(work.get("display_name")),
        snippet=abstract[:SNIPPET_CHARS],
        published=text_of(work.get("publication_date")),
        content=abstract,
    )


def _abstract(places_of: JsonObject) -> str:
    """The text of an index from words to places."""
    words = [
        (place, text_of(word))
        for word, places in places_of.items()
        if isinstance(places, list)
        for place in places
        if isinstance(place, int)
    ]
    return " ".join(word for _, word in sorted(words)[:_LONGEST_ABSTRACT_WORDS])
