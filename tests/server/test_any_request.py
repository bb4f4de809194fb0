"""Requests that nobody thought of, made up from the server's own description: none ends in a 500.

Schemathesis makes the same ones in every run, in the environment that `make schemathesis` builds.
"""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from server.running import ROOT, Server
from services.server import Services

from wellread.web.app import app

SCHEMATHESIS = ROOT / ".venv-schemathesis" / "bin" / "schemathesis"
TOKEN = "ada-token-0123456789"
KNOWN = "^/store/items/search$|/storage$"
"""Of langgraph-api 0.16.7: a 500 for `"namespace_prefix": null`, and a 501 by its own choice."""
AT_WORK = "runs|stream|history"
"""What starts runs, or answers for as long as they take."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(not SCHEMATHESIS.exists(), reason="`make schemathesis` has not been run"),
]


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory, doubles: Services) -> Iterator[Server]:
    """A server of its own, with a token: what is made up would be in the way of other tests."""
    environment = {**doubles.environment(), "WELLREAD_TOKENS": json.dumps({"ada": TOKEN})}
    server = Server(tmp_path_factory.mktemp("guarded"), environment)
    server.start()
    try:
        yield server
    finally:
        server.kill()


def made_up(folder: Path, schema: str, *more: str) -> subprocess.CompletedProcess[str]:
    """What came of requests made up from this description."""
    command = [str(SCHEMATHESIS), "run", schema, "--checks", "not_a_server_error", "--no-color"]
    phases = ["--phases", "examples,coverage,fuzzing", "--generation-deterministic"]
    sent = ["--header", f"X-Api-Key: {TOKEN}", "--request-timeout", "100", "--continue-on-failure"]
    return subprocess.run(
        [*command, *phases, *sent, *more], cwd=folder, capture_output=True, text=True, check=False
    )


def test_no_request_to_the_pages_routes_ends_in_a_500(guarded: Server, tmp_path: Path) -> None:
    (tmp_path / "own.json").write_text(json.dumps(app.openapi()))
    outcome = made_up(tmp_path, "own.json", "--url", guarded.url, "--max-examples", "10")
    assert outcome.returncode == 0, outcome.stdout
    assert f"Tested: {sum(map(len, app.openapi()['paths'].values()))}" in outcome.stdout


def test_no_request_to_threads_assistants_and_items_ends_in_a_500(
    guarded: Server, tmp_path: Path
) -> None:
    chosen = ["--include-path-regex", "^/(threads|assistants|store)"]
    left_out = ["--exclude-path-regex", f"{AT_WORK}|{KNOWN}"]
    schema = f"{guarded.url}/openapi.json"
    outcome = made_up(tmp_path, schema, *chosen, *left_out, "--max-examples", "2")
    assert outcome.returncode == 0, outcome.stdout
