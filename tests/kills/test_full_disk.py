"""A disk that is really full: said, nothing lost, and the run goes on when there is room."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from doubles.paid import asked, stored
from kills.processes import Wellread
from services.server import Services

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

QUESTION = "What does the Ellmouth tram network cost, and who pays for it?"
SIZES_KB = (200, 400, 600, 900)


@pytest.fixture(params=SIZES_KB)
def small_disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """A file system of so many kilobytes."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={request.param}k", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("only root may mount a small file system")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_is_said_and_the_run_goes_on_when_there_is_room(
    small_disk: Path, services: Services, tmp_path: Path
) -> None:
    wellread = Wellread(services, tmp_path / "home", small_disk)
    failed = wellread.run("ask", QUESTION, "--yes")
    assert failed.returncode == 4, failed.stderr
    assert "space" in failed.stderr
    assert "Traceback" not in failed.stderr
    assert "wellread resume" in failed.stderr
    kept, told = stored(small_disk), services.log.count()

    grown = ["mount", "-o", "remount,size=50m", str(small_disk)]
    subprocess.run(grown, check=True)
    resumed = wellread.run("resume", "latest")
    assert resumed.returncode == 0, resumed.stderr
    assert "94 million crowns" in resumed.stdout
    assert not kept & asked(services, after=told).keys()
