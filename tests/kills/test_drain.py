"""Ctrl-C and SIGTERM: what is in flight is finished and kept, and the run says how it goes on."""

import signal
from pathlib import Path

import pytest
from doubles.paid import stored, under_way
from kills.processes import DEADLINE_S, Wellread, asked_again, until, until_quiet
from services.server import Services

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

QUESTION = "What does the Ellmouth tram network cost, and who pays for it?"
FACT = "94 million crowns"


@pytest.fixture
def wellread(services: Services, tmp_path: Path) -> Wellread:
    return Wellread(services, tmp_path / "home")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_what_is_in_flight_is_finished_and_nothing_is_paid_twice(
    number: signal.Signals, wellread: Wellread, services: Services
) -> None:
    services.faults.hold("model", "extract", 2)
    with wellread.started("ask", QUESTION, "--yes") as process:
        services.log.wait_for(1, held=True)
        until_quiet(services, wellread.data_dir, process.pid)
        assert process.stderr is not None
        process.send_signal(number)
        for line in process.stderr:
            if "what is in flight is finished" in line:
                break
        services.faults.release()
        stdout, stderr = process.communicate(timeout=DEADLINE_S)
    assert (process.returncode, stdout) == (130, "")
    assert "Go on with: wellread resume" in stderr
    assert "Traceback" not in stderr
    assert under_way(wellread.data_dir) == 0
    assert services.log.count("model", "write") == 0
    kept, told = stored(wellread.data_dir), services.log.count()
    assert "interrupted" in wellread.run("runs").stdout
    resumed = wellread.run("resume", "latest")
    assert resumed.returncode == 0, resumed.stderr
    assert FACT in resumed.stdout
    assert asked_again(services, kept, told) == []


@pytest.mark.parametrize("signals", [1, 2])
def test_what_does_not_end_is_cut_off_after_a_few_seconds_or_at_the_second_ctrl_c(
    signals: int, wellread: Wellread, services: Services
) -> None:
    services.faults.hold("model", "extract", 1)
    with wellread.started("ask", QUESTION, "--yes") as process:
        services.log.wait_for(1, held=True)
        until_quiet(services, wellread.data_dir, process.pid)
        assert process.stderr is not None
        process.send_signal(signal.SIGINT)
        for line in process.stderr:
            if "what is in flight is finished" in line:
                break
        if signals > 1:
            process.send_signal(signal.SIGINT)
        until(lambda: process.poll() is not None, "the end of the process")
    assert process.returncode == 130
    kept, told = stored(wellread.data_dir), services.log.count()
    services.faults.release()
    assert FACT in wellread.run("resume", "latest").stdout
    assert asked_again(services, kept, told) == []
