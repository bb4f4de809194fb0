"""Runs from a program's point of view: ask, approve, watch, resume. The command line stands on it.

A run is a LangGraph thread in the data folder; its id is the thread's. Every step is saved before
the next begins (`durability="sync"`), so a killed process loses at most what was in flight.
"""

import asyncio
import sqlite3
import time
import uuid
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping
from contextlib import aclosing, asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

from filelock import FileLock, Timeout
from langchain_core.runnables import RunnableConfig
from langgraph.errors import GraphDrained
from langgraph.runtime import RunControl

from graph.build import Graph, build_graph
from graph.checkpoint import open_saver, storage_error
from graph.extension import extended, raise_limits
from graph.faults import price_faults, source_faults
from graph.intake import options_of
from graph.parts import Workshop
from graph.refresh import note_refresh, refreshing
from graph.replay import replayed
from graph.run_view import RunView, view_of
from graph.seals import put_on_record
from graph.state import RunOptions, State
from graph.stops import ask_to_write, note_pause
from graph.way_on import Given, way_on
from wellread.archive.contract import Archive, Pruned, RunRecord, RunStatus
from wellread.archive.costs import CostLine, cost_table
from wellread.decisions import Decision
from wellread.domain import Form, Limits, Plan, Question, Report, SourceChoice
from wellread.errors import RunDrained, RunInUse, SettingsError, StorageError
from wellread.events import EVENT, Event, PlanWaiting, ReportReady, RunStarted
from wellread.settings import Settings

if TYPE_CHECKING:
    from langgraph.types import StateSnapshot


NO_FORM = Form(language="")
"""The usual report, in the question's language."""


