"""A replay gives the same report from what is stored, and says what it would have to pay."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from runs.desk import Desk
from services.server import PROSE, Services

from agents.prompts import Prompt, render
from wellread.decisions import Approve, Reject
from wellread.domain import Report, SourceChoice
from wellread.errors import NotRecorded, SettingsError

QUESTION = "What does the Ellmouth tram network cost, and who pays for it?"


async def replayed_without_a_request(desk: Desk, services: Services, run_id: str) -> Report:
    """The replay's report, after which no service has been asked and nothing has changed."""
    told, view = services.log.count(), await desk.view(run_id)
    assert view.question is not None
    rows = await desk.ledger(view.question.id)
    report = await desk.replay(run_id)
    assert services.log.count() == told
    assert await desk.view(run_id) == view
    assert await desk.ledger(view.question.id) == rows
    return report


async def test_a_run_is_repeated_byte_for_byte_with_the_network_closed(
    desk: Desk, services: Services
) -> None:
    ended = await desk.ask(QUESTION)
    again = await replayed_without_a_request(desk, services, ended.run_id)
    assert again.markdown == ended.report.markdown
    assert again.usage == ended.report.usage


WATER = "# Water report\n\nThe Ellmouth water works serve {} households, and cost {} crowns."


@pytest.fixture
def water(tmp_path: Path) -> Path:
    """Two versions of a report, and a document that cannot be read."""
    folder = tmp_path / "water"
    folder.mkdir()
    (folder / "water report 2022.md").write_text(WATER.format("38,900", "5,100"))
    (folder / "water report 2024.md").write_text(WATER.format("41,200", "6,300"))
    (folder / "damaged.pdf").write_bytes(b"%PDF-1.7 and nothing more")
    return folder


async def test_own_documents_that_are_gone_give_what_they_gave(
    desk: Desk, services: Services, water: Path
) -> None:
    sources = SourceChoice(web=True, folders=(str(water),))
    ended = await desk.ask("How many households do the water works serve?", sources=sources)
    assert "water%20report%202024.md" in ended.report.markdown
    assert "38,900" in ended.report.markdown
    assert "damaged.pdf" in ended.report.markdown
    shutil.rmtree(water)
    shutil.rmtree(desk.settings.data_dir / "documents")
    again = await replayed_without_a_request(desk, services, ended.run_id)
    assert again.markdown == ended.report.markdown
    assert not list((desk.settings.data_dir / "documents").glob("*"))


async def test_own_documents_that_have_changed_give_what_they_gave(
    desk: Desk, services: Services, water: Path
) -> None:
    sources = SourceChoice(folders=(str(water),))
    ended = await desk.ask("How many households do the water works serve?", sources=sources)
    (water / "water report 2024.md").write_text(WATER.format("1", "2"))
    (water / "water report 2026.md").write_text(WATER.format("3", "4"))
    (water / "water report 2022.md").unlink()
    again = await replayed_without_a_request(desk, services, ended.run_id)
    assert again.markdown == ended.report.markdown


async def test_failures_fail_again_as_they_did(desk: Desk, services: Services) -> None:
    services.faults.raw_content = False
    services.faults.answer_with("page", 404, 500, 500, 200, 403)
    services.faults.answer_with("search", 500)
    services.faults.answer_with("model:extract", 500)
    services.script("write", [PROSE, PROSE, "default"])
    ended = await desk.ask(QUESTION)
    assert {failure.kind for failure in ended.report.failures} == {"page", "search", "model"}
    services.faults.raw_content = True
    services.script("write", ["default"])
    again = await replayed_without_a_request(desk, services, ended.run_id)
    assert again.markdown == ended.report.markdown


@pytest.mark.parametrize("limits", [{"max_cost_usd": 0.05}, {"max_searches": 1}])
async def test_limits_are_met_where_they_were_met(
    limits: dict[str, Any], desk: Desk, services: Services
) -> None:
    ended = await desk.ask(QUESTION, **limits)
    again = await replayed_without_a_request(desk, services, ended.run_id)
    assert again.markdown == ended.report.markdown


async def test_time_is_up_where_it_was_up(desk: Desk, services: Services) -> None:
    ended = await desk.ask(QUESTION, max_seconds=1e-6)
    again = await replayed_without_a_request(desk, services, ended.run_id)
    assert "The time limit was reached" in again.markdown
    assert again.markdown == ended.report.markdown


async def test_what_the_human_said_is_said_again(desk: Desk, services: Services) -> None:
    waiting = await desk.ask(QUESTION, yes=False)
    await desk.resume(waiting.run_id, Reject(remark="leave out the history"))
    await desk.resume(waiting.run_id, Approve())
    first = await desk.ask("Which telescopes stand on Corran Ridge?", on=waiting.run_id)
    limits = first.report.question.limits.model_copy(update={"max_searches": 60})
    ended = await desk.resume(waiting.run_id, limits=limits)
    again = await replayed_without_a_request(desk, services, ended.run_id)
    assert again.markdown == ended.report.markdown


async def test_a_changed_prompt_names_the_new_calls_and_stops(
    desk: Desk, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = await desk.ask(QUESTION)
    told = services.log.count()

    def changed(name: str, **values: str) -> Prompt:
        prompt = render(name, **values)
        return prompt._replace(system=f"{prompt.system} Be brief.") if name == "extract" else prompt

    monkeypatch.setattr("agents.researcher.render", changed)
    with pytest.raises(NotRecorded, match=r"extract for q1 by openai:.*extract for q2"):
        await desk.replay(ended.run_id)
    assert services.log.count() == told
    again = await desk.replay(ended.run_id, allow_new=True)
    assert again.claims
    new = services.log.entries()[told:]
    assert {entry.purpose for entry in new if entry.kind == "model"} >= {"extract"}
    assert {entry.kind for entry in new} == {"model"}
    paid = services.log.count()
    assert (await desk.replay(ended.run_id, allow_new=True)).markdown == again.markdown
    assert services.log.count() == paid
    assert (await desk.view(ended.run_id)).report == ended.report


async def test_a_run_without_a_report_cannot_be_replayed(desk: Desk) -> None:
    waiting = await desk.ask(QUESTION, yes=False)
    with pytest.raises(SettingsError, match="is not written yet"):
        await desk.replay(waiting.run_id)
