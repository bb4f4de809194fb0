"""The thread's report as a file."""

from typing import Literal

from fastapi import APIRouter, HTTPException, Response

from wellread.web.own_api import PREFIX, Own

MEDIA_TYPES = {"md": "text/markdown; charset=utf-8", "json": "application/json"}

router = APIRouter(prefix=PREFIX)


@router.get("/threads/{thread_id}/report.{ending}")
async def report(thread_id: str, ending: Literal["md", "json"], own: Own) -> Response:
    """The report as Markdown, or with all its evidence as JSON; 404 before it is written."""
    found = (await own.values(thread_id)).report
    if found is None:
        raise HTTPException(404, "This thread has no report yet.")
    text = found.markdown if ending == "md" else found.model_dump_json(indent=2)
    return Response(
        text,
        media_type=MEDIA_TYPES[ending],
        headers={"Content-Disposition": f'attachment; filename="report.{ending}"'},
    )
