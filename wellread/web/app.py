"""The HTTP app that the server mounts beside its own API (`http.app` in langgraph.json).

Every route asks for a token, but for what `graph/auth.py` calls public: the page's files and the
two routes that watchers ask. Those two are plain routes, which aegra leaves open as well.
"""

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from wellread.errors import WellreadError
from wellread.web import (
    choices,
    documents,
    downloads,
    earlier,
    evidence,
    going_on,
    limits,
    refresh,
    run_list,
    shown,
    write_now,
)
from wellread.web.health import health, ready
from wellread.web.known_paths import KnownPaths
from wellread.web.static_files import PageFiles
from wellread.web.stores import lifespan

# The server has a description of its own; FastAPI's would load scripts from elsewhere.
app = FastAPI(
    title="Wellread",
    docs_url=None,
    redoc_url=None,
    openapi_url=None,
    lifespan=lifespan,
)
ROOMS = (
    choices,
    run_list,
    documents,
    evidence,
    shown,
    earlier,
    downloads,
    limits,
    going_on,
    refresh,
    write_now,
)
for room in ROOMS:
    # Not `include_router`: LangGraph's server can put its sign-in before single routes alone.
    app.router.routes.extend(room.router.routes)
app.add_middleware(KnownPaths)


@app.exception_handler(WellreadError)
async def told(_request: Request, error: WellreadError) -> JSONResponse:
    """What went wrong in the words that name the remedy, for whoever may ask at all."""
    return JSONResponse({"detail": str(error)}, status_code=503)


app.mount("/app", PageFiles(), name="page")
app.add_route("/health", health)
app.add_route("/ready", ready)
