"""A human who has waited long enough: no further search, and a report from what is there."""

import asyncio
from typing import Any

import pytest
from runs.desk import Desk
from services.server import Services

from graph.session import open_session
from graph.stops import NOTES, ask_to_write
from wellread.archive.sqlite import open_archive
from wellread.decisions import Approve
from wellread.domain import Limits, SourceChoice
from wellread.errors import SettingsError
from wellread.events import ReportReady

QUESTION = "What does the Ellmouth tram network cost, and who pays for it?"
PLAN: dict[str, Any] = {
    "sub_questions": [
        {"question": "What does it cost to run?", "queries": ["running tram network crowns"]},
        {
            "question": "Who paid for the first horse tram in Ellmouth?",
            "queries": ["horse tram Josiah Pell"],
            "after_ids": [1],
        },
    ]
}


@pytest.fixture(autouse=True)
def planned(services: Services) -> None:
    services.script("plan", [PLAN])


async def hurried_while_searching(desk: Desk, services: Services) -> ReportReady:
    """A run that is asked to write, by another session, while its first search is under way."""
    services.faults.hold("search")
    async with open_session(desk.settings) as session, open_session(desk.settings) as other:

        async def run() -> ReportReady:
            asked = session.ask(
                QUESTION, sources=SourceChoice(web=True), limits=Limits(), auto_approve=True
            )
            events = [event async for event in asked]
            assert isinstance(events[-1], ReportReady)
            return events[-1]

        running = asyncio.create_task(run())
        while not any(entry.held for entry in services.log.entries("search")):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        for _ in range(2):
            await other.write_now("latest")
        services.faults.release()
        return await running


async def test_what_is_under_way_is_used_and_nothing_further_is_searched(
    desk: Desk, services: Services
) -> None:
    ended = await hurried_while_searching(desk, services)
    searched = {entry.request["query"] for entry in services.log.entries("search")}
    assert searched == {"running tram network crowns"}
    assert services.log.count("model", "review") == 0
    assert ended.report.claims
    assert NOTES["write_now"] in ended.report.notes
    assert NOTES["write_now"] in ended.report.markdown
    assert "Who paid for the first horse tram" in ended.report.markdown.split("not found")[1]


async def test_a_run_that_lies_still_hears_of_it_when_it_goes_on(
    desk: Desk, services: Services
) -> None:
    waiting = await desk.ask(QUESTION, yes=False)
    turn = (await desk.view(waiting.run_id)).question
    assert turn is not None
    archive = await open_archive(desk.settings.data_dir / "archive.sqlite3")
    await ask_to_write(archive.journal, turn)
    await archive.close()
    report = (await desk.resume(waiting.run_id, Approve())).report
    assert services.log.count("search") == 0
    assert NOTES["write_now"] in report.notes


async def test_a_further_question_of_the_thread_searches_again(
    desk: Desk, services: Services
) -> None:
    ended = await hurried_while_searching(desk, services)
    before = services.log.count("search")
    report = (await desk.ask("Which telescopes stand on Corran Ridge?", on=ended.run_id)).report
    assert services.log.count("search") > before
    assert NOTES["write_now"] not in report.notes


async def test_where_nothing_is_searched_it_says_so(desk: Desk) -> None:
    waiting = await desk.ask(QUESTION, yes=False)
    async with open_session(desk.settings) as session:
        with pytest.raises(SettingsError, match="waits for an answer"):
            await session.write_now(waiting.run_id)
    await desk.resume(waiting.run_id, Approve())
    async with open_session(desk.settings) as session:
        with pytest.raises(SettingsError, match="is written already"):
            await session.write_now(waiting.run_id)
