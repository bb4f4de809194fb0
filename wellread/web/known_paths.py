"""No path but those that have a rule: what a server adds of its own accord is shut.

LangGraph's development server answers some paths before anybody has signed in: it shows any thread
as it is stored, empties itself, deploys the checkout, and has a page with scripts from elsewhere.
Servers also start runs by a schedule (`crons`), aegra without counting what its user has at work.
"""

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

KNOWN = frozenset(
    (
        "",
        *("app", "health", "ready"),
        *("assistants", "runs", "store", "threads"),
        *("a2a", "mcp", ".well-known"),
        *("info", "live", "metrics", "ok", "openapi.json"),
    )
)
"""What a path may begin with: the page, what asks for a token, what tells nothing of anybody."""


SCHEDULES = "crons"
"""Runs that would begin by themselves, which nobody here watches over: shut below any path."""


class KnownPaths:
    """Answers 404 for every other path, whoever asks."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hands on what may be asked."""
        if scope["type"] == "http" and not _is_known(scope["path"].split("/")):
            await JSONResponse({"detail": "Not Found"}, status_code=404)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _is_known(parts: list[str]) -> bool:
    return parts[1] in KNOWN and SCHEDULES not in parts
