"""Wellread as a process of its own, to be killed at a chosen moment."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

from doubles.paid import asked, of_entry, stored
from services.server import Services

ROOT = Path(__file__).resolve().parents[2]
POLL_S = 0.03
QUIET_POLLS = 8
DEADLINE_S = 120.0
"""Only what hangs takes so long, also on a busy machine."""
TASKS = Path("/proc/self/task")


class Wellread:
    """Starts `wellread` in an empty folder, with a data folder of its own."""

    def __init__(
        self,
        services: Services,
        home: Path,
        data_dir: Path | None = None,
        environment: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        home.mkdir(exist_ok=True)
        self.home = home
        self.data_dir = data_dir or home / "data"
        self._environment = {
            **os.environ,
            **services.environment(),
            "WELLREAD_DATA_DIR": str(self.data_dir),
            "WELLREAD_MODEL_TRIES": "1",
            "PYTHONPATH": str(ROOT),
            **environment,
        }

    @contextmanager
    def started(self, *arguments: str, code: str = "") -> Iterator[subprocess.Popen[str]]:
        """A running process; with `code`, Python that calls `main()` by itself."""
        command = [sys.executable, *(["-c", code] if code else ["-m", "wellread"]), *arguments]
        with subprocess.Popen(
            command,
            cwd=self.home,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as process:
            try:
                yield process
            finally:
                process.kill()

    def run(
        self, *arguments: str, code: str = "", timeout_s: float = DEADLINE_S
    ) -> subprocess.CompletedProcess[str]:
        """A process that has ended."""
        with self.started(*arguments, code=code) as process:
            stdout, stderr = process.communicate(timeout=timeout_s)
        return subprocess.CompletedProcess(arguments, process.returncode, stdout, stderr)


def until(condition: Callable[[], bool], what: str) -> None:
    """Returns when the condition holds."""
    deadline_s = time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < deadline_s, f"{what} did not come"
        time.sleep(POLL_S)


def until_quiet(services: Services, data_dir: Path, pid: int) -> None:
    """Returns when all but held requests are answered, kept, and the process makes no more."""
    seen, quiet = -1, 0

    def is_quiet() -> bool:
        nonlocal seen, quiet
        entries = services.log.entries()
        settled = all(entry.held or entry.status is not None for entry in entries)
        kept = settled and {of_entry(entry) for entry in entries if entry.status == 200} <= stored(
            data_dir
        )
        quiet = quiet + 1 if kept and len(entries) == seen and _sleeps(pid) else 0
        seen = len(entries)
        return quiet >= QUIET_POLLS

    until(is_quiet, "a quiet moment")


def _sleeps(pid: int) -> bool:
    """Whether no thread of the process is at work, or would be if there were a processor for it."""
    if not TASKS.exists():  # no Linux
        return True
    try:
        told = [each.read_text() for each in Path(f"/proc/{pid}/task").glob("*/stat")]
    except OSError:  # a thread has ended just now
        return False
    return {each.rpartition(") ")[2][0] for each in told} == {"S"}


def asked_again(services: Services, kept: set[tuple[str, str]], after: int) -> list[str]:
    """What was kept and asked once more since entry number `after`, for messages."""
    return sorted(
        f"{kind} {what[:200]}" for kind, what in kept & asked(services, after=after).keys()
    )
