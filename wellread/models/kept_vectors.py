"""Vectors that were computed once, kept in a file by the content of their text."""

import hashlib
import sqlite3
from array import array
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from wellread.models.contract import Vector
from wellread.settings import Settings

MAX_VECTORS = 200_000
"""The newest that stay: about 300 MB of those with 384 dimensions."""
_AT_ONCE = 500
_TABLE = """
    CREATE TABLE IF NOT EXISTS vectors (id INTEGER PRIMARY KEY, key BLOB UNIQUE, vector BLOB)
"""


def place_of_vectors(settings: Settings) -> Path:
    """The file in the data folder."""
    return settings.data_dir / "vectors.sqlite3"


class KeptVectors:
    """A file that several processes may use; without it, or where it fails, nothing is kept.

    A key is the hash of the model's name and the text, so neither can be read from the file.
    """

    def __init__(self, place: Path | None, model: str) -> None:
        self._place = place
        self._model = model

    def of(self, texts: Sequence[str]) -> dict[str, Vector]:
        """The kept ones by text; blocks."""
        keys = {self._key(text): text for text in texts}
        found: dict[str, Vector] = {}
        with suppress(sqlite3.Error), self._opened() as database:
            for wanted in _groups([*keys]):
                marks = ", ".join("?" * len(wanted))
                rows = database.execute(
                    f"SELECT key, vector FROM vectors WHERE key IN ({marks})",  # noqa: S608
                    wanted,
                )
                found |= {keys[key]: tuple(array("f", vector)) for key, vector in rows}
        return found

    def keep(self, vectors: Mapping[str, Vector]) -> None:
        """Keeps these, and forgets the oldest beyond `MAX_VECTORS`; blocks."""
        rows = [(self._key(text), array("f", one).tobytes()) for text, one in vectors.items()]
        with suppress(sqlite3.Error), self._opened() as database, database:
            database.executemany("INSERT OR IGNORE INTO vectors(key, vector) VALUES (?, ?)", rows)
            database.execute(
                "DELETE FROM vectors WHERE id <= (SELECT max(id) FROM vectors) - ?", (MAX_VECTORS,)
            )

    def _key(self, text: str) -> bytes:
        return hashlib.sha256(f"{self._model}\0{text}".encode("utf-8", "replace")).digest()

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        place = self._place or ":memory:"
        with closing(sqlite3.connect(place)) as database:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = OFF")  # what is lost is computed again
            database.execute(_TABLE)
            yield database


def _groups(keys: list[bytes]) -> Iterator[list[bytes]]:
    for start in range(0, len(keys), _AT_ONCE):
        yield keys[start : start + _AT_ONCE]
