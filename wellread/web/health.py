"""Whether the server lives, and whether it can take work: for whoever watches over it."""

import asyncio
import logging
from collections.abc import Awaitable

from starlette.requests import Request
from starlette.responses import JSONResponse

from graph.checkpoint import probe_checkpoints
from wellread.errors import WellreadError
from wellread.web.stores import stores

PROBE_S = 5.0
log = logging.getLogger(__name__)


async def health(request: Request) -> JSONResponse:  # noqa: ARG001
    """The process answers."""
    return JSONResponse({"status": "ok"})


async def ready(request: Request) -> JSONResponse:  # noqa: ARG001
    """Whether archive and checkpoints answer; 503 where one does not. The log has the reason."""
    archive, checkpoints = await asyncio.gather(
        _told("archive", _probe_archive()), _told("checkpoints", probe_checkpoints())
    )
    found = {"archive": archive, "checkpoints": checkpoints}
    return JSONResponse(found, status_code=200 if set(found.values()) == {"ok"} else 503)


async def _told(name: str, probe: Awaitable[None]) -> str:
    try:
        async with asyncio.timeout(PROBE_S):
            await probe
    except (WellreadError, TimeoutError) as error:
        log.warning("not ready: the %s: %s", name, error or f"no answer in {PROBE_S:.0f} s")
        return "failed"
    return "ok"


async def _probe_archive() -> None:
    await (await stores.archive()).runs.newest(1)
