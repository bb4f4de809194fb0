"""Two users of one real server: each sees what is theirs, and a stranger sees nothing."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from langgraph_sdk.client import LangGraphClient
from playwright.async_api import expect
from server.browser import browser, needs_chromium, opened, sign_in
from server.running import GRAPH, PATIENCE_S, Server, Values, error_of, started, values_of
from services.server import Services

from wellread.web.app import app

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

TOKENS = {name: f"{name}-token-0123456789" for name in ("ada", "bob", "cyd")}
OPEN = {"/health", "/info", "/metrics", "/ok", "/ready"}
SHUT = (
    "/internal/debug/thread/{thread_id}",
    "/internal/truncate",
    "/deploy",
    "/docs",
    "/ui",
    "/runs/crons",
    "/runs/crons/search",
    "/runs/crons/count",
    "/runs/crons/{cron_id}",
    "/threads/{thread_id}/runs/crons",
)
"""What LangGraph's server would answer without a token, and runs that begin by themselves."""
QUESTION = "How is the Ellmouth tram network paid for, and what do its tickets cost?"
NOTHING = ("[]", "null", "")
MOST = 12


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of documents for each user."""
    homes = tmp_path_factory.mktemp("homes")
    for name in TOKENS:
        (homes / name).mkdir()
        (homes / name / "note.md").write_text(
            f"# Trams\n\nThe Ellmouth tram network is paid for by {name}, and its tickets cost 3 "
            "crowns.\n"
        )
    return homes


@pytest.fixture(scope="module")
def shared(
    tmp_path_factory: pytest.TempPathFactory, doubles: Services, homes: Path
) -> Iterator[Server]:
    """A server with tokens."""
    environment = {
        **doubles.environment(),
        "WELLREAD_TOKENS": json.dumps(TOKENS),
        "WELLREAD_MAX_RUNS_PER_USER": str(MOST),
        "LOG_JSON": "true",
        "WELLREAD_ALLOWED_FOLDERS": json.dumps([str(homes / "{user}")]),
    }
    server = Server(tmp_path_factory.mktemp("shared"), environment)
    server.start()
    try:
        yield server
        assert server.stop() == 0
        assert "Blocking call" not in server.log
        assert not [token for token in TOKENS.values() if token in server.log]
        lines = [json.loads(line) for line in server.log.splitlines() if line.startswith("{")]
        assert [line for line in lines if line.get("run_id")]
        assert "Ellmouth" not in server.log, "neither questions nor pages stand in the log"
    finally:
        server.kill()


@pytest.fixture
async def ada(shared: Server, services: Services) -> AsyncIterator[LangGraphClient]:
    async with shared.client(TOKENS["ada"]) as client:
        yield client


@pytest.fixture
async def bob(shared: Server) -> AsyncIterator[LangGraphClient]:
    async with shared.client(TOKENS["bob"]) as client:
        yield client


def routes_of(server: Server) -> list[tuple[str, str]]:
    """Every method and path that the server and our own app describe."""
    described = httpx.get(f"{server.url}/openapi.json", timeout=PATIENCE_S).json()
    paths = {**described["paths"], **app.openapi()["paths"]}
    return [(method, path) for path, methods in paths.items() for method in methods]


def filled(path: str, **ids: str) -> str:
    """The path with ids that were given, and with one that does not exist for the others."""
    return re.sub(r"{(\w+)}", lambda found: ids.get(found[1], str(uuid4())), path)


async def test_without_a_token_every_route_is_shut(shared: Server) -> None:
    routes = routes_of(shared)
    assert {path.split("/")[1] for _, path in routes} > {"app", "threads", "store", "mcp"}
    async with httpx.AsyncClient(base_url=shared.url, timeout=PATIENCE_S) as stranger:
        for studio in ({}, {"x-auth-scheme": "langsmith"}):
            answers = {
                (method, path): (
                    await stranger.request(method, filled(path), json={}, headers=studio)
                ).status_code
                for method, path in routes
                if path not in {*OPEN, *SHUT}
            }
            assert {route: code for route, code in answers.items() if code != 401} == {}


async def test_what_the_server_would_tell_or_do_for_anybody_is_shut(
    shared: Server, ada: LangGraphClient
) -> None:
    thread_id = await started(ada, {"question": QUESTION})
    studio = {"origin": "https://smith.langchain.com"}
    for token in ({}, {"x-api-key": TOKENS["ada"]}):
        async with httpx.AsyncClient(base_url=shared.url, headers=studio | token) as anybody:
            for path in SHUT:
                for method in ("GET", "POST"):
                    answer = await anybody.request(method, filled(path, thread_id=thread_id))
                    assert (answer.status_code, answer.json()) == (404, {"detail": "Not Found"})
    assert (await ada.threads.get(thread_id))["thread_id"] == thread_id


async def test_what_is_open_tells_whether_the_server_lives_and_no_more(shared: Server) -> None:
    async with httpx.AsyncClient(base_url=shared.url, timeout=PATIENCE_S) as stranger:
        assert (await stranger.get("/health")).json() == {"status": "ok"}
        assert (await stranger.get("/ready")).json() == {"archive": "ok", "checkpoints": "ok"}
        assert (await stranger.get("/app/")).status_code == 200
        assert (await stranger.get("/application")).status_code in {401, 404}


async def test_a_thread_of_one_user_is_nowhere_to_be_found_for_another(
    shared: Server, ada: LangGraphClient
) -> None:
    thread_id = await started(ada, {"question": QUESTION})
    [run] = await ada.runs.list(thread_id)
    checkpoint = (await ada.threads.get_state(thread_id))["checkpoint"]
    before = await ada.threads.get(thread_id)
    body = {
        "assistant_id": GRAPH,
        "input": {"question": QUESTION},
        "values": {"plan": None},
        "checkpoint": checkpoint,
        "metadata": {"owner": "bob"},
        "schedule": "0 0 * * *",
        "channels": ["values"],
    }
    routes = [(method, path) for method, path in routes_of(shared) if "{thread_id}" in path]
    assert len(routes) > 15
    token = {"x-api-key": TOKENS["bob"]}
    async with httpx.AsyncClient(base_url=shared.url, headers=token, timeout=PATIENCE_S) as bob:
        for method, path in routes:
            ids = {"run_id": run["run_id"], "checkpoint_id": str(checkpoint["checkpoint_id"])}
            hers, nobodys = [
                await bob.request(
                    method,
                    filled(path, thread_id=each, **ids),
                    json=None if method == "get" else body,
                )
                for each in (thread_id, str(uuid4()))
            ]
            told = (method, path, hers.status_code, hers.text)
            assert hers.status_code == nobodys.status_code, told
            assert not hers.is_success or hers.text in NOTHING or "404" in hers.text, told
            assert "Ellmouth" not in hers.text, told
    assert await ada.threads.get(thread_id) == before
    assert len(await ada.runs.list(thread_id)) == 1


async def test_lists_hold_only_what_is_ones_own(ada: LangGraphClient, bob: LangGraphClient) -> None:
    own = {
        (await client.threads.create(metadata={"owner": "ada"}))["thread_id"]
        for client in (bob, bob)
    }
    found = await bob.threads.search(limit=100)
    assert {each["thread_id"] for each in found} == own
    assert await bob.threads.count() == len(own)
    assert await bob.threads.search(metadata={"owner": "ada"}) == []
    assert not own & {each["thread_id"] for each in await ada.threads.search(limit=100)}


async def test_a_thread_cannot_be_given_away(ada: LangGraphClient, bob: LangGraphClient) -> None:
    thread_id = (await bob.threads.create())["thread_id"]
    await bob.threads.update(thread_id, metadata={"owner": "ada"})
    assert (await bob.threads.get(thread_id))["metadata"] == {"owner": "bob"}


async def test_a_run_cannot_be_led_onto_anothers_thread(
    ada: LangGraphClient, bob: LangGraphClient
) -> None:
    thread_id = await started(ada, {"question": QUESTION})
    stolen = {"thread_id": thread_id, "checkpoint_ns": ""}
    own = (await bob.threads.create())["thread_id"]
    run: Any = {
        "input": {"question": " "},
        "config": {"configurable": {**stolen, "langgraph_auth_user_id": "ada"}},
        "checkpoint": stolen,
        "raise_error": False,
    }
    for thread in (own, None):
        assert "Ellmouth" not in str(await bob.runs.wait(thread, GRAPH, **run))
    assert (await values_of(ada, thread_id))["phase"] == "approve"
    assert "Ellmouth" not in str(await bob.threads.get_state(own))


async def test_store_items_are_ones_own(ada: LangGraphClient, bob: LangGraphClient) -> None:
    await ada.store.put_item(["notes"], key="tram", value={"text": "ada's"})
    assert (await ada.store.get_item(["notes"], key="tram"))["value"] == {"text": "ada's"}
    for namespace in (["notes"], ["ada", "notes"]):
        hers: object = await bob.store.get_item(namespace, key="tram")
        assert not hers
        assert (await bob.store.search_items(namespace))["items"] == []
        await bob.store.delete_item(namespace, key="tram")
    for prefix in (None, ["ada"]):
        listed = (await bob.store.list_namespaces(prefix=prefix))["namespaces"]
        assert {each[0] for each in listed} <= {"bob"}
    assert len((await ada.store.search_items(["notes"]))["items"]) == 1


async def test_assistants_are_ones_own_but_for_the_servers(
    ada: LangGraphClient, bob: LangGraphClient
) -> None:
    own = await ada.assistants.create(
        GRAPH, context={"words": 500}, metadata={"created_by": "system"}
    )
    assert own["assistant_id"] not in {
        each["assistant_id"] for each in await bob.assistants.search(limit=100)
    }
    assert {each["name"] for each in await bob.assistants.search()} >= {GRAPH}
    for refused in (
        bob.assistants.get(own["assistant_id"]),
        bob.assistants.delete(own["assistant_id"]),
        bob.runs.create(None, own["assistant_id"], input={"question": QUESTION}),
    ):
        with pytest.raises(httpx.HTTPStatusError):
            await refused
    [everybodys] = [each for each in await bob.assistants.search() if each["name"] == GRAPH]
    for theft in (
        bob.assistants.delete(everybodys["assistant_id"]),
        bob.assistants.update(everybodys["assistant_id"], context={"words": 100}),
    ):
        with pytest.raises(httpx.HTTPStatusError):
            await theft


async def test_a_user_reads_the_folder_of_ones_own_name(
    ada: LangGraphClient, services: Services, homes: Path
) -> None:
    asked: Values = {"use_models": False, "auto_approve": True}
    thread_id = await started(ada, {"question": QUESTION}, folders=[str(homes / "ada")], **asked)
    assert (await values_of(ada, thread_id))["phase"] == "done"
    words = await error_of(ada, {"question": QUESTION}, folders=[str(homes / "bob")], **asked)
    assert "not among the folders that this server allows" in words


async def test_a_finding_of_another_user_opens_no_page_in_ones_own_thread(
    shared: Server, ada: LangGraphClient, bob: LangGraphClient, homes: Path
) -> None:
    asked: Values = {"use_models": False, "auto_approve": True}
    hers = await started(ada, {"question": QUESTION}, folders=[str(homes / "ada")], **asked)
    findings = (await values_of(ada, hers))["findings"]
    [name, *_] = findings
    his = (await bob.threads.create(graph_id=GRAPH))["thread_id"]
    await bob.threads.update_state(his, {"findings": findings}, as_node="review")
    answers = {}
    for user, thread_id in (("ada", hers), ("bob", his)):
        token = {"x-api-key": TOKENS[user]}
        async with httpx.AsyncClient(base_url=shared.url, headers=token) as caller:
            answers[user] = await caller.get(f"/app/api/threads/{thread_id}/evidence/{name}")
    assert answers["ada"].json()["address"].endswith("/ada/note.md")
    assert (answers["bob"].status_code, "Ellmouth" in answers["bob"].text) == (404, False)
    assert "was read for you" in answers["bob"].text


async def test_runs_at_once_are_limited_for_each_user(
    shared: Server, ada: LangGraphClient, services: Services
) -> None:
    services.faults.hold("model", "plan")
    given: Values = {"question": QUESTION}
    async with shared.client(TOKENS["cyd"]) as cyd:
        threads = [(await cyd.threads.create())["thread_id"] for _ in range(MOST + 2)]
        answers = await asyncio.gather(
            *(cyd.runs.create(each, GRAPH, input=given) for each in threads),
            return_exceptions=True,
        )
        refused = [each for each in answers if isinstance(each, httpx.HTTPStatusError)]
        assert [each.response.status_code for each in refused] == [429, 429]
        own = (await ada.threads.create())["thread_id"]
        run = await ada.runs.create(own, GRAPH, input=given)
        services.faults.release()
        for thread_id, answer in zip(threads, answers, strict=True):
            if isinstance(answer, dict):
                await cyd.runs.join(thread_id, answer["run_id"])
    await ada.runs.join(own, run["run_id"])


@needs_chromium
async def test_the_page_asks_for_the_token_once_and_shows_its_users_runs_alone(
    shared: Server, ada: LangGraphClient, bob: LangGraphClient, services: Services
) -> None:
    own = await started(ada, {"question": QUESTION})
    foreign = await started(bob, {"question": f"{QUESTION} (Bob's)"})
    async with browser(shared.url) as context:
        page = await opened(context)
        await sign_in(page, "wrong")
        # The page asks anew, in a field that is empty again.
        await expect(page.get_by_label("Token")).to_have_value("")
        await sign_in(page, TOKENS["ada"])
        await expect(page.get_by_role("link", name=QUESTION).first).to_be_visible()
        await expect(page.get_by_text("(Bob's)")).to_have_count(0)
        await page.goto(f"{shared.url}/app/#/t/{own}")
        await page.reload()
        await expect(page.get_by_role("button", name="Approve and start")).to_be_visible()
        await page.goto(f"{shared.url}/app/#/t/{foreign}")
        await page.reload()
        await expect(page.get_by_text("This cannot be shown")).to_be_visible()
