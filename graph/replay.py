"""A run repeated from its ledger and journal, with the network closed, to the same report."""

import json
from collections.abc import AsyncGenerator
from typing import cast

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command

from graph.approval import response_of
from graph.build import Graph, build_graph
from graph.checkpoint import serializer
from graph.extension import extended
from graph.parts import Workshop
from graph.state import State
from wellread.archive.contract import Archive
from wellread.archive.replay import Replay, ReplayArchive
from wellread.decisions import Approve
from wellread.domain import Report
from wellread.errors import NotRecorded, SettingsError
from wellread.events import EVENT, Event, ReportReady
from wellread.settings import Settings


async def replayed(
    stored: Graph, run_id: str, archive: Archive, settings: Settings, *, allow_new: bool
) -> AsyncGenerator[Event, None]:
    """Repeats the newest turn of a run that is done, from its beginning; ends with the report.

    What the human answered and allowed is answered and allowed again. The stored run stays as
    it is. With `allow_new`, calls and pages that the run did not have are made and paid within
    its limits, and a plan that nobody has answered is approved.

    Raises:
        SettingsError: the run has no report yet.
        NotRecorded: it would need calls that are not in the ledger; all that were met are named.
    """
    config = _config(run_id)
    done = cast("State", (await stored.aget_state(config)).values)
    if done.get("report") is None:
        raise SettingsError(
            f"run {run_id} is not written yet: `wellread resume {run_id}` goes on with it."
        )
    replay = Replay(allow_new=allow_new)
    turn = done["turn"]
    workshop = Workshop(
        lambda: settings,
        on_server=False,
        archive=await ReplayArchive.of(archive, turn.id, replay),
        replay=replay,
    )
    graph = build_graph(workshop, checkpointer=InMemorySaver(serde=serializer()))
    try:
        beginning = await _beginning(stored, run_id, turn.id)
        node = "approve" if turn.refreshes else "intake"
        await graph.aupdate_state(config, beginning, as_node=node)
        async for event in _followed(graph, run_id, done, replay):
            yield event
    except NotRecorded:
        replay.check()
        raise
    finally:
        await workshop.close()


async def _followed(
    graph: Graph, run_id: str, done: State, replay: Replay
) -> AsyncGenerator[Event, None]:
    """The graph up to its last report, with the answers and extensions of the stored run."""
    config = _config(run_id)
    answers = list(done.get("answers", ()))
    extensions = list(done.get("extensions", ()))
    given: Command[str] | None = None
    while True:
        stream = graph.astream(given, config, stream_mode=["custom"], subgraphs=True, version="v2")
        async for part in stream:
            yield EVENT.validate_python(part["data"])
        snapshot = await graph.aget_state(config)
        if snapshot.interrupts:
            if not answers:
                replay.meet("an answer to its plan")
            answer = json.loads(answers.pop(0)) if answers else response_of(Approve())
            given = Command(resume={snapshot.interrupts[0].id: answer})
        elif extensions:
            update = extended(cast("State", snapshot.values), extensions.pop(0))
            await graph.aupdate_state(config, update, as_node="approve")
            given = None
        else:
            report: Report = snapshot.values["report"]
            yield ReportReady(run_id=run_id, report=report)
            return


async def _beginning(stored: Graph, run_id: str, turn_id: str) -> State:
    """The state with which the turn left `intake`; a refreshed one begins behind `approve`."""
    found: State | None = None
    first_steps = (("plan",), ("outline",), ("dispatch",))
    async for snapshot in stored.aget_state_history(_config(run_id)):
        state = cast("State", snapshot.values)
        turn = state.get("turn")
        if turn is not None and turn.id == turn_id and snapshot.next in first_steps:
            found = state
    if found is None:
        raise SettingsError(f"the beginning of run {run_id} is not stored: it cannot be replayed.")
    return found


def _config(run_id: str) -> RunnableConfig:
    return {"configurable": {"thread_id": run_id}}
