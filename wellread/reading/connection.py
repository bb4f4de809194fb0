"""One request over one connection, closed whatever happens to it."""

import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Protocol, cast

import httpx


class _Stream(Protocol):
    async def aclose(self) -> None: ...


@asynccontextmanager
async def answer_to(
    address: str, request: httpx.Request, tls: ssl.SSLContext
) -> AsyncIterator[httpx.Response]:
    """The answer to `request` from the IP address `address`, its body not yet read.

    The certificate must be that of the request's host, though the connection goes to the address.
    No proxy, no cookies, and no connection is kept: a kept one would be shared by all hosts of
    its address.

    Raises:
        httpx.TransportError: no connection, or it broke.
    """
    host = request.url.host
    request.headers.setdefault("Host", request.url.netloc.decode("ascii"))
    request.extensions["sni_hostname"] = host.rstrip(".")
    request.url = request.url.copy_with(host=f"[{address}]" if ":" in address else address)
    async with AsyncExitStack() as opened:

        async def note(event: str, details: dict[str, object]) -> None:
            # httpcore forgets a connection whose TLS handshake is cancelled; it would stay open.
            if event == "connection.connect_tcp.complete":
                opened.push_async_callback(cast("_Stream", details["return_value"]).aclose)

        request.extensions["trace"] = note
        transport = httpx.AsyncHTTPTransport(verify=tls, trust_env=False)
        await opened.enter_async_context(transport)
        answer = await transport.handle_async_request(request)
        answer.request = request
        opened.push_async_callback(answer.aclose)
        yield answer
