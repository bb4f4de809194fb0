"""`docs/studio.md` says what is so."""

import re
import subprocess
import sys

import pytest
from server.running import ROOT, Server

from graph.state import RunOptions
from wellread.events import BranchMoved, Failed, PhaseStarted, SectionMoved, Spent

PAGE = (ROOT / "docs" / "studio.md").read_text(encoding="utf-8")
TOLD = (PhaseStarted, BranchMoved, SectionMoved, Spent, Failed)


def test_every_option_of_a_run_is_told() -> None:
    assert [name for name in RunOptions.model_fields if f"`{name}`" not in PAGE] == []


@pytest.mark.parametrize("event", TOLD, ids=lambda event: event.__name__)
def test_every_event_and_its_fields_are_told(event: type[PhaseStarted]) -> None:
    kind = event.model_fields["type"].default
    [line] = [line for line in PAGE.splitlines() if line.startswith(f"| `{kind}` |")]
    assert re.findall(r"`(\w+)`", re.sub(r" \(.*?\)", "", line.split("|")[3])) == [
        name for name in event.model_fields if name != "type"
    ]


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_example_prints_a_report(server: Server) -> None:
    example = re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)[0]
    assert "http://127.0.0.1:2024" in example
    result = subprocess.run(
        [sys.executable, "-c", example.replace("http://127.0.0.1:2024", server.url)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert "q1 searching" in result.stdout
    assert "## How do context managers and the with statement work?" in result.stdout
    assert "# How do context managers and the with statement work?\n\n*" in result.stdout
    assert "library:python/" in result.stdout
