"""arXiv: preprints with their abstracts, without any key."""

from xml.etree.ElementTree import Element

from wellread.domain import SearchHit
from wellread.filters import NO_FILTERS, SearchFilters
from wellread.reading.xml import text_within
from wellread.search.fields import SNIPPET_CHARS, web_hits
from wellread.search.http import TIMEOUT_S, Service
from wellread.search.queries import first_and_last, subject_words
from wellread.settings import Settings

_MAX_RESULTS = 100
_ATOM = "{http://www.w3.org/2005/Atom}"
_ERRORS = "/api/errors"


class ArxivSearch:
    """Preprints through arXiv's Atom interface."""

    name = "arxiv"
    max_query_chars = 300
    local = False
    min_interval_s = 3.0
    """Asked for in the terms of use of arXiv's interfaces, with a single connection."""
    cost_usd = 0.0

    def __init__(self, settings: Settings, *, timeout_s: float = TIMEOUT_S) -> None:
        """Takes the address from `settings`; connects to nothing.

        Raises:
            SettingsError: the address is no http address.
        """
        self._service = Service(
            name=self.name,
            base_url=settings.arxiv_base_url,
            url_setting="WELLREAD_ARXIV_BASE_URL",
            contact=settings.contact,
            timeout_s=timeout_s,
        )

    async def search(
        self, query: str, max_results: int, filters: SearchFilters = NO_FILTERS
    ) -> tuple[SearchHit, ...]:
        """At most `max_results` (and 100) preprints in which some of the query's words stand.

        Raises:
            SearchError: not reached, refused, or answered with something else than a feed.
        """
        words = subject_words(query)
        if max_results < 1 or not words:
            return ()
        asked = " OR ".join(f"all:{word}" for word in words)
        if span := first_and_last(filters):
            first, last = (f"{day:%Y%m%d}" for day in span)
            asked = f"({asked}) AND submittedDate:[{first}0000 TO {last}2359]"
        feed = await self._service.get_xml(
            "/api/query",
            {
                "search_query": asked,
                "sortBy": "relevance",
                "start": 0,
                "max_results": min(max_results, _MAX_RESULTS),
            },
        )
        if feed.tag != f"{_ATOM}feed":
            raise self._service.broken("it is no Atom feed")
        entries = feed.findall(f"{_ATOM}entry")
        for entry in entries:
            if _ERRORS in text_within(entry.find(f"{_ATOM}id")):
                raise self._service.broken(text_within(entry.find(f"{_ATOM}summary"))[:200])
        return web_hits(map(_hit, entries), max_results)


def _hit(entry: Element) -> SearchHit:
    abstract = text_within(entry.find(f"{_ATOM}summary"))
    return SearchHit(
        address=text_within(entry.find(f"{_ATOM}id")).replace("http://", "https://", 1),
        title=text_within(entry.find(f"{_ATOM}title")),
        snippet=abstract[:SNIPPET_CHARS],
        published=text_within(entry.find(f"{_ATOM}published")),
        content=abstract,
    )
