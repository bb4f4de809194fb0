"""What a long measurement has found so far, one JSON line each, so that a stopped one goes on."""

from pathlib import Path
from threading import Lock
from typing import Generic, TypeVar

from pydantic import BaseModel

from bench.markdown import commit

R = TypeVar("R", bound=BaseModel)


class Kept(Generic[R]):
    """A file of records of one kind; lines of another commit are left out."""

    def __init__(self, path: Path, kind: type[R]) -> None:
        self._path = path
        self._lock = Lock()
        self._commit = commit()
        self.records: list[R] = []
        if path.exists():
            lines = (line.split(" ", 1) for line in path.read_text(encoding="utf-8").splitlines())
            self.records = [
                kind.model_validate_json(line) for of, line in lines if of == self._commit
            ]

    def add(self, record: R) -> None:
        """Writes a record at once; safe to use from any thread."""
        with self._lock:
            self.records.append(record)
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8") as file:
                file.write(f"{self._commit} {record.model_dump_json()}\n")
