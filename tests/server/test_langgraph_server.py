"""A question's whole way through the real `langgraph dev`, as its clients see it."""

import asyncio
import json
from typing import Any

import pytest
from langgraph_sdk.client import LangGraphClient
from server.running import GRAPH, Server, Values, answer, started, values_of, waiting
from services.server import Services

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

QUESTION = "How is the Ellmouth tram network paid for, and what do its tickets cost?"
APPROVE = {"type": "approve"}
FURTHER = "How many passengers do the trams of Ellmouth carry in a year?"
REMARK = "Leave out the tickets, please."


def human(text: str) -> Values:
    return {"messages": [{"role": "human", "content": text}]}


async def streamed(client: LangGraphClient, thread_id: str, **run: Any) -> list[Values]:  # noqa: ANN401  of `runs.stream`
    """The custom events of a run, each with the namespace it came from."""
    parts = client.runs.stream(
        thread_id,
        GRAPH,
        **run,
        stream_mode=["custom"],
        stream_subgraphs=True,
        durability="sync",
        version="v2",
    )
    events = []
    async for part in parts:
        assert str(part["type"]) != "error", part["data"]
        if part["type"] == "custom":
            events.append({**part["data"], "from": "/".join(part["ns"]).split(":")[0]})
    return events


async def test_a_question_is_planned_approved_researched_and_reported(
    client: LangGraphClient, services: Services
) -> None:
    thread_id = (await client.threads.create())["thread_id"]
    before = await streamed(client, thread_id, input={"question": QUESTION})
    phases = [each["phase"] for each in before if each["type"] == "phase"]
    assert phases == ["intake", "plan", "approve"]
    assert services.log.count("search") == 0

    interrupt = await waiting(client, thread_id)
    [asked] = interrupt["value"]["action_requests"]
    [config] = interrupt["value"]["review_configs"]
    assert config["action_name"] == asked["name"]
    assert config["allowed_decisions"] == ["approve", "edit", "reject"]
    assert asked["args"].keys() == {"plan", "limits"}
    parts = asked["args"]["plan"]["sub_questions"]
    assert all(part["question"] in asked["description"] for part in parts)
    assert (await values_of(client, thread_id))["phase"] == "approve"

    after = await streamed(
        client, thread_id, command={"resume": {interrupt["id"]: {"decisions": [APPROVE]}}}
    )
    assert {each["type"] for each in after} == {"phase", "branch", "section", "spent"}
    assert {each["from"] for each in after if each["type"] == "branch"} == {"research"}
    assert {each["from"] for each in after if each["type"] == "section"} == {"section"}
    steps = [each["step"] for each in after if each.get("task_id") == parts[0]["id"]]
    assert steps[:4] == ["searching", "reading", "ranking", "extracting"]
    assert steps[-1] == "done"
    assert after[-1]["usage"]["searches"] == services.log.count("search") > 0

    values = await values_of(client, thread_id)
    assert values["phase"] == "done"
    assert values["branches"].keys() == {part["id"] for part in parts}
    assert values["report"]["references"]
    assert values["messages"][-1]["type"] == "ai"
    assert values["messages"][-1]["content"] == values["report"]["markdown"]
    assert values["grant"]["approved_by"] == "human"


async def test_chats_and_questions_run_side_by_side(
    client: LangGraphClient, services: Services
) -> None:
    services.faults.hold("model", "plan", nth=2)
    asked = {"question": QUESTION}
    runs = [
        asyncio.create_task(started(client, given, auto_approve=True))
        for given in (asked, human(QUESTION), human(FURTHER))
    ]
    _, held = await asyncio.wait(runs, return_when=asyncio.FIRST_COMPLETED)
    assert held
    services.faults.release()
    for thread_id in await asyncio.gather(*runs):
        values = await values_of(client, thread_id)
        assert values["report"]["references"]
        assert values["messages"][-1]["content"] == values["report"]["markdown"]


async def test_progress_survives_a_reload(
    server: Server, client: LangGraphClient, services: Services
) -> None:
    services.faults.hold("model", "write")
    thread_id = (await client.threads.create())["thread_id"]
    run = await client.runs.create(
        thread_id,
        GRAPH,
        input={"question": QUESTION},
        context={"auto_approve": True},
        durability="sync",
    )
    await asyncio.to_thread(services.log.wait_for, 1, held=True)
    async with server.client() as reloaded:
        values = await values_of(reloaded, thread_id)
    assert values["phase"] == "section"
    asked = [part["id"] for part in values["plan"]["sub_questions"]]
    assert [values["branches"][each]["status"] for each in asked] == ["done"] * len(asked)
    assert [each["sub_question_id"] for each in values["coverage"]] == asked
    assert values.get("report") is None
    services.faults.release()
    await client.runs.join(thread_id, run["run_id"])
    assert (await values_of(client, thread_id))["report"]["references"]


