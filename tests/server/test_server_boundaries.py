"""What a client of the server may see, name and send, and in which words it is refused."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from langgraph_sdk.client import LangGraphClient
from langgraph_sdk.errors import UnprocessableEntityError
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped,unused-ignore]
from server.running import GRAPH, Server, Values, answer, error_of, started, values_of, waiting
from services.server import Services

from graph.state import RunOptions
from wellread.domain import Grant, Limits, Plan

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

QUESTION = "How many kilometres of cable does the Ellmouth tram have, and who laid it?"
CABLE = "The Ellmouth tram has 88 kilometres of cable."
LAID = "The cable of the Ellmouth tram was laid by the brothers Ostrander in 1911."
INNER = {
    "research": ["search", "read", "rank", "extract", "done"],
    "section": ["draft", "check", "rewrite", "done"],
}


@pytest.fixture
def folder(documents: Path) -> Path:
    """The allowed folder, with a document of each kind."""
    (documents / "a.md").write_text(f"# Cable\n\n{CABLE} {LAID}\n")
    (documents / "b.txt").write_text(f"{LAID}\n\n{CABLE}\n")
    (documents / "c.html").write_text(f"<html><body><h1>Cable</h1><p>{CABLE} {LAID}</p></body>")
    page = Canvas(str(documents / "d.pdf"))
    page.drawString(72, 700, CABLE)
    page.drawString(72, 680, LAID)
    page.save()
    return documents


async def test_clients_see_typed_schemas_with_help_and_defaults(client: LangGraphClient) -> None:
    [assistant] = await client.assistants.search(graph_id=GRAPH)
    assert "Researches a question" in (assistant["description"] or "")
    schemas = await client.assistants.get_schemas(assistant["assistant_id"])
    given, told, context = (
        schemas[name] or {} for name in ("input_schema", "output_schema", "context_schema")
    )
    assert given["properties"].keys() == {"question", "messages"}
    assert all(each["description"] for each in given["properties"].values())
    assert {"phase", "plan", "branches", "coverage", "report"} < told["properties"].keys()
    assert {"Plan", "Report", "Coverage", "BranchResult"} < told["$defs"].keys()
    assert context["properties"].keys() == RunOptions.model_fields.keys()
    for name, field in context["properties"].items():
        assert field["description"], name
        assert "default" in field, name
    assert context["properties"]["max_rounds"]["anyOf"][0]["maximum"] == 5


async def test_the_drawing_shows_the_inside_of_branches_and_every_edge(
    client: LangGraphClient,
) -> None:
    drawn: Any = await client.assistants.get_graph(GRAPH, xray=True)
    nodes = {str(node["id"]) for node in drawn["nodes"]}
    main = {"intake", "plan", "approve", "dispatch", "review", "outline", "finish"}
    inner = {f"{branch}:{node}" for branch, names in INNER.items() for node in names}
    assert main | inner <= nodes
    edges = {(edge["source"], edge["target"]) for edge in drawn["edges"]}
    assert {
        ("plan", "approve"), ("plan", "dispatch"), ("approve", "approve"), ("approve", "plan"),
        ("approve", "dispatch"), ("dispatch", "review"), ("dispatch", "approve"),
        ("research:done", "dispatch"), ("research:extract", "research:search"),
        ("review", "dispatch"), ("review", "outline"), ("outline", "section:draft"),
        ("section:check", "section:rewrite"), ("section:done", "finish"), ("finish", "__end__"),
    } <= edges  # fmt: skip
    assert {source for source, _ in edges} | {"__end__"} == nodes
    assert {target for _, target in edges} | {"__start__"} == nodes


async def test_documents_in_an_allowed_folder_are_researched_without_a_model(
    client: LangGraphClient, services: Services, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "link").symlink_to(folder)
    thread_id = await started(
        client,
        {"question": QUESTION},
        folders=[str(tmp_path / "link")],
        libraries=["python"],
        use_models=False,
        auto_approve=True,
    )
    values = await values_of(client, thread_id)
    read = {source["address"] for source in values["sources"].values()}
    assert {(folder / name).as_uri() for name in ("a.md", "b.txt", "c.html", "d.pdf")} <= read
    assert values["failures"] == {}
    assert values["report"]["made_by"] == "extractive"
    assert "88 kilometres" in values["report"]["markdown"]
    assert services.log.count("model") == services.log.count("search") == 0


async def test_a_deleted_thread_leaves_neither_steps_nor_documents(
    server: Server, client: LangGraphClient
) -> None:
    thread_id = await started(client, {"question": QUESTION}, libraries=["python"])
    assert (await values_of(client, thread_id))["plan"]
    async with httpx.AsyncClient(base_url=server.url) as browser:
        place = f"/app/api/threads/{thread_id}/documents"
        await browser.put(f"{place}/cable.md", content=CABLE.encode())
        assert [each["name"] for each in (await browser.get(place)).json()] == ["cable.md"]
        await client.threads.delete(thread_id)
        await client.threads.create(thread_id=thread_id)
        assert (await browser.get(place)).json() == []
        assert await values_of(client, thread_id) == {}


@pytest.mark.parametrize("named", ["/etc", "{folder}/..", "{folder}/link", "relative", "~"])
async def test_no_folder_but_the_allowed_ones_can_be_named(
    client: LangGraphClient, services: Services, folder: Path, named: str
) -> None:
    (folder / "link").unlink(missing_ok=True)
    (folder / "link").symlink_to("/etc")
    wanted = named.format(folder=folder)
    words = await error_of(client, {"question": QUESTION}, folders=[wanted], auto_approve=True)
    assert "is not among the folders that this server allows" in words
    assert services.log.entries() == []


async def test_pages_named_by_a_client_open_neither_files_nor_private_hosts(
    client: LangGraphClient, services: Services, folder: Path
) -> None:
    forbidden = [(folder / "a.md").as_uri(), "file:///etc/passwd", "http://127.0.0.1:1/"]
    allowed = services.page_url(1)
    thread_id = await started(
        client, {"question": QUESTION}, urls=[*forbidden, allowed], auto_approve=True
    )
    values = await values_of(client, thread_id)
    assert [source["address"] for source in values["sources"].values()] == [allowed]
    assert {failure["where"] for failure in values["failures"].values()} == set(forbidden)


async def test_a_client_can_name_neither_keys_nor_models_nor_endpoints(
    client: LangGraphClient, services: Services, tmp_path: Path
) -> None:
    foreign = {
        "openai_api_key": "wrong",
        "openai_base_url": "http://127.0.0.1:1/v1",
        "tavily_base_url": "http://127.0.0.1:1",
        "planner_model": "openai:missing",
        "smart_model": "openai:missing",
        "retriever": "os:system",
        "allowed_folders": [str(tmp_path)],
        "data_dir": str(tmp_path / "data"),
    }
    thread_id = await started(client, {"question": QUESTION}, auto_approve=True, **foreign)
    assert (await values_of(client, thread_id))["phase"] == "done"
    assert {entry.status for entry in services.log.entries()} == {200}
    assert not {entry.model for entry in services.log.entries("model")} & {"missing"}
    assert not (tmp_path / "data").exists()
    folders = {**foreign, "folders": [str(tmp_path)]}
    assert "not among the folders" in await error_of(client, {"question": QUESTION}, **folders)


async def test_a_client_cannot_send_an_approval_along_with_its_question(
    client: LangGraphClient, services: Services
) -> None:
    earlier = await started(client, {"question": QUESTION})
    approved = await answer(client, earlier, {"type": "approve"})
    searches = services.log.count("search")
    smuggled = {name: approved[name] for name in ("plan", "grant", "turn", "findings", "report")}
    thread_id = await started(client, {"question": QUESTION, **smuggled})
    await waiting(client, thread_id)
    values = await values_of(client, thread_id)
    assert (values["grant"], values["report"], values["findings"]) == (None, None, {})
    assert values["turn"]["id"] != approved["turn"]["id"]
    assert services.log.count("search") == searches


async def test_a_client_cannot_write_a_grant_into_its_thread(
    client: LangGraphClient, services: Services
) -> None:
    thread_id = await started(client, {"question": QUESTION})
    values = await values_of(client, thread_id)
    limits = Limits.model_validate({**values["turn"]["limits"], "max_searches": 500})
    forged = Grant.of(Plan.model_validate(values["plan"]), limits, "human")
    written = {"grant": forged.model_dump(mode="json")}
    await client.threads.update_state(thread_id, written, as_node="approve")
    await client.runs.wait(thread_id, GRAPH, input=None)
    await waiting(client, thread_id)
    assert (await values_of(client, thread_id))["grant"] is None
    assert services.log.count("search") == 0


async def test_a_client_cannot_write_a_quote_into_its_report(client: LangGraphClient) -> None:
    thread_id = await started(client, {"question": QUESTION}, auto_approve=True)
    name, finding = next(iter((await values_of(client, thread_id))["findings"].items()))
    written = {"findings": {name: {**finding, "quote": CABLE, "statement": CABLE}}}
    await client.threads.update_state(thread_id, written, as_node="review")
    await client.runs.wait(thread_id, GRAPH, input=None)
    report = (await values_of(client, thread_id))["report"]
    assert CABLE not in report["markdown"]
    assert any("does not stand" in failure["message"] for failure in report["failures"])


@pytest.mark.parametrize(
    ("given", "options", "words"),
    [
        ({"question": " "}, {}, "there is no question"),
        ({"question": None}, {}, "there is no question"),
        ({}, {}, "there is no question"),
        ({"messages": [{"role": "human", "content": "\n"}]}, {}, "there is no question"),
        ({"question": 5}, {}, "give it as a string"),
        ({"question": "tram " * 1000}, {}, "ask in at most"),
        ({"question": QUESTION}, {"web": False}, "no source is named"),
        ({"question": QUESTION}, {"libraries": ["ruby"]}, "'ruby'"),
        ({"question": QUESTION}, {"words": 3}, "greater than or equal to 100"),
    ],
)
async def test_bad_input_is_refused_in_words(
    client: LangGraphClient, services: Services, given: Values, options: Values, words: str
) -> None:
    assert words in await error_of(client, given, **options)
    assert services.log.entries() == []


async def test_a_key_that_is_refused_is_told_to_the_client(
    client: LangGraphClient, services: Services
) -> None:
    services.faults.answer_with("model:plan", 401)
    words = await error_of(client, {"question": QUESTION})
    assert "OPENAI_API_KEY" in words
    assert "test-key" not in words


async def test_an_empty_question_leaves_the_plan_waiting(client: LangGraphClient) -> None:
    thread_id = await started(client, {"question": QUESTION})
    await client.runs.wait(thread_id, GRAPH, input={"question": ""})
    assert (await client.threads.get_state(thread_id))["next"] == ["approve"]
    assert (await answer(client, thread_id, {"type": "approve"}))["phase"] == "done"


@pytest.mark.parametrize(
    "address",
    ["https://10.0.0.5/", "https://192.168.1.1:8443/", "https://[fd00::1]/", "http://192.0.2.1/"],
)
async def test_no_webhook_leads_into_the_inner_network(
    client: LangGraphClient, address: str
) -> None:
    thread = await client.threads.create()
    for thread_id in (thread["thread_id"], None):
        with pytest.raises(UnprocessableEntityError, match="Webhook"):
            await client.runs.create(
                thread_id, GRAPH, input={"question": QUESTION}, webhook=address
            )
