"""What Studio does with the server: reads forms and drawing, goes back, edits and goes on."""

from typing import Any

import httpx
import pytest
from langgraph_sdk.client import LangGraphClient
from server.running import GRAPH, Server, Values, answer, started, values_of, waiting
from services.server import Services

from graph.state import RunOptions

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

QUESTION = "How is the Ellmouth tram network paid for, and what do its tickets cost?"


async def gone_on_from(client: LangGraphClient, thread_id: str, checkpoint: Any) -> Values:  # noqa: ANN401
    await client.runs.wait(thread_id, GRAPH, input=None, checkpoint=checkpoint, durability="sync")
    return await values_of(client, thread_id)


async def before(client: LangGraphClient, thread_id: str, node: str) -> Any:  # noqa: ANN401 - a state
    """The newest state of the thread from which `node` comes next."""
    history = await client.threads.get_history(thread_id, limit=100)
    return next(each for each in history if each["next"][:1] == [node])


async def test_the_form_has_a_help_and_a_default_for_every_setting(
    client: LangGraphClient,
) -> None:
    [assistant] = await client.assistants.search(graph_id=GRAPH)
    schemas: Any = await client.assistants.get_schemas(assistant["assistant_id"])
    form = schemas["context_schema"]["properties"]
    assert form.keys() == RunOptions.model_fields.keys()
    assert [name for name, field in form.items() if not field.get("description")] == []
    assert [name for name, field in form.items() if "default" not in field] == []
    assert schemas["input_schema"]["properties"]["question"]["description"]
    assert {"plan", "phase", "branches", "report"} <= schemas["output_schema"]["properties"].keys()
    assert {"findings", "grant"} <= schemas["state_schema"]["properties"].keys()


async def test_the_history_shows_every_step_with_its_phase(
    client: LangGraphClient, services: Services
) -> None:
    thread_id = await started(client, {"question": QUESTION}, auto_approve=True)
    history = await client.threads.get_history(thread_id, limit=100)
    steps = [each["next"][0] for each in reversed(history) if each["next"]]
    assert list(dict.fromkeys(steps)) == [
        "__start__", "intake", "plan", "dispatch", "research", "review", "outline", "section",
        "finish",
    ]  # fmt: skip
    phases = [each["values"].get("phase") for each in reversed(history)]
    assert list(dict.fromkeys(phases))[-1] == "done"


async def test_a_state_edited_after_review_is_gone_on_from(
    client: LangGraphClient, services: Services
) -> None:
    thread_id = await started(client, {"question": QUESTION}, auto_approve=True)
    first = await values_of(client, thread_id)
    searches, plans = services.log.count("search"), services.log.count("model", "plan")
    reviewed = await before(client, thread_id, "outline")
    plan = reviewed["values"]["plan"]
    plan["sub_questions"][0]["section"] = "Who pays for the trams"
    edited = await client.threads.update_state(
        thread_id, {"plan": plan}, checkpoint=reviewed["checkpoint"], as_node="review"
    )
    second = await gone_on_from(client, thread_id, edited["checkpoint"])
    assert second["phase"] == "done"
    assert "Who pays for the trams" in second["report"]["markdown"]
    assert "Who pays for the trams" not in first["report"]["markdown"]
    assert (services.log.count("search"), services.log.count("model", "plan")) == (searches, plans)


@pytest.mark.parametrize("node", ["plan", "approve", "dispatch", "review", "outline", "finish"])
async def test_every_checkpoint_can_be_run_again(
    client: LangGraphClient, services: Services, node: str
) -> None:
    thread_id = await started(client, {"question": QUESTION})
    await answer(client, thread_id, {"type": "approve"})
    asked = len(services.log.entries())
    state = await before(client, thread_id, node)
    values = await gone_on_from(client, thread_id, state["checkpoint"])
    if node in {"plan", "approve"}:
        assert (await waiting(client, thread_id))["value"]["action_requests"]
        values = await answer(client, thread_id, {"type": "approve"})
    assert values["phase"] == "done"
    assert values["report"]["references"]
    assert len(services.log.entries()) == asked, "what was paid for is not asked again"


async def test_an_edit_that_does_not_fit_changes_nothing(
    client: LangGraphClient, services: Services
) -> None:
    thread_id = await started(client, {"question": QUESTION}, auto_approve=True)
    old = await client.threads.get_state(thread_id)
    with pytest.raises(httpx.HTTPError):
        await client.threads.update_state(thread_id, {"plan": "none"}, as_node="review")
    assert await client.threads.get_state(thread_id) == old


@pytest.mark.parametrize(
    "given",
    [
        {"question": " "},
        {"messages": [{"role": "human", "content": "\n"}]},
        {"question": "tram " * 1000},
        {"question": 5},
    ],
    ids=["empty", "an empty message", "too long", "no text"],
)
async def test_a_plan_waits_on_when_nothing_can_be_made_of_what_comes(
    client: LangGraphClient, server: Server, services: Services, given: Values
) -> None:
    thread_id = await started(client, {"question": QUESTION})
    plans = services.log.count("model", "plan")
    await client.runs.wait(thread_id, GRAPH, input=given)
    [asked] = (await waiting(client, thread_id))["value"]["action_requests"]
    assert "The last answer could not be used" in asked["description"]
    assert services.log.count("model", "plan") == plans
    assert (await answer(client, thread_id, {"type": "approve"}))["phase"] == "done"
