"""PubMed: the literature of medicine with its abstracts, without any key."""

from xml.etree.ElementTree import Element

from wellread.domain import SearchHit
from wellread.filters import NO_FILTERS, SearchFilters
from wellread.reading.xml import text_within
from wellread.search.fields import SNIPPET_CHARS, object_at, text_of, web_hits
from wellread.search.http import TIMEOUT_S, Service
from wellread.search.keys import key_of
from wellread.search.queries import first_and_last, joined, subject_words
from wellread.settings import Settings

_MAX_RESULTS = 100
_KEY = "NCBI_API_KEY"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class PubmedSearch:
    """Articles through NCBI's E-utilities; a search makes two requests, `esearch` and `efetch`."""

    name = "pubmed"
    max_query_chars = 300
    local = False
    cost_usd = 0.0

    def __init__(self, settings: Settings, *, timeout_s: float = TIMEOUT_S) -> None:
        """Takes key and address from `settings`; connects to nothing.

        Raises:
            SettingsError: the key is malformed, or the address is no http address.
        """
        key = key_of(settings.ncbi_api_key, _KEY)
        self._common = {"db": "pubmed", "tool": "wellread"}
        self._common |= {"api_key": key} if key else {}
        self._common |= {"email": settings.contact} if "@" in settings.contact else {}
        self.min_interval_s = 0.2 if key else 0.7
        self._service = Service(
            name=self.name,
            base_url=settings.pubmed_base_url,
            url_setting="WELLREAD_PUBMED_BASE_URL",
            key_setting=_KEY,
            remedies={400: f"check {_KEY}, or ask in other words"},
            contact=settings.contact,
            timeout_s=timeout_s,
        )

    async def search(
        self, query: str, max_results: int, filters: SearchFilters = NO_FILTERS
    ) -> tuple[SearchHit, ...]:
        """At most `max_results` (and 100) articles, best match first.

        Raises:
            SearchError: not reached, refused, or answered with something else than articles.
        """
        words = subject_words(query)
        if max_results < 1 or not words:
            return ()
        ids = await self._ids(words, min(max_results, _MAX_RESULTS), filters)
        if not ids:
            return ()
        found = await self._service.get_xml(
            "/entrez/eutils/efetch.fcgi", {**self._common, "id": ",".join(ids), "retmode": "xml"}
        )
        if found.tag != "PubmedArticleSet":
            raise self._service.broken("it is no PubmedArticleSet")
        hits = {hit.address: hit for hit in map(_hit, found.findall("PubmedArticle"))}
        return web_hits((hits[name] for name in map(_address, ids) if name in hits), max_results)

    async def _ids(self, words: list[str], count: int, filters: SearchFilters) -> list[str]:
        params: dict[str, str | int] = {
            **self._common,
            "term": joined(words),
            "retmax": count,
            "retmode": "json",
            "sort": "relevance",
        }
        if span := first_and_last(filters):
            params |= {"datetype": "pdat"}
            params |= {"mindate": f"{span[0]:%Y/%m/%d}", "maxdate": f"{span[1]:%Y/%m/%d}"}
        answer = await self._service.get_json("/entrez/eutils/esearch.fcgi", params)
        result = object_at(answer, "esearchresult")
        ids = result.get("idlist")
        if not isinstance(ids, list):
            told = text_of(result.get("ERROR")) or "it holds no idlist"
            raise self._service.broken(told[:200])
        return [each for each in map(text_of, ids) if each.isascii() and each.isdigit()][:count]


def _address(pmid: str) -> str:
    return f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/"


def _hit(found: Element) -> SearchHit:
    parts = found.findall("MedlineCitation/Article/Abstract/AbstractText")
    labelled = ((part.get("Label", ""), text_within(part)) for part in parts)
    abstract = "\n\n".join(f"{name}: {text}" if name else text for name, text in labelled)
    return SearchHit(
        address=_address(text_within(found.find("MedlineCitation/PMID"))),
        title=text_within(found.find("MedlineCitation/Article/ArticleTitle")),
        snippet=abstract[:SNIPPET_CHARS],
        published=_published(found),
        content=abstract,
    )


def _published(found: Element) -> str:
    article = "MedlineCitation/Article"
    day = found.find(f"{article}/Journal/JournalIssue/PubDate")
    if day is None or day.find("Year") is None:
        day = found.find(f"{article}/ArticleDate")
    if day is None:
        return ""
    year, month = text_within(day.find("Year")), text_within(day.find("Month"))
    short = month[:3].lower()
    number = _MONTHS.index(short) + 1 if short in _MONTHS else month
    parts = (year, str(number), text_within(day.find("Day")))
    known = parts[: parts.index("")] if "" in parts else parts
    return "-".join(part.zfill(2) for part in known)
