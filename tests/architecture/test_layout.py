"""The two generic names `graph` and `agents` are ours, or a clear error says whose they are."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from wellread import _layout

ROOT = Path(__file__).resolve().parents[2]


def python(code: str, *, cwd: Path, path: str = "") -> subprocess.CompletedProcess[str]:
    """Runs `code` away from the checkout; the project is found by its editable install alone."""
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def stranger(tmp_path: Path) -> Path:
    """A folder with a package `agents` of somebody else, as openai-agents installs one."""
    package = tmp_path / "strange" / "agents"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("", encoding="utf-8")
    return package


def test_in_a_checkout_both_packages_stand_beside_wellread() -> None:
    assert _layout.app_root() == ROOT


def test_activating_twice_leaves_one_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", ["elsewhere", str(ROOT), "further"])

    _layout.activate()
    _layout.activate()

    assert sys.path == [str(ROOT), "elsewhere", "further"]


def test_a_stranger_that_comes_first_is_named_with_its_path_and_the_remedy(
    stranger: Path, tmp_path: Path
) -> None:
    ran = python("import wellread, graph", cwd=tmp_path, path=f"{stranger.parent}:{ROOT}")

    assert ran.returncode == 1
    assert "ImportError: Wellread's package 'agents'" in ran.stderr
    assert str(stranger) in ran.stderr
    assert f"PYTHONPATH={ROOT}" in ran.stderr


def test_a_single_file_of_that_name_is_a_stranger_too(tmp_path: Path) -> None:
    (tmp_path / "agents.py").write_text("", encoding="utf-8")

    ran = python("import graph", cwd=tmp_path, path=f"{tmp_path}:{ROOT}")

    assert ran.returncode == 1
    assert str(tmp_path / "agents.py") in ran.stderr


def test_activating_comes_before_a_stranger(stranger: Path, tmp_path: Path) -> None:
    code = "from wellread import _layout; _layout.activate(); import agents; print(agents.__file__)"

    ran = python(code, cwd=tmp_path, path=f"{stranger.parent}:{ROOT}")

    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip() == str(ROOT / "agents" / "__init__.py")


def test_activating_too_late_is_refused(stranger: Path, tmp_path: Path) -> None:
    code = "import agents; from wellread import _layout; _layout.activate()"

    ran = python(code, cwd=tmp_path, path=f"{stranger.parent}:{ROOT}")

    assert ran.returncode == 1
    assert f"was found at {stranger}" in ran.stderr


def test_an_empty_folder_of_that_name_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "agents").mkdir()

    ran = python("import graph", cwd=tmp_path, path=str(ROOT))

    assert ran.returncode == 0, ran.stderr
