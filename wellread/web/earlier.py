"""The report of an earlier turn of a thread, whose state a further question has begun anew."""

from fastapi import APIRouter, HTTPException

from wellread.domain import Finding, Frozen, Report
from wellread.web.own_api import PREFIX, Own
from wellread.web.shown import ShownReport, shown_of

router = APIRouter(prefix=PREFIX)


class EarlierReport(Frozen):
    """A report as it was written, and what it names of its run besides its own findings."""

    report: Report
    shown: ShownReport
    findings: tuple[Finding, ...]


@router.get("/threads/{thread_id}/earlier/{turn_id}")
async def earlier(thread_id: str, turn_id: str, own: Own) -> EarlierReport:
    """The report of the turn, without its Markdown; 404 where the thread's history has none."""
    values = await own.values(thread_id, turn_id)
    if values.report is None:
        raise HTTPException(404, f"This thread has no report of a turn {turn_id[:100]!r}.")
    named = {id_ for each in values.report.disagreements for id_ in each.finding_ids}
    return EarlierReport(
        shown=shown_of(values.report, values.findings.values()),
        report=values.report.model_copy(update={"markdown": ""}),
        findings=tuple(each for each in values.findings.values() if each.id in named),
    )
