"""The HTTP app that the server mounts beside its own API (`http.app` in langgraph.json)."""

from fastapi import FastAPI

from wellread.web.static_files import PageFiles

# The server has a description of its own; FastAPI's would load scripts from elsewhere.
app = FastAPI(title="Wellread", docs_url=None, redoc_url=None, openapi_url=None)
app.mount("/app", PageFiles(), name="page")
