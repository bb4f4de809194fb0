"""The import contract of pyproject.toml holds, and it would be noticed if it did not."""

import os
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("wellread", "graph", "agents")
LINT = (
    "import sys; from importlinter.cli import lint_imports; "
    "sys.exit(lint_imports(no_cache=True, no_logo=True))"
)


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", LINT],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_import_contract_holds() -> None:
    checked = lint_imports(ROOT)

    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize(
    ("importer", "planted", "contract"),
    [
        ("agents/roles.py", "import graph", "the graph on the roles"),
        ("wellread/domain.py", "import agents.roles", "knows what stands above it"),
        ("wellread/evidence/__init__.py", "import wellread.search.tavily", "contracts alone"),
        ("agents/roles.py", "import openai", "rooms that face the outside"),
        ("wellread/archive/contract.py", "import langgraph.graph", "LangGraph lives in graph"),
        ("graph/__init__.py", "import rich.console", "belongs to the command line"),
    ],
)
def test_a_planted_import_in_the_wrong_direction_is_named(
    tmp_path: Path, importer: str, planted: str, contract: str
) -> None:
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / importer).open("a", encoding="utf-8") as module:
        module.write(f"\n{planted}\n")

    checked = lint_imports(tmp_path)

    assert checked.returncode == 1, checked.stdout + checked.stderr
    assert f"{contract} BROKEN" in checked.stdout


def test_every_part_of_wellread_either_faces_the_outside_or_may_not_know_a_vendor() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = {one["id"]: one for one in project["tool"]["importlinter"]["contracts"]}
    facing = set(contracts["rooms"]["protected_modules"])
    barred = {name for name in contracts["vendors"]["source_modules"] if "wellread" in name}
    parts = {
        f"wellread.{path.stem}"
        for path in (ROOT / "wellread").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }

    assert facing | barred == parts - {"wellread.__init__"}


@pytest.mark.parametrize("name", ["graph", "agents"])
def test_no_other_distribution_owns_our_two_generic_names(name: str) -> None:
    owners = set(packages_distributions().get(name, []))

    assert owners <= {"wellread"}


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        (
            "wellread.cli.main",
            "langgraph langchain_core openai httpx trafilatura pypdfium2 docx",
        ),
        (
            "graph.app",
            "langchain_openai openai tavily trafilatura selectolax pypdfium2 docx",
        ),
    ],
)
def test_heavy_libraries_load_when_they_are_first_used(module: str, heavy: str) -> None:
    code = f"import sys, {module}; print(*sorted(set(sys.modules) & set({heavy.split()})))"

    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.split() == []
