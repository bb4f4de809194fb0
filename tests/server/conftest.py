"""One real server for all tests here, and the doubles that it reaches."""

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from langgraph_sdk.client import LangGraphClient
from server.running import Server
from services.server import Services


@pytest.fixture(scope="session")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of documents that the server's operator allows."""
    return tmp_path_factory.mktemp("documents")


@pytest.fixture(scope="session")
def doubles(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """The doubles of models, search and web, for as long as the server runs."""
    with Services(log_path=tmp_path_factory.mktemp("services") / "log.jsonl") as running:
        yield running


@pytest.fixture(scope="session")
def running(
    tmp_path_factory: pytest.TempPathFactory, doubles: Services, documents: Path
) -> Iterator[Server]:
    """The server; it stops without a word when it is told to."""
    environment = {
        **doubles.environment(),
        "WELLREAD_ALLOWED_FOLDERS": json.dumps([str(documents)]),
        "WELLREAD_EMBEDDING_MODEL": "openai:text-embedding-3-small",
    }
    server = Server(tmp_path_factory.mktemp("checkout"), environment)
    server.start()
    try:
        yield server
        assert server.stop() == 0
    finally:
        server.kill()


@pytest.fixture
def services(doubles: Services) -> Iterator[Services]:
    """The doubles with an empty log and no faults."""
    doubles.model.forget_scripts()
    doubles.log.clear()
    yield doubles
    doubles.faults.release()


@pytest.fixture
def server(running: Server, services: Services) -> Iterator[Server]:
    """The server; whatever a test does, nothing may block the event loop it runs in."""
    before = len(running.log)
    yield running
    assert "Blocking call" not in running.log[before:]


@pytest.fixture
async def client(server: Server) -> AsyncIterator[LangGraphClient]:
    """A client of the server."""
    async with server.client() as connected:
        yield connected
