"""A run whose server is killed or told to stop, or that a client cancels, goes on afterwards."""

import asyncio
import json
from collections import Counter

import pytest
from doubles.paid import under_way
from kills.processes import until
from langgraph_sdk.client import LangGraphClient
from server.running import GRAPH, Server, started, values_of, waiting
from services.log import Entry
from services.server import Services

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

QUESTION = "How is the Ellmouth tram network paid for, and what do its tickets cost?"
EXTRACTIONS = 2
"""Calls in which a model takes quotes from pages, in a run on this question with embeddings."""


async def half_researched(
    server: Server, client: LangGraphClient, services: Services
) -> tuple[str, str]:
    """A thread and its run: one researcher is done, the other waits for a model's answer."""
    services.faults.hold("model", "extract", nth=2)
    thread_id = (await client.threads.create())["thread_id"]
    run = await client.runs.create(
        thread_id,
        GRAPH,
        input={"question": QUESTION},
        context={"auto_approve": True},
        stream_mode="custom",
        stream_subgraphs=True,
        stream_resumable=True,
        durability="sync",
    )
    async for part in client.runs.join_stream(thread_id, run["run_id"]):
        if part.data and part.data.get("step") == "done":
            break
    await asyncio.to_thread(until_one_is_held, server, services)
    return thread_id, run["run_id"]


def until_one_is_held(server: Server, services: Services) -> None:
    """Returns when the run's extractions are all asked for, and all but one answered and kept.

    An answer that is on its way when the server is killed would be asked for again.
    """
    services.log.wait_for(1, held=True)
    services.log.wait_for(EXTRACTIONS, purpose="extract")
    until(lambda: under_way(server.data_dir) == 1, "the answers that are not held")


async def gone_on(client: LangGraphClient, thread_id: str) -> None:
    """What `docs/studio.md` tells a client to do with a run that was cut off."""
    await client.threads.create(thread_id=thread_id, graph_id=GRAPH, if_exists="do_nothing")
    await client.runs.wait(thread_id, GRAPH, input=None, durability="sync")


def asked_again(services: Services) -> list[Entry]:
    """The first of every request that came more than once."""
    times = Counter(_request(each) for each in services.log.entries())
    first = {_request(each): each for each in reversed(services.log.entries())}
    return [first[request] for request, count in times.items() if count > 1]


def _request(entry: Entry) -> str:
    return entry.path + json.dumps(entry.request, sort_keys=True)


@pytest.mark.parametrize("ending", ["kill -9", "Ctrl-C", "cancelled"])
async def test_a_run_that_was_cut_off_goes_on_without_paying_twice(
    server: Server, client: LangGraphClient, services: Services, ending: str
) -> None:
    thread_id, run_id = await half_researched(server, client, services)
    if ending == "kill -9":
        server.kill(forget=True)
    elif ending == "Ctrl-C":
        server.stop()
    else:
        await client.runs.cancel(thread_id, run_id, wait=True)
    [held] = [each for each in services.log.entries() if each.held]
    services.faults.release()
    if ending != "cancelled":
        server.start()
    async with server.client() as after:
        await gone_on(after, thread_id)
        values = await values_of(after, thread_id)
    assert values["phase"] == "done"
    assert values["report"]["references"]
    assert [each["status"] for each in values["branches"].values()] == ["done", "done"]
    assert services.log.count("model", "plan") == 1
    assert asked_again(services) == [held]


async def test_a_plan_that_waits_outlives_a_killed_server(
    server: Server, client: LangGraphClient, services: Services
) -> None:
    thread_id = await started(client, {"question": QUESTION})
    before = await waiting(client, thread_id)
    server.kill(forget=True)
    server.start()
    async with server.client() as after:
        await after.threads.create(thread_id=thread_id, graph_id=GRAPH, if_exists="do_nothing")
        state = await after.threads.get_state(thread_id)
        assert [each["id"] for each in state["interrupts"]] == [before["id"]]
        await after.runs.wait(
            thread_id,
            GRAPH,
            command={"resume": {before["id"]: {"decisions": [{"type": "approve"}]}}},
        )
        assert (await values_of(after, thread_id))["report"]["references"]
    assert asked_again(services) == []
