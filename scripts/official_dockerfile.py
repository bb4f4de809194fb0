"""A Dockerfile for LangGraph's own server: `python scripts/official_dockerfile.py OUT`.

It is what `langgraph dockerfile` makes of langgraph.json, but for two things. That server keeps
checkpoints in its PostgreSQL, so the SQLite file is left out. What the extras bring along is named
as packages, since the configuration can name no extra.
"""

import json
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def official_config() -> dict[str, object]:
    """langgraph.json for LangGraph's own server."""
    config: dict[str, object] = json.loads((ROOT / "langgraph.json").read_text(encoding="utf-8"))
    del config["checkpointer"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    # Names alone: the Dockerfile hands them to a shell without quotes.
    wanted = {re.split(r"[^\w.-]", each)[0] for each in (*extras["postgres"], *extras["server"])}
    return {**config, "dependencies": [".", *sorted(wanted - {"langgraph-cli"})]}


def write_dockerfile(out: Path) -> None:
    """Writes the Dockerfile; build it from the root of the checkout."""
    with tempfile.NamedTemporaryFile(
        "w", dir=ROOT, prefix=".langgraph-", suffix=".json", encoding="utf-8"
    ) as file:
        json.dump(official_config(), file)
        file.flush()
        command = [str(Path(sys.executable).parent / "langgraph"), "dockerfile"]
        subprocess.run([*command, "--config", file.name, str(out)], check=True)  # noqa: S603


if __name__ == "__main__":
    write_dockerfile(Path(sys.argv[1]))
