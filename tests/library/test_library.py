"""Wellread from a program, and every example of it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import wellread
from wellread.decisions import Decision, Edit, Reject
from wellread.domain import Form, SourceChoice
from wellread.events import PlanWaiting, ReportReady, RunStarted
from wellread.library import documents, refresh, research, watch
from wellread.settings import Settings, load_settings

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))
QUESTION = "Who pays for the tram of Ellmouth, and how many people ride it?"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings({"models": "off", "data_dir": tmp_path / "data"})


@pytest.fixture
def sources(tmp_path: Path) -> SourceChoice:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "tram.md").write_text(
        "# Tram\n\nThe city of Ellmouth pays for the tram. Each day 30,000 people ride the tram.\n"
    )
    return documents(tmp_path / "docs")


async def test_one_call_gives_a_report(settings: Settings, sources: SourceChoice) -> None:
    report = await research(QUESTION, sources=sources, settings=settings, form=Form(kind="brief"))
    assert report.claims
    assert report.question.form.kind == "brief"


async def test_events_end_with_the_report(settings: Settings, sources: SourceChoice) -> None:
    events = [event async for event in watch(QUESTION, sources=sources, settings=settings)]
    assert isinstance(events[0], RunStarted)
    assert isinstance(events[-1], ReportReady)


async def test_a_program_may_reject_and_edit_the_plan(
    settings: Settings, sources: SourceChoice
) -> None:
    asked: list[PlanWaiting] = []

    def decide(waiting: PlanWaiting) -> Decision:
        asked.append(waiting)
        if len(asked) == 1:
            return Reject(remark="Ask about the city of Ellmouth as well.")
        plan = waiting.plan.model_copy(update={"sub_questions": waiting.plan.sub_questions[:1]})
        return Edit(plan=plan, limits=waiting.limits)

    report = await research(QUESTION, sources=sources, settings=settings, decide=decide)
    assert len(asked) == 2
    assert len(report.plan.sub_questions) == 1


async def test_a_report_made_anew_tells_what_has_changed(
    settings: Settings, sources: SourceChoice, tmp_path: Path
) -> None:
    form = Form(kind="brief")
    events = [
        event async for event in watch(QUESTION, sources=sources, settings=settings, form=form)
    ]
    page = tmp_path / "docs" / "tram.md"
    page.write_text(page.read_text().replace("30,000", "40,000"))
    last = events[-1]
    assert isinstance(last, ReportReady)
    report = await refresh(last.run_id, settings=settings)
    assert report.changes is not None
    told = [change for change in report.changes.changes if "40,000" in change.now]
    assert [change.kind for change in told] == ["contradicted"]


def test_importing_the_package_loads_nothing() -> None:
    code = "import sys, wellread; print('pydantic' in sys.modules, 'langgraph' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["False", "False"]


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nothing"):
        _ = wellread.nothing


@pytest.mark.slow
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_runs(example: Path, tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, str(example)],
        cwd=tmp_path,
        env={**os.environ, "WELLREAD_DATA_DIR": str(tmp_path / "data"), "PYTHONPATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip()
