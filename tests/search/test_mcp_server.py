"""MCP servers as search providers: a real server, over HTTP and as a process of ours."""

import http.server
import json
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from services.mcp_http import running

from wellread.errors import SearchError, SettingsError
from wellread.search.mcp_server import McpSearch
from wellread.search.providers import default_provider_names, make_chains
from wellread.settings import Settings, load_settings

types = pytest.importorskip("mcp.types", reason="the extra `mcp` is not installed")
TESTS = Path(__file__).parents[1]


def provider(timeout_s: float = 120, **server: Any) -> McpSearch:  # noqa: ANN401 - of McpServer
    return McpSearch(
        "world", load_settings({"mcp_servers": {"world": server}}), timeout_s=timeout_s
    )


def over_stdio(**more: Any) -> McpSearch:  # noqa: ANN401 - of McpServer
    return provider(
        command=sys.executable,
        args=("-m", "services.mcp_world"),
        env={"PYTHONPATH": str(TESTS)},
        **more,
    )


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with running() as address:
        yield address


async def test_a_server_is_asked_over_http(url: str) -> None:
    hits = await provider(url=url).search("Ellmouth tram network", 3)
    assert len(hits) == 3
    assert hits[0].address.startswith("mcp:world/page%20")
    assert "tram" in hits[0].content
    assert hits[0].snippet == hits[0].content[:300].strip()


async def test_a_server_is_started_as_a_process() -> None:
    [hit] = await over_stdio().search("Ellmouth tram network", 1)
    assert "tram" in hit.content


async def test_a_process_sees_no_key_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    told = "import os, sys; sys.exit(3 if 'OPENAI_API_KEY' in os.environ else 0)"
    made = provider(command=sys.executable, args=("-c", told))
    with pytest.raises(SearchError, match="check its command") as raised:
        await made.search("tram", 1)
    assert not raised.value.transient


async def test_a_tool_that_fails_is_an_error_with_its_words(url: str) -> None:
    with pytest.raises(SearchError, match="the index is being rebuilt"):
        await provider(url=url).search("fail now", 1)


async def test_a_tool_that_is_not_there_is_told_with_those_that_are(url: str) -> None:
    with pytest.raises(SettingsError, match="search_world, opening_hours"):
        await provider(url=url, tool="find").search("tram", 1)


async def test_a_server_that_is_not_there_is_a_transient_error() -> None:
    with pytest.raises(SearchError, match="not reached") as raised:
        await provider(url="http://127.0.0.1:1/mcp").search("tram", 1)
    assert raised.value.transient


async def test_a_server_that_does_not_answer_is_given_up() -> None:
    made = provider(0.3, command=sys.executable, args=("-c", "import time; time.sleep(60)"))
    with pytest.raises(SearchError, match=r"did not answer within 0\.3 s") as raised:
        await made.search("tram", 1)
    assert raised.value.transient


@pytest.mark.parametrize(
    ("status", "transient"), [(401, False), (403, False), (429, True), (503, True)]
)
async def test_a_refusal_says_whether_to_ask_again(status: int, transient: bool) -> None:
    class Refusing(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))  # else it ends with a reset
            self.send_response(status)
            self.send_header("Retry-After", "7")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Refusing) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with pytest.raises(SearchError, match=str(status)) as raised:
            await provider(url=f"http://127.0.0.1:{server.server_port}/mcp").search("tram", 1)
        server.shutdown()
    assert raised.value.transient is transient
    assert raised.value.retry_after_s == (7.0 if transient else None)


@pytest.mark.parametrize(
    "server", [{}, {"url": "http://e.org/mcp", "command": "x"}, {"url": "ftp://e.org"}]
)
def test_a_server_has_just_one_place(server: dict[str, Any]) -> None:
    with pytest.raises(SettingsError, match=r"url|WELLREAD_MCP_SERVERS"):
        provider(**server)


def test_only_the_settings_name_servers() -> None:
    with pytest.raises(SettingsError, match=r"mcp:other is no MCP server .* mcp:notes"):
        make_chains(("mcp:other",), load_settings({"mcp_servers": {"notes": {"url": "http://e"}}}))


def test_configured_servers_are_asked_without_being_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WELLREAD_MCP_SERVERS", '{"notes": {"url": "http://e.org/mcp"}}')
    settings = Settings()
    assert settings.searches_web
    assert default_provider_names(settings) == ("mcp:notes",)


def test_keys_of_a_server_are_never_shown() -> None:
    server = {"url": "http://e.org", "headers": {"Authorization": "Bearer secret"}}
    assert "secret" not in repr(load_settings({"mcp_servers": {"notes": server}}))


@pytest.mark.parametrize(
    ("structured", "texts", "expected"),
    [
        ({"results": [{"url": "https://e.org/a", "title": "A"}]}, [], ["https://e.org/a"]),
        (None, ['[{"link": "https://e.org/a"}]'], ["https://e.org/a"]),
        (None, ['{"hits": [{"source": "shelf 3", "text": "x"}]}'], ["mcp:world/shelf%203"]),
        (None, ["plain words", "  "], [None]),
        (None, ['{"results": [{"title": "no text and no address"}]}'], []),
        (None, ['{"results": []}'], []),
        (
            {"result": [{"url": "file:///etc/passwd", "text": "x"}]},
            [],
            ["mcp:world/file%3A///etc/passwd"],
        ),
        (None, ['{"results": ["one", "one", 3]}'], [None]),
    ],
)
def test_results_are_read_in_whatever_form_they_come(
    structured: dict[str, Any] | None, texts: list[str], expected: list[str | None]
) -> None:
    content = [types.TextContent(type="text", text=text) for text in texts]
    answer = types.CallToolResult(content=content, structuredContent=structured)
    hits = provider(url="http://e.org")._hits(answer)
    found = [hit.address for hit in hits]
    assert len(found) == len(expected)
    for address, wanted in zip(found, expected, strict=True):
        assert address == wanted if wanted else address.startswith("mcp:world/")
    json.dumps([hit.model_dump() for hit in hits])
