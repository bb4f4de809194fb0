"""A small HTTP server on loopback for the tests of this folder."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from wellread.settings import Settings


@dataclass
class Answer:
    """What one path gives."""

    body: bytes = b"<html><body><h1>Hello</h1><p>A page with some words.</p></body></html>"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "text/html"})
    endless: bool = False
    silent: bool = False


@dataclass
class Site:
    """A running server: what it was asked, and where it listens."""

    port: int = 0
    pages: dict[str, Answer] = field(default_factory=dict)
    requests: list[bytes] = field(default_factory=list)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    serving: set[asyncio.Task[None]] = field(default_factory=set)

    def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.serving.add(asyncio.create_task(self._serve(reader, writer)))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            request = await reader.readuntil(b"\r\n\r\n")
            self.requests.append(request)
            await self._answer(request.split(b" ")[1].decode(), reader, writer)
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    async def _answer(
        self, path: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        answer = self.pages.get(path, Answer(b"", 404))
        head = [f"HTTP/1.1 {answer.status} X", *(f"{k}: {v}" for k, v in answer.headers.items())]
        if not answer.endless:
            head.append(f"Content-Length: {len(answer.body) + answer.silent}")
        writer.write("\r\n".join((*head, "", "")).encode() + answer.body)
        await writer.drain()
        while answer.endless:
            writer.write(b"x" * 10_000)
            await writer.drain()
        if answer.silent:
            await reader.read()


@asynccontextmanager
async def running_site(
    pages: Mapping[str, Answer] | None = None, *, tls: ssl.SSLContext | None = None
) -> AsyncIterator[Site]:
    """A site on a free loopback port."""
    site = Site(pages=dict(pages or {}))
    server = await asyncio.start_server(site.accept, "127.0.0.1", 0, ssl=tls)
    site.port = server.sockets[0].getsockname()[1]
    try:
        yield site
    finally:
        server.close()
        await asyncio.gather(*site.serving)


def settings(**values: object) -> Settings:
    """Settings that no environment or file of the machine reaches into."""
    return Settings.model_construct(**{**Settings.model_construct().__dict__, **values})
