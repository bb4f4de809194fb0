"""The settings and the archive that the routes share, opened when first used."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from fastapi import FastAPI, HTTPException

from graph.preloading import preload
from wellread.archive.contract import Archive
from wellread.archive.opening import open_configured
from wellread.archive.readers import is_of
from wellread.domain import Question
from wellread.errors import SettingsError
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

    async def archive_for(self, user: str, turn: Question) -> Archive:
        """The archive for what a user wants to know or note of a turn.

        Raises:
            HTTPException: 409, the turn that stands in the user's thread is another's.
        """
        archive = await self.archive()
        if not await is_of(user, turn.id, archive.journal):
            raise HTTPException(409, "The turn of this thread is another user's.")
        return archive

    async def close(self) -> None:
        """Closes what was opened."""
        async with self._lock:
            if self._archive is not None:
                await self._archive.close()
                self._archive = None


stores = Stores()


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
    """Warms the process up for its first run; closes what the routes opened when it stops."""
    warming = asyncio.create_task(_warm_up())
    try:
        yield
    finally:
        await warming
        await stores.close()


async def _warm_up() -> None:
    # Settings that do not fit are told to whoever asks, not to a server that starts.
    with suppress(SettingsError):
        await asyncio.to_thread(preload, await stores.settings())
