"""Answers of the searches of the whole web: Brave, Serper, SearXNG, DuckDuckGo."""

import html
import json
import re

from services import world

OPERATOR = re.compile(r"-?\bsite:\S+|\bOR\b")


def brave(params: dict[str, str], addresses: dict[int, str]) -> str:
    """Brave's web search; without results the part `web` is missing."""
    query, count = params["q"], int(params.get("count", "20"))
    results = [
        {
            "title": page.title,
            "url": addresses[page.number],
            "is_source_local": False,
            "is_source_both": False,
            "description": world.snippet(page, query),
            "page_age": f"{page.published}T00:00:00",
            "profile": {"name": "Ellmouth Gazette", "url": addresses[page.number]},
            "language": "en",
            "family_friendly": True,
            "type": "search_result",
            "subtype": "generic",
        }
        for _, page in world.search(_words(query), count)
    ]
    answer = {
        "type": "search",
        "query": {"original": query, "more_results_available": len(results) == count},
        "mixed": {"type": "mixed", "main": [], "top": [], "side": []},
    }
    web = {"type": "search", "results": results, "family_friendly": True}
    return json.dumps(answer | ({"web": web} if results else {}))


def brave_fault(params: dict[str, str]) -> str:
    """Brave's limits."""
    query, count = params.get("q", ""), int(params.get("count", "20"))
    if not query or len(query) > 400 or len(query.split()) > 50 or not 1 <= count <= 20:
        return "Unable to validate request parameter(s)"
    return ""


def brave_error(status: int, message: str) -> str:
    """An error as Brave words it."""
    error = {"id": "double", "status": status, "code": "ERROR", "detail": message, "meta": {}}
    return json.dumps({"type": "ErrorResponse", "error": error, "time": 1_700_000_000})


def serper(params: dict[str, str], addresses: dict[int, str]) -> str:
    """Serper's search."""
    query = params["q"]
    organic = [
        {
            "title": page.title,
            "link": addresses[page.number],
            "snippet": world.snippet(page, query),
            "date": page.published,
            "position": position,
        }
        for position, (_, page) in enumerate(
            world.search(_words(query), int(params.get("num", "10"))), start=1
        )
    ]
    told = {"q": query, "type": "search", "engine": "google"}
    return json.dumps({"searchParameters": told, "organic": organic, "credits": 1})


def serper_error(status: int, message: str) -> str:
    """An error as Serper words it."""
    return json.dumps({"message": message, "statusCode": status})


def searxng(params: dict[str, str], addresses: dict[int, str]) -> str:
    """A page of SearXNG's results, ten at most."""
    query = params["q"]
    results = [
        {
            "template": "default.html",
            "url": addresses[page.number],
            "title": page.title,
            "content": world.snippet(page, query),
            "publishedDate": f"{page.published}T00:00:00",
            "thumbnail": "",
            "engine": "brave",
            "engines": ["brave", "mojeek"],
            "positions": [1, 2],
            "score": score,
            "category": "general",
        }
        for score, page in world.search(_words(query), 10)
    ]
    return json.dumps(
        {
            "query": query,
            "number_of_results": 0,
            "results": results,
            "answers": [],
            "corrections": [],
            "infoboxes": [],
            "suggestions": [],
            "unresponsive_engines": [["google", "CAPTCHA"]] if query == "mute" else [],
        }
    )


def searxng_fault(params: dict[str, str]) -> str:
    """An instance refuses a format that its settings do not name."""
    return "" if params.get("format") == "json" else "Forbidden"


def duckduckgo(params: dict[str, str], addresses: dict[int, str]) -> str:
    """DuckDuckGo's page without scripts, ten results at most."""
    query = params["q"]
    found = world.search(_words(query), 10)
    results = "".join(
        _result(page, addresses[page.number], world.snippet(page, query)) for _, page in found
    )
    if query == "are you human":
        results = '<div class="anomaly-modal__title">Unfortunately, bots use DuckDuckGo too.</div>'
    elif not found:
        results = (
            '<div class="result results_links result--no-result">'
            '<div class="links_main links_deep result__body"><h2 class="result__title">'
            '<div class="no-results">No results.</div></h2></div></div>'
        )
    return (
        f"<!DOCTYPE html><html><head><title>{html.escape(query)} at DuckDuckGo</title></head>"
        f'<body class="body--html"><div id="links" class="results">{results}</div></body></html>'
    )


def _result(page: world.Page, address: str, snippet: str) -> str:
    title, text = html.escape(page.title), html.escape(snippet)
    return (
        '<div class="result results_links results_links_deep web-result">'
        '<div class="links_main links_deep result__body"><h2 class="result__title">'
        f'<a rel="nofollow" class="result__a" href="{address}">{title}</a></h2>'
        f'<a class="result__snippet" href="{address}">{text}</a>'
        '<div class="clear"></div></div></div>'
    )


def _words(query: str) -> str:
    return OPERATOR.sub(" ", query)
