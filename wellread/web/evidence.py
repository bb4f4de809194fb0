"""A citation's quote in the page it stands in, as the page was when it was read."""

from datetime import datetime

from fastapi import APIRouter, HTTPException

from wellread.archive.readers import as_seen_by
from wellread.domain import Finding, Frozen, Snapshot
from wellread.errors import EvidenceError
from wellread.web.own_api import PREFIX, Own, ThreadValues
from wellread.web.stores import stores

MAX_CONTEXT_CHARS = 20_000
"""Of the stored page before and after the quote."""

router = APIRouter(prefix=PREFIX)


class EvidencePage(Frozen):
    """A stored page, cut in three around the quote."""

    finding_id: str
    statement: str
    address: str
    title: str
    author: str
    published: str
    read_at: datetime
    page: int | None
    place: str
    """Instead of a page: a sheet or a slide."""
    headings: tuple[str, ...]
    before: str
    quote: str
    after: str
    left_out_before: int
    """Characters of the page that are not in `before`."""
    left_out_after: int


@router.get("/threads/{thread_id}/evidence/{finding_id}")
async def evidence(thread_id: str, finding_id: str, own: Own, turn: str = "") -> EvidencePage:
    """The stored page that a finding of the thread quotes; 404 where none was read for the caller.

    Findings of an earlier `turn` may have the same ids as those of the newest one.
    """
    finding = _finding_in(await own.values(thread_id, turn), finding_id)
    archive = as_seen_by(own.user, await stores.archive())
    try:
        snapshot = await archive.snapshots.get(finding.snapshot_id)
    except EvidenceError as error:
        raise HTTPException(404, str(error)) from error
    return shown(finding, snapshot)


def _finding_in(values: ThreadValues, finding_id: str) -> Finding:
    cited = values.report.findings if values.report is not None else ()
    for finding in (*cited, *values.findings.values()):
        if finding.id == finding_id:
            return finding
    raise HTTPException(404, f"This thread has no finding {finding_id!r}.")


def shown(finding: Finding, snapshot: Snapshot) -> EvidencePage:
    """The page around the quote; offsets count characters, as everywhere in the domain."""
    first = max(0, finding.start - MAX_CONTEXT_CHARS)
    last = min(len(snapshot.text), finding.end + MAX_CONTEXT_CHARS)
    return EvidencePage(
        finding_id=finding.id,
        statement=finding.statement,
        address=snapshot.address,
        title=snapshot.title,
        author=snapshot.author,
        published=snapshot.published,
        read_at=snapshot.read_at,
        page=finding.page,
        place=finding.place,
        headings=finding.headings,
        before=snapshot.text[first : finding.start],
        quote=snapshot.text[finding.start : finding.end],
        after=snapshot.text[finding.end : last],
        left_out_before=first,
        left_out_after=len(snapshot.text) - last,
    )
