"""The one door to the network: every page is fetched here and by these rules.

Only http and https; every hop's host is resolved once and the connection goes to the address that
was checked; nothing private is reached unless the operator listed it; size and time are limited.
Nothing is retried here: the caller limits and repeats.
"""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

import httpx

from wellread.errors import PageError, PageProblem
from wellread.reading.answers import media_of, status_problem
from wellread.reading.connection import answer_to
from wellread.reading.inflate import Body, TooLarge
from wellread.reading.networks import is_host_name, is_public, lies_below, literal_of
from wellread.settings import Settings
from wellread.tls import page_tls

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
Allowed = Callable[[str], Awaitable[bool]]
"""Whether the site of an address lets programs read it."""
_MAX_REDIRECTS = 5
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_MAX_URL_CHARS = 4_000
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Fetched:
    """A page as it came, unpacked."""

    url: str
    final_url: str
    """Where the last redirect led."""
    media_type: str
    """Lower case, without parameters; empty where the server named none."""
    charset: str
    body: bytes


@dataclass(frozen=True)
class _Wish:
    """What was asked for."""

    url: str
    part_of: str
    allowed: Allowed | None


@dataclass(frozen=True)
class _Target:
    """One hop: an address that was taken apart and whose host was checked."""

    url: httpx.URL
    host: str
    port: int
    addresses: tuple[str, ...]


def preload_door() -> None:
    """Imports what fetching and reading a page take at first use; blocks."""
    import selectolax.lexbor  # noqa: F401 - loaded here so that no run waits for it

    httpx.AsyncHTTPTransport(verify=page_tls(), trust_env=False)


