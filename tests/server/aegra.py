"""Two real aegra workers on PostgreSQL and Redis, in the environment that `make aegra` builds."""

import socket
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from archive.postgres_places import URL, ask, refusal
from server.running import ROOT, Server

PYTHON = ROOT / ".venv-aegra" / "bin" / "python"
REDIS = ("127.0.0.1", 6379)
TIMES_S = {
    "LEASE_DURATION_SECONDS": 15,
    "HEARTBEAT_INTERVAL_SECONDS": 2,
    "REAPER_INTERVAL_SECONDS": 2,
}
"""How soon a killed worker's runs are another's: later than a busy machine may hold up one at work.
aegra's own times are longer."""


class Workers:
    """Two workers with one job queue and one database."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        name = f"wellread_{uuid.uuid4().hex[:12]}"
        self.database = name
        shared = {
            **{variable: str(seconds) for variable, seconds in TIMES_S.items()},
            "DATABASE_URL": place(name),
            "WELLREAD_DATABASE_URL": place(name),
            "REDIS_BROKER_ENABLED": "true",
            "REDIS_URL": f"redis://{REDIS[0]}:{REDIS[1]}/0",
            "REDIS_CHANNEL_PREFIX": f"{name}:run:",
            "WORKER_QUEUE_KEY": f"{name}:jobs",
            "WORKER_COUNT": "1",
            "AEGRA_CONFIG": "langgraph.json",
            "AEGRA_CHECKPOINT_DURABILITY": "sync",
            "LANGGRAPH_STRICT_MSGPACK": "false",
            **environment,
        }
        self.both: list[Server] = []
        for which in ("first", "second"):
            (folder / which).mkdir()
            self.both.append(Server(folder / which, shared, _command, "/live"))

    @contextmanager
    def running(self) -> Iterator["Workers"]:
        """Both at work, on a database that is dropped at the end."""
        ask(f"CREATE DATABASE {self.database}")
        try:
            for worker in self.both:  # the first makes the tables
                worker.start()
            yield self
        finally:
            for worker in self.both:
                worker.kill()
            ask(f"DROP DATABASE {self.database} WITH (FORCE)")

    def runs_of(self, worker: Server) -> set[str]:
        """The runs that a worker is at."""
        rows = ask(
            "SELECT run_id, claimed_by FROM runs WHERE status = 'running'",
            place(self.database),
        )
        mark = f"-{worker.pid}-worker-"
        return {str(row["run_id"]) for row in rows if mark in str(row["claimed_by"])}

    def busier_first(self) -> list[Server]:
        """Both, the one that is at more runs before the other."""
        return sorted(self.both, key=lambda worker: len(self.runs_of(worker)), reverse=True)

    def wait_for_answers(self, but: int) -> None:
        """Until all paid calls are answered and committed, `but` so many that are held."""
        while True:
            [row] = ask(
                "SELECT COUNT(*) AS open FROM wellread.ledger WHERE status = 'reserved'",
                place(self.database),
            )
            if int(str(row["open"])) <= but:
                return
            time.sleep(0.05)

    def paid_twice(self) -> list[str]:
        """Calls in the ledger that were answered more than once."""
        rows = ask(
            "SELECT key FROM wellread.ledger WHERE status = 'answered' "
            "GROUP BY key HAVING COUNT(*) > 1",
            place(self.database),
        )
        return [str(row["key"]) for row in rows]


def place(database: str) -> str:
    """The address of a database on the tests' PostgreSQL."""
    return urlsplit(URL)._replace(path=f"/{database}").geturl()


def need_aegra() -> None:
    """Skips where something is missing that `.ci/run` installs."""
    for reason in (missing(), refusal()):
        if reason:
            pytest.skip(reason)


@cache
def missing() -> str:
    """What aegra lacks on this machine besides PostgreSQL; empty where all is there."""
    if not PYTHON.exists():
        return "there is no environment for aegra: run `make aegra`"
    try:
        socket.create_connection(REDIS, timeout=2).close()
    except OSError as error:
        return f"no Redis answers at {REDIS[0]}:{REDIS[1]}: {error}"
    return ""


def _command(port: int) -> list[str]:
    return [str(PYTHON), "-m", "uvicorn", "aegra_api.main:app", "--port", str(port)]
