"""The formats of the wire: OpenAI's and Tavily's bodies, whole or in pieces."""

import base64
import json
import struct
from collections.abc import Iterator
from typing import Any

from services import world
from services.model import Wanted, embedding

JsonBody = dict[str, Any]
MODELS = ("gpt-5.4", "gpt-5.4-mini", "text-embedding-3-small")


def chat_completion(request: JsonBody, wanted: Wanted, content: str) -> JsonBody:
    """A whole chat completion."""
    message: JsonBody = {"role": "assistant", "content": content, "refusal": None}
    if wanted.tool:
        message["content"] = None
        message["tool_calls"] = [_tool_call(wanted, content)]
    finish = "tool_calls" if wanted.tool else "stop"
    return {
        "id": "chatcmpl-double",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": request.get("model", ""),
        "choices": [{"index": 0, "message": message, "finish_reason": finish, "logprobs": None}],
        "usage": usage(wanted.prompt, content),
    }


def chat_chunks(request: JsonBody, wanted: Wanted, content: str) -> Iterator[bytes]:
    """The same as server-sent events."""
    deltas: list[JsonBody] = [{"role": "assistant", "content": ""}]
    if wanted.tool:
        deltas.append({"tool_calls": [{"index": 0, **_tool_call(wanted, content)}]})
    else:
        deltas += [{"content": content[at : at + 40]} for at in range(0, len(content), 40)]
    for delta in deltas:
        yield _event(request, [{"index": 0, "delta": delta, "finish_reason": None}])
    finish = "tool_calls" if wanted.tool else "stop"
    yield _event(request, [{"index": 0, "delta": {}, "finish_reason": finish}])
    if (request.get("stream_options") or {}).get("include_usage"):
        yield _event(request, [], usage(wanted.prompt, content))
    yield b"data: [DONE]\n\n"


def usage(prompt: str, content: str) -> JsonBody:
    """Token counts: a token is four characters here."""
    prompt_tokens, completion_tokens = len(prompt) // 4 + 1, len(content) // 4 + 1
    return {
        "prompt_tokens": prompt_tokens,
        "completion_tokens": completion_tokens,
        "total_tokens": prompt_tokens + completion_tokens,
        "prompt_tokens_details": {"cached_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": 0},
    }


def embeddings(request: JsonBody) -> JsonBody:
    """One vector for each input, as numbers or base64 floats."""
    given = request.get("input", [])
    texts = [given] if isinstance(given, str) or _is_tokens(given) else given
    vectors = [embedding(text, request.get("dimensions") or 64) for text in texts]
    if request.get("encoding_format") == "base64":
        data: list[Any] = [
            base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()
            for vector in vectors
        ]
    else:
        data = list(vectors)
    tokens = sum(len(text) // 4 + 1 for text in texts)
    return {
        "object": "list",
        "model": request.get("model", ""),
        "data": [
            {"object": "embedding", "index": place, "embedding": value}
            for place, value in enumerate(data)
        ],
        "usage": {"prompt_tokens": tokens, "total_tokens": tokens},
    }


def model_list() -> JsonBody:
    """The models that `/v1/models` names; any other name but `missing...` works as well."""
    return {
        "object": "list",
        "data": [
            {"id": name, "object": "model", "created": 1_700_000_000, "owned_by": "double"}
            for name in MODELS
        ],
    }


def search_results(request: JsonBody, addresses: dict[int, str], *, raw_content: bool) -> JsonBody:
    """Tavily's answer to a search; `addresses` gives each page number its URL."""
    query = str(request.get("query", ""))
    with_text = raw_content and bool(request.get("include_raw_content"))
    return {
        "query": query,
        "follow_up_questions": None,
        "answer": None,
        "images": [],
        "results": [
            {
                "url": addresses[found.number],
                "title": found.title,
                "content": world.snippet(found, query),
                "score": score,
                "raw_content": found.markdown if with_text else None,
            }
            for score, found in world.search(query, int(request.get("max_results", 5)))
        ],
        "response_time": 0.01,
        "request_id": "double",
    }


def extract_results(request: JsonBody, addresses: dict[int, str]) -> JsonBody:
    """Tavily's answer to an extraction."""
    urls = request.get("urls", [])
    numbers = {address: number for number, address in addresses.items()}
    wanted = [urls] if isinstance(urls, str) else urls
    return {
        "results": [
            {"url": url, "raw_content": world.page(numbers[url]).markdown, "images": []}
            for url in wanted
            if url in numbers
        ],
        "failed_results": [
            {"url": url, "error": "not found"} for url in wanted if url not in numbers
        ],
        "response_time": 0.01,
    }


def error_body(kind: str, status: int, message: str) -> JsonBody:
    """An error as the service of this kind words it."""
    if kind in {"search", "extract"}:
        return {"detail": {"error": message}}
    code = {401: "invalid_api_key", 404: "model_not_found", 429: "rate_limit_exceeded"}
    return {
        "error": {
            "message": message,
            "type": "server_error" if status >= 500 else "invalid_request_error",
            "param": None,
            "code": code.get(status),
        }
    }


def _tool_call(wanted: Wanted, content: str) -> JsonBody:
    function = {"name": wanted.tool, "arguments": content}
    return {"id": "call_double", "type": "function", "function": function}


def _event(request: JsonBody, choices: list[JsonBody], used: JsonBody | None = None) -> bytes:
    chunk = {
        "id": "chatcmpl-double",
        "object": "chat.completion.chunk",
        "created": 1_700_000_000,
        "model": request.get("model", ""),
        "choices": choices,
        "usage": used,
    }
    return f"data: {json.dumps(chunk)}\n\n".encode()


def _is_tokens(given: Any) -> bool:  # noqa: ANN401 - any JSON value
    return bool(given) and all(isinstance(token, int) for token in given)