class Session:
    """An open graph with its checkpoints and archive."""

    def __init__(
        self, graph: Graph, archive: Archive, settings: Settings, checkpoints: Path
    ) -> None:
        self._graph = graph
        self._archive = archive
        self._settings = settings
        self._checkpoints = checkpoints
        self._control = RunControl()

    async def ask(
        self,
        question: str,
        *,
        sources: SourceChoice,
        limits: Limits,
        auto_approve: bool,
        form: Form = NO_FORM,
        run_id: str | None = None,
    ) -> AsyncIterator[Event]:
        """Starts a run, or a further turn of the run `run_id`; ends with a plan or a report.

        Raises:
            SettingsError: no question, or a source that cannot be used. Nothing was started.
            RunInUse: another process works on `run_id`.
            RunDrained: `drain` was called.
        """
        if not question.strip():
            raise SettingsError("the question is empty: say what should be researched.")
        use_models = self._settings.models != "off"
        await self._refuse_faults(sources, limits, use_models=use_models)
        options = options_of(
            sources, limits, form, auto_approve=auto_approve, use_models=use_models
        ).model_dump_json()
        if run_id is None:
            record = _new_record(question, options)
        else:
            old = await self._archive.runs.find(run_id)
            update = {
                "question": question.strip(),
                "options": options,
                "estimate": None,
                "worked_s": 0.0,
            }
            record = old.model_copy(update=update)
        async with aclosing(self._work(record, {"question": question})) as events:
            async for event in events:
                yield event

    async def resume(
        self, run_id: str, decision: Decision | None = None, limits: Limits | None = None
    ) -> AsyncIterator[Event]:
        """Goes on with a run that was killed, or answers the plan that waits.

        With `limits`, which the human has approved with them, a run whose report is written
        researches further what stayed thin and writes its report anew; one that is not written
        has these from its next call on, also when another process works on it.

        Raises:
            SettingsError: there is nothing to go on with, nothing waits for a decision, or none
                of the limits is higher than before.
            RunInUse: another process works on it.
            RunDrained: `drain` was called.
        """
        record = await self._archive.runs.find(run_id)
        snapshot = await self._graph.aget_state(_config(record.id))
        waits = bool(snapshot.interrupts)
        if decision is not None and not waits:
            raise SettingsError(
                f"no plan waits in run {record.id}: leave the decision out, or see it with "
                f"`wellread show {record.id}`."
            )
        if waits and decision is None:
            yield RunStarted(run_id=record.id, question=record.question)
            yield _waiting(record.id, snapshot)
            return
        state = cast("State", snapshot.values)
        if limits is not None and snapshot.tasks:
            await raise_limits(self._archive.journal, state, limits)
            limits = None
        with self._locked(record.id):
            await note_pause(self._archive, state, snapshot.created_at)
            if limits is not None:
                update = extended(state, limits)
                assert update["grant"] is not None  # noqa: S101  `extended` gives one
                await put_on_record(self._archive.journal, update["turn"], update["grant"])
                await self._graph.aupdate_state(_config(record.id), update, as_node="approve")
        given: Given = way_on(record, snapshot, decision) if limits is None else None
        async with aclosing(self._work(record, given)) as events:
            async for event in events:
                yield event

    async def refresh(self, run_id: str, limits: Limits | None = None) -> AsyncIterator[Event]:
        """The plan of a written run on today's sources, as a new run; ends with the report.

        The limits are those of the old one, where no others are given.
        Pages are read and searches made anew; a model is asked only where its question changed.
        The report tells how it differs from the earlier one, which stays as it is.

        Raises:
            SettingsError: it has no report yet, or a source that cannot be used any more.
            RunDrained: `drain` was called.
        """
        old = await self._archive.runs.find(run_id)
        written = (await self._graph.aget_state(_config(old.id))).values
        state = refreshing(cast("State", written), limits)
        turn = state["turn"]
        await self._refuse_faults(turn.sources, turn.limits, use_models=turn.use_models)
        record = _new_record(turn.text, old.options)
        await note_refresh(self._archive.journal, state)
        await self._graph.aupdate_state(_config(record.id), state, as_node="approve")
        async with aclosing(self._work(record, None)) as events:
            async for event in events:
                yield event

    def drain(self) -> None:
        """Lets this session's run finish the steps that are in flight, and begin no other.

        `ask` and `resume` then raise `RunDrained`, unless the run ends with these steps. A step
        is one call of a model or one round of searches or pages: to wait no longer than that is
        the caller's part.
        """
        self._control.request_drain("asked to stop")

    async def write_now(self, run_id: str) -> RunRecord:
        """Asks a run to begin no further search and to write from what is there; gives the run.

        Whichever process works on it hears of it before its next search; a run that lies still
        does when it is resumed.

        Raises:
            SettingsError: it has not begun, its plan waits, or it is finished.
        """
        record = await self._archive.runs.find(run_id)
        snapshot = await self._graph.aget_state(_config(record.id))
        turn = cast("State", snapshot.values).get("turn")
        if turn is None or turn.text != record.question:
            raise SettingsError(f"run {record.id} has not begun yet: try again in a moment.")
        if snapshot.interrupts:
            raise SettingsError(
                f"the plan of run {record.id} waits for an answer, and nothing is searched before "
                f"that: `wellread show {record.id} --plan`."
            )
        if not snapshot.tasks:
            raise SettingsError(
                f"run {record.id} is written already: read it with `wellread show {record.id}`."
            )
        await ask_to_write(self._archive.journal, turn)
        return record

    async def view(self, run_id: str) -> RunView:
        """What is stored of a run; UnknownRun if there is none."""
        record = await self._archive.runs.find(run_id)
        snapshot = await self._graph.aget_state(_config(record.id))
        return view_of(record, cast("State", snapshot.values))

    async def replay(self, run_id: str, *, allow_new: bool = False) -> AsyncIterator[Event]:
        """Repeats the run's newest turn from what is stored, with no network; ends with the report.

        The stored run stays as it is. With `allow_new`, calls that it did not have are made.

        Raises:
            SettingsError: it has no report yet.
            NotRecorded: it would need calls that the run did not have.
        """
        record = await self._archive.runs.find(run_id)
        repeated = replayed(
            self._graph, record.id, self._archive, self._settings, allow_new=allow_new
        )
        async with aclosing(repeated) as events:
            async for event in events:
                yield event

    async def costs(self, run_id: str) -> tuple[CostLine, ...]:
        """What the run's newest turn has paid, by phase, branch and service."""
        record = await self._archive.runs.find(run_id)
        return cost_table(await self._archive.ledger.rows(record.turn_id))

    async def prune(self, older_than: datetime) -> Pruned:
        """Removes answers and pages that no run has used since; sums and reports stay."""
        return await self._archive.prune(older_than)

    async def runs(self, limit: int = 20) -> tuple[RunRecord, ...]:
        """The newest runs first."""
        return await self._archive.runs.newest(limit)

    async def find(self, run_id: str) -> RunRecord:
        """The run with this id, a unique beginning of it, or the newest for `latest`."""
        return await self._archive.runs.find(run_id)

    async def _refuse_faults(
        self, sources: SourceChoice, limits: Limits, *, use_models: bool
    ) -> None:
        prices = await asyncio.to_thread(price_faults, limits, self._settings, use_models)
        faults = (*source_faults(sources, self._settings, on_server=False), *prices)
        if faults:
            raise SettingsError("; ".join(faults) + ".")

    async def _work(self, record: RunRecord, given: Given) -> AsyncGenerator[Event, None]:
        """Runs the graph under the run's lock until it waits or ends; keeps the listing true."""
        began_s = time.monotonic()

        def worked() -> RunRecord:
            worked_s = record.worked_s + time.monotonic() - began_s
            return record.model_copy(update={"worked_s": worked_s})

        with self._locked(record.id):
            await self._note(record, "running")
            yield RunStarted(run_id=record.id, question=record.question)
            try:
                async with aclosing(self._streamed(record, given)) as events:
                    async for event in events:
                        yield event
                snapshot = await self._graph.aget_state(_config(record.id))
            except GraphDrained as stopped:
                await self._note(worked(), "interrupted")
                raise RunDrained(
                    f"run {record.id} stopped where it was asked to: `wellread resume {record.id}` "
                    "goes on."
                ) from stopped
            except (asyncio.CancelledError, GeneratorExit):
                await asyncio.shield(self._note(worked(), "interrupted"))
                raise
            except sqlite3.Error as error:
                raise storage_error(self._checkpoints, error) from error
            except BaseException as error:
                with suppress(StorageError, sqlite3.Error):
                    await self._note(worked(), "failed", str(error))
                raise
            if snapshot.interrupts:
                await self._note(worked(), "waiting", "the plan waits for approval")
                yield _waiting(record.id, snapshot)
            else:
                report: Report = snapshot.values["report"]
                turn: Question = snapshot.values["turn"]
                plan: Plan | None = snapshot.values.get("plan")
                done = worked().model_copy(
                    update={
                        "question": turn.text,
                        "turn_id": turn.id,
                        # What is made anew costs less than its plan was expected to.
                        "estimate": plan.estimate if plan and not turn.refreshes else None,
                    }
                )
                await self._note(done, "done")
                yield ReportReady(run_id=record.id, report=report)

    async def _streamed(self, record: RunRecord, given: Given) -> AsyncGenerator[Event, None]:
        stream = self._graph.astream(
            given,
            _config(record.id),
            context=RunOptions.model_validate_json(record.options or "{}"),
            stream_mode=["custom"],
            subgraphs=True,
            version="v2",
            durability="sync",
            control=self._control,
        )
        async for part in stream:
            yield EVENT.validate_python(part["data"])

    async def _note(self, record: RunRecord, status: RunStatus, message: str = "") -> None:
        usage = record.usage
        values: Mapping[str, object] = (
            (await self._graph.aget_state(_config(record.id))).values if status != "running" else {}
        )
        turn = values.get("turn")
        turn_id = turn.id if isinstance(turn, Question) else record.turn_id
        if turn_id:
            usage = await self._archive.ledger.usage(turn_id)
        await self._archive.runs.save(
            record.model_copy(
                update={
                    "status": status,
                    "message": message,
                    "updated_at": datetime.now(UTC),
                    "turn_id": turn_id,
                    "usage": usage,
                }
            )
        )

    @contextmanager
    def _locked(self, run_id: str) -> Iterator[None]:
        folder = self._settings.data_dir / "locks"
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / f"{run_id}.lock", timeout=0)
        try:
            lock.acquire()
        except Timeout as error:
            raise RunInUse(
                f"another process is working on run {run_id}: wait for it, or stop it first."
            ) from error
        try:
            yield
        finally:
            lock.release()


