"""A run that is killed anywhere goes on to its report, and nothing is paid twice."""

import random
import re
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from doubles.paid import stored, under_way
from kills.processes import DEADLINE_S, Wellread, asked_again, until, until_quiet
from services.model import default_answer, read_request
from services.server import Services

from bench.checking import reworded

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

QUESTION = "What does the Ellmouth tram network cost, and who pays for it?"
FACT = "94 million crowns"
STREAMING = {"WELLREAD_MODEL_IDLE_TIMEOUT_S": "20"}
PHASES = {
    "plan": ("model", "plan", 1),
    "search": ("search", None, 2),
    "read": ("page", None, 3),
    "extract": ("model", "extract", 2),
    "review": ("model", "review", 1),
    "section": ("model", "write", 2),
    "finish": ("model", "summarise", 1),
}


@pytest.fixture
def wellread(services: Services, tmp_path: Path) -> Wellread:
    return Wellread(services, tmp_path / "home")


def body_of(report: str) -> str:
    """The report without what the run cost."""
    return report.partition("## About this report")[0]


@pytest.mark.parametrize("phase", PHASES)
def test_a_run_killed_in_any_phase_goes_on_and_repeats_nothing(
    phase: str, wellread: Wellread, services: Services, tmp_path: Path
) -> None:
    kind, purpose, nth = PHASES[phase]
    services.faults.hold(kind, purpose, nth)
    with wellread.started("ask", QUESTION, "--yes") as process:
        services.log.wait_for(1, held=True)
        until_quiet(services, wellread.data_dir, process.pid)
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
    kept, told = stored(wellread.data_dir), services.log.count()
    assert under_way(wellread.data_dir) == (0 if kind == "page" else 1)
    services.faults.release()

    resumed = wellread.run("resume", "latest")
    assert resumed.returncode == 0, resumed.stderr
    assert resumed.stdout.startswith(f"# {QUESTION}")
    assert asked_again(services, kept, told) == []
    undisturbed = Wellread(services, tmp_path / "other").run("ask", QUESTION, "--yes")
    assert body_of(resumed.stdout) == body_of(undisturbed.stdout)


def test_a_run_killed_while_its_opening_is_checked_goes_on_with_the_verdicts_alone(
    wellread: Wellread, services: Services
) -> None:
    def in_other_words(request: dict[str, Any]) -> dict[str, Any]:
        answer = default_answer(read_request(request))
        assert isinstance(answer, dict)
        return reworded(answer)

    services.script("summarise", in_other_words)
    services.faults.hold("model", "check", 1)
    with wellread.started("ask", QUESTION, "--yes") as process:
        services.log.wait_for(1, held=True)
        until_quiet(services, wellread.data_dir, process.pid)
        process.send_signal(signal.SIGKILL)
    kept, told = stored(wellread.data_dir), services.log.count()
    assert under_way(wellread.data_dir) == 1
    services.faults.release()

    resumed = wellread.run("resume", "latest")
    assert resumed.returncode == 0, resumed.stderr
    assert "By this account it holds that" in resumed.stdout
    assert asked_again(services, kept, told) == []
    assert [entry.purpose for entry in services.log.entries()[told:]] == ["check"]
    shown = wellread.run("show", "latest", "--costs")
    assert re.search(r"^check +summary ", shown.stdout, re.MULTILINE)


def half_read(services: Services) -> int:
    """Streamed answers of which some pieces are sent, and the last is not."""
    entries = services.log.entries("model")
    return sum(entry.begun_s is not None and entry.ended_s is None for entry in entries)


def test_a_run_killed_in_the_midst_of_streamed_answers_asks_for_those_alone_again(
    services: Services, tmp_path: Path
) -> None:
    streaming = Wellread(services, tmp_path / "home", environment=STREAMING)
    services.faults.at_random("model:extract", "silence", share=1)
    with streaming.started("ask", QUESTION, "--yes") as process:
        until(lambda: half_read(services) > 1, "two half-read streams")
        process.send_signal(signal.SIGKILL)
    kept, told, halves = stored(streaming.data_dir), services.log.count(), half_read(services)
    services.faults.at_random("model:extract", share=0)
    services.faults.release()

    resumed = streaming.run("resume", "latest")
    assert resumed.returncode == 0, resumed.stderr
    assert FACT in resumed.stdout
    assert halves > 1
    assert asked_again(services, kept, told) == []


