"""The settings and the archive that the routes share, opened when first used."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from wellread.archive.contract import Archive
from wellread.archive.opening import open_configured
from wellread.settings import Settings, load_settings


class Stores:
    """One archive for all routes of a process."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._settings: Settings | None = None
        self._archive: Archive | None = None

    async def settings(self) -> Settings:
        """The operator's settings, read once."""
        if self._settings is None:
            self._settings = await asyncio.to_thread(load_settings)
        return self._settings

    async def archive(self) -> Archive:
        """The archive of the data folder."""
        async with self._lock:
            if self._archive is None:
                self._archive = await open_configured(await self.settings())
            return self._archive

    async def close(self) -> None:
        """Closes what was opened."""
        async with self._lock:
            if self._archive is not None:
                await self._archive.close()
                self._archive = None


stores = Stores()


@asynccontextmanager
async def closed_at_the_end(_app: FastAPI) -> AsyncIterator[None]:
    """The app's lifespan: what the routes opened is closed when the server stops."""
    try:
        yield
    finally:
        await stores.close()
