"""Tells a test when a caller has found that another opening of the archive makes its call."""

import asyncio
import threading
from collections.abc import Set
from typing import Literal

import pytest

from wellread.archive import reservations
from wellread.archive.contract import PaidAnswer, PaidCall
from wellread.archive.database import Connection


class Waits:
    """Watches every reservation of this process."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._seen = threading.Event()
        self._reserve = reservations.reserve
        monkeypatch.setattr(reservations, "reserve", self._watched)

    async def one(self) -> None:
        """Waits until a caller waits."""
        assert await asyncio.to_thread(self._seen.wait, 60)

    async def _watched(
        self,
        connection: Connection,
        asked: PaidCall,
        place: reservations.Reservation,
        flying: Set[str],
    ) -> PaidAnswer | Literal["reserved", "busy"]:
        found = await self._reserve(connection, asked, place, flying)
        if found == "busy":
            self._seen.set()
        return found
