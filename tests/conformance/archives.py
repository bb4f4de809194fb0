"""The archives under test and what the tests put into them.

A new archive joins by one more entry in `MAKERS`; a maker opens the same storage again each time.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from archive.postgres_places import URL, own_schema

from wellread.archive.contract import Archive, PaidAnswer, PaidCall
from wellread.archive.postgres import open_postgres
from wellread.archive.sqlite import open_archive
from wellread.domain import Snapshot

Maker = Callable[[], Awaitable[Archive]]
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@contextmanager
def sqlite_maker(folder: Path) -> Iterator[Maker]:
    yield lambda: open_archive(folder / "archive.db")


@contextmanager
def postgres_maker(folder: Path) -> Iterator[Maker]:
    with own_schema() as schema:
        yield lambda: open_postgres(URL, schema=schema)


MAKERS: dict[str, Callable[[Path], AbstractContextManager[Maker]]] = {
    "sqlite": sqlite_maker,
    "postgres": postgres_maker,
}


class Till:
    """Counts the calls that were really made; each answer names its number."""

    def __init__(self, cost_usd: float | None = 0.01) -> None:
        self.made = 0
        self.cost_usd = cost_usd
        self.open = asyncio.Event()
        self.open.set()
        self.arrivals: asyncio.Queue[int] = asyncio.Queue()

    async def __call__(self) -> PaidAnswer:
        self.made += 1
        self.arrivals.put_nowait(self.made)
        body = f"answer {self.made}"
        await self.open.wait()
        return PaidAnswer(body=body, cost_usd=self.cost_usd, prompt_tokens=10, completion_tokens=5)


def call(text: str = "{}", **fields: object) -> PaidCall:
    given: dict[str, object] = {
        "kind": "model",
        "service": "openai:m",
        "turn_id": "turn",
        "role": "plan",
        "request": text,
        "worst_cost_usd": 0.02,
    }
    return PaidCall.model_validate(given | fields)


def snapshot(text: str = "Tea is a drink.", address: str = "https://e.org/tea") -> Snapshot:
    return Snapshot(
        id=Snapshot.id_of(address, text),
        address=address,
        title="Tea",
        read_at=NOON,
        text=text,
        page_starts=(0, 4),
    )
