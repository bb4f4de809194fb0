from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from models.house import House

from wellread.archive.sqlite import open_archive


@pytest.fixture
async def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    monkeypatch.chdir(tmp_path)
    house = House(await open_archive(tmp_path / "archive.db"))
    yield house
    await house.close()
