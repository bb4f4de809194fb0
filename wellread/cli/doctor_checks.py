"""What `doctor` tries. Each checker gives typed findings; none raises for a fault it looks for."""

import shutil
import sqlite3
import tempfile
from collections.abc import Awaitable, Callable
from importlib.util import find_spec
from typing import Literal

from wellread.domain import Frozen
from wellread.settings import Settings

CheckStatus = Literal["ok", "missing", "not_tried", "failed"]
_LOW_DISK_BYTES = 500_000_000
_EXTRAS = {
    "community": ("langchain_community", "any LangChain retriever as a search"),
    "postgres": ("asyncpg", "the archive on PostgreSQL"),
    "semantic": ("onnxruntime", "the MiniLM embedding"),
    "server": ("langgraph_api", "LangGraph's server and Studio"),
}


class Check(Frozen):
    """One thing that was tried. `missing` is nothing wrong: it is not configured."""

    name: str
    status: CheckStatus
    message: str


Checker = Callable[[Settings, bool], Awaitable[tuple[Check, ...]]]
"""Tries something; the flag says whether a call that costs money may be made."""


async def check_data_folder(settings: Settings, paid: bool) -> tuple[Check, ...]:  # noqa: ARG001
    """Whether the data folder can be written, and how much room it has."""
    folder = settings.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"wellread")
        free_bytes = shutil.disk_usage(folder).free
    except OSError as error:
        message = f"{folder} cannot be written ({error.strerror}): set WELLREAD_DATA_DIR"
        return (Check(name="data folder", status="failed", message=message),)
    low = free_bytes < _LOW_DISK_BYTES
    message = f"{folder}, {free_bytes / 1e9:.1f} GB free"
    if low:
        message += ": too little, make room or set WELLREAD_DATA_DIR"
    return (Check(name="data folder", status="failed" if low else "ok", message=message),)


async def check_full_text(settings: Settings, paid: bool) -> tuple[Check, ...]:  # noqa: ARG001
    """Whether this Python's SQLite can rank text."""
    from wellread.evidence.bm25 import Bm25Index

    version = sqlite3.sqlite_version
    try:
        with Bm25Index([("Title", "some text")]) as index:
            index.search("text", 1)
    except sqlite3.Error as error:
        message = f"SQLite {version} has no FTS5 ({error}): use a Python built with it"
        return (Check(name="full-text search", status="failed", message=message),)
    return (Check(name="full-text search", status="ok", message=f"SQLite {version} with FTS5"),)


async def check_extras(settings: Settings, paid: bool) -> tuple[Check, ...]:  # noqa: ARG001
    """Which optional parts are installed, and which settings need one that is not."""
    wanted = {
        "community": settings.retriever.startswith("langchain_community"),
        "postgres": settings.database_url is not None,
        "semantic": settings.embedding_model == "minilm",
        "server": False,
    }
    return tuple(_extra(name, wanted=wanted[name]) for name in _EXTRAS)


def _extra(name: str, *, wanted: bool) -> Check:
    module, about = _EXTRAS[name]
    if find_spec(module):
        return Check(name=f"extra {name}", status="ok", message=f"installed: {about}")
    message = f"not installed: {about}; pip install 'wellread[{name}]'"
    if wanted:
        message += " (a setting needs it)"
    return Check(name=f"extra {name}", status="failed" if wanted else "missing", message=message)
