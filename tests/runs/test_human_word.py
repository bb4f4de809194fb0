"""The human's word on a plan, over whole runs: approved, edited, sent back, and never forged."""

from typing import Any

import pytest
from runs.desk import Desk
from services.server import Services

from graph.seals import put_on_record
from wellread.archive.sqlite import open_archive
from wellread.decisions import Approve, Edit, Reject
from wellread.domain import Grant, Limits, Plan, Question, SubQuestion
from wellread.errors import SettingsError
from wellread.events import PlanWaiting

QUESTION = "What does the Ellmouth tram network cost, and who pays for it?"
ADDED = SubQuestion(
    id="q9", question="What does a single tram ticket cost?", queries=("tram ticket crowns",)
)


async def waiting_at(desk: Desk) -> PlanWaiting:
    return (await desk.ask(QUESTION, yes=False, max_rounds=0)).waiting


def thread(run_id: str) -> Any:  # noqa: ANN401 - LangGraph's config
    return {"configurable": {"thread_id": run_id}}


async def test_nothing_is_searched_before_the_plan_is_approved(
    desk: Desk, services: Services
) -> None:
    waiting = await waiting_at(desk)
    assert services.log.count("search") == services.log.count("page") == 0
    report = (await desk.resume(waiting.run_id, Approve())).report
    assert {part.id for part in report.plan.sub_questions} == {
        part.id for part in waiting.plan.sub_questions
    }
    assert services.log.count("search") > 0
    view = await desk.view(waiting.run_id)
    assert view.grant is not None
    assert (view.grant.approved_by, view.grant.intact) == ("human", True)


async def test_a_waiting_plan_is_shown_again_without_an_answer_and_costs_nothing(
    desk: Desk, services: Services
) -> None:
    waiting = await waiting_at(desk)
    calls = services.log.count()
    assert (await desk.resume(waiting.run_id)).waiting == waiting
    assert services.log.count() == calls
    assert (await desk.view(waiting.run_id)).record.status == "waiting"


async def test_an_edited_plan_is_what_is_carried_out(desk: Desk, services: Services) -> None:
    waiting = await waiting_at(desk)
    kept = waiting.plan.sub_questions[1].model_copy(update={"after": ()})
    plan = waiting.plan.model_copy(update={"sub_questions": (kept, ADDED)})
    limits = waiting.limits.model_copy(update={"max_sources_per_task": 2, "words": 400})
    report = (await desk.resume(waiting.run_id, Edit(plan=plan, limits=limits))).report
    assert [part.id for part in report.plan.sub_questions] == [kept.id, "q9"]
    assert report.question.limits == limits
    searches = services.log.entries("search")
    assert "tram ticket crowns" in {entry.query for entry in searches}
    assert waiting.plan.sub_questions[0].queries[0] not in {entry.query for entry in searches}
    assert {entry.request["max_results"] for entry in searches} == {2}


async def test_an_edit_that_cannot_be_carried_out_waits_again_with_its_faults(
    desk: Desk, services: Services
) -> None:
    waiting = await waiting_at(desk)
    circle = ADDED.model_copy(update={"after": ("q9",)})
    plan = waiting.plan.model_copy(update={"sub_questions": (circle,)})
    again = (await desk.resume(waiting.run_id, Edit(plan=plan, limits=Limits()))).waiting
    assert any("circle" in fault for fault in again.faults)
    assert again.plan == waiting.plan
    assert again.limits == waiting.limits
    assert services.log.count("search") == 0
    assert (await desk.resume(waiting.run_id, Approve())).report.claims


async def test_a_rejected_plan_is_made_again_with_the_remark(
    desk: Desk, services: Services
) -> None:
    waiting = await waiting_at(desk)
    remark = "Leave the pensioners out of it."
    again = (await desk.resume(waiting.run_id, Reject(remark=remark))).waiting
    first, second = services.log.entries("model", "plan")
    assert remark not in str(first.request)
    assert remark in str(second.request)
    assert waiting.plan.sub_questions[0].question in second.request["messages"][-1]["content"]
    assert services.log.count("search") == 0
    assert (await desk.resume(again.run_id, Approve())).report.claims


