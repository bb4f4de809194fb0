"""The thread's report as a file."""

import asyncio
from pathlib import PurePath

from fastapi import APIRouter, HTTPException, Response

from wellread.errors import SettingsError
from wellread.report.export import ExportFormat, export, format_of
from wellread.web.own_api import PREFIX, Own

MEDIA_TYPES: dict[ExportFormat, str] = {
    "md": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "json": "application/json",
    "bibtex": "application/x-bibtex; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
}

router = APIRouter(prefix=PREFIX)


@router.get("/threads/{thread_id}/report.{ending}")
async def report(thread_id: str, ending: str, own: Own, turn: str = "") -> Response:
    """The report, or that of an earlier `turn`, in the format of the ending.

    404 before it is written, or for another ending.
    """
    to = format_of(PurePath(f"report.{ending}"))
    if to is None:
        raise HTTPException(404, f"No report is made as .{ending[:20]} here.")
    values = await own.values(thread_id, turn)
    if values.report is None:
        raise HTTPException(404, "This thread has no report yet.")
    findings = tuple(values.findings.values())
    try:
        made = await asyncio.to_thread(export, values.report, to, findings=findings)
    except SettingsError as error:
        raise HTTPException(501, str(error)) from error
    return Response(
        made,
        media_type=MEDIA_TYPES[to],
        headers={
            "Content-Disposition": f'attachment; filename="report.{ending}"',
            "Content-Security-Policy": "sandbox",
            "X-Content-Type-Options": "nosniff",
        },
    )
