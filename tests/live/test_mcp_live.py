"""MCP servers that are really there: those of the settings, else one that is open to all."""

import pytest

from wellread.search.mcp_server import McpSearch
from wellread.settings import load_settings

pytestmark = [pytest.mark.live, pytest.mark.timeout(90)]
OPEN_TO_ALL = {
    "learn": {"url": "https://learn.microsoft.com/api/mcp", "tool": "microsoft_docs_search"}
}


async def test_a_server_answers_in_a_shape_that_is_read() -> None:
    pytest.importorskip("mcp", reason="the extra `mcp` is not installed")
    settings = load_settings()
    if not settings.mcp_servers:
        settings = load_settings({"mcp_servers": OPEN_TO_ALL})
    for name in settings.mcp_servers:
        hits = await McpSearch(name, settings).search("how to sort a list", 5)
        assert hits, name
        assert all(hit.address and (hit.content or hit.snippet) for hit in hits), name
