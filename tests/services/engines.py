"""The search services beside Tavily, each in its own answer shape, over the small world.

Each lies below its own name, as `/brave/res/v1/web/search`: the base address that a setting takes
ends with the name. For the log and the faults a request is a `search` whose purpose is the name.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from services import scholars, webs

Params = dict[str, str]
Addresses = dict[int, str]


@dataclass(frozen=True)
class Engine:
    """One path of a service."""

    name: str
    path: str
    answer: Callable[[Params, Addresses], str]
    query: str = "q"
    """The parameter that holds the query."""
    key: str = ""
    """The header or parameter that holds the key."""
    needs_key: bool = False
    wrong_key_status: int = 401
    bad_status: int = 400
    fault_of: Callable[[Params], str] = lambda _: ""
    """What is wrong with a request; empty for nothing."""
    error: Callable[[int, str], str] = lambda _, message: json.dumps({"message": message})
    media_type: str = "application/json"


@dataclass(frozen=True)
class Asked:
    """A request to an engine."""

    engine: Engine
    params: Params
    key: str

    def refused(self, right_key: str | None) -> tuple[int, str] | None:
        """Status and words of a refusal that is no fault on purpose."""
        if self.key or self.engine.needs_key:
            is_right = self.key == right_key if right_key else self.key
            if not is_right or self.key.startswith("wrong"):
                return self.engine.wrong_key_status, "The provided key is invalid."
        fault = self.engine.fault_of(self.params)
        return (self.engine.bad_status, fault) if fault else None


ENGINES = (
    Engine(
        name="brave",
        path="/brave/res/v1/web/search",
        answer=webs.brave,
        key="x-subscription-token",
        needs_key=True,
        wrong_key_status=422,
        bad_status=422,
        fault_of=webs.brave_fault,
        error=webs.brave_error,
    ),
    Engine(
        name="serper",
        path="/serper/search",
        answer=webs.serper,
        key="x-api-key",
        needs_key=True,
        wrong_key_status=403,
        error=webs.serper_error,
    ),
    Engine(
        name="searxng",
        path="/searxng/search",
        answer=webs.searxng,
        bad_status=403,
        fault_of=webs.searxng_fault,
        error=lambda status, _: f"<!doctype html><title>{status} Forbidden</title>",
    ),
    Engine(
        name="duckduckgo",
        path="/duckduckgo/html/",
        answer=webs.duckduckgo,
        error=lambda status, _: f"<html><body>{status}</body></html>",
        media_type="text/html; charset=UTF-8",
    ),
    Engine(
        name="arxiv",
        path="/arxiv/api/query",
        answer=scholars.arxiv,
        query="search_query",
        error=lambda _, message: message,
        media_type="application/atom+xml; charset=utf-8",
    ),
    Engine(
        name="openalex",
        path="/openalex/works",
        answer=scholars.openalex,
        query="search",
        key="api_key",
        fault_of=scholars.openalex_fault,
        error=scholars.openalex_error,
    ),
    Engine(
        name="pubmed",
        path="/pubmed/entrez/eutils/esearch.fcgi",
        answer=scholars.esearch,
        query="term",
        key="api_key",
        wrong_key_status=400,
        error=scholars.eutils_error,
    ),
    Engine(
        name="pubmed",
        path="/pubmed/entrez/eutils/efetch.fcgi",
        answer=scholars.efetch,
        query="id",
        key="api_key",
        wrong_key_status=400,
        error=scholars.eutils_error,
        media_type="text/xml; charset=UTF-8",
    ),
    Engine(
        name="wikipedia",
        path="/wikipedia/w/api.php",
        answer=scholars.wikipedia,
        query="gsrsearch",
        error=lambda _, message: message,
    ),
)
BY_PATH = {engine.path: engine for engine in ENGINES}


def asked(path: str, headers: dict[str, str], body: bytes) -> Asked | None:
    """The request as its engine reads it; None where the path belongs to no engine."""
    parts = urlsplit(path)
    engine = BY_PATH.get(parts.path)
    if engine is None:
        return None
    params = dict(parse_qsl(parts.query, keep_blank_values=True))
    if headers.get("content-type", "").startswith("application/json"):
        params |= {name: str(value) for name, value in json.loads(body).items()}
    else:
        params |= dict(parse_qsl(body.decode(), keep_blank_values=True))
    key = headers.get(engine.key) or params.get(engine.key, "")
    return Asked(engine, params, key)


def base_urls(url: str) -> dict[str, str]:
    """Settings by which no provider looks for its service outside."""
    names = ("brave", "serper", "duckduckgo", "arxiv", "openalex", "pubmed", "wikipedia")
    return {f"{name}_base_url": f"{url}/{name}" for name in names}


def settings(url: str) -> dict[str, str]:
    """Settings with which every provider but Tavily works, on the engines at `url`."""
    keys = {"brave_api_key": "test-key", "serper_api_key": "test-key"}
    return {**base_urls(url), **keys, "searxng_url": f"{url}/searxng"}
