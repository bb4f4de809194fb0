"""What the server's own thread API tells the caller of a route.

A route asks it in this process and with the caller's own headers, so the server decides who may
see which thread, whatever way of signing in it was given.
"""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import httpx
from fastapi import Depends, HTTPException, Request
from pydantic import Field, JsonValue

from graph.callers import LOCAL_USER
from wellread.domain import Finding, Frozen, Question, Report

PREFIX = "/app/api"
"""Where the routes that tell something stand; all of them ask for a token."""
STATES_AT_ONCE = 10
"""Asked of a thread's history in one request: each is a whole state."""
FORWARDED = ("authorization", "cookie", "x-api-key")
"""The headers by which a caller signs in."""


class ThreadValues(Frozen):
    """What the routes read of a thread's state."""

    turn: Question | None = None
    phase: str = ""
    report: Report | None = None
    findings: dict[str, Finding] = Field(default_factory=dict)
    research_started_at: datetime | None = None


class OwnApi:
    """The thread API of this server, as one caller sees it."""

    def __init__(self, request: Request) -> None:
        self._transport = httpx.ASGITransport(app=request.app, client=_client_of(request))
        self._headers = {
            name: value for name, value in request.headers.items() if name.lower() in FORWARDED
        }
        self.user = _user_of(request)
        """The caller's name, where the server knows its users by name; else empty."""

    async def values(self, thread_id: str, turn_id: str = "") -> ThreadValues:
        """The state of a thread that the caller may read; with `turn_id`, at an earlier turn's end.

        Raises:
            HTTPException: whatever the server answers to those who may not, or 404.
        """
        if turn_id:
            return await self._values_at_the_end_of(turn_id, thread_id)
        return ThreadValues.model_validate(await self.state(thread_id))

    async def state(self, thread_id: str) -> JsonValue:
        """The same as the server tells it, a JSON object."""
        return _values_in(await self._stored(thread_id))

    async def saved_at(self, thread_id: str) -> str | None:
        """When the thread's last step was saved, in ISO form."""
        state = await self._stored(thread_id)
        told = state.get("created_at") if isinstance(state, dict) else None
        return str(told) if told else None

    async def status(self, thread_id: str) -> str:
        """The server's word for the thread: `busy` while a run is at work on it."""
        thread = await self._asked("GET", f"/threads/{_known(thread_id)}")
        return str(thread.get("status")) if isinstance(thread, dict) else ""

    async def _stored(self, thread_id: str) -> JsonValue:
        return await self._asked("GET", f"/threads/{_known(thread_id)}/state")

    async def _values_at_the_end_of(self, turn_id: str, thread_id: str) -> ThreadValues:
        """A further question finds the thread as the turn before has left it: with its report."""
        asked: dict[str, JsonValue] = {"limit": STATES_AT_ONCE, "metadata": {"source": "input"}}
        while True:
            states = await self._asked("POST", f"/threads/{_known(thread_id)}/history", asked)
            for state in states if isinstance(states, list) else ():
                values = ThreadValues.model_validate(_values_in(state))
                if values.report is not None and values.report.question.id == turn_id:
                    return values
            oldest = _oldest_of(states)
            if oldest is None or oldest == asked.get("before"):
                raise HTTPException(404, f"This thread has no report of a turn {turn_id[:100]!r}.")
            asked["before"] = oldest

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


def _known(thread_id: str) -> UUID:
    try:
        return UUID(thread_id)
    except ValueError as error:
        raise HTTPException(404, f"There is no thread {thread_id[:100]!r}.") from error


def _values_in(state: JsonValue) -> JsonValue:
    return (state.get("values") if isinstance(state, dict) else None) or {}


def _oldest_of(states: JsonValue) -> JsonValue:
    """The id of the last of these checkpoints, None where there is none."""
    last = states[-1] if isinstance(states, list) and states else None
    checkpoint = last.get("checkpoint") if isinstance(last, dict) else None
    return (checkpoint.get("checkpoint_id") if isinstance(checkpoint, dict) else None) or None


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
