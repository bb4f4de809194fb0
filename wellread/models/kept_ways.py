"""The way in which each model takes questions, once found out, kept for the next processes."""

import time
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from pydantic import ValidationError

from wellread.domain import sha256_of
from wellread.models.ways import Way
from wellread.settings import Settings

KEPT_S = 24 * 3600
"""Seconds after which a model is tried by its best way again: servers learn."""


class KeptWays:
    """Small files in the data folder; where they fail, every process finds out by itself.

    A name is the hash of model, address and settings, so none can be read from it.
    """

    def __init__(self, settings: Settings) -> None:
        self._folder = settings.data_dir / "ways"
        self._address = settings.openai_base_url

    def of(self, model: str, first: Way) -> Way | None:
        """The easier way that is known to work where `first` would be tried; blocks."""
        place = self._place(model, first)
        with suppress(OSError, ValidationError):
            if time.time() - place.stat().st_mtime < KEPT_S:
                return Way.model_validate_json(place.read_bytes())
        return None

    def keep(self, model: str, first: Way, way: Way) -> None:
        """Keeps the way that worked; blocks."""
        place = self._place(model, first)
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile("w", dir=self._folder, delete=False) as file:
                file.write(way.model_dump_json())
            Path(file.name).replace(place)

    def _place(self, model: str, first: Way) -> Path:
        return self._folder / f"{sha256_of([model, self._address, first.model_dump()])[:32]}.json"
