"""What bodies and documents built to fill memory or time cost the door and the readers.

    python -m bench.bombs

Bodies are served on loopback and fetched with the usual limit of bytes and 2 s of time, all in one
process. Peak is what Python allocated at most while fetching, beyond the server's own body.
Documents are read as a folder's are, each by a process of its own where their format has one; peak
is then the most memory that this process held (Linux).
"""

import asyncio
import gzip
import sys
import time
import tracemalloc
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from documents import bombs, made

from bench.markdown import stamp, table
from wellread.errors import PageError
from wellread.reading import apart
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
        "zstd, 1 GB, not asked for": ("zstd", bombs.zstd(BOMB_BYTES)),
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


def documents() -> dict[str, tuple[str, bytes]]:
    """File name and bytes by what they are."""
    packages = {
        f"{ending}, a part of 250 MB": (f"a.{ending}", bombs.bomb(ending, 250_000_000))
        for ending in bombs.PARTS
    }
    return packages | {
        "docx, 20,000 parts": ("a.docx", bombs.many_parts("docx", 20_000)),
        "docx, 290 parts of 1 MB share their bytes": ("a.docx", bombs.shared(290, 1_000_000)),
        "docx, 260 parts quote each other": ("a.docx", bombs.quoted(260, 1_000_000)),
        "zip in zip, six deep, 100 MB": ("a.zip", bombs.nested(6, 100_000_000)),
        "docx with that zip in it": (
            "a.docx",
            made.with_part(
                bombs.sound("docx"), "word/embeddings/a.zip", bombs.nested(6, 100_000_000)
            ),
        ),
        "gzip, 1 GB, as a file": ("a.gz", packed(zlib.compressobj(9, wbits=31))),
        "zstd, 1 GB, as a file": ("a.zst", bombs.zstd(BOMB_BYTES)),
    }


def read(name: str, file: str, body: bytes) -> tuple[str, ...]:
    """One row: how reading it ended, seconds, and the peak in MB of the process that read it."""
    process = apart._Process()
    held_mb = 0.0
    began_s = time.monotonic()
    try:
        answer = process.answer(body, ("", None, file), apart.TIMEOUT_S)
        ended = str(answer.get("cause_kind", "read" if answer else "its process ended"))
        seconds = time.monotonic() - began_s
        status = Path(f"/proc/{process.pid}/status").read_text("utf-8")
        held_mb = int(status.partition("VmHWM:")[2].split()[0]) / 1_000
    finally:
        process.end()
    return name, f"{len(body):,}", ended, f"{seconds:.2f}", f"{held_mb:.0f}"


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
    print("\n## Documents\n\nA process that reads a small sound file is the first row.\n")
    sound = read("docx, sound", "a.docx", bombs.sound("docx"))
    read_rows = [sound, *(read(name, *file) for name, file in documents().items())]
    print(table(("document", "bytes", "ended as", "s", "peak MB"), read_rows, text=(0, 2)))


if __name__ == "__main__":
    asyncio.run(main())