AT_THE_START = """
import os, signal
from graph.{module} import {owner}
async def die(self, *given):
    os.kill(os.getpid(), signal.SIGKILL)
    {rest}
{owner}.{method} = die
from wellread.cli.main import main
main()
"""


@pytest.mark.parametrize(
    ("module", "owner", "method", "rest"),
    [("session", "Session", "_streamed", "yield"), ("nodes", "Nodes", "intake", "")],
)
def test_a_run_killed_before_its_first_step_was_saved_goes_on(
    module: str, owner: str, method: str, rest: str, wellread: Wellread, services: Services
) -> None:
    code = AT_THE_START.format(module=module, owner=owner, method=method, rest=rest)
    killed = wellread.run("ask", QUESTION, "--yes", "--rounds", "0", code=code)
    assert killed.returncode == -signal.SIGKILL
    assert services.log.count() == 0
    resumed = wellread.run("resume", "latest")
    assert resumed.returncode == 0, resumed.stderr
    assert FACT in resumed.stdout
    assert services.log.count("model", "review") == 0  # --rounds 0 was kept


AT_THE_END = """
import os, signal
from graph.session import Session
note = Session._note
async def die(self, record, status, message=""):
    if status == "done":
        os.kill(os.getpid(), signal.SIGKILL)
    await note(self, record, status, message)
Session._note = die
from wellread.cli.main import main
main()
"""


def test_a_run_killed_after_its_last_step_delivers_its_report(
    wellread: Wellread, services: Services
) -> None:
    killed = wellread.run("ask", QUESTION, "--yes", code=AT_THE_END)
    assert killed.returncode == -signal.SIGKILL
    assert killed.stdout == ""
    told = services.log.count()
    resumed = wellread.run("resume", "latest")
    assert resumed.returncode == 0, resumed.stderr
    assert FACT in resumed.stdout
    assert services.log.count() == told
    assert '"done"' in wellread.run("runs", "--json").stdout


def test_a_further_question_killed_before_its_first_save_is_not_lost(
    wellread: Wellread, services: Services
) -> None:
    assert wellread.run("ask", QUESTION, "--yes").returncode == 0
    code = AT_THE_START.format(module="session", owner="Session", method="_streamed", rest="yield")
    further = "Which telescopes stand on Corran Ridge?"
    killed = wellread.run("ask", further, "--on", "latest", "--yes", code=code)
    assert killed.returncode == -signal.SIGKILL
    resumed = wellread.run("resume", "latest")
    assert resumed.returncode == 0, resumed.stderr
    assert resumed.stdout.startswith(f"# {further}")
    assert FACT not in resumed.stdout


AT_A_SAVE = """
import os, signal
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver
left = {count}
def dying(save):
    async def saved(self, *given, **named):
        global left
        left -= 1
        if left <= 0 and not {after}:
            os.kill(os.getpid(), signal.SIGKILL)
        result = await save(self, *given, **named)
        if left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return result
    return saved
AsyncSqliteSaver.{method} = dying(AsyncSqliteSaver.{method})
from wellread.cli.main import main
main()
"""


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(
    ("method", "count"), [("aput", 2), ("aput", 5), ("aput", 9), ("aput_writes", 4)]
)
def test_a_run_killed_beside_a_save_goes_on(
    method: str, count: int, after: bool, wellread: Wellread, services: Services
) -> None:
    code = AT_A_SAVE.format(method=method, count=count, after=after)
    killed = wellread.run("ask", QUESTION, "--yes", code=code)
    assert killed.returncode == -signal.SIGKILL
    kept, told = stored(wellread.data_dir), services.log.count()
    resumed = wellread.run("resume", "latest")
    assert resumed.returncode == 0, resumed.stderr
    assert FACT in resumed.stdout
    assert asked_again(services, kept, told) == []


def test_a_run_without_models_stays_without_them_when_it_goes_on(
    wellread: Wellread, services: Services
) -> None:
    services.faults.hold("search", nth=2)
    with wellread.started("ask", QUESTION, "--yes", "--no-models") as process:
        services.log.wait_for(1, held=True)
        process.send_signal(signal.SIGKILL)
    services.faults.release()
    resumed = wellread.run("resume", "latest")
    assert resumed.returncode == 0, resumed.stderr
    assert "Extractive report" in resumed.stdout
    assert services.log.count("model") == 0


