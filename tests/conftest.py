"""What every test stands on: no keys, no network but loopback, a data folder of its own."""

import ipaddress
import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from services.server import Services

os.environ["LANGGRAPH_STRICT_MSGPACK"] = "true"
os.environ["LANGSMITH_TRACING"] = "false"

# A shell that starts the tests in the background has them ignore Ctrl-C, and their children too.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# The same examples in every run: what fails here fails again. A busy machine is no failure.
settings.register_profile(
    "tests", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("tests")

FOREIGN_PREFIXES = (
    "WELLREAD_",
    "OPENAI_",
    "TAVILY_",
    "SEARXNG_",
    "LANGSMITH_",
    "LANGCHAIN_",
    "LANGGRAPH_",
)
FOREIGN_ENDINGS = ("_API_KEY", "_PROXY", "_proxy")


@pytest.fixture(autouse=True)
def own_environment(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> None:
    """No keys, settings or proxies of the developer, and a data folder of the test's own."""
    monkeypatch.setenv("WELLREAD_DATA_DIR", str(tmp_path_factory.mktemp("data")))
    if request.node.get_closest_marker("live"):
        return
    for name in list(os.environ):
        foreign = name.startswith(FOREIGN_PREFIXES) or name.endswith(FOREIGN_ENDINGS)
        if foreign and name != "WELLREAD_DATA_DIR":
            monkeypatch.delenv(name)
    monkeypatch.setenv("LANGGRAPH_STRICT_MSGPACK", "true")
    monkeypatch.setenv("LANGSMITH_TRACING", "false")


@pytest.fixture(autouse=True)
def loopback_only(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Refuses every connection that would leave this machine; tests marked `live` may."""
    if request.node.get_closest_marker("live"):
        return
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def guarded_connect(self: socket.socket, address: object) -> None:
        _refuse_outside(self, address)
        connect(self, address)  # type: ignore[arg-type]

    def guarded_connect_ex(self: socket.socket, address: object) -> int:
        _refuse_outside(self, address)
        return connect_ex(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket.socket, "connect_ex", guarded_connect_ex)


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    """The doubles of models, search and web, with a fresh log at `tmp_path / "services.jsonl"`."""
    with Services(log_path=tmp_path / "services.jsonl") as running:
        yield running


def _refuse_outside(used: socket.socket, address: object) -> None:
    if used.family not in {socket.AF_INET, socket.AF_INET6} or not isinstance(address, tuple):
        return
    host = str(address[0])
    if host == "localhost":
        return
    try:
        if ipaddress.ip_address(host.partition("%")[0]).is_loopback:
            return
    except ValueError:
        pass
    raise RuntimeError(
        f"this test tried to reach {address!r}: tests may only connect to loopback. "
        "Use the `services` fixture, or mark the test `live`."
    )
