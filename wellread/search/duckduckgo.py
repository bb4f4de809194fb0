"""DuckDuckGo without any key: its page without scripts, as the package `ddgs` reads it."""

import asyncio
import math
from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING

from wellread.domain import SearchHit
from wellread.errors import SearchError, SettingsError
from wellread.filters import NO_FILTERS, SearchFilters
from wellread.search.fields import is_web_address, text_of, web_hits
from wellread.search.http import TIMEOUT_S, Service
from wellread.search.queries import first_and_last, with_sites
from wellread.settings import Settings

if TYPE_CHECKING:
    from ddgs.results import TextResult

_NO_RESULT = "no-result"
"""Stands in the classes of the page that says so; a page with neither is no answer."""
_CHALLENGE = "anomaly-modal"
_CHALLENGED = 202
_REGIONS = {
    "de": "de-de", "en": "us-en", "es": "es-es", "fr": "fr-fr", "it": "it-it", "nl": "nl-nl",
    "pl": "pl-pl", "pt": "pt-pt", "ru": "ru-ru", "sv": "se-sv", "ja": "jp-jp", "zh": "cn-zh",
}  # fmt: skip


class DuckDuckGoSearch:
    """The web through DuckDuckGo's first page of results. Free, and soon tired of many searches."""

    name = "duckduckgo"
    max_query_chars = 400
    local = False
    min_interval_s = 1.5
    """Faster callers are soon shown a page that asks whether they are human."""
    cost_usd = 0.0

    def __init__(self, settings: Settings, *, timeout_s: float = TIMEOUT_S) -> None:
        """Takes the address from `settings`; connects to nothing.

        Raises:
            SettingsError: the address is no http address.
        """
        self._service = Service(
            name=self.name,
            base_url=settings.duckduckgo_base_url,
            url_setting="WELLREAD_DUCKDUCKGO_BASE_URL",
            timeout_s=timeout_s,
        )

    async def search(
        self, query: str, max_results: int, filters: SearchFilters = NO_FILTERS
    ) -> tuple[SearchHit, ...]:
        """At most `max_results` hits of the first page.

        Raises:
            SearchError: not reached, refused, asked whether we are human, or answered with
                something else than results.
            SettingsError: the package is not installed.
        """
        if max_results < 1:
            return ()
        sent = with_sites(query, filters, self.max_query_chars)
        results = await asyncio.to_thread(self._results, sent, filters)
        return web_hits(map(_hit, results), max_results)

    def _results(self, query: str, filters: SearchFilters) -> "list[TextResult]":
        """Uses the engine itself: `DDGS().text` says that nothing was found when it was refused."""
        try:
            import primp
            from ddgs.engines.duckduckgo import Duckduckgo
            from lxml.etree import LxmlError
        except ImportError as error:
            raise SettingsError(
                "searching with duckduckgo needs the package ddgs: install wellread[duckduckgo] "
                "or name another provider"
            ) from error
        service = self._service
        engine = Duckduckgo(timeout=math.ceil(service.timeout_s))
        span = first_and_last(filters)
        payload = engine.build_payload(
            query=query,
            region=_REGIONS.get(filters.only_language, "wt-wt"),
            safesearch="moderate",
            timelimit=f"{span[0]}..{span[1]}" if span else None,
        )
        url = f"{service.base_url.rstrip('/')}/html/"
        client = engine.http_client.client
        try:
            answer = client.post(url, data=payload, timeout=service.timeout_s)
            self._check(answer.status_code, answer.headers, answer.text)
            results = engine.post_extract_results(engine.extract_results(answer.text))
        except primp.TimeoutError as error:
            raise service.late() from error
        except primp.PrimpError as error:
            raise service.unreached(error) from error
        except LxmlError as error:
            raise service.broken("it is no page") from error
        if not any(is_web_address(result.href) for result in results) and (
            _NO_RESULT not in answer.text
        ):
            raise service.broken("it is no page of results")
        return results

    def _check(self, status: int, headers: Mapping[str, str], page: str) -> None:
        if status == _CHALLENGED or _CHALLENGE in page:
            raise SearchError(
                "duckduckgo asks whether we are human: wait some minutes, search less often, or "
                "name another provider",
                service=self.name,
            )
        if status != HTTPStatus.OK:
            self._service.refuse(status, headers, b"")


def _hit(result: "TextResult") -> SearchHit:
    return SearchHit(
        address=text_of(result.href).strip(),
        title=text_of(result.title),
        snippet=text_of(result.body),
    )
