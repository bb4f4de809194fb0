"""One request to a search service: timed, bounded, and every failure told as a `SearchError`."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, NoReturn
from xml.etree.ElementTree import Element

from wellread.errors import SearchError
from wellread.reading.inflate import Body, TooLarge
from wellread.reading.xml import UnsafeXml, parsed_xml
from wellread.search.fields import object_at, text_of
from wellread.search.keys import checked_address
from wellread.search.retry_after import retry_after_s
from wellread.tls import service_tls

if TYPE_CHECKING:
    import httpx

TIMEOUT_S = 20.0
MAX_ANSWER_BYTES = 5_000_000
LONGEST_PASSING_WAIT_S = 300.0
"""A service that asks for a longer rest has no quota left: trying again would not help."""
_QUOTA_STATUSES = frozenset({402, 432, 433})
_DETAIL_CHARS = 200

Params = Mapping[str, str | int]


@dataclass(frozen=True)
class Service:
    """A search service over HTTP, as its adapter knows it."""

    name: str
    base_url: str
    url_setting: str
    key_setting: str = ""
    """The variable that holds its key; empty for services without one."""
    headers: Mapping[str, str] = field(default_factory=dict)
    remedies: Mapping[int, str] = field(default_factory=dict)
    """What to do about a status, where the common words do not fit."""
    contact: str = ""
    """Named in the user agent."""
    timeout_s: float = TIMEOUT_S

    def __post_init__(self) -> None:
        """Raises SettingsError for a wrong address, so that it is told before any search."""
        checked_address(self.base_url, self.url_setting)

    async def get_json(self, path: str, params: Params) -> object:
        """The decoded answer to a GET.

        Raises:
            SearchError: not reached, refused, or answered with something else than JSON.
        """
        return self._json(await self._ask("GET", path, params=params))

    async def post_json(self, path: str, body: Params) -> object:
        """The decoded answer to a POST of `body` as JSON; raises as `get_json` does."""
        return self._json(await self._ask("POST", path, body=body))

    async def get_xml(self, path: str, params: Params) -> Element:
        """The root of the XML document that a GET gives; raises as `get_json` does."""
        data = await self._ask("GET", path, params=params)
        try:
            return await asyncio.to_thread(parsed_xml, data)
        except UnsafeXml as error:
            raise self.broken(f"it is no XML that may be read ({error})") from error

    def broken(self, what: str) -> SearchError:
        """The error for an answer that is there and makes no sense."""
        return SearchError(
            f"{self.name}'s answer cannot be read, {what}: try again later",
            service=self.name,
            transient=True,
        )

    def late(self) -> SearchError:
        """The error for no answer in time."""
        return SearchError(
            f"{self.name} did not answer within {self.timeout_s:g} s: try again later",
            service=self.name,
            transient=True,
        )

    def unreached(self, error: Exception) -> SearchError:
        """The error for a connection that could not be made or broke."""
        return SearchError(
            f"{self.name} was not reached ({type(error).__name__}): check the network and "
            f"{self.url_setting}",
            service=self.name,
            transient=True,
        )

    def refuse(self, status: int, headers: Mapping[str, str], data: bytes) -> NoReturn:
        """Raises what a status other than 200 means.

        Transient are 5xx, and 429 unless the service wants a rest of more than five minutes.
        """
        wait_s = retry_after_s(headers)
        is_busy = status == HTTPStatus.TOO_MANY_REQUESTS and _is_passing(wait_s)
        detail = _detail(data)
        remedy = self.remedies.get(status) or self._remedy(status, wait_s)
        raise SearchError(
            f"{self.name} answered {status}{f' ({detail})' if detail else ''}: {remedy}",
            service=self.name,
            transient=is_busy or status >= HTTPStatus.INTERNAL_SERVER_ERROR,
            retry_after_s=wait_s,
        )

    def _json(self, data: bytes) -> object:
        try:
            return json.loads(data)
        except (ValueError, RecursionError) as error:
            raise self.broken("it is no JSON") from error

    async def _ask(
        self, method: str, path: str, *, params: Params | None = None, body: Params | None = None
    ) -> bytes:
        context = await asyncio.to_thread(service_tls)
        import httpx

        headers = {
            "User-Agent": user_agent(self.contact),
            "Accept-Encoding": "gzip, deflate",
            **self.headers,
        }
        client = httpx.AsyncClient(
            verify=context, trust_env=False, timeout=self.timeout_s, headers=headers
        )
        url = self.base_url.rstrip("/") + path
        try:
            async with (
                asyncio.timeout(self.timeout_s),
                client,
                client.stream(method, url, params=params, json=body) as response,
            ):
                data = await _whole(response)
                if response.status_code != HTTPStatus.OK:
                    self.refuse(response.status_code, response.headers, data)
                return data
        except (TimeoutError, httpx.TimeoutException) as error:
            raise self.late() from error
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise self.unreached(error) from error
        except TooLarge as error:
            raise self.broken(f"it has more than {MAX_ANSWER_BYTES:,} bytes") from error
        except ValueError as error:
            raise self.broken(str(error)) from error

    def _remedy(self, status: int, wait_s: float | None) -> str:
        if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
            return f"check {self.key_setting or self.url_setting}"
        if status == HTTPStatus.TOO_MANY_REQUESTS and not _is_passing(wait_s):
            return "its searches are used up for now; raise the quota or name another provider"
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            return "too many searches at once; lower WELLREAD_MAX_SEARCHES_AT_ONCE if this goes on"
        if status in _QUOTA_STATUSES:
            return "its quota is used up; raise it there or name another provider"
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return "try again later"
        return f"check {self.url_setting}, or name another provider"


def user_agent(contact: str = "") -> str:
    """Who asks: the program, its version, and at whose address it can be reached."""
    try:
        own_version = version("wellread")
    except PackageNotFoundError:
        own_version = "0"
    told = "".join(letter for letter in contact if letter.isascii() and letter.isprintable())
    return f"wellread/{own_version} (+research assistant{f'; {told}' if told else ''})"


async def _whole(response: "httpx.Response") -> bytes:
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    body = Body(encoding, MAX_ANSWER_BYTES)
    async for piece in response.aiter_raw():
        body.add(piece)
    return body.finish()


def _is_passing(wait_s: float | None) -> bool:
    """Whether a rest of this length is one to wait for."""
    return wait_s is None or wait_s <= LONGEST_PASSING_WAIT_S


def _detail(data: bytes) -> str:
    """What a service says about its refusal; nothing where it does not say it in known fields."""
    try:
        body: object = json.loads(data)
    except (ValueError, RecursionError):
        return ""
    whole = object_at(body)
    for part in (object_at(whole, "error"), object_at(whole, "detail"), whole):
        for name in ("detail", "message", "error", "info"):
            if told := " ".join(text_of(part.get(name)).split()):
                return told[:_DETAIL_CHARS]
    return ""
