"""Runs that stopped anywhere go on from what is stored; `tests/kills` does it with real kills."""

import sqlite3
from typing import Any

import pytest
from doubles.paid import asked, stored
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver
from runs.desk import Desk
from services.server import Services

from graph.session import open_session
from wellread.archive.contract import RunRecord, RunStatus
from wellread.archive.sqlite import open_archive
from wellread.decisions import Approve
from wellread.errors import StorageError

QUESTION = "What does the Ellmouth tram network cost, and who pays for it?"
FURTHER = "Which telescopes stand on Corran Ridge?"
FACT = "94 million crowns"


async def note(desk: Desk, run_id: str, **values: Any) -> None:  # noqa: ANN401 - of RunRecord
    """Changes what the listing says of a run, as a kill would have left it."""
    archive = await open_archive(desk.settings.data_dir / "archive.sqlite3")
    record: RunRecord = await archive.runs.find(run_id)
    await archive.runs.save(record.model_copy(update=values))
    await archive.close()


RUNNING: RunStatus = "running"


@pytest.mark.parametrize("save", [1, 3, 6, 10, 16])
async def test_a_run_goes_on_after_any_save_that_failed(
    save: int, desk: Desk, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    left, put = save, AsyncSqliteSaver.aput

    async def failing(self: AsyncSqliteSaver, *given: Any, **named: Any) -> Any:  # noqa: ANN401
        nonlocal left
        left -= 1
        if left == 0:
            raise sqlite3.OperationalError("database or disk is full")
        return await put(self, *given, **named)

    monkeypatch.setattr(AsyncSqliteSaver, "aput", failing)
    with pytest.raises(StorageError, match="Free space"):
        await desk.ask(QUESTION)
    kept, told = stored(desk.settings.data_dir), services.log.count()
    report = (await desk.resume("latest")).report
    assert FACT in report.markdown
    assert not kept & asked(services, after=told).keys()


async def test_a_run_that_was_finished_before_its_listing_knew_delivers_its_report(
    desk: Desk, services: Services
) -> None:
    ended = await desk.ask(QUESTION)
    await note(desk, ended.run_id, status=RUNNING, turn_id="")
    told = services.log.count()
    assert (await desk.resume(ended.run_id)).report == ended.report
    assert services.log.count() == told
    assert (await desk.view(ended.run_id)).record.status == "done"


async def test_a_further_question_that_was_listed_and_not_begun_is_asked(desk: Desk) -> None:
    ended = await desk.ask(QUESTION)
    await note(desk, ended.run_id, status=RUNNING, question=FURTHER)
    report = (await desk.resume(ended.run_id)).report
    assert report.title == FURTHER
    assert FACT not in report.markdown


async def test_a_run_whose_events_nobody_hears_any_more_is_interrupted_and_goes_on(
    desk: Desk, services: Services
) -> None:
    async with open_session(desk.settings) as session:
        waiting = await desk.ask(QUESTION, yes=False)
        events = session.resume(waiting.run_id, Approve())
        async for event in events:
            if event.type == "spent":
                break
        await events.aclose()  # type: ignore[attr-defined]
    assert (await desk.view(waiting.run_id)).record.status == "interrupted"
    kept, told = stored(desk.settings.data_dir), services.log.count()
    assert FACT in (await desk.resume(waiting.run_id)).report.markdown
    assert not kept & asked(services, after=told).keys()


async def test_a_run_without_models_stays_without_them(desk: Desk, services: Services) -> None:
    bare = Desk(desk.settings.model_copy(update={"models": "off"}))
    waiting = await bare.ask(QUESTION, yes=False)
    report = (await desk.resume(waiting.run_id, Approve())).report
    assert report.made_by == "extractive"
    assert services.log.count("model") == 0
