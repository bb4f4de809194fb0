"""What a team deploys is made from this project as it is."""

import re
import tomllib
from pathlib import Path

import pytest
from server.running import ROOT

from scripts.official_dockerfile import write_dockerfile

GUIDE = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
COMPOSE = (ROOT / "deploy" / "aegra" / "compose.yaml").read_text(encoding="utf-8")
DOCKERFILE = (ROOT / "deploy" / "aegra" / "Dockerfile").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_dockerfile_for_langgraphs_own_server_is_written(tmp_path: Path) -> None:
    write_dockerfile(tmp_path / "Dockerfile")
    text = (tmp_path / "Dockerfile").read_text(encoding="utf-8")
    assert "FROM langchain/langgraph-api:" in text
    assert {"LANGGRAPH_AUTH", "LANGGRAPH_HTTP", "LANGSERVE_GRAPHS"} <= set(
        re.findall(r"^ENV (\w+)=", text, re.MULTILINE)
    )
    assert "LANGGRAPH_CHECKPOINTER" not in text
    assert re.search(r"pip install .* asyncpg fastapi$", text, re.MULTILINE)


def test_what_the_image_copies_is_there() -> None:
    copied = re.findall(r"^COPY (.+) \S+$", DOCKERFILE, re.MULTILINE)
    assert [name for line in copied for name in line.split() if not (ROOT / name).exists()] == []


def test_no_secret_of_a_developer_comes_into_an_image() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert {"**/.env", ".git", ".langgraph_api"} <= set(ignored)


def test_the_guide_starts_aegra_as_the_image_does() -> None:
    settings = re.search(r"^ENV (AEGRA.+?[^\\])$", DOCKERFILE, re.MULTILINE | re.DOTALL)
    assert settings
    told = dict(re.findall(r"([A-Z_]+)=([\w.]+)(?= |$)", GUIDE, re.MULTILINE))
    for name, value in re.findall(r"([A-Z_]+)=([\w.]+)(?= |$)", settings[1], re.MULTILINE):
        assert told.get(name) == value, name


def test_every_variable_that_compose_needs_is_told() -> None:
    needed = set(re.findall(r"\$\{(\w+):\?", COMPOSE))
    assert needed == {"POSTGRES_PASSWORD", "WELLREAD_TOKENS"}
    assert [name for name in needed if f"{name}=" not in GUIDE] == []


def test_aegras_lock_agrees_with_its_requirements() -> None:
    lock = (ROOT / "deploy" / "aegra" / "requirements.lock").read_text(encoding="utf-8")
    pinned = set(re.findall(r"^([\w.-]+)==[^\n]*\\\n\s+--hash=sha256:", lock, re.MULTILINE))
    assert {"aegra-api", "asyncpg", "fastapi", "hatchling", "redis", "typst"} <= pinned
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {re.split(r"[^\w.-]", each)[0].lower() for each in project["dependencies"]}
    assert needed - pinned == set()
    assert re.findall(r"https?://\S+|--(?:extra-)?index-url|--find-links", lock) == []
