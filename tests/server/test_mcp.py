"""The server's MCP endpoint: one tool call, one report."""

from typing import Any

import httpx
import pytest
from server.running import PATIENCE_S, Server
from services.server import Services

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

QUESTION = "How is the Ellmouth tram network paid for, and what do its tickets cost?"


async def asked(server: Server, method: str, **params: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    call = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    headers = {"accept": "application/json, text/event-stream"}
    async with httpx.AsyncClient(
        base_url=server.url, timeout=PATIENCE_S, headers=headers
    ) as client:
        answer = (await client.post("/mcp", json=call)).raise_for_status().json()
    result = answer["result"]
    assert isinstance(result, dict)
    return result


async def test_the_tool_takes_a_question_and_says_what_it_does(server: Server) -> None:
    tools = {tool["name"]: tool for tool in (await asked(server, "tools/list"))["tools"]}
    tool = tools["wellread-report"]
    assert tool["inputSchema"]["required"] == ["question"]
    assert list(tool["inputSchema"]["properties"]) == ["question"]
    assert "every statement is cited" in tool["description"]


async def test_one_call_gives_a_report_within_the_operators_limit(
    server: Server, services: Services
) -> None:
    given = {"name": "wellread-report", "arguments": {"question": QUESTION}}
    result = await asked(server, "tools/call", **given)
    assert not result.get("isError")
    [told] = result["content"]
    assert f"# {QUESTION}" in told["text"]
    assert "[1]" in told["text"]
    assert services.log.count("search") > 0


async def test_a_call_without_a_question_fails_and_costs_nothing(
    server: Server, services: Services
) -> None:
    given = {"name": "wellread-report", "arguments": {"question": " "}}
    result = await asked(server, "tools/call", **given)
    assert result["isError"] is True
    assert services.log.entries() == []
