"""What the server's own thread API tells the caller of a route.

A route asks it in this process and with the caller's own headers, so the server decides who may
see which thread, whatever way of signing in it was given.
"""

from typing import Annotated
from uuid import UUID

import httpx
from fastapi import Depends, HTTPException, Request
from pydantic import Field, JsonValue

from graph.callers import LOCAL_USER
from wellread.domain import Finding, Frozen, Question, Report

PREFIX = "/app/api"
"""Where the routes that tell something stand; all of them ask for a token."""
FORWARDED = ("authorization", "cookie", "x-api-key")
"""The headers by which a caller signs in."""


class ThreadValues(Frozen):
    """What the routes read of a thread's state."""

    turn: Question | None = None
    phase: str = ""
    report: Report | None = None
    findings: dict[str, Finding] = Field(default_factory=dict)


class OwnApi:
    """The thread API of this server, as one caller sees it."""

    def __init__(self, request: Request) -> None:
        self._transport = httpx.ASGITransport(app=request.app, client=_client_of(request))
        self._headers = {
            name: value for name, value in request.headers.items() if name.lower() in FORWARDED
        }
        self.user = _user_of(request)
        """The caller's name, where the server knows its users by name; else empty."""

    async def values(self, thread_id: str) -> ThreadValues:
        """The state of a thread that the caller may read.

        Raises:
            HTTPException: whatever the server answers to those who may not, or 404.
        """
        return ThreadValues.model_validate(await self.state(thread_id))

    async def state(self, thread_id: str) -> JsonValue:
        """The same as the server tells it, a JSON object."""
        try:
            known = UUID(thread_id)
        except ValueError as error:
            raise HTTPException(404, f"There is no thread {thread_id[:100]!r}.") from error
        state = await self._asked("GET", f"/threads/{known}/state")
        return (state.get("values") if isinstance(state, dict) else None) or {}

    async def threads(self, limit: int) -> list[dict[str, JsonValue]]:
        """The caller's newest threads, as the server describes them."""
        found = await self._asked("POST", "/threads/search", {"limit": limit})
        return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []

    async def _asked(self, method: str, path: str, body: JsonValue = None) -> JsonValue:
        async with httpx.AsyncClient(
            transport=self._transport, base_url="http://localhost", headers=self._headers
        ) as client:
            answer = await client.request(method, path, json=body)
        if answer.is_error:
            raise HTTPException(answer.status_code, _words_of(answer))
        told: JsonValue = answer.json()
        return told


def _client_of(request: Request) -> tuple[str, int]:
    """From where the caller asks: a server without tokens answers its own machine alone."""
    return (request.client.host, request.client.port) if request.client else ("", 0)


def _user_of(request: Request) -> str:
    name = str(getattr(request.scope.get("user"), "identity", ""))
    return "" if name == LOCAL_USER else name


def _words_of(answer: httpx.Response) -> str:
    try:
        told = answer.json()
    except ValueError:
        return answer.text
    words = told.get("detail", told.get("message")) if isinstance(told, dict) else told
    return str(words)


Own = Annotated[OwnApi, Depends()]
"""The server's own API as the caller of this route sees it."""
