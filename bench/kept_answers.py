"""What a killed process has left: its answers in the archive, and whether the databases are whole.

SQLite files are looked at as copies, so that the process that goes on is the first to open them.
"""

import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from archive.postgres_places import ask
from doubles.paid import Paid, of_rows

ANSWERED = "SELECT call, ended_at FROM ledger WHERE status = 'answered'"
PAGES = "SELECT DISTINCT address FROM pages"
Commits = dict[Paid, str]
"""What is answered, with the time (ISO, UTC) of its commit; empty for pages."""


class KeptAnswers:
    """The archive of one run, in its data folder or in a PostgreSQL database."""

    def __init__(self, data_dir: Path, database_url: str = "") -> None:
        self._data_dir = data_dir
        self._database_url = database_url

    def has_begun(self) -> bool:
        """Whether a run is noted."""
        return bool(self._rows("SELECT id FROM runs"))

    def commits(self) -> Commits:
        """The answers and pages that are kept."""
        found = {
            paid: ended_at
            for call, ended_at in self._rows(ANSWERED)
            for paid in of_rows([call], [])
        }
        pages = of_rows([], [address for (address,) in self._rows(PAGES)])
        return found | dict.fromkeys(pages, "")

    def faults(self) -> list[str]:
        """What `PRAGMA integrity_check` says of each SQLite file, where it is not well."""
        found = []
        for path in sorted(self._data_dir.glob("*.sqlite3")):
            for (told,) in self._of_copy(path, "PRAGMA integrity_check"):
                if told != "ok":
                    found.append(f"{path.name}: {told}")
        return found

    def _rows(self, sql: str) -> list[tuple[str, ...]]:
        if self._database_url:
            if not ask("SELECT 1 FROM pg_namespace WHERE nspname = 'wellread'", self._database_url):
                return []
            rows = ask(sql.replace(" FROM ", " FROM wellread."), self._database_url)
            return [tuple(row) for row in rows]
        path = self._data_dir / "archive.sqlite3"
        return self._of_copy(path, sql) if path.exists() else []

    def _of_copy(self, path: Path, sql: str) -> list[tuple[str, ...]]:
        with tempfile.TemporaryDirectory() as folder:
            log = path.with_name(f"{path.name}-wal")
            for part in (path, log):
                if part.exists():
                    shutil.copy(part, folder)
            with closing(sqlite3.connect(Path(folder) / path.name)) as copy:
                try:
                    return list(copy.execute(sql).fetchall())
                except sqlite3.OperationalError as error:
                    if "no such table" in str(error):  # killed before its first transaction
                        return []
                    raise
