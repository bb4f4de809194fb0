"""Bad input through the command line: its clear error, its exit code, and nothing lost."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from doubles.paid import asked, stored
from filelock import FileLock
from services.server import PROSE, Services

from wellread.cli.app import App
from wellread.cli.main import cli

ROOT = Path(__file__).resolve().parents[2]
QUESTION = "What does the Ellmouth tram network cost, and who pays for it?"
TEXT = (
    "# Trams\n\nRunning the Ellmouth tram network cost 94 million crowns. The city pays for it.\n"
)
Wellread = Callable[..., Result]


@pytest.fixture
def home(
    tmp_path: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch, services: Services
) -> Path:
    """An empty working folder, and the environment that leads to `services`."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("WELLREAD_DATA_DIR", str(data_dir))
    monkeypatch.setenv("WELLREAD_MODEL_TRIES", "1")
    for name, value in services.environment().items():
        monkeypatch.setenv(name, value)
    return folder


@pytest.fixture
def wellread(home: Path) -> Wellread:
    def run(*arguments: str) -> Result:
        app = App(interactive=lambda: False, drawable=lambda: False)
        return CliRunner().invoke(cli, arguments, obj=app, prog_name="wellread")

    return run


def runs_of(wellread: Wellread) -> int:
    return len(wellread("runs", "--json").stdout.split('"id"')) - 1


@pytest.mark.parametrize("question", ["", "   ", "\n\t"])
def test_an_empty_question(question: str, wellread: Wellread, services: Services) -> None:
    result = wellread("ask", question, "--yes")
    assert result.exit_code == 2
    assert "the question is empty" in result.stderr
    assert services.log.entries() == []
    assert runs_of(wellread) == 0


def test_a_question_that_is_too_long(wellread: Wellread, services: Services) -> None:
    result = wellread("ask", "Why? " * 2_000, "--yes")
    assert result.exit_code == 2
    assert "ask in at most 4000" in result.stderr
    assert services.log.entries() == []


def test_a_folder_that_is_missing(wellread: Wellread, services: Services) -> None:
    result = wellread("ask", QUESTION, "--docs", "nowhere", "--yes")
    assert result.exit_code == 2
    assert "nowhere" in result.stderr
    assert services.log.entries() == []
    assert runs_of(wellread) == 0


def test_a_file_that_cannot_be_read_is_named_and_the_rest_is_researched(
    wellread: Wellread, home: Path
) -> None:
    docs = home / "docs"
    docs.mkdir()
    (docs / "trams.md").write_text(TEXT, encoding="utf-8")
    (docs / "broken.pdf").write_bytes(b"%PDF-1.7\nthis is not a PDF at all")
    result = wellread("ask", QUESTION, "--docs", str(docs), "--no-models", "--yes")
    assert result.exit_code == 0
    assert "94 million crowns" in result.stdout
    assert "## What failed" in result.stdout
    assert "broken.pdf" in result.stdout
    assert "broken.pdf" in result.stderr


def test_a_folder_without_documents(wellread: Wellread, home: Path) -> None:
    (home / "docs").mkdir()
    result = wellread("ask", QUESTION, "--docs", str(home / "docs"), "--no-models", "--yes")
    assert result.exit_code == 0
    assert "Nothing was found" in result.stdout


