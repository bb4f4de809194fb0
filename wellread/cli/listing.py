"""`plan`, `runs` and `show`: what is stored, as text or JSON on stdout."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from pydantic import BaseModel

from wellread.archive.contract import RunRecord
from wellread.archive.costs import CostLine
from wellread.cli.app import App
from wellread.cli.claims_text import claim_lines, sums
from wellread.cli.codes import DOUBTED, FAILED, WAITING, WRITTEN
from wellread.cli.contract import Session, StoredRun
from wellread.cli.costs_text import cost_lines
from wellread.cli.flags import ShowFlags
from wellread.cli.output import write_stdout
from wellread.cli.plan_text import write_plan
from wellread.cli.terminal import one_line, safe, say
from wellread.cli.turn import approval_hint
from wellread.cli.view import cost
from wellread.domain import Limits, Report
from wellread.errors import SettingsError
from wellread.report.claims import ClaimRow, rows_of
from wellread.report.totals import AGAINST


def list_runs(app: App, *, limit: int, as_json: bool) -> None:
    """Writes the newest runs."""

    async def newest(session: Session) -> tuple[RunRecord, ...]:
        return await session.runs(limit)

    records = app.in_session(newest)
    if as_json:
        _write_json([record.model_dump(mode="json") for record in records])
    elif not records:
        say('No runs yet: wellread ask "your question"')
    else:
        write_stdout("\n".join(_run_line(record) for record in records))


def prune_archive(app: App, *, days: float) -> None:
    """Removes what nobody used for so many days, and says how much that was."""
    moment = datetime.now(UTC) - timedelta(days=days)
    pruned = app.in_session(lambda session: session.prune(moment))
    say(
        f"Removed {pruned.answers} answers, {pruned.snapshots} texts of pages and {pruned.pages} "
        "notes of addresses. Costs and reports are kept."
    )
    if pruned.unfinished_runs:
        say(f"{pruned.unfinished_runs} older runs are not done and keep what they need.")


def show_plan(app: App, run: str) -> None:
    """Writes the plan's text, to be edited.

    Raises:
        SettingsError: the run has no plan yet.
    """
    write_stdout(_plan_text(_view(app, run)))


def show_run(app: App, run: str, flags: ShowFlags) -> int:
    """Writes the report, or the parts that are named; gives the exit code."""
    stored = _view(app, run)
    parts = [name for name in ("plan", "sources", "claims", "costs") if _named(flags, name)]
    if not parts and not flags["as_json"]:
        return _show_report(stored)
    rows = _claim_rows(app, stored, flags) if "claims" in parts else ()
    costs = _costs(app, stored) if "costs" in parts else ()
    if flags["as_json"]:
        _write_json(_json_of(stored, parts, rows, costs))
    else:
        write_stdout("\n\n".join(_part(stored, name, rows, costs) for name in parts))
    return DOUBTED if any(map(_is_doubted, rows)) else WRITTEN


def _named(flags: ShowFlags, name: str) -> bool:
    return bool(flags.get(name)) or (name == "claims" and flags["recheck"])


def _claim_rows(app: App, stored: StoredRun, flags: ShowFlags) -> tuple[ClaimRow, ...]:
    report = stored.report
    if report is None:
        return ()
    rows = rows_of(report, stored.findings, stored.sources)
    if not flags["recheck"]:
        return rows
    return app.in_checks(lambda checks: checks.recheck(rows, report.findings))


def _costs(app: App, stored: StoredRun) -> tuple[CostLine, ...]:
    return app.in_session(lambda session: session.costs(stored.record.id))


def _is_doubted(row: ClaimRow) -> bool:
    """Whether checking again speaks against the claim, or its evidence is not what it was."""
    if row.recheck is None:
        return False
    return row.recheck.verdict in AGAINST or any(each.problem for each in row.passages)


def _view(app: App, run: str) -> StoredRun:
    async def look(session: Session) -> StoredRun:
        return await session.view((await session.find(run)).id)

    return app.in_session(look)


def _run_line(record: RunRecord) -> str:
    updated = f"{record.updated_at:%Y-%m-%d %H:%M}"
    return (
        f"{one_line(record.id)}  {record.status:<11}  {updated}  "
        f"{cost(record.usage)}  {one_line(record.question, 80)}"
    )


def _show_report(stored: StoredRun) -> int:
    record = stored.record
    if stored.report:
        write_stdout(safe(stored.report.markdown))
        return WRITTEN
    if record.status == "waiting":
        say(approval_hint(record.id))
        return WAITING
    say(f"Run {record.id} has no report: it is {record.status}. {record.message}".rstrip())
    for failure in stored.failures:
        say(one_line(f"{failure.kind} {failure.where}: {failure.message}", 300))
    if record.status != "running":
        say(f"Go on with: wellread resume {record.id}")
    return FAILED


def _part(stored: StoredRun, name: str, rows: Sequence[ClaimRow], costs: Sequence[CostLine]) -> str:
    match name:
        case "plan":
            return _plan_text(stored).rstrip()
        case "sources":
            return "\n".join(_source_lines(_report(stored)))
        case "claims":
            _report(stored)
            return "\n".join((*claim_lines(rows), *sums(rows)))
        case _:
            return "\n".join(cost_lines(costs, stored.record.usage))


def _plan_text(stored: StoredRun) -> str:
    if stored.plan is None:
        raise SettingsError(f"run {stored.record.id} has no plan yet.")
    return write_plan(stored.plan, _limits(stored))


def _limits(stored: StoredRun) -> Limits:
    """Those of the waiting plan; else the ones that were approved."""
    if stored.grant and stored.record.status != "waiting":
        return stored.grant.limits
    return stored.question.limits if stored.question else Limits()


def _report(stored: StoredRun) -> Report:
    if stored.report is None:
        raise SettingsError(
            f"run {stored.record.id} has no report yet; wellread resume {stored.record.id} goes on."
        )
    return stored.report


def _source_lines(report: Report) -> Iterator[str]:
    for reference in report.references:
        source = reference.source
        pages = f", pages {', '.join(map(str, reference.pages))}" if reference.pages else ""
        pages += "".join(f", {place}" for place in reference.places)
        yield one_line(
            f"[{reference.number}] {source.title or source.address} ({source.kind}{pages}), "
            f"{source.address}, read {source.read_at:%Y-%m-%d}",
            1000,
        )


def _json_of(
    stored: StoredRun, parts: list[str], rows: Sequence[ClaimRow], costs: Sequence[CostLine]
) -> dict[str, object]:
    report = stored.report
    chosen: dict[str, object] = {
        "plan": _dump(stored.plan),
        "sources": [_dump(each) for each in report.references] if report else None,
        "claims": [_dump(each) for each in rows] if report else None,
        "costs": stored.record.usage.model_dump(mode="json")
        | {"lines": [_dump(each) for each in costs]},
    }
    if parts:
        totals = {"totals": _dump(report.totals)} if report and "claims" in parts else {}
        return {"id": stored.record.id} | {name: chosen[name] for name in parts} | totals
    return {
        "record": _dump(stored.record),
        "question": _dump(stored.question),
        "plan": _dump(stored.plan),
        "plan_faults": list(stored.plan_faults),
        "grant": _dump(stored.grant),
        "coverage": [_dump(each) for each in stored.coverage],
        "failures": [_dump(each) for each in stored.failures],
        "report": _dump(report),
    }


def _dump(model: BaseModel | None) -> object:
    return None if model is None else model.model_dump(mode="json")


def _write_json(value: object) -> None:
    write_stdout(json.dumps(value, indent=2))