class Door:
    """Fetches pages from the public internet."""

    def __init__(
        self,
        settings: Settings,
        *,
        resolve: Resolve | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Takes the limits, and in place of the system's own a resolver and trusted roots."""
        self._timeout_s = settings.fetch_timeout_s
        self._max_bytes = settings.max_page_bytes
        self._allowed = frozenset(host.lower() for host in settings.allowed_private_hosts)
        self._ports = frozenset(settings.allowed_ports)
        self._open_hosts = tuple(host.lower() for host in settings.allowed_hosts)
        self._denied_hosts = tuple(host.lower() for host in settings.denied_hosts)
        self._resolve = resolve or _resolve
        self._tls = tls
        self._closed = False
        self._headers = {
            "User-Agent": f"wellread/{_own_version()} (+research assistant)",
            "Accept": "text/html,application/xhtml+xml,application/pdf,text/markdown,"
            "text/plain;q=0.9,*/*;q=0.1",
            "Accept-Encoding": "gzip, deflate",
            "Connection": "close",
        }

    async def fetch(
        self, url: str, *, part_of: str = "", allowed: Allowed | None = None
    ) -> Fetched:
        """The page at `url`, redirects followed and every hop checked.

        Args:
            url: http or https.
            part_of: the page whose script or data this is. Then any type is taken, and of the
                private hosts that the operator lists only the page's own: what lies there is not
                for the scripts of others.
            allowed: asked before each hop; see `robots`. None asks nobody.

        Raises:
            PageError: why it cannot be had, in `cause_kind`; `transient` where asking again may
                help.
        """
        host = _shown_host(url)
        if self._closed:
            raise PageError(
                f"{url!r} was asked for after the door was closed",
                service=host,
                cause_kind="refused",
            )
        try:
            async with asyncio.timeout(self._timeout_s):
                return await self._follow(_Wish(url, part_of, allowed))
        except TimeoutError as error:
            raise PageError(
                f"{url} took more than {self._timeout_s:g} s: take another source or raise "
                "fetch_timeout_s",
                service=host,
                cause_kind="timeout",
            ) from error

    async def close(self) -> None:
        """Lets no further page in; calling it twice is harmless."""
        self._closed = True

    async def _follow(self, wish: _Wish) -> Fetched:
        current = wish.url
        for _ in range(_MAX_REDIRECTS + 1):
            target = await self._checked(current, wish)
            if wish.allowed is not None and not await wish.allowed(current):
                raise PageError(
                    f"{current} may not be read by programs, as its site says in robots.txt: take "
                    "another source",
                    service=target.host,
                    cause_kind="robots",
                )
            answer = await self._ask_any(target, wish)
            if isinstance(answer, Fetched):
                return answer
            try:
                current = str(target.url.join(answer))
            except (httpx.InvalidURL, ValueError) as error:
                raise _forbidden(answer, "the redirect's address is malformed") from error
        raise PageError(
            f"{wish.url} redirects more than {_MAX_REDIRECTS} times: take another source",
            service=_shown_host(wish.url),
            cause_kind="unreachable",
        )

    async def _checked(self, url: str, wish: _Wish) -> _Target:
        """The hop `url`, its host resolved and every one of its addresses allowed."""
        parsed = _parsed(url)
        port, host = _port_of(parsed), _host_in(parsed)
        literal = literal_of(host)
        if not literal and not is_host_name(host):
            raise _forbidden(url, f"{host!r} is not a plain host name or address")
        allowed = self._allowed & _names(parsed)
        if why := self._closed_to(host, port, listed=bool(allowed)):
            raise PageError(
                f"{url[:300]!r} is not opened: {why}", service=host, cause_kind="forbidden_address"
            )
        if literal:
            addresses: Sequence[str] = (literal,)
        else:
            try:
                addresses = await self._resolve(host, port)
            except (OSError, UnicodeError) as error:
                raise _unreachable(url, f"its host cannot be resolved ({error})") from error
        if not addresses:
            raise _unreachable(url, "its host has no address")
        if wish.part_of:
            allowed &= _names(_parsed(wish.part_of))
        if not allowed:
            for address in addresses:
                if not is_public(address):
                    raise _forbidden(url, f"its host is {address}, which is not public")
        return _Target(parsed, host, port, tuple(dict.fromkeys(addresses)))

    def _closed_to(self, host: str, port: int, *, listed: bool) -> str:
        """Why the operator's settings keep this host or port shut; empty where they do not."""
        if lies_below(host, self._denied_hosts):
            return "its host is in denied_hosts"
        if self._open_hosts and not listed and not lies_below(host, self._open_hosts):
            return "its host is not in allowed_hosts"
        if port not in self._ports and not listed:
            return f"its port {port} is not in allowed_ports"
        return ""

    async def _ask_any(self, target: _Target, wish: _Wish) -> Fetched | str:
        """The page, or the address it redirects to, from the first address that answers."""
        failure: httpx.TransportError | None = None
        for address in target.addresses:
            try:
                return await self._ask(target, address, wish)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                failure = error
            except httpx.TransportError as error:
                reason = f"the connection broke ({error or type(error).__name__})"
                raise _unreachable(str(target.url), reason, again=True) from error
        raise _unreachable(str(target.url), f"no connection ({failure})") from failure

    async def _ask(self, target: _Target, address: str, wish: _Wish) -> Fetched | str:
        seconds = httpx.Timeout(self._timeout_s, connect=self._timeout_s / len(target.addresses))
        request = httpx.Request(
            "GET",
            target.url.copy_with(fragment=None),
            headers=self._headers,
            extensions={"timeout": seconds.as_dict()},
        )
        async with answer_to(address, request, await self._tls_context()) as answer:
            location = str(answer.headers.get("location", ""))
            if answer.status_code in _REDIRECTS and location:
                return location
            return await self._taken(answer, target, wish)

    async def _taken(self, answer: httpx.Response, target: _Target, wish: _Wish) -> Fetched:
        url = str(target.url)
        if problem := status_problem(answer.status_code, answer.headers, url, target.host):
            raise problem
        media_type, charset = media_of(answer.headers, target.url.path)
        if not (media_type.readable or wish.part_of):
            raise PageError(
                f"{url} is of type {media_type.name!r}, which cannot be read: take another source",
                service=target.host,
                cause_kind="unsupported_type",
            )
        body = await self._body(answer, url, target.host)
        return Fetched(wish.url, url, media_type.name, charset, body)

    async def _body(self, answer: httpx.Response, url: str, host: str) -> bytes:
        try:
            body = Body(answer.headers.get("content-encoding", "").strip().lower(), self._max_bytes)
            async for data in answer.aiter_raw():
                body.add(data)
        except TooLarge as error:
            raise PageError(
                f"{url} has more than {self._max_bytes} bytes: take another source or raise "
                "max_page_bytes",
                service=host,
                cause_kind="too_large",
            ) from error
        except ValueError as error:
            raise PageError(
                f"{url} cannot be unpacked: {error}", service=host, cause_kind="unreadable"
            ) from error
        return body.finish()

    async def _tls_context(self) -> ssl.SSLContext:
        if self._tls is None:
            self._tls = await asyncio.to_thread(page_tls)
        return self._tls


def _parsed(url: str) -> httpx.URL:
    odd = any(char.isspace() or char == "\\" or not char.isprintable() for char in url)
    if odd or len(url) > _MAX_URL_CHARS:
        raise _forbidden(url, "it holds characters or a length that no address has")
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError) as error:
        raise _forbidden(url, f"it is malformed ({error})") from error
    if parsed.scheme not in _PORTS:
        raise _forbidden(url, "only http and https are opened")
    if parsed.userinfo or "@" in parsed.netloc.decode("ascii", "replace"):
        raise _forbidden(url, "it carries a user name or password")
    if not parsed.host:
        raise _forbidden(url, "it names no host")
    return parsed


def _host_in(url: httpx.URL) -> str:
    return url.host.rstrip(".").lower()


def _port_of(url: httpx.URL) -> int:
    return url.port or _PORTS[url.scheme]


def _names(url: httpx.URL) -> frozenset[str]:
    """The ways in which an operator may list the host of an address."""
    host, port = _host_in(url), _port_of(url)
    return frozenset((host, f"{host}:{port}", f"[{host}]:{port}"))


def _shown_host(url: str) -> str:
    try:
        return httpx.URL(url).host or url[:100]
    except (httpx.InvalidURL, ValueError):
        return url[:100]


def _forbidden(url: str, why: str) -> PageError:
    return _problem(
        url,
        f"{url[:300]!r} is not opened: {why}. An operator may list hosts in allowed_private_hosts.",
        "forbidden_address",
    )


def _unreachable(url: str, why: str, *, again: bool = False) -> PageError:
    return _problem(url, f"{url} cannot be reached: {why}", "unreachable", again=again)


def _problem(url: str, message: str, kind: PageProblem, *, again: bool = False) -> PageError:
    return PageError(message, service=_shown_host(url), cause_kind=kind, transient=again)


def _own_version() -> str:
    try:
        return version("wellread")
    except PackageNotFoundError:
        return "0"


async def _resolve(host: str, port: int) -> Sequence[str]:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(str(entry[4][0]) for entry in found)
