"""The JavaScript SDK as a client, in the way of Agent Chat UI."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from server.running import Server
from services.server import Services

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

FOLDER = Path(__file__).parent / "javascript"
QUESTION = "How is the Ellmouth tram network paid for, and what do its tickets cost?"


@pytest.fixture
def node() -> str:
    """The program that runs JavaScript, where the SDK is installed too."""
    found = shutil.which("node")
    if found is None:
        pytest.skip("Node is not installed")
    if not (FOLDER / "node_modules").exists():
        pytest.skip(f"the JavaScript SDK is not installed: run `npm ci` in {FOLDER}")
    return found


def test_a_chat_page_asks_remarks_rejects_edits_follows_up_and_reconnects(
    server: Server, services: Services, node: str
) -> None:
    ran = subprocess.run(
        [node, "chat.mjs", server.url, QUESTION],
        cwd=FOLDER, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert told["interrupted"] == told["afterRemark"] == 1
    assert told["decisions"] == ["approve", "edit", "reject"]
    assert {"phase", "branch", "section", "spent"} <= set(told["events"])
    assert told["branches"] == ["q1", "q2"]
    assert told["rounds"] == 0
    assert told["answer"].startswith(f"# {QUESTION}")
    assert told["followUp"] == "ai"
    assert told["joined"] > 0
    assert told["status"] == "success"
    assert services.log.count("model", "plan") >= 3
