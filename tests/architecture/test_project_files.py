"""The files around the code say what is true of it."""

import ast
import json
import re
import tomllib
from pathlib import Path

import pytest
from langgraph_cli.config import validate_config_file

from scripts.graph_picture import with_picture

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SERVER = json.loads((ROOT / "langgraph.json").read_text(encoding="utf-8"))
NAME = re.compile(r"^[A-Za-z0-9._-]+")


def requirement_names() -> list[str]:
    groups = [
        PROJECT["project"]["dependencies"],
        *PROJECT["project"]["optional-dependencies"].values(),
        *PROJECT["dependency-groups"].values(),
        PROJECT["build-system"]["requires"],
    ]
    return sorted({NAME.findall(line)[0] for group in groups for line in group})


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_dependency_has_a_row_in_the_contributors_table() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    first_cells = [line.split("|")[1] for line in text.splitlines() if line.startswith("|")]
    told = {normal(name) for cell in first_cells for name in re.findall(r"[\w.-]+", cell)}

    assert [name for name in requirement_names() if normal(name) not in told] == []


def test_the_picture_of_the_house_shows_every_file_and_no_other() -> None:
    picture = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("```")[1]
    folders = dict(re.findall(r"^(\w+)/((?:.*\n)(?: .*\n)*)", picture, re.MULTILINE))
    for folder in ("graph", "agents", "wellread"):
        told = re.findall(r"(?:(?<=\n  )|(?<=\.py ))\w+(?:\.py|(?=/))", folders[folder])
        there = [
            path.name
            for path in (ROOT / folder).iterdir()
            if not path.name.startswith("_") and (path.suffix == ".py" or path.is_dir())
        ]

        assert sorted(told) == sorted(there), folder


def test_every_dependency_is_in_the_lock_with_its_hash() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = {
        normal(name)
        for name in re.findall(r"^([\w.-]+)==[^\n]*\\\n\s+--hash=sha256:", lock, re.MULTILINE)
    }

    assert [name for name in requirement_names() if normal(name) not in pinned] == []


def test_the_lock_names_no_package_index() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")

    assert re.findall(r"https?://\S+|--(?:extra-)?index-url|--find-links", lock) == []


def test_langgraph_accepts_the_servers_configuration() -> None:
    validated = validate_config_file(ROOT / "langgraph.json")

    assert list(validated["graphs"]) == ["wellread", "wellread-report"]


@pytest.mark.parametrize(
    "path",
    [
        SERVER["graphs"]["wellread"]["path"],
        SERVER["checkpointer"]["path"],
        SERVER["http"]["app"],
    ],
)
def test_the_server_finds_what_its_configuration_names(path: str) -> None:
    file, name = path.split(":")
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    defined = {
        node.name if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        or (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
    }

    assert file.startswith("./"), "only the file form works on every server"
    assert name in defined


def test_the_servers_entry_defines_nothing_of_its_own() -> None:
    """The server runs the file under an invented module name, so a class in it is a stranger."""
    tree = ast.parse((ROOT / "graph" / "app.py").read_text(encoding="utf-8"))

    assert not any(isinstance(node, ast.ClassDef | ast.FunctionDef) for node in ast.walk(tree))
    assert not any(isinstance(node, ast.ImportFrom) and node.level for node in ast.walk(tree))


def test_the_readme_shows_the_graph_of_today() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")

    assert with_picture(text) == text, "run `make docs`"
