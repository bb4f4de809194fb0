"""Answers of arXiv, OpenAlex, PubMed and Wikipedia."""

import json
import re
from collections import defaultdict
from xml.sax.saxutils import escape

from services import world

SYNTAX = re.compile(r"submittedDate:\[[^]]*]|\ball:|\b(?:AND|OR)\b")
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def arxiv(params: dict[str, str], _: dict[int, str]) -> str:
    """arXiv's Atom feed; its errors are entries too."""
    query = params["search_query"]
    if query == "all:malformed":
        entries = (
            "<entry><id>http://arxiv.org/api/errors#incorrect_id_format</id><title>Error</title>"
            "<summary>incorrect id format</summary></entry>"
        )
    else:
        found = world.search(SYNTAX.sub(" ", query), int(params.get("max_results", "10")))
        entries = "".join(_entry(page) for _, page in found)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
        f'<title type="html">ArXiv Query: {escape(query)}</title><id>http://arxiv.org/api/x</id>'
        '<opensearch:totalResults xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">60'
        f"</opensearch:totalResults>{entries}</feed>"
    )


def openalex(params: dict[str, str], addresses: dict[int, str]) -> str:
    """A list of works; every third has no free copy, every fifth no abstract."""
    found = world.search(SYNTAX.sub(" ", params["search"]), int(params.get("per-page", "25")))
    results = [_work(page, addresses[page.number], score) for score, page in found]
    meta = {"count": len(found), "db_response_time_ms": 1, "page": 1, "per_page": 25}
    return json.dumps({"meta": meta, "results": results, "group_by": []})


def openalex_fault(params: dict[str, str]) -> str:
    """OpenAlex's limit."""
    return "" if 1 <= int(params.get("per-page", "25")) <= 100 else "per-page must be 1 to 100"


def openalex_error(status: int, message: str) -> str:
    """An error as OpenAlex words it."""
    return json.dumps({"error": f"Error {status}", "message": message})


def esearch(params: dict[str, str], _: dict[int, str]) -> str:
    """The ids of articles: the numbers of the pages."""
    found = world.search(SYNTAX.sub(" ", params["term"]), int(params.get("retmax", "20")))
    result: dict[str, object] = {
        "count": str(len(found)),
        "retmax": str(len(found)),
        "retstart": "0",
        "idlist": [str(page.number) for _, page in found],
        "querytranslation": params["term"],
    }
    if params["term"] == "malformed":
        result = {"ERROR": "Search Backend failed: unable to parse"}
    return json.dumps({"header": {"type": "esearch", "version": "0.3"}, "esearchresult": result})


def efetch(params: dict[str, str], _: dict[int, str]) -> str:
    """Articles in the order of their ids, not in that of relevance."""
    numbers = sorted(int(each) for each in params["id"].split(","))
    articles = "".join(_article(world.page(number)) for number in numbers)
    return (
        '<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet PUBLIC '
        '"-//NLM//DTD PubMedArticle, 1st January 2025//EN" '
        '"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n'
        f"<PubmedArticleSet>{articles}</PubmedArticleSet>"
    )


def eutils_error(status: int, message: str) -> str:
    """An error as NCBI words it."""
    return json.dumps({"error": message, "count": "11", "status": str(status)})


def wikipedia(params: dict[str, str], addresses: dict[int, str]) -> str:
    """The Action API's pages, by page id; their rank stands in `index`."""
    query, limit = params["gsrsearch"], int(params.get("gsrlimit", "10"))
    if len(query) > 300:
        return _wiki_error("search-title-too-long", "the query is longer than 300 characters")
    if query == "crowded":
        return _wiki_error("ratelimited", "You've exceeded your rate limit.")
    pages = [
        {
            "pageid": page.number,
            "ns": 0,
            "title": page.title,
            "index": rank,
            "extract": page.parts[0][1],
            "contentmodel": "wikitext",
            "pagelanguage": "en",
            "touched": "2026-11-01T00:00:00Z",
            "fullurl": addresses[page.number],
        }
        for rank, (_, page) in enumerate(world.search(query, limit), start=1)
    ]
    pages.sort(key=lambda page: int(str(page["pageid"])))
    answer: dict[str, object] = {"batchcomplete": True}
    return json.dumps(answer | ({"query": {"pages": pages}} if pages else {}))


def _wiki_error(code: str, info: str) -> str:
    return json.dumps({"error": {"code": code, "info": info}, "servedby": "double"})


def _abstract(page: world.Page) -> str:
    return " ".join(text for _, text in page.parts)


def _entry(page: world.Page) -> str:
    return (
        f"<entry><id>http://arxiv.org/abs/2401.{page.number:05}v1</id>"
        f"<updated>{page.published}T12:00:00Z</updated>"
        f"<published>{page.published}T12:00:00Z</published><title>{escape(page.title)}</title>"
        f"<summary>  {escape(_abstract(page))}\n</summary>"
        f"<author><name>{escape(page.author)}</name></author></entry>"
    )


def _work(page: world.Page, address: str, score: float) -> dict[str, object]:
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, word in enumerate(_abstract(page).split()):
        places[word].append(place)
    free = {"is_oa": True, "landing_page_url": address, "pdf_url": None}
    return {
        "id": f"https://openalex.org/W{page.number}",
        "doi": f"https://doi.org/10.5555/{page.number}",
        "display_name": page.title,
        "relevance_score": score,
        "publication_date": page.published,
        "best_oa_location": None if page.number % 3 == 0 else free,
        "abstract_inverted_index": None if page.number % 5 == 0 else dict(places),
    }


def _article(page: world.Page) -> str:
    year, month, day = page.published.split("-")
    abstract = "".join(
        f'<AbstractText Label="{escape(heading.upper())}">{escape(text)}</AbstractText>'
        for heading, text in page.parts
    )
    return (
        f'<PubmedArticle><MedlineCitation><PMID Version="1">{page.number}</PMID><Article>'
        f"<Journal><JournalIssue><PubDate><Year>{year}</Year>"
        f"<Month>{MONTHS[int(month) - 1]}</Month><Day>{day}</Day></PubDate></JournalIssue>"
        f"</Journal><ArticleTitle>{escape(page.title)}</ArticleTitle>"
        f"<Abstract>{abstract}</Abstract></Article></MedlineCitation></PubmedArticle>"
    )