def test_no_source_at_all(
    wellread: Wellread, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TAVILY_API_KEY")
    for flags in ([], ["--no-web"], ["--web"]):
        result = wellread("ask", QUESTION, "--yes", *flags)
        assert result.exit_code == 2
        assert "TAVILY_API_KEY" in result.stderr
    assert services.log.entries() == []
    assert runs_of(wellread) == 0


def test_a_wrong_key_stops_at_once_and_with_the_right_one_the_run_goes_on(
    wellread: Wellread, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "wrong-key")
    result = wellread("ask", QUESTION, "--yes")
    assert result.exit_code == 4
    assert "the key for openai was refused (401): check OPENAI_API_KEY" in result.stderr
    assert "wrong-key" not in result.output
    assert "wellread resume" in result.stderr
    assert services.log.count("model") == 1
    assert services.log.count("search") == 0
    assert '"failed"' in wellread("runs", "--json").stdout
    monkeypatch.setenv("OPENAI_API_KEY", "right-key")
    resumed = wellread("resume", "latest")
    assert resumed.exit_code == 0
    assert "94 million crowns" in resumed.stdout


def test_a_model_that_does_not_exist_is_named_with_its_setting(
    wellread: Wellread, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WELLREAD_PLANNER_MODEL", "openai:missing-model")
    result = wellread("ask", QUESTION, "--yes")
    assert result.exit_code == 4
    assert "openai has no model 'missing-model' (404): check planner_model" in result.stderr
    assert services.log.count("search") == 0
    monkeypatch.delenv("WELLREAD_PLANNER_MODEL")
    assert wellread("resume", "latest").exit_code == 0


def test_a_writer_that_does_not_exist_costs_the_writing_only(
    wellread: Wellread, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WELLREAD_SMART_MODEL", "openai:missing-model")
    result = wellread("ask", QUESTION, "--yes")
    assert result.exit_code == 0
    assert "Extractive report" in result.stdout
    assert r"check smart\_model" in result.stdout


def test_a_wrong_search_key_is_named_in_the_report(
    wellread: Wellread, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAVILY_API_KEY", "wrong-key")
    result = wellread("ask", QUESTION, "--yes")
    assert result.exit_code == 0
    assert "Nothing was found that could be quoted" in result.stdout
    assert r"TAVILY\_API\_KEY" in result.stdout
    assert "wrong-key" not in result.output


def test_a_model_that_answers_prose_gives_an_extractive_report(
    wellread: Wellread, services: Services
) -> None:
    for purpose in ("plan", "extract", "more_queries", "review", "write", "summarise", "check"):
        services.script(purpose, [PROSE])
    result = wellread("ask", QUESTION, "--yes")
    assert result.exit_code == 0
    assert "Extractive report" in result.stdout
    assert "## What failed" in result.stdout


INVALID_PLANS = {
    "no TOML": ("role = \n[[[", "line"),
    "no plan": ("nonsense = 3\n", "nonsense"),
    "asks nothing": ('[[sub_questions]]\nquestion = ""\n', "question"),
    "in a circle": (
        '[[sub_questions]]\nid = "q1"\nquestion = "Who pays for the Ellmouth tram network?"\n'
        'after = ["q1"]\n',
        "circle",
    ),
}


@pytest.mark.parametrize("name", INVALID_PLANS)
def test_an_edited_plan_that_is_not_valid_leaves_the_plan_waiting(
    name: str, wellread: Wellread, home: Path, services: Services
) -> None:
    text, words = INVALID_PLANS[name]
    assert wellread("ask", QUESTION).exit_code == 3
    (home / "plan.toml").write_text(text, encoding="utf-8")
    result = wellread("resume", "latest", "--edit", "plan.toml")
    assert result.exit_code in {2, 3}
    assert words in result.stderr
    assert services.log.count("search") == 0
    assert '"waiting"' in wellread("runs", "--json").stdout
    assert wellread("resume", "latest", "--approve").exit_code == 0


@pytest.mark.parametrize("command", [["resume"], ["show"], ["plan"], ["ask", QUESTION, "--on"]])
@pytest.mark.parametrize("run", ["nosuchrun", "latest"])
def test_a_run_that_is_not_known(command: list[str], run: str, wellread: Wellread) -> None:
    result = wellread(*command, run)
    assert result.exit_code == 2
    assert "wellread" in result.stderr
    assert "Traceback" not in result.output


def test_a_second_resume_of_a_run_in_progress(
    wellread: Wellread, data_dir: Path, services: Services
) -> None:
    assert wellread("ask", QUESTION).exit_code == 3
    (lock,) = (data_dir / "locks").glob("*.lock")
    with FileLock(lock):
        result = wellread("resume", lock.stem, "--approve")
    assert result.exit_code == 2
    assert f"another process is working on run {lock.stem}" in result.stderr
    assert services.log.count("search") == 0
    assert wellread("resume", lock.stem, "--approve").exit_code == 0


SLOW = pytest.mark.slow
MORE = (200_000, 300_000, 400_000)
FULL = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, ({bytes}, {bytes}))
from wellread.cli.main import main
main()
"""


@pytest.mark.parametrize(
    "size",
    [
        pytest.param(100_000, marks=SLOW),
        150_000,
        *(pytest.param(each, marks=SLOW) for each in MORE),
    ],
)
def test_a_full_disk_loses_nothing_and_the_run_goes_on_where_there_is_space(
    size: int, wellread: Wellread, data_dir: Path, services: Services
) -> None:
    command = [sys.executable, "-c", FULL.format(bytes=size), "ask", QUESTION, "--yes"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 4, result.stderr
    assert "Traceback" not in result.stderr
    assert "space" in result.stderr
    kept, told = stored(data_dir), services.log.count()
    resumed = wellread("resume", "latest")
    assert resumed.exit_code == 0, resumed.stderr
    assert "94 million crowns" in resumed.stdout
    assert not kept & asked(services, after=told).keys()