def test_a_run_in_progress_cannot_be_resumed_by_a_second_process(
    wellread: Wellread, services: Services
) -> None:
    services.faults.hold("model", "extract", 1)
    with wellread.started("ask", QUESTION, "--yes") as process:
        services.log.wait_for(1, held=True)
        told = services.log.count("search")
        second = wellread.run("resume", "latest")
        assert second.returncode == 2
        assert "another process is working on run" in second.stderr
        assert second.stdout == ""
        assert services.log.count("search") == told
        services.faults.release()
        stdout, stderr = process.communicate(timeout=DEADLINE_S)
    assert process.returncode == 0, stderr
    assert FACT in stdout


def test_ctrl_c_names_the_way_on_and_the_run_goes_on(
    wellread: Wellread, services: Services
) -> None:
    services.faults.hold("model", "extract", 2)
    with wellread.started("ask", QUESTION, "--yes") as process:
        services.log.wait_for(1, held=True)
        until_quiet(services, wellread.data_dir, process.pid)
        process.send_signal(signal.SIGINT)
        stdout, stderr = process.communicate(timeout=DEADLINE_S)
    assert process.returncode == 130
    assert stdout == ""
    assert "Traceback" not in stderr
    way_on = next(line for line in stderr.splitlines() if line.startswith("Go on with: wellread "))
    assert '"interrupted"' in wellread.run("runs", "--json").stdout
    kept, told = stored(wellread.data_dir), services.log.count()
    services.faults.release()
    resumed = wellread.run(*way_on.removeprefix("Go on with: wellread ").split())
    assert resumed.returncode == 0, resumed.stderr
    assert FACT in resumed.stdout
    assert asked_again(services, kept, told) == []


def test_a_waiting_plan_survives_a_kill_while_it_is_approved(
    wellread: Wellread, services: Services
) -> None:
    assert wellread.run("ask", QUESTION).returncode == 3
    services.faults.hold("search", nth=1)
    with wellread.started("resume", "latest", "--approve") as process:
        services.log.wait_for(1, held=True)
        process.send_signal(signal.SIGKILL)
    services.faults.release()
    resumed = wellread.run("resume", "latest")
    assert resumed.returncode == 0, resumed.stderr
    assert FACT in resumed.stdout
    assert services.log.count("model", "plan") == 1


KILLS = 10
QUESTIONS = (
    QUESTION,
    "What does the Ellmouth library cost, and who pays for it?",
    "How is the drinking water of Ellmouth cleaned, and what does it cost?",
    "What does the Ellmouth observatory cost, and which telescopes does it have?",
    "What does the Ellmouth harbour earn, and which goods pass through it?",
)


@pytest.mark.parametrize("seed", [20261123])
def test_kills_at_random_moments_lose_nothing_and_repeat_nothing(
    seed: int, services: Services, tmp_path: Path
) -> None:
    chance = random.Random(seed)  # noqa: S311 - moments, no secrets
    services.faults.delays_s["model"] = 0.1
    services.faults.streamed_share = 0.8
    kills = 0
    for number, question in enumerate(QUESTIONS * 2):
        wellread = Wellread(services, tmp_path / f"home{number}", environment=STREAMING)
        command = ["ask", question, "--yes"]
        while True:
            told = services.log.count()
            kept = stored(wellread.data_dir) if command[0] == "resume" else set()
            with wellread.started(*command) as process:
                if kills < KILLS and _wait_a_while(process, services, chance):
                    process.send_signal(signal.SIGKILL)
                stdout, stderr = process.communicate(timeout=DEADLINE_S)
            assert asked_again(services, kept, told) == []
            if "is finished: read it with" in stderr:
                # The kill fell between the run's end and the printing of its report.
                stdout = wellread.run("show", "latest").stdout
                process.returncode = 0
            if process.returncode == 0:
                assert stdout.startswith(f"# {question}")
                break
            assert process.returncode == -signal.SIGKILL, stderr
            kills += 1
            command = ["resume", "latest"]
        if kills >= KILLS:
            return
    pytest.fail(f"only {kills} kills fell into a run")


def _wait_a_while(
    process: subprocess.Popen[str], services: Services, chance: random.Random
) -> bool:
    """Whether the process still runs a little after some further request arrived."""
    wanted = services.log.count() + chance.randint(1, 9)
    until(lambda: services.log.count() >= wanted or process.poll() is not None, "a request")
    time.sleep(chance.uniform(0, 0.05))
    return process.poll() is None