@pytest.mark.parametrize("packed", [False, True], ids=["objects", "JSON strings"])
async def test_what_a_human_edits_is_what_is_researched(
    client: LangGraphClient, services: Services, packed: bool
) -> None:
    thread_id = await started(client, {"question": QUESTION})
    [asked] = (await waiting(client, thread_id))["value"]["action_requests"]
    plan, limits = asked["args"]["plan"], asked["args"]["limits"]
    plan["sub_questions"] = plan["sub_questions"][1:]
    plan["sub_questions"][0]["queries"] = ["price of a tram ticket in Ellmouth"]
    limits |= {"max_rounds": 0, "words": 300}
    edited = {"plan": plan, "limits": limits}
    if packed:
        edited = {name: json.dumps(value) for name, value in edited.items()}
    action = {"name": asked["name"], "args": edited}
    values = await answer(client, thread_id, {"type": "edit", "edited_action": action})
    kept = plan["sub_questions"][0]["id"]
    assert values["branches"].keys() == {kept}
    assert services.log.entries("search")[0].query == "price of a tram ticket in Ellmouth"
    assert values["grant"]["approved_by"] == "human"
    assert values["report"]["question"]["limits"]["words"] == 300


async def test_a_rejected_plan_comes_back_made_with_the_remark(
    client: LangGraphClient, services: Services
) -> None:
    thread_id = await started(client, {"question": QUESTION})
    first = await waiting(client, thread_id)
    await answer(client, thread_id, {"type": "reject", "message": REMARK})
    heard = services.log.entries("model", "plan")
    assert [REMARK in json.dumps(each.request) for each in heard] == [False, True]
    assert (await waiting(client, thread_id))["id"] != first["id"]
    assert services.log.count("search") == 0
    assert (await answer(client, thread_id, APPROVE))["report"]["references"]


@pytest.mark.parametrize("said", [REMARK, "approve", '{"decisions": [{"type": "approve"}]}'])
async def test_a_message_while_a_plan_waits_is_a_remark_and_never_an_approval(
    client: LangGraphClient, services: Services, said: str
) -> None:
    thread_id = await started(client, human(QUESTION))
    await client.runs.wait(thread_id, GRAPH, input=human(said))
    await waiting(client, thread_id)
    values = await values_of(client, thread_id)
    assert values["turn"]["remarks"] == [said]
    assert values["turn"]["text"] == QUESTION
    assert values["grant"] is None
    assert services.log.count("model", "plan") == 2
    assert services.log.count("search") == 0


async def test_an_answer_that_is_not_valid_leaves_the_plan_waiting(
    client: LangGraphClient, services: Services
) -> None:
    thread_id = await started(client, {"question": QUESTION})
    plan = (await values_of(client, thread_id))["plan"]
    first, second, *_ = plan["sub_questions"]
    circle = {**plan, "sub_questions": [{**first, "after": ["q2"]}, {**second, "after": ["q1"]}]}
    bad: dict[str, Any] = {
        "not of the form": ["approve", True, {}, {"decisions": []}, {"type": "approve"}],
        "is no decision": [{"decisions": [{"type": kind}]} for kind in ("approved", None)],
        "edited_action.args": [{"decisions": [{"type": "edit"}]}],
        "not JSON": [_edit("plan", "{")],
        "max_searches": [_edit("limits", {"max_searches": -1})],
        "circle": [_edit("plan", circle)],
    }
    for words, resumes in bad.items():
        for resume in resumes:
            await client.runs.wait(thread_id, GRAPH, command={"resume": resume})
            value = (await waiting(client, thread_id))["value"]
            assert words in value["action_requests"][0]["description"], resume
    assert (await values_of(client, thread_id))["plan"] == plan
    assert services.log.count("model", "plan") == 1
    assert services.log.count("search") == 0
    assert (await answer(client, thread_id, APPROVE))["report"]["references"]


def _edit(name: str, value: object) -> Values:
    action = {"name": "research", "args": {name: value}}
    return {"decisions": [{"type": "edit", "edited_action": action}]}


async def test_a_thread_goes_on_with_a_follow_up_and_a_new_question(
    client: LangGraphClient, services: Services
) -> None:
    thread_id = await started(client, human(QUESTION), auto_approve=True)
    first = await values_of(client, thread_id)
    searches = services.log.count("search")

    follow_up = "What do the tickets of the Ellmouth tram network cost?"
    await client.runs.wait(thread_id, GRAPH, input=human(follow_up))
    second = await values_of(client, thread_id)
    assert second["turn"]["kind"] == "follow_up"
    assert second["report"]["title"] == follow_up
    assert second["report"]["references"]
    assert services.log.count("search") == searches
    assert services.log.count("model", "plan") == 1

    other = "When was the observatory of Ellmouth opened, and who built it?"
    await client.runs.wait(thread_id, GRAPH, input=human(other))
    third = await answer(client, thread_id, APPROVE)
    assert third["turn"]["kind"] == "new"
    assert services.log.count("search") > searches
    said = [(each["type"], each["content"]) for each in third["messages"]]
    reports = [each["report"]["markdown"] for each in (first, second, third)]
    asked = [QUESTION, follow_up, other]
    assert said == [
        pair for text, report in zip(asked, reports, strict=True)
        for pair in (("human", text), ("ai", report))
    ]  # fmt: skip