async def test_every_remark_reaches_the_planner_also_the_same_one_twice(
    desk: Desk, services: Services
) -> None:
    waiting = await waiting_at(desk)
    for remark in ("Shorter.", "Shorter.", "And cheaper."):
        await desk.resume(waiting.run_id, Reject(remark=remark))
    assert services.log.count("model", "plan") == 4
    last = services.log.entries("model", "plan")[-1].request["messages"][-1]["content"]
    assert last.count("- Shorter.") == 2
    assert "- And cheaper." in last


async def test_a_decision_where_no_plan_waits_is_refused(desk: Desk) -> None:
    ended = await desk.ask(QUESTION, max_rounds=0)
    with pytest.raises(SettingsError, match="no plan waits"):
        await desk.resume(ended.run_id, Approve())


async def test_going_on_with_a_finished_run_says_how_to_ask_more(desk: Desk) -> None:
    ended = await desk.ask(QUESTION, max_rounds=0)
    with pytest.raises(SettingsError, match="is finished"):
        await desk.resume(ended.run_id)


def with_other_plan(grant: Grant) -> Grant:
    plan = Plan(sub_questions=(ADDED,))
    return grant.model_copy(update={"plan": plan})


def with_other_limits(grant: Grant) -> Grant:
    return grant.model_copy(update={"limits": grant.limits.model_copy(update={"max_rounds": 5})})


def as_it_is(grant: Grant) -> Grant:
    return grant


@pytest.mark.parametrize("forge", [with_other_plan, with_other_limits, as_it_is])
async def test_a_grant_that_nobody_gave_like_this_goes_back_to_the_human(
    forge: Any,  # noqa: ANN401 - one of the above
    desk: Desk,
    services: Services,
) -> None:
    waiting = await waiting_at(desk)
    forged = forge(Grant.of(waiting.plan, waiting.limits, "human"))
    async with desk.graph() as graph:
        await graph.aupdate_state(thread(waiting.run_id), {"grant": forged}, as_node="approve")
    again = (await desk.resume(waiting.run_id)).waiting
    assert any("changed after they were approved" in fault for fault in again.faults)
    assert again.plan == waiting.plan
    assert services.log.count("search") == 0


async def given(desk: Desk, turn: Question, waiting: PlanWaiting) -> Grant:
    """A grant on record, as a human's answer gives it."""
    grant = Grant.of(waiting.plan, waiting.limits, "human")
    archive = await open_archive(desk.settings.data_dir / "archive.sqlite3")
    await put_on_record(archive.journal, turn, grant)
    await archive.close()
    return grant


async def test_limits_raised_beside_the_grant_do_not_count(desk: Desk, services: Services) -> None:
    waiting = (await desk.ask(QUESTION, yes=False, max_rounds=0, max_searches=1)).waiting
    async with desk.graph() as graph:
        values = (await graph.aget_state(thread(waiting.run_id))).values
        turn = values["turn"].model_copy(update={"limits": Limits(max_searches=500)})
        grant = await given(desk, values["turn"], waiting)
        await graph.aupdate_state(
            thread(waiting.run_id), {"turn": turn, "grant": grant}, as_node="approve"
        )
    report = (await desk.resume(waiting.run_id)).report
    assert services.log.count("search") == 1
    assert report.question.limits == waiting.limits


async def test_another_plan_beside_the_grant_is_not_carried_out(
    desk: Desk, services: Services
) -> None:
    waiting = await waiting_at(desk)
    async with desk.graph() as graph:
        values = (await graph.aget_state(thread(waiting.run_id))).values
        grant = await given(desk, values["turn"], waiting)
        await graph.aupdate_state(
            thread(waiting.run_id),
            {"plan": Plan(sub_questions=(ADDED,)), "grant": grant},
            as_node="approve",
        )
    report = (await desk.resume(waiting.run_id)).report
    assert report.plan == waiting.plan
    assert "tram ticket crowns" not in {entry.query for entry in services.log.entries("search")}
