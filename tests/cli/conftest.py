from collections.abc import Callable
from pathlib import Path

import pytest
from cli.doubles import ChecksDouble, SessionDouble
from click.testing import CliRunner, Result

from wellread.cli.app import App
from wellread.cli.main import cli

Wellread = Callable[..., Result]


@pytest.fixture
def session() -> SessionDouble:
    return SessionDouble()


@pytest.fixture
def checks() -> ChecksDouble:
    return ChecksDouble()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, without .env and wellread.toml."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def app(session: SessionDouble, checks: ChecksDouble, home: Path) -> App:
    return App(
        open_session=session.open,
        open_checks=checks.open,
        interactive=lambda: False,
        drawable=lambda: False,
    )


@pytest.fixture
def wellread(app: App) -> Wellread:
    def run(*arguments: str, typed: str | None = None) -> Result:
        return CliRunner().invoke(cli, arguments, input=typed, obj=app, prog_name="wellread")

    return run
