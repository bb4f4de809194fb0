"""Two real aegra workers: whatever becomes of one of them, every run ends and is paid once."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from langgraph_sdk.client import LangGraphClient
from playwright.async_api import expect
from server.aegra import Workers, need_aegra
from server.browser import approve, ask, browser, needs_chromium, opened, report, sign_in
from server.running import GRAPH, PATIENCE_S, Values, values_of
from server.test_server_goes_on import asked_again
from services.server import Services

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

RUNS = 4
EXTRACTIONS = 3
"""Calls in which a model takes quotes from pages, in a run without embeddings."""
TOKENS = {name: f"{name}-token-0123456789" for name in ("ada", "bob")}
QUESTION = "How is the Ellmouth tram network paid for, and what do its tickets cost?"


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory, doubles: Services) -> Iterator[Workers]:
    need_aegra()
    environment = {**doubles.environment(), "WELLREAD_TOKENS": json.dumps(TOKENS)}
    with Workers(tmp_path_factory.mktemp("aegra"), environment).running() as workers:
        yield workers
        for log in (worker.log for worker in workers.both):
            assert not [token for token in TOKENS.values() if token in log]
            assert "Blocked deserialization" not in log
            assert "unregistered type" not in log


@pytest.fixture
async def ada(pair: Workers, services: Services) -> AsyncIterator[LangGraphClient]:
    async with pair.both[1].client(TOKENS["ada"]) as client:
        yield client


async def waiting_on_aegra(client: LangGraphClient, thread_id: str) -> Values:
    """The one interrupt of a thread; aegra tells it with the state, not with the thread."""
    [interrupt] = (await client.threads.get_state(thread_id))["interrupts"]
    return dict(interrupt)


async def test_a_plan_is_approved_with_the_other_worker(
    pair: Workers, ada: LangGraphClient
) -> None:
    thread_id = (await ada.threads.create())["thread_id"]
    await ada.runs.wait(thread_id, GRAPH, input={"question": QUESTION})
    async with pair.both[0].client(TOKENS["ada"]) as elsewhere:
        interrupt = await waiting_on_aegra(elsewhere, thread_id)
        [asked] = interrupt["value"]["action_requests"]
        plan = {
            **asked["args"]["plan"],
            "sub_questions": asked["args"]["plan"]["sub_questions"][:1],
        }
        edited = {"name": "research", "args": json.dumps({"plan": plan})}
        decision = {"type": "edit", "edited_action": edited}
        await elsewhere.runs.wait(
            thread_id, GRAPH, command={"resume": {interrupt["id"]: {"decisions": [decision]}}}
        )
        values = await values_of(elsewhere, thread_id)
    assert values["phase"] == "done"
    assert list(values["branches"]) == ["q1"]
    assert values["report"]["references"]


async def test_users_are_kept_apart(pair: Workers, ada: LangGraphClient) -> None:
    thread_id = (await ada.threads.create())["thread_id"]
    await ada.runs.wait(thread_id, GRAPH, input={"question": QUESTION})
    async with httpx.AsyncClient(base_url=pair.both[0].url, timeout=PATIENCE_S) as stranger:
        for path in ("/threads/search", f"/threads/{thread_id}/state", "/app/api/runs"):
            method = "POST" if path.endswith("search") else "GET"
            assert (await stranger.request(method, path)).status_code == 401
        for path in ("/live", "/health", "/ready", "/app/"):
            assert (await stranger.get(path)).status_code == 200
    token = {"x-api-key": TOKENS["ada"]}
    async with httpx.AsyncClient(base_url=pair.both[0].url, headers=token) as herself:
        for path in ("/docs", "/redoc", "/runs/crons", f"/threads/{thread_id}/runs/crons"):
            for method in ("GET", "POST"):
                answer = await herself.request(method, path, json={"assistant_id": GRAPH})
                assert (answer.status_code, answer.json()) == (404, {"detail": "Not Found"})
    async with pair.both[0].client(TOKENS["bob"]) as bob:
        assert await bob.threads.search() == []
        with pytest.raises(httpx.HTTPStatusError, match="not found"):
            await bob.threads.get_state(thread_id)
        with pytest.raises(httpx.HTTPStatusError, match="not found"):
            await bob.runs.create(thread_id, GRAPH, input={"question": QUESTION})


async def test_a_cancelled_run_goes_on(
    pair: Workers, ada: LangGraphClient, services: Services
) -> None:
    services.faults.hold("model", "extract")
    thread_id = (await ada.threads.create())["thread_id"]
    run = await ada.runs.create(
        thread_id, GRAPH, input={"question": QUESTION}, context={"auto_approve": True}
    )
    [held] = await asyncio.to_thread(services.log.wait_for, 1, held=True)
    # An answer that is on its way when its run is cancelled would be asked for again.
    await asyncio.to_thread(services.log.wait_for, EXTRACTIONS, purpose="extract")
    await asyncio.to_thread(pair.wait_for_answers, 1)
    await ada.runs.cancel(thread_id, run["run_id"], wait=True)
    services.faults.release()
    checkpoint = (await ada.threads.get_state(thread_id))["checkpoint"]
    await ada.runs.wait(thread_id, GRAPH, input=None, checkpoint=checkpoint)
    assert (await values_of(ada, thread_id))["report"]["references"]
    assert asked_again(services) == [held]


async def test_a_killed_workers_runs_are_ended_by_the_other(
    pair: Workers, ada: LangGraphClient, services: Services, request: pytest.FixtureRequest
) -> None:
    held = RUNS * EXTRACTIONS
    for nth in range(1, held + 1):
        services.faults.hold("model", "extract", nth=nth)
    started = []
    for number in range(RUNS):
        thread_id = (await ada.threads.create())["thread_id"]
        asked = (
            f"How is tram line {number} of Ellmouth paid for, and what do tickets of {number} cost?"
        )
        given = {"question": asked}
        run = await ada.runs.create(thread_id, GRAPH, input=given, context={"auto_approve": True})
        started.append((thread_id, run["run_id"]))
    await asyncio.to_thread(services.log.wait_for, held, held=True)
    # An answer that is on its way when its worker dies would be asked for again.
    await asyncio.to_thread(pair.wait_for_answers, held)
    # Who takes a job off the queue is chance: one worker may have taken all of them.
    lost, kept = await asyncio.to_thread(pair.busier_first)
    assert pair.runs_of(lost)
    lost.kill()
    services.faults.release()
    request.addfinalizer(lost.start)
    async with kept.client(TOKENS["ada"]) as client:
        for thread_id, run_id in started:
            await client.runs.join(thread_id, run_id)
            values = await values_of(client, thread_id)
            assert values["report"]["references"], run_id
            assert (await client.runs.get(thread_id, run_id))["status"] == "success"
    assert services.log.count("model", "plan") == RUNS
    again = [each for each in asked_again(services) if not (each.held or each.gone)]
    assert [each for each in again if each.kind != "page"] == []
    assert await asyncio.to_thread(pair.paid_twice) == []


@needs_chromium
async def test_the_page_shows_a_run_alike_on_both_workers(
    pair: Workers, ada: LangGraphClient, services: Services
) -> None:
    services.faults.hold("model", "extract", nth=2)
    first, second = pair.both
    async with browser(first.url) as here, browser(second.url) as there:
        page = await opened(here)
        await sign_in(page, TOKENS["ada"])
        thread_id = await ask(page)
        other = await opened(there, thread_id)
        await sign_in(other, TOKENS["ada"])
        await approve(other)
        for tab in (page, other):
            await expect(tab.locator(".branches .step.done")).to_have_count(1)
        await page.get_by_role("button", name="Stop").click()
        await expect(page.get_by_text("Stopped. What was paid for is kept")).to_be_visible()
        services.faults.release()
        await other.reload()
        await other.get_by_role("button", name="Go on").click()
        await expect(report(other)).to_be_visible()
        await page.reload()
        await expect(report(page)).to_have_text(
            await report(other).inner_text(), use_inner_text=True
        )
        await page.get_by_role("button", name="show the quote").first.click()
        quotes = [each["quote"] for each in (await values_of(ada, thread_id))["report"]["findings"]]
        assert await page.locator("mark").inner_text() in quotes


@needs_chromium
async def test_a_report_of_one_worker_is_made_anew_on_the_other(
    pair: Workers, ada: LangGraphClient, services: Services
) -> None:
    first, second = pair.both
    async with browser(first.url) as here, browser(second.url) as there:
        page = await opened(here)
        await sign_in(page, TOKENS["ada"])
        thread_id = await ask(page)
        await approve(page)
        await expect(report(page)).to_be_visible()
        services.log.clear()
        other = await opened(there, thread_id)
        await sign_in(other, TOKENS["ada"])
        await other.get_by_role("button", name="Refresh").click()
        await expect(other.get_by_role("heading", name="What has changed")).to_be_visible()
        anew = (await values_of(ada, other.url.rpartition("/")[2]))["report"]
    old = (await values_of(ada, thread_id))["report"]
    assert anew["changes"]["turn_id"] == old["question"]["id"]
    assert services.log.count("model") == 0
