"""The HTTP app that the server mounts beside its own API (`http.app` in langgraph.json)."""

from fastapi import FastAPI

from wellread.web import choices, documents, downloads, evidence, run_list
from wellread.web.static_files import PageFiles
from wellread.web.stores import closed_at_the_end

# The server has a description of its own; FastAPI's would load scripts from elsewhere.
app = FastAPI(
    title="Wellread",
    docs_url=None,
    redoc_url=None,
    openapi_url=None,
    lifespan=closed_at_the_end,
)
for room in (choices, run_list, documents, evidence, downloads):
    app.include_router(room.router, prefix="/app/api")
app.mount("/app", PageFiles(), name="page")
