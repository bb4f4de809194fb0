"""The command line as a process of its own: start-up, pipes, and a real terminal."""

import os
import pty
import select
import subprocess
import sys
from pathlib import Path

import pytest
from cli.doubles import REPORT, RUN_ID

ROOT = Path(__file__).resolve().parents[2]
PLAYED = """
import os, sys
if sys.stdin.isatty():
    os.open(os.ttyname(0), os.O_RDWR)  # makes it the controlling terminal, so that Ctrl-C works
from cli.doubles import PROGRESS, READY, STARTED, WAITING, SessionDouble
from wellread.cli.app import App
from wellread.cli.main import cli
session = SessionDouble(scripts={scripts}, {more})
cli(["ask", "How?", "--library", "python", *sys.argv[1:]], obj=App(open_session=session.open))
"""
CTRL_C = "\x03"
HEAVY = ("langgraph", "langchain", "langchain_core", "pydantic", "rich", "httpx", "asyncio")


@pytest.fixture
def environment(home: Path) -> dict[str, str]:
    paths = f"{ROOT}{os.pathsep}{ROOT / 'tests'}"
    return {**os.environ, "PYTHONPATH": paths, "TERM": "xterm", "COLUMNS": "120"}


def played(scripts: str, **more: bool) -> list[str]:
    told = ", ".join(f"{name}={value}" for name, value in more.items())
    return [sys.executable, "-c", PLAYED.format(scripts=scripts, more=told)]


def on_a_terminal(
    command: list[str], environment: dict[str, str], answers: dict[str, str]
) -> tuple[int, str, str]:
    """Exit code, stdout (a pipe) and what stood on the terminal, where each prompt that is a key
    of `answers` is answered by its value."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command,
        stdin=theirs,
        stderr=theirs,
        stdout=subprocess.PIPE,
        env=environment,
        start_new_session=True,
    )
    os.close(theirs)
    seen, last = "", ""
    while (chunk := _read(ours)) is not None:
        seen += chunk
        for prompt in [prompt for prompt in answers if prompt in seen]:
            last = answers.pop(prompt)
            os.write(ours, last.encode())
        if not chunk and last == CTRL_C:  # Python misses a signal just before a blocking read
            os.write(ours, last.encode())
    assert process.stdout is not None
    with process.stdout as stream:
        written = stream.read().decode()
    os.close(ours)
    return process.wait(), written, seen


def _read(terminal: int) -> str | None:
    """What stands on the terminal, nothing after a second of silence, None at its end."""
    if not select.select([terminal], [], [], 1)[0]:
        return ""
    try:
        return os.read(terminal, 65536).decode(errors="replace") or None
    except OSError:  # Linux: the last process has closed its end
        return None


def test_help_imports_nothing_heavy(environment: dict[str, str]) -> None:
    code = (
        "import sys\n"
        "from wellread.cli.main import cli\n"
        "cli(['--help'], standalone_mode=False)\n"
        f"print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert "Exit codes" in result.stdout
    assert result.stderr == "[]\n"


def test_the_package_runs_as_a_module(environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "wellread", "ask", " "]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert result.stderr.startswith("Usage: wellread ask")


def test_without_a_terminal_rich_is_not_needed(environment: dict[str, str]) -> None:
    command = played("[[STARTED, *PROGRESS, READY]]")
    command[2] += "\n"
    command[2] = command[2].replace("cli([", "sys.modules['rich'] = None\ncli([")
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (0, REPORT.markdown)


@pytest.mark.parametrize(("more", "code"), [([], 0), (["--json"], 4)])
def test_a_reader_who_goes_away_gets_no_traceback(
    environment: dict[str, str], more: list[str], code: int
) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as closed:
        result = subprocess.run(
            [*played("[[STARTED, *PROGRESS, READY]]"), *more],
            env=environment,
            stdout=closed,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert result.returncode == code
    assert "Traceback" not in result.stderr
    assert "Exception ignored" not in result.stderr
    assert (f"wellread resume {RUN_ID}" in result.stderr) == bool(code)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_disk_behind_stdout_says_where_the_report_is(environment: dict[str, str]) -> None:
    with Path("/dev/full").open("wb") as full:
        result = subprocess.run(
            played("[[STARTED, READY]]"),
            env=environment,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert result.returncode == 4
    assert "No space left" in result.stderr
    assert f"wellread show {RUN_ID}" in result.stderr
    assert "Traceback" not in result.stderr


def test_on_a_terminal_the_run_is_drawn_and_the_plan_is_asked_about(
    environment: dict[str, str],
) -> None:
    code, stdout, terminal = on_a_terminal(
        played("[[STARTED, WAITING], [STARTED, *PROGRESS, READY]]"),
        environment,
        {"reject or later": "a\n"},
    )
    assert (code, stdout) == (0, REPORT.markdown)
    assert "Which cranes are used?" in terminal
    assert "reading" in terminal
    assert "\x1b[" in terminal


def test_w_asks_a_run_at_work_to_write_now(environment: dict[str, str]) -> None:
    code, _, terminal = on_a_terminal(
        played("[[STARTED, *PROGRESS]]", interrupted=True, patient=True),
        environment,
        {"w: write now": "w"},
    )
    assert code == 130
    assert "No further search is begun" in terminal


def test_ctrl_c_at_the_question_names_the_way_on(environment: dict[str, str]) -> None:
    code, stdout, terminal = on_a_terminal(
        played("[[STARTED, WAITING]]"), environment, {"reject or later": CTRL_C}
    )
    assert (code, stdout) == (130, "")
    assert f"wellread resume {RUN_ID}" in terminal


@pytest.mark.parametrize("stuck", [False, True])
def test_ctrl_c_while_it_works_names_the_way_on(environment: dict[str, str], stuck: bool) -> None:
    code, stdout, terminal = on_a_terminal(
        played("[[STARTED, *PROGRESS]]", interrupted=True, stuck=stuck), environment, {}
    )
    assert "what is in flight is finished" in terminal
    assert (code, stdout) == (130, "")
    assert f"wellread resume {RUN_ID}" in terminal
    assert "Traceback" not in terminal


def test_a_replay_prints_nothing_that_its_user_cannot_use(
    environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "tram.md").write_text(
        "# Tram\n\nThe tram of Ellmouth carries 5,000 people a day.\n"
    )
    question = "How many people does the tram of Ellmouth carry?"
    asked = ["ask", question, "--docs", str(tmp_path), "--no-web", "--no-models", "--yes"]
    environment.pop("LANGGRAPH_STRICT_MSGPACK")  # users do not set it
    for arguments in (asked, ["replay", "latest"]):
        done = subprocess.run(
            [sys.executable, "-m", "wellread", *arguments],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
    assert done.stderr.endswith("The same report, byte for byte.\n")
    assert "type" not in done.stderr
