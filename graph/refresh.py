"""A written report made anew on today's sources: the same plan, and what has changed since."""

import asyncio
import uuid
from datetime import UTC, datetime

from graph.seals import put_on_record
from graph.state import State
from wellread.archive.contract import Archive, Journal
from wellread.domain import Grant, Limits, Report
from wellread.errors import SettingsError
from wellread.report.assemble import rendered
from wellread.report.changes import Page, changes_between, cited_addresses


def refreshing(state: State, limits: Limits | None = None) -> State:
    """The state with which a new run begins at `dispatch`: the plan of this written one.

    Its limits too, unless the human names others with the asking.

    Raises:
        SettingsError: it has no report yet.
    """
    turn, grant, report = state.get("turn"), state.get("grant"), state.get("report")
    if turn is None or grant is None or report is None:
        raise SettingsError(
            "only a written report can be made anew: go on with `wellread resume` first."
        )
    limits = limits or grant.limits
    anew = turn.model_copy(
        update={
            "id": uuid.uuid4().hex,
            "asked_at": datetime.now(UTC),
            "limits": limits,
            "extensions": 0,
            "refreshes": (*turn.refreshes, turn.id),
        }
    )
    return State(
        question="",
        turn=anew,
        plan=grant.plan,
        grant=Grant.of(grant.plan, limits, "human"),
        before=report.model_copy(update={"markdown": "", "changes": None}),
        phase="dispatch",
    )


async def note_refresh(journal: Journal, beginning: State) -> None:
    """Puts on record the grant, and which turns are made anew: the ledger takes their answers."""
    turn, grant = beginning["turn"], beginning["grant"]
    assert grant is not None  # noqa: S101  `refreshing` gives one
    await journal.record(turn.id, "refreshes", dict.fromkeys(turn.refreshes, ""))
    await put_on_record(journal, turn, grant)


async def with_changes(report: Report, state: State, archive: Archive) -> Report:
    """The report with how it differs from the one that it makes anew or goes on from, if any.

    What is not on record as the earlier report is not compared with.
    """
    before, turn = state.get("before"), state["turn"]
    if before is None:
        return report
    own = turn.extensions > 0 and before.question.id == turn.id
    if not own and before.question.id not in await archive.journal.recorded(turn.id, "refreshes"):
        return report
    wanted = cited_addresses(before)
    pages = {
        source.address: Page(
            source.snapshot_id, (await archive.snapshots.get(source.snapshot_id)).text
        )
        for source in state.get("sources", {}).values()
        if source.address in wanted
    }
    changes = await asyncio.to_thread(changes_between, before, report, pages)
    findings = {**state.get("outdated", {}), **state.get("findings", {})}
    return rendered(report.model_copy(update={"changes": changes}), findings)
