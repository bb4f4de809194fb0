"""What a long measurement has found so far, one JSON line each, so that a stopped one goes on."""

import os
import platform
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from threading import Lock
from typing import Generic, TypeVar

from pydantic import BaseModel

R = TypeVar("R", bound=BaseModel)


def commit() -> str:
    """The commit that is measured, marked where files differ from it."""
    described = subprocess.run(
        ["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False
    )
    return described.stdout.strip() or "unknown"


def machine() -> str:
    """System, Python and cores of this measurement."""
    return (
        f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} cores, "
        f"load {os.getloadavg()[1]:.1f}"
    )


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

    @property
    def stamp(self) -> str:
        """The line that stands above a table."""
        return f"commit {self._commit}, {machine()}"


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; the first column is text, the rest are figures."""
    lines = [f"| {' | '.join(heads)} |", "| --- |" + " ---: |" * (len(heads) - 1)]
    lines += [f"| {' | '.join(str(cell) for cell in row)} |" for row in rows]
    return "\n".join(lines)
