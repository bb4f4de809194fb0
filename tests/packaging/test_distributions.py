"""What is built is what a stranger can install, on every Python that is promised."""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

ROOT = Path(__file__).resolve().parents[2]
QUESTION = "How do context managers and the with statement work?"
PIN = re.compile(r"^[\w.-]+==[^\s\\]+(?: ; [^\\\n]+)?", re.MULTILINE)


# Tests run without proxies; installers may need the machine's.
MACHINE = dict(os.environ)
OURS = {"PYTHONPATH", "VIRTUAL_ENV"}


def run(*command: str | Path, cwd: Path, environment: Mapping[str, str] | None = None) -> str:
    """The output of a command that succeeds, away from the checkout and its environment."""
    ambient = os.environ if environment is None else environment
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={name: value for name, value in ambient.items() if name not in OURS},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def candidates(version: str) -> Iterator[Path]:
    for folder in os.get_exec_path():
        yield Path(folder) / f"python{version}"
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    yield from sorted((pyenv / "versions").glob(f"{version}.*/bin/python{version}"))
    if uv := shutil.which("uv"):
        found = subprocess.run(
            [uv, "python", "find", "--no-project", "--no-python-downloads", version],
            capture_output=True,
            text=True,
            check=False,
        )
        yield Path(found.stdout.strip() or "/nowhere")


def works(python: Path, version: str) -> bool:
    """Whether `python` is of that version; a shim of a version that is not active is not."""
    if not python.is_file():
        return False
    code = "import ensurepip, sys, venv; print('%d.%d' % sys.version_info[:2])"
    said = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
    return said.stdout.strip() == version


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the source distribution, and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    return next(built.glob("*.whl"))


def install(wheel: Path, *, python: Path, folder: Path) -> Path:
    """An environment with the wheel and what it needs in the locked versions; gives its `bin`."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    constraints = folder / "constraints.txt"
    constraints.write_text("\n".join(PIN.findall(lock)), encoding="utf-8")
    environment = folder / "environment"
    binaries = environment / "bin"
    if uv := shutil.which("uv"):
        run(uv, "venv", "--python", python, environment, cwd=folder, environment=MACHINE)
        installer = f"{uv} pip install --python {binaries / 'python'}"
    else:
        run(python, "-m", "venv", environment, cwd=folder, environment=MACHINE)
        installer = f"{binaries / 'python'} -m pip install"
    run(*installer.split(), "--constraint", constraints, wheel, cwd=folder, environment=MACHINE)
    return binaries


def test_the_wheel_holds_wellread_alone(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()

    assert {name.split("/")[0] for name in names} == {"wellread", "wellread-0.1.0.dist-info"}
    assert not [name for name in names if name.endswith(".pyc") or "/tests/" in name]


def test_the_wheel_carries_all_code_and_prompts(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        carried = set(archive.namelist())
    homes = {
        "wellread": "wellread",
        "graph": "wellread/_app/graph",
        "agents": "wellread/_app/agents",
    }
    wanted = {
        f"{home}/{path.relative_to(ROOT / package).as_posix()}"
        for package, home in homes.items()
        for path in (ROOT / package).rglob("*")
        if path.is_file() and path.suffix in {".py", ".md", ".typed"}
    }

    assert wanted - carried == set()


def test_the_source_distribution_carries_what_the_wheel_is_built_from(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        tops = {name.split("/")[1] for name in archive.getnames()}

    assert tops - {".gitignore"} == {
        "PKG-INFO", "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "langgraph.json",
        "wellread", "graph", "agents",
    }  # fmt: skip


@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13"])
def test_the_wheel_writes_the_demo_report_in_a_clean_environment(
    wheel: Path, tmp_path: Path, version: str
) -> None:
    python = next((path for path in candidates(version) if works(path, version)), None)
    if python is None:
        pytest.skip(f"there is no Python {version} on this machine")
    binaries = install(wheel, python=python, folder=tmp_path)
    site_packages = next((binaries.parent / "lib").glob("python*/site-packages"))
    assert not (site_packages / "graph").exists()
    stranger = site_packages / "agents"
    stranger.mkdir(exist_ok=False)
    (stranger / "__init__.py").write_text("raise AssertionError('a stranger')", encoding="utf-8")

    shown = run(
        binaries / "wellread", "ask", QUESTION, "--library", "python", "--no-web", "--no-models",
        "--yes", "--out", "report.md", cwd=tmp_path,
    )  # fmt: skip

    report = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert report.strip() == shown.strip()
    assert "[1]" in report
    assert "context manager" in report
