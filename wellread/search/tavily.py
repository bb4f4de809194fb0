"""Tavily, the web search: `tavily-python` asked for results with their pages' text."""

import asyncio
import ssl
from http import HTTPStatus
from typing import TYPE_CHECKING

from wellread.domain import SearchHit
from wellread.errors import SearchError, SettingsError
from wellread.filters import NO_FILTERS, SearchFilters
from wellread.search.fields import is_web_address, text_of
from wellread.search.keys import checked_address, key_of
from wellread.search.retry_after import retry_after_s
from wellread.settings import Settings
from wellread.tls import service_tls

if TYPE_CHECKING:
    import httpx

_MAX_RESULTS = 20
"""The service refuses more."""
_TIMEOUT_S = 40.0
_REMEDIES = {
    400: "the service did not accept the request",
    401: "check TAVILY_API_KEY",
    403: "the key may not do this; check the plan at Tavily",
    429: "too many searches at once; lower WELLREAD_MAX_SEARCHES_AT_ONCE if this goes on",
    432: "the plan's searches are used up; raise it at Tavily or use --no-web",
    433: "the pay-as-you-go limit is reached; raise it at Tavily or use --no-web",
}


class TavilySearch:
    """The web through Tavily's basic search. Every search costs money."""

    name = "tavily"
    max_query_chars = 400
    local = False
    min_interval_s = 0.0

    def __init__(self, settings: Settings, *, timeout_s: float = _TIMEOUT_S) -> None:
        """Takes key, address and price from `settings`; connects to nothing.

        Raises:
            SettingsError: the key is missing or malformed, or the address is no http address.
        """
        key = key_of(settings.tavily_api_key, "TAVILY_API_KEY")
        if not key:
            raise SettingsError("searching the web needs a key: set TAVILY_API_KEY or use --no-web")
        base_url = settings.tavily_base_url
        if base_url:
            checked_address(base_url, "TAVILY_BASE_URL")
        self._key = key
        self._base_url = base_url
        self._timeout_s = timeout_s
        self._cost_usd = settings.tavily_cost_usd

    @property
    def cost_usd(self) -> float:
        """USD for one basic search."""
        return self._cost_usd

    async def search(
        self, query: str, max_results: int, filters: SearchFilters = NO_FILTERS
    ) -> tuple[SearchHit, ...]:
        """At most `max_results` (and 20) hits with the pages' text; costs one basic search.

        Raises:
            SearchError: not reached, refused, or answered with something else than results;
                transient for 429, 5xx, time-outs, broken connections and broken JSON.
        """
        if max_results < 1:
            return ()
        answer = await self._ask(query, min(max_results, _MAX_RESULTS), filters)
        return hits_of(answer)[:max_results]

    async def _ask(self, query: str, max_results: int, filters: SearchFilters) -> object:
        context = await asyncio.to_thread(preload_tavily)
        import httpx
        from tavily import AsyncTavilyClient  # type: ignore[import-untyped]
        from tavily.errors import TimeoutError as TavilyTimeout  # type: ignore[import-untyped]

        # A client of our own: Tavily's drops the Retry-After header with its exceptions.
        http = httpx.AsyncClient(verify=context, event_hooks={"response": [_refuse_errors]})
        try:
            async with http, asyncio.timeout(self._timeout_s):
                client = AsyncTavilyClient(self._key, api_base_url=self._base_url, client=http)
                return await client.search(
                    query,
                    search_depth="basic",
                    max_results=max_results,
                    include_raw_content="markdown",
                    timeout=self._timeout_s,
                    **_asked(filters),
                )
        except (TavilyTimeout, TimeoutError) as error:
            raise SearchError(
                f"tavily did not answer within {self._timeout_s:g} s: try again later",
                service="tavily",
                transient=True,
            ) from error
        except httpx.HTTPError as error:
            raise SearchError(
                f"tavily was not reached ({type(error).__name__}: {error}): check the network"
                " and TAVILY_BASE_URL",
                service="tavily",
                transient=True,
            ) from error
        except ValueError as error:
            raise _broken("it is no JSON") from error


def hits_of(answer: object) -> tuple[SearchHit, ...]:
    """The hits in a decoded answer; results without a web address are left out.

    Raises:
        SearchError: there is no list of results.
    """
    results = answer.get("results") if isinstance(answer, dict) else None
    if not isinstance(results, list):
        raise _broken("it holds no list of results")
    hits = (_hit(result) for result in results if isinstance(result, dict))
    return tuple(hit for hit in hits if is_web_address(hit.address))


def preload_tavily() -> ssl.SSLContext:
    """Imports the library and reads the certificates: slow the first time, so in a thread."""
    import tavily  # noqa: F401 - loaded here so that it does not block the event loop

    return service_tls()


async def _refuse_errors(response: "httpx.Response") -> None:
    status = response.status_code
    if status == HTTPStatus.OK:
        return
    await response.aread()
    is_server_fault = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    remedy = _REMEDIES.get(
        status, "try again later" if is_server_fault else "check TAVILY_BASE_URL"
    )
    detail = _detail(response)
    raise SearchError(
        f"tavily answered {status}{f' ({detail})' if detail else ''}: {remedy}",
        service="tavily",
        transient=is_server_fault or status == HTTPStatus.TOO_MANY_REQUESTS,
        retry_after_s=retry_after_s(response.headers),
    )


def _detail(response: "httpx.Response") -> str:
    try:
        body = response.json()
    except ValueError:
        return ""
    detail = body.get("detail") if isinstance(body, dict) else None
    told = detail.get("error") if isinstance(detail, dict) else detail
    return text_of(told)[:200]


def _asked(filters: SearchFilters) -> dict[str, object]:
    asked = {
        "include_domains": list(filters.domains),
        "exclude_domains": list(filters.exclude_domains),
        "start_date": str(filters.since or ""),
        "end_date": str(filters.until or ""),
    }
    return {name: value for name, value in asked.items() if value}


def _hit(result: dict[str, object]) -> SearchHit:
    return SearchHit(
        address=text_of(result.get("url")).strip(),
        title=text_of(result.get("title")),
        snippet=text_of(result.get("content")),
        published=text_of(result.get("published_date")),
        content=text_of(result.get("raw_content")),
    )


def _broken(what: str) -> SearchError:
    return SearchError(
        f"tavily's answer cannot be read, {what}: try again later",
        service="tavily",
        transient=True,
    )
