"""Another model service, which gives the double's answers."""

from typing import Any

import httpx

_LONGEST_ANSWER_S = 300


class Upstream:
    """The chat models at an OpenAI-compatible base URL."""

    def __init__(self, base_url: str) -> None:
        self._http = httpx.Client(base_url=base_url, timeout=_LONGEST_ANSWER_S, trust_env=False)

    def answer(self, request: dict[str, Any]) -> str:
        """The content of its answer, or the arguments of the tool that it calls."""
        whole = {**request, "stream": False}
        whole.pop("stream_options", None)
        reply = self._http.post(
            "/v1/chat/completions", json=whole, headers={"Authorization": "Bearer bench"}
        )
        message = reply.raise_for_status().json()["choices"][0]["message"]
        called = message.get("tool_calls")
        return str(called[0]["function"]["arguments"] if called else message["content"])

    def close(self) -> None:
        """Hangs up."""
        self._http.close()
