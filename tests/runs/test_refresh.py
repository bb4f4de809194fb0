"""A report made anew: paid is what changed, and the report says what that is."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import cast

import pytest
from runs.desk import Desk, folder_of
from services import world
from services.server import Services

from graph.session import open_session
from wellread.domain import Form
from wellread.errors import SettingsError
from wellread.events import BranchMoved, Event, RunStarted
from wellread.filters import SearchFilters

QUESTION = "What does the Ellmouth tram network cost, and who pays for it?"
DEARER = world.as_html(world.page(3)).replace("94 million crowns", "97 million crowns")
COST = "Running the Ellmouth tram network cost {} million crowns in 2023."


def kinds(services: Services) -> dict[str, int]:
    return {kind: services.log.count(kind) for kind in ("model", "search", "page")}


async def test_where_nothing_changed_no_model_is_asked(desk: Desk, services: Services) -> None:
    first = await desk.ask(QUESTION, max_sub_questions=2)
    asked = kinds(services)
    services.log.clear()
    again = await desk.refresh(first.run_id)
    assert kinds(services) == asked | {"model": 0}
    assert [each.text for each in again.report.claims] == [
        each.text for each in first.report.claims
    ]
    changes = again.report.changes
    assert changes is not None
    assert (changes.changes, changes.left_out) == ((), 0)
    usage = again.report.usage
    but_for_the_plan = asked["model"] - 1
    assert (usage.calls, usage.reused) == (0, but_for_the_plan)
    assert f"{but_for_the_plan} answers of models were used again" in again.report.markdown
    assert (await desk.view(first.run_id)).report == first.report


async def test_only_what_reads_a_changed_page_is_paid_and_nothing_when_it_changes_back(
    desk: Desk, services: Services
) -> None:
    first = await desk.ask(QUESTION, max_sub_questions=2)
    before = services.log.count("model")
    services.log.clear()
    services.planted[3] = DEARER
    again = await desk.refresh(first.run_id)
    entries = services.log.entries("model")
    assert 0 < len(entries) < before
    assert all("97 million crowns" in str(each.request["messages"]) for each in entries)
    assert again.report.usage.reused == before - 1 - len(entries)
    changes = again.report.changes
    assert changes is not None
    (change,) = changes.changes
    assert (change.kind, change.before, change.now) == (
        "contradicted",
        COST.format(94),
        COST.format(97),
    )
    assert "## What has changed" in again.report.markdown
    assert "Contradicted today:" in again.report.markdown
    services.planted.clear()
    services.log.clear()
    third = await desk.refresh(again.run_id)
    assert services.log.count("model") == 0, "the first answers are still known"
    assert third.report.changes is not None
    assert [each.now for each in third.report.changes.changes] == [COST.format(94)]
    services.log.clear()
    assert (await desk.replay(third.run_id)).markdown == third.report.markdown
    assert services.log.count() == 0


async def test_interrupted_it_goes_on_and_still_tells_what_changed(
    desk: Desk, services: Services
) -> None:
    first = await desk.ask(QUESTION, max_sub_questions=2)
    services.planted[3] = DEARER
    async with (
        open_session(desk.settings) as session,
        aclosing(cast("AsyncGenerator[Event, None]", session.refresh(first.run_id))) as events,
    ):
        async for event in events:
            if isinstance(event, RunStarted):
                run_id = event.run_id
            if isinstance(event, BranchMoved) and event.step == "extracting":
                break
    ended = await desk.resume(run_id)
    assert ended.report.changes is not None
    assert [each.now for each in ended.report.changes.changes] == [COST.format(97)]
    assert (await desk.view(run_id)).record.estimate is None


async def test_documents_of_today_are_compared_in_the_reports_language(
    desk: Desk, tmp_path_factory: pytest.TempPathFactory
) -> None:
    bare = Desk(desk.settings.model_copy(update={"models": "off"}))
    folder = tmp_path_factory.mktemp("documents")
    kept = "The tram fleet in Ellmouth has 58 trams of two types."
    text = f"# Trams\n\nRunning the trams of Ellmouth cost 94 million crowns. {kept}\n"
    english = SearchFilters(language="en")
    sources = folder_of(folder, trams=text).model_copy(update={"filters": english})
    question = "What do the trams of Ellmouth cost?"
    first = await bare.ask(question, sources=sources, form=Form(language="de"))
    folder_of(folder, trams=text.replace("94 million", "99 million"))
    again = await bare.refresh(first.run_id)
    assert "## Was sich geändert hat" in again.report.markdown
    assert again.report.changes is not None
    assert [each.kind for each in again.report.changes.changes] == ["contradicted"]


async def test_a_run_without_a_report_is_not_made_anew(desk: Desk) -> None:
    waiting = await desk.ask(QUESTION, yes=False)
    with pytest.raises(SettingsError, match="only a written report"):
        await desk.refresh(waiting.run_id)


async def test_limits_of_its_own_hold_in_the_run_made_anew(desk: Desk, services: Services) -> None:
    first = await desk.ask(QUESTION, max_sub_questions=2)
    services.log.clear()
    limits = first.report.question.limits.model_copy(update={"max_searches": 1})
    again = await desk.refresh(first.run_id, limits)
    assert services.log.count("search") == 1
    assert again.report.question.limits == limits
    assert (await desk.view(first.run_id)).report == first.report
