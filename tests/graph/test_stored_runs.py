"""A run that an older release stored goes on in this one.

Each release adds a folder: a run over `--library python` without models that waits for approval,
made by `WELLREAD_DATA_DIR=tests/graph/stored/VERSION wellread ask "..." --library python
--no-models`.
"""

import shutil
from pathlib import Path

import pytest

from graph.session import open_session
from wellread.decisions import Approve
from wellread.events import ReportReady
from wellread.settings import load_settings

STORED = Path(__file__).parent / "stored"


@pytest.mark.parametrize("version", sorted(folder.name for folder in STORED.iterdir()))
async def test_a_run_of_an_older_release_is_approved_and_finished(
    version: str, tmp_path: Path
) -> None:
    data_dir = tmp_path / "data"
    shutil.copytree(STORED / version, data_dir)
    async with open_session(load_settings({"data_dir": data_dir, "models": "off"})) as session:
        view = await session.view("latest")
        assert view.plan is not None
        assert view.plan.sub_questions
        events = [event async for event in session.resume("latest", Approve())]
    (report,) = [event.report for event in events if isinstance(event, ReportReady)]
    assert report.claims
    assert report.question == view.question
