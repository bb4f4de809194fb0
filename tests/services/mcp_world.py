"""An MCP server over the small world, as a program: `python -m services.mcp_world [PORT]`.

With a port it speaks streamable HTTP on the loopback address, without one on stdin and stdout.
"""

import sys
from typing import Any

from mcp.server.fastmcp import FastMCP

from services import world


def server(port: int = 0) -> FastMCP:
    """A server with a tool that searches and one that does not."""
    made = FastMCP("world", host="127.0.0.1", port=port, log_level="ERROR", stateless_http=True)

    @made.tool()
    def search_world(query: str, limit: int = 5) -> list[dict[str, Any]]:
        """Pages about Ellmouth."""
        if query.startswith("fail"):
            raise ValueError("the index is being rebuilt")
        return [
            {"title": page.title, "id": f"page {page.number}", "text": page.markdown}
            for _, page in world.search(query, limit)
        ]

    @made.tool()
    def opening_hours() -> str:
        """When the archive is open."""
        return "Mondays."

    return made


if __name__ == "__main__":
    if len(sys.argv) > 1:
        server(int(sys.argv[1])).run("streamable-http")
    else:
        server().run("stdio")