@asynccontextmanager
async def open_session(settings: Settings) -> AsyncIterator[Session]:
    """An open session on the settings' data folder.

    Raises:
        StorageError: the data folder cannot be used.
    """
    workshop = Workshop(lambda: settings, on_server=False)
    async with open_saver(settings.data_dir) as saver:
        try:
            archive = await workshop.archive()
            yield Session(
                build_graph(workshop, checkpointer=saver),
                archive,
                settings,
                settings.data_dir / "checkpoints.sqlite3",
            )
        finally:
            await workshop.close()


def _config(run_id: str) -> RunnableConfig:
    return {"configurable": {"thread_id": run_id}}


def _new_record(question: str, options: str) -> RunRecord:
    now = datetime.now(UTC)
    return RunRecord(
        id=uuid.uuid4().hex,
        question=question.strip(),
        status="running",
        created_at=now,
        updated_at=now,
        options=options,
    )


def _waiting(run_id: str, snapshot: "StateSnapshot") -> PlanWaiting:
    state = cast("State", snapshot.values)
    plan = state["plan"]
    assert plan is not None  # noqa: S101  an interrupt stands in `approve`, after `plan`
    return PlanWaiting(
        run_id=run_id,
        plan=plan,
        limits=state["turn"].limits,
        sources=state["turn"].sources,
        faults=state.get("plan_faults", ()),
    )
