"""From an address to a stored snapshot: looked up, fetched or loaded, cleaned, kept."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from wellread.archive.contract import Snapshots
from wellread.computing import compute
from wellread.domain import SearchHit, Snapshot
from wellread.errors import PageError
from wellread.evidence.origins import kind_of
from wellread.outside import Outside
from wellread.reading.addresses import canonical, host_of, is_web
from wellread.reading.apart import clean_apart, is_read_here
from wellread.reading.browser import Browser
from wellread.reading.clean import CleanText, tidy
from wellread.reading.corpora import Corpus
from wellread.reading.door import Door, Fetched
from wellread.reading.images import with_addresses
from wellread.reading.robots import Robots
from wellread.settings import Settings

RETRIEVED = ("retriever:", "mcp:")
"""Addresses of what a retriever or an MCP server gave: its text came along, nothing is opened."""
_ENOUGH_CONTENT_CHARS = 200
_CLEANING_TIMEOUT_S = 60.0
_CLEANED_AT_ONCE = 2
"""Of one run: more parsed pages in memory at a time would not be ready sooner."""


class Reader:
    """Reads pages and documents of one run, each once at a time, and stores what it read."""

    def __init__(
        self,
        settings: Settings,
        snapshots: Snapshots,
        door: Door | None,
        corpora: Sequence[Corpus] = (),
        outside: Outside | None = None,
        browser: Browser | None = None,
    ) -> None:
        """Takes what may be read.

        Args:
            settings: for how long a page counts as fresh.
            snapshots: where everything read is stored.
            door: the way into the web; None keeps the run off the network.
            corpora: the only places that `file:` and `library:` addresses may lead to.
            outside: limits and repeats fetches over the whole process.
            browser: shows pages that are empty until their scripts have run.
        """
        self._page_ttl = timedelta(seconds=settings.page_ttl_s)
        self._snapshots = snapshots
        self._door = door
        self._corpora = tuple(corpora)
        self._outside = outside
        self._browser = browser
        self._reading: dict[str, asyncio.Task[Snapshot]] = {}
        self._cleaning = asyncio.Semaphore(_CLEANED_AT_ONCE)
        self._allowed = Robots(door).allow if door and settings.respect_robots else None

    async def read(
        self, address: str, *, asked_at: datetime, hit: SearchHit | None = None
    ) -> Snapshot:
        """The stored snapshot of what stands at `address`.

        A page read within `page_ttl_s` before `asked_at` is not fetched again. Its snapshot
        carries the address that redirects led to. A page that cannot be had is replaced by the
        text that came with `hit`, where that is long enough (media type `text/plain;
        from=search`). Callers who ask for the same address at the same time share one reading.

        Raises:
            PageError: it cannot be read, or this run may not open it.
        """
        address = canonical(address)
        if address.startswith(RETRIEVED) and hit is not None and hit.content.strip():
            return await self._kept(address, _text_of(hit), asked_at)
        if not is_web(address):
            return await self._from_corpora(address, asked_at)
        try:
            return await self._shared(address, asked_at)
        except PageError as error:
            if hit is None or error.cause_kind == "forbidden_address":
                raise
            text = _text_of(hit)
            if len(text.text) < _ENOUGH_CONTENT_CHARS:
                raise
            return await self._kept(address, text, asked_at)

    async def _shared(self, address: str, asked_at: datetime) -> Snapshot:
        task = self._reading.get(address)
        if task is None:
            task = asyncio.create_task(self._page(address, asked_at))
            self._reading[address] = task
            task.add_done_callback(lambda done: self._forget(address, done))
        return await asyncio.shield(task)

    def _forget(self, address: str, task: asyncio.Task[Snapshot]) -> None:
        del self._reading[address]
        if not task.cancelled():
            # Marks the error as seen, for the case that every caller went away.
            task.exception()

    async def _page(self, address: str, asked_at: datetime) -> Snapshot:
        if self._door is None:
            raise PageError(
                f"{address} is on the web, and this run may not open the web: allow it with the "
                "run's sources",
                service=host_of(address),
                cause_kind="refused",
            )
        known = await self._snapshots.recall_page(address, asked_at - self._page_ttl)
        if known is not None:
            return known
        fetched = await self._fetched(self._door, address)
        text = await self._text_in(fetched)
        final = canonical(fetched.final_url)
        snapshot = await self._kept(final, text, asked_at)
        for name in dict.fromkeys((address, final)):
            await self._snapshots.remember_page(name, snapshot.id, asked_at)
        return snapshot

    async def _fetched(self, door: Door, address: str) -> Fetched:
        if self._outside is None:
            return await door.fetch(address, allowed=self._allowed)
        return await self._outside.call(
            "fetch", host_of(address), lambda: door.fetch(address, allowed=self._allowed)
        )

    async def _text_in(self, page: Fetched) -> CleanText:
        """The page's text; only an empty shell is shown by a browser."""
        try:
            return await self._cleaned(page)
        except PageError as error:
            if error.cause_kind != "needs_scripts":
                raise
            if self._browser is None:
                raise PageError(
                    f"{error} Or install a browser for such pages: Chromium and "
                    "`pip install 'wellread[browser]'`",
                    service=error.service,
                    cause_kind="needs_scripts",
                ) from error
            body = await self._browser.rendered(page.final_url)
            return await self._cleaned(
                replace(page, body=body, media_type="text/html", charset="utf-8")
            )

    async def _cleaned(self, page: Fetched) -> CleanText:
        host = host_of(page.final_url)
        try:
            async with self._cleaning, asyncio.timeout(_CLEANING_TIMEOUT_S):
                here = is_read_here(page.body, page.media_type, page.final_url)
                return await (compute if here else asyncio.to_thread)(
                    clean_apart, page.body, page.media_type, page.charset, page.final_url
                )
        except TimeoutError as error:
            raise PageError(
                f"{page.final_url} takes more than {_CLEANING_TIMEOUT_S:g} s to clean: take "
                "another source",
                service=host,
                cause_kind="unreadable",
            ) from error
        except PageError as error:
            raise PageError(
                f"{page.final_url}: {error}", service=host, cause_kind=error.cause_kind
            ) from error

    async def _from_corpora(self, address: str, asked_at: datetime) -> Snapshot:
        for corpus in self._corpora:
            if await asyncio.to_thread(corpus.holds, address):
                text = await asyncio.to_thread(corpus.load, address)
                return await self._kept(address, text, asked_at)
        raise PageError(
            f"{address[:300]!r} is not among this run's documents: nothing else is opened",
            service="documents",
            cause_kind="refused",
        )

    async def _kept(self, address: str, text: CleanText, read_at: datetime) -> Snapshot:
        snapshot = Snapshot(
            id=Snapshot.id_of(address, text.text),
            address=address,
            title=text.title,
            author=text.author,
            published=text.published,
            kind=kind_of(address),
            media_type=text.media_type,
            read_at=read_at,
            text=text.text,
            page_starts=text.page_starts,
            place_names=text.place_names,
            images=with_addresses(text.images, address),
        )
        await self._snapshots.put(snapshot)
        return snapshot


def _text_of(hit: SearchHit) -> CleanText:
    return CleanText(
        title=hit.title,
        published=hit.published,
        text=tidy(hit.content),
        media_type="text/plain; from=search",
    )
