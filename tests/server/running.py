"""The real `langgraph dev` as a process, and what a client of it does."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from langgraph_sdk import get_client
from langgraph_sdk.client import LangGraphClient

ROOT = Path(__file__).resolve().parents[2]
GRAPH = "wellread"
PATIENCE_S = 120
"""For a start, an answer, an end: only what hangs takes so long, also on a busy machine."""
LOCAL = {
    "PYTHONPATH": ".",
    "LANGGRAPH_CLI_NO_ANALYTICS": "1",
    "LANGGRAPH_NO_VERSION_CHECK": "1",
    "LANGSMITH_TRACING": "false",
    "LANGSMITH_TRACING_V2": "false",
    "LANGGRAPH_STRICT_MSGPACK": "true",  # a developer's own; langgraph.json overrules it
}
PORTS = iter(range(20_000 + os.getpid() % 120 * 100, 32_000))
Values = dict[str, Any]


def langgraph_dev(port: int) -> list[str]:
    """The command of `make studio`."""
    return [
        str(Path(sys.executable).parent / "langgraph"), "dev", "--no-browser", "--no-reload",
        "--n-jobs-per-worker", "4", "--port", str(port),
    ]  # fmt: skip


class Server:
    """A server in a folder of its own, which stands for the checkout.

    The folder links to the checkout's code and `langgraph.json`, so the server's `.langgraph_api`
    and the developer's `.env` stay out of each other's way.
    """

    def __init__(
        self,
        folder: Path,
        environment: dict[str, str],
        command: Callable[[int], list[str]] = langgraph_dev,
        probe: str = "/ok",
    ) -> None:
        self._folder = folder
        self._command = command
        self._probe = probe
        self._log = folder / "server.log"
        for name in ("agents", "graph", "langgraph.json", "wellread"):
            (folder / name).symlink_to(ROOT / name)
        self._environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "WELLREAD_DATA_DIR": str(folder / "data"),
            **LOCAL,
            **environment,
        }
        self._port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address; the same after a restart."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def data_dir(self) -> Path:
        """Where the server keeps its archive."""
        return self._folder / "data"

    @property
    def log(self) -> str:
        """What the server has written so far."""
        return self._log.read_text(errors="replace")

    def client(self, token: str | None = None) -> LangGraphClient:
        """A client; use it with `async with`."""
        return get_client(url=self.url, api_key=token, timeout=PATIENCE_S)

    @property
    def pid(self) -> int:
        """The process that serves."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Returns when the server answers."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command(self._port),
                cwd=self._folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + PATIENCE_S
        while not self._answers():
            assert self._process.poll() is None, f"the server ended at its start:\n{self.log}"
            assert time.monotonic() < deadline, f"the server does not answer:\n{self.log}"

    def kill(self, *, forget: bool = False) -> None:
        """`kill -9`. With `forget`, as if it had come before the server wrote its threads down."""
        self._end(signal.SIGKILL)
        if forget:
            for written in (self._folder / ".langgraph_api").iterdir():
                written.unlink()

    def stop(self) -> int:
        """Ctrl-C; the exit code."""
        return self._end(signal.SIGINT)

    def _end(self, how: signal.Signals) -> int:
        assert self._process is not None
        if self._process.poll() is None:
            os.killpg(self._process.pid, how)
        return self._process.wait(timeout=PATIENCE_S)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}{self._probe}", timeout=PATIENCE_S):  # noqa: S310  our own
                return True
        except OSError:
            time.sleep(0.1)
            return False


def _free_port() -> int:
    """A port that stays free until the server, or the one after a restart, has it.

    The system gives none of these away by itself (Linux: 32768 and up), and hardly any other test
    process looks among the same hundred.
    """
    for port in PORTS:
        with socket.socket() as tried, suppress(OSError):
            tried.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("no port is free")


async def started(client: LangGraphClient, given: Values, **options: object) -> str:
    """The id of a new thread whose run has come to a plan that waits, or to its end."""
    thread = await client.threads.create()
    context: Values = dict(options)
    await client.runs.wait(
        thread["thread_id"], GRAPH, input=given, context=context or None, durability="sync"
    )
    return thread["thread_id"]


async def kept(client: LangGraphClient, values: Values, as_node: str) -> str:
    """A new thread with this state."""
    thread_id = (await client.threads.create(graph_id=GRAPH))["thread_id"]
    await client.threads.update_state(thread_id, values, as_node=as_node)
    return thread_id


async def values_of(client: LangGraphClient, thread_id: str) -> Values:
    """The thread's state, in which no branch may have failed because it blocked the event loop."""
    state = await client.threads.get_state(thread_id)
    values = state["values"]
    assert isinstance(values, dict)
    assert "BlockingError" not in str(values.get("failures"))
    return values


async def waiting(client: LangGraphClient, thread_id: str) -> Values:
    """The one interrupt of a thread that waits for approval: `id` and `value`."""
    thread = await client.threads.get(thread_id)
    assert thread["status"] == "interrupted"
    [interrupt] = [each for task in thread["interrupts"].values() for each in task]
    return dict(interrupt)


async def answer(client: LangGraphClient, thread_id: str, decision: Values) -> Values:
    """The thread's state after this decision on the plan that waits."""
    interrupt = await waiting(client, thread_id)
    await client.runs.wait(
        thread_id,
        GRAPH,
        command={"resume": {interrupt["id"]: {"decisions": [decision]}}},
        durability="sync",
    )
    return await values_of(client, thread_id)


async def error_of(client: LangGraphClient, given: Values, **options: object) -> str:
    """The words in which a run on a new thread fails."""
    thread = await client.threads.create()
    context: Values = dict(options)
    ended = await client.runs.wait(
        thread["thread_id"], GRAPH, input=given, context=context or None, raise_error=False
    )
    assert isinstance(ended, dict)
    return str(ended["__error__"]["message"])
