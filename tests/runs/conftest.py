import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from runs.desk import Desk
from services.server import Services

from wellread.settings import load_settings

MEMORY_DISK = Path("/dev/shm")  # noqa: S108 - only data of a test, only for its time


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A data folder, in memory where there is such a place: these runs wait for no disk."""
    place = MEMORY_DISK if MEMORY_DISK.is_dir() else None
    with tempfile.TemporaryDirectory(dir=place, prefix="wellread-") as folder:
        yield Path(folder)


@pytest.fixture
def desk(services: Services, data_dir: Path) -> Desk:
    """With models and the web, both played by `services`."""
    flags = {**services.settings, "data_dir": data_dir, "model_tries": 1}
    return Desk(load_settings(flags))
