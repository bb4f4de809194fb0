"""A model server on the loopback address that answers what a test tells it to."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self


@dataclass(frozen=True)
class Answer:
    """One HTTP answer; `hang` answers nothing until the server stops."""

    body: Any
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    hang: bool = False
    stalls_after: int | None = None
    """Of a streamed answer: nothing comes after so many pieces."""


def said(text: str, *, finish: str = "stop", usage: bool = True, **message: object) -> Answer:
    """A chat completion with this text."""
    body: dict[str, Any] = {
        "id": "c1",
        "object": "chat.completion",
        "created": 1,
        "model": "loopback",
        "choices": [
            {
                "index": 0,
                "finish_reason": finish,
                "message": {"role": "assistant", "content": text, **message},
            }
        ],
    }
    if usage:
        body["usage"] = {
            "prompt_tokens": 1000,
            "completion_tokens": 100,
            "total_tokens": 1100,
            "prompt_tokens_details": {"cached_tokens": 800},
            "completion_tokens_details": {"reasoning_tokens": 40},
        }
    return Answer(body)


def called(arguments: str) -> Answer:
    """A chat completion that calls the asked tool."""
    tool = {"id": "t1", "type": "function", "function": {"name": "Fact", "arguments": arguments}}
    return said("", finish="tool_calls", tool_calls=[tool])


def refused(status: int, message: str, code: str = "", **headers: str) -> Answer:
    """An error as OpenAI words it."""
    body = {"error": {"message": message, "type": "error", "code": code or None}}
    return Answer(body, status, tuple((k.replace("_", "-"), v) for k, v in headers.items()))


def pieces_of(body: dict[str, Any], asked: dict[str, Any]) -> Iterator[str]:
    """A chat completion in pieces, as OpenAI streams it."""
    common = {
        "id": body["id"],
        "object": "chat.completion.chunk",
        "created": body["created"],
        "model": body["model"],
    }
    choice = body["choices"][0]
    message = dict(choice["message"])
    text = message.pop("content", "") or ""
    tools = message.pop("tool_calls", [])
    deltas: list[dict[str, Any]] = [{**message, "content": ""}]
    deltas += [{"content": text[at : at + 20]} for at in range(0, len(text), 20)]
    deltas += [{"tool_calls": [{"index": 0, **tool}]} for tool in tools]
    for delta in deltas:
        part = {"index": 0, "delta": delta, "finish_reason": None}
        yield json.dumps({**common, "choices": [part]})
    last = {"index": 0, "delta": {}, "finish_reason": choice["finish_reason"]}
    yield json.dumps({**common, "choices": [last]})
    if body.get("usage") and (asked.get("stream_options") or {}).get("include_usage"):
        yield json.dumps({**common, "choices": [], "usage": body["usage"]})
    yield "[DONE]"


@dataclass
class LoopbackModel:
    """Answers the scripted answers in order, the last one for ever; keeps what it was sent."""

    answers: list[Answer]
    requests: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""
    port: int = 0
    _server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/v1"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._server is not None
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._answer_one(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _answer_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        lines = head.split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        self.requests.append(json.loads(body) if body else {})
        answer = self.answers[min(len(self.requests), len(self.answers)) - 1]
        if answer.hang:
            await reader.read()
            return False
        asked = self.requests[-1]
        if asked.get("stream") and answer.status == 200 and isinstance(answer.body, dict):
            writer.write(b"HTTP/1.1 200 X\r\nContent-Type: text/event-stream\r\n\r\n")
            pieces = list(pieces_of(answer.body, asked))[: answer.stalls_after]
            writer.write("".join(f"data: {piece}\n\n" for piece in pieces).encode())
            await writer.drain()
            if answer.stalls_after is not None:
                await reader.read()
            return False
        text = answer.body if isinstance(answer.body, str) else json.dumps(answer.body)
        kind = "text/html" if isinstance(answer.body, str) else "application/json"
        payload = text.encode()
        extra = "".join(f"{name}: {value}\r\n" for name, value in answer.headers)
        writer.write(
            f"HTTP/1.1 {answer.status} X\r\nContent-Type: {kind}\r\n{extra}"
            f"Content-Length: {len(payload)}\r\n\r\n".encode()
            + payload
        )
        await writer.drain()
        return True
