"""What bodies built to fill memory or time cost the door, one process for all.

    python -m bench.bombs

Each is served on loopback and fetched with the usual limit of bytes and 2 s of time. Peak is what
Python allocated at most while fetching, beyond the server's own body.
"""

import asyncio
import gzip
import time
import tracemalloc
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bench.markdown import stamp, table
from wellread.errors import PageError
from wellread.reading.door import Door
from wellread.settings import Settings, load_settings

TIMEOUT_S = 2.0
PAUSE_S = 0.1
BOMB_BYTES = 1_000_000_000


def packed(compressor: "zlib._Compress") -> bytes:
    """A gigabyte of zeros, packed piece by piece."""
    piece = bytes(10_000_000)
    parts = [compressor.compress(piece) for _ in range(BOMB_BYTES // len(piece))]
    return b"".join((*parts, compressor.flush()))


def bodies() -> dict[str, tuple[str, bytes]]:
    """Content encoding and body by name; an empty body never ends."""
    once = packed(zlib.compressobj(9, wbits=31))
    return {
        "gzip, 1 GB": ("gzip", once),
        "deflate, 1 GB": ("deflate", packed(zlib.compressobj(9))),
        "raw deflate, 1 GB": ("deflate", packed(zlib.compressobj(9, wbits=-15))),
        "gzip in gzip, 1 GB": ("gzip, gzip", gzip.compress(once)),
        "gzip members, 1 GB": ("gzip", gzip.compress(bytes(10_000_000)) * 100),
        "brotli, not asked for": ("br", once),
        "zstd, not asked for": ("zstd", once),
        "endless": ("", b""),
        "one byte in 0.1 s": ("", b""),
        "one byte of the head in 0.1 s": ("", b""),
    }


@asynccontextmanager
async def serving(name: str, encoding: str, body: bytes) -> AsyncIterator[int]:
    """The port at which the body is served."""
    head = f"HTTP/1.1 200 X\r\nContent-Type: text/html\r\nContent-Encoding: {encoding}\r\n"

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(head.encode() + (b"X: " if "head" in name else b"\r\n") + body)
            await writer.drain()
            while not body:
                writer.write(b"x" * (1 if "0.1" in name else 100_000))
                await writer.drain()
                await asyncio.sleep(PAUSE_S if "0.1" in name else 0)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await asyncio.sleep(3 * PAUSE_S)  # until a slow answer has seen that nobody listens


async def measured(name: str, encoding: str, body: bytes, settings: Settings) -> tuple[str, ...]:
    """One row: how it ended, seconds, and the peak in MB."""
    async with serving(name, encoding, body) as port:
        door = Door(settings)
        tracemalloc.start()
        began_s = time.monotonic()
        try:
            await door.fetch(f"http://127.0.0.1:{port}/")
            ended = "read"
        except PageError as error:
            ended = error.cause_kind
        seconds = time.monotonic() - began_s
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return name, f"{len(body):,}", ended, f"{seconds:.2f}", f"{peak / 1e6:.1f}"


async def main() -> None:
    """Fetches them one after the other and prints the table."""
    flags = {"fetch_timeout_s": TIMEOUT_S, "allowed_private_hosts": ("127.0.0.1",)}
    settings = load_settings(flags)
    rows = [await measured(name, *body, settings) for name, body in bodies().items()]
    heads = ("body", "bytes sent", "ended as", "s", "peak MB")
    print(f"# Bodies built to fill memory or time\n\n{stamp()}\n")
    bounds = f"At most {settings.max_page_bytes:,} bytes of a page, {TIMEOUT_S:g} s"
    print(f"{bounds}; 0 bytes sent is a body without an end.\n")
    print(table(heads, rows, text=(0, 2)))


if __name__ == "__main__":
    asyncio.run(main())
