"""Two users of one archive: the id of what was read for one opens nothing for the other."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI, HTTPException
from langchain_core.runnables import RunnableConfig
from runs.desk import Desk

from graph.build import Graph
from graph.state import RunOptions
from wellread.archive.readers import as_seen_by
from wellread.domain import Finding, Report, Snapshot
from wellread.errors import SettingsError
from wellread.web import evidence
from wellread.web.own_api import OwnApi, ThreadValues
from wellread.web.stores import Stores

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
QUESTION = "What does the harbour of Quelmouth cost?"
SECRET = "The harbour of Quelmouth costs 4711 crowns a year."
BESIDE = "The mayor's private safe opens with the word marmalade."
PUBLIC = "The harbour of Quelmouth costs the town some crowns every year."


@pytest.fixture
def graph_desk(desk: Desk, tmp_path: Path) -> Desk:
    """A desk beside two folders, of which each belongs to one user."""
    for name, text in {"ada": f"{SECRET}\n\n{BESIDE}", "bob": PUBLIC}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "harbour.md").write_text(f"# Harbour\n\n{text}\n", encoding="utf-8")
    return desk


def run_of(user: str) -> RunnableConfig:
    """A thread of a user, as a server with tokens runs it."""
    owner = SimpleNamespace(identity=user)
    return {"configurable": {"thread_id": str(uuid4()), "langgraph_auth_user": owner}}


async def researched(graph: Graph, config: RunnableConfig, folder: Path, **more: Any) -> Any:  # noqa: ANN401
    options = RunOptions(folders=(str(folder),), use_models=False, auto_approve=True)
    return await graph.ainvoke({"question": QUESTION}, config, context=options, **more)


async def adas_finding(graph: Graph, folder: Path) -> Finding:
    report: Report = (await researched(graph, run_of("ada"), folder))["report"]
    return next(each for each in report.findings if each.quote in SECRET)


async def test_a_run_takes_no_evidence_from_what_was_read_for_another(
    graph_desk: Desk, tmp_path: Path
) -> None:
    async with graph_desk.graph() as graph:
        hers = await adas_finding(graph, tmp_path / "ada")
        config = run_of("bob")
        await researched(graph, config, tmp_path / "bob", interrupt_after=["review"])
        values = (await graph.aget_state(config)).values
        [name, own] = next(iter(values["findings"].items()))
        stolen = hers.model_copy(
            update={"id": name, "task_id": own.task_id, "sub_question_id": own.sub_question_id}
        )
        await graph.aupdate_state(config, {"findings": {name: stolen}}, as_node="review")
        report = cast("Report", (await graph.ainvoke(None, config))["report"])
    assert any("does not stand" in failure.message for failure in report.failures)
    assert "4711" not in report.model_dump_json()


class OwnDouble:
    """The server, which lets a user read one thread of theirs."""

    def __init__(self, user: str, finding: Finding) -> None:
        self.user = user
        self._finding = finding

    async def values(self, _thread_id: str, _turn: str = "") -> ThreadValues:
        return ThreadValues(findings={self._finding.id: self._finding})


@pytest.fixture
async def stores(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stores]:
    monkeypatch.setenv("WELLREAD_DATA_DIR", str(desk.settings.data_dir))
    own = Stores()
    monkeypatch.setattr(evidence, "stores", own)
    yield own
    await own.close()


async def shown_to(user: str, finding: Finding) -> httpx.Response:
    app = FastAPI()
    app.include_router(evidence.router)
    app.dependency_overrides[OwnApi] = lambda: OwnDouble(user, finding)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        return await client.get(f"/app/api/threads/some-thread/evidence/{finding.id}")


async def test_a_page_is_shown_to_whom_it_was_read_for_and_to_nobody_else(
    graph_desk: Desk, tmp_path: Path, stores: Stores
) -> None:
    async with graph_desk.graph() as graph:
        hers = await adas_finding(graph, tmp_path / "ada")
    page = await shown_to("ada", hers)
    assert BESIDE in page.json()["after"]
    refused = await shown_to("bob", hers)
    unknown = await shown_to("bob", hers.model_copy(update={"snapshot_id": "f" * 32}))
    assert (refused.status_code, unknown.status_code) == (404, 404)
    assert "marmalade" not in refused.text
    same = unknown.text.replace("f" * 32, hers.snapshot_id)
    assert refused.text == same, "nor is it told which pages others have read"


async def test_a_page_of_the_web_that_both_have_read_is_shown_to_both(
    desk: Desk, stores: Stores
) -> None:
    archive = await stores.archive()
    address = "https://example.org/harbour"
    page = Snapshot(id=Snapshot.id_of(address, SECRET), address=address, text=SECRET, read_at=NOON)
    for user in ("ada", "bob"):
        own = as_seen_by(user, archive)
        known = await own.snapshots.recall_page(address, NOON)
        if known is None:
            await own.snapshots.put(page)
            await own.snapshots.remember_page(address, page.id, NOON)
    finding = Finding(
        id="q1.1", task_id="q1", sub_question_id="q1", statement=SECRET, quote=SECRET,
        snapshot_id=page.id, start=0, end=len(SECRET),
    )  # fmt: skip
    codes = [(await shown_to(user, finding)).status_code for user in ("ada", "bob", "cyd")]
    assert codes == [200, 200, 404]


async def test_a_turn_of_another_user_is_neither_gone_on_with_nor_told_nor_stopped(
    graph_desk: Desk, tmp_path: Path, stores: Stores
) -> None:
    async with graph_desk.graph() as graph:
        hers = (await researched(graph, run_of("ada"), tmp_path / "ada"))["report"].question
        config = run_of("bob")
        await researched(graph, config, tmp_path / "bob", interrupt_after=["dispatch"])
        own = (await graph.aget_state(config)).values["turn"]
        stolen = own.model_copy(update={"id": hers.id})
        await graph.aupdate_state(config, {"turn": stolen}, as_node="dispatch")
        with pytest.raises(SettingsError, match="another user's"):
            await graph.ainvoke(None, config)
    for user, turn in (("ada", hers), ("bob", own)):
        assert await stores.archive_for(user, turn)
    with pytest.raises(HTTPException, match="another user's"):
        await stores.archive_for("bob", stolen)
