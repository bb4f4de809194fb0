"""The documents of a thread: uploaded, listed, removed by whoever may read the thread."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request

from wellread.errors import PageError, SettingsError
from wellread.reading.uploads import Uploaded, Uploads, uploads_of
from wellread.web.own_api import PREFIX, Own
from wellread.web.stores import stores

STATUS = {"too_large": 413, "unsupported_type": 415}
UNREADABLE = 422

router = APIRouter(prefix=f"{PREFIX}/threads/{{thread_id}}/documents")


async def _uploads(thread_id: str, own: Own) -> Uploads:
    await own.values(thread_id)
    settings = await stores.settings()
    try:
        return await asyncio.to_thread(uploads_of, settings, thread_id, own.user)
    except SettingsError as error:
        raise HTTPException(404, str(error)) from error


Documents = Annotated[Uploads, Depends(_uploads)]


@router.get("")
async def listed(documents: Documents) -> tuple[Uploaded, ...]:
    """The documents by name."""
    return await asyncio.to_thread(documents.listed)


@router.put("/{name}")
async def add(name: str, request: Request, documents: Documents) -> Uploaded:
    """Keeps the request's body as a document; refused in words where it cannot be read."""
    limit = await asyncio.to_thread(lambda: documents.bytes_left)
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > limit:
            raise HTTPException(
                413, f"{name[:100]!r} does not fit: {limit} bytes are left for documents."
            )
    try:
        return await asyncio.to_thread(documents.add, name, bytes(body))
    except PageError as error:
        raise HTTPException(STATUS.get(error.cause_kind, UNREADABLE), str(error)) from error


@router.delete("/{name}", status_code=204)
async def remove(name: str, documents: Documents) -> None:
    """Removes a document; one that is not there is removed already."""
    try:
        await asyncio.to_thread(documents.remove, name)
    except PageError as error:
        raise HTTPException(404, str(error)) from error
