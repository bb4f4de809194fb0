"""Who asks a server, and from where."""

import ipaddress
import sys
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from langgraph.config import get_config

from wellread.settings import Settings

LOCAL_USER = "-"
"""The one user of a server without tokens; no user of the settings can have this name."""


def on_aegra() -> bool:
    """Whether the server is aegra, which has no way in from within but its own modules."""
    return "aegra_api" in sys.modules


def asking_user() -> str:
    """Whose run this is; empty outside a server with tokens. The server alone writes it."""
    try:
        user = get_config().get("configurable", {}).get("langgraph_auth_user")
    except RuntimeError:  # outside a run
        return ""
    name = str(getattr(user, "identity", ""))
    return "" if name == LOCAL_USER else name


def text_headers(headers: Mapping[Any, Any]) -> dict[str, str]:
    """Headers by their small names; servers give them as bytes or as text."""
    return {_text(name).lower(): _text(value) for name, value in headers.items()}


def is_from_here(
    headers: Mapping[str, str], scope: Mapping[str, Any] | None, settings: Settings
) -> bool:
    """Whether this machine asks: its address, under its own name, from a page that may.

    The name is looked at because any page on the web can point a name of its own at 127.0.0.1, and
    the page because a browser sends simple requests wherever a page tells it to.
    """
    client = (scope or {}).get("client")
    if not client or not is_loopback(str(client[0])):
        return False
    if not is_loopback(urlsplit(f"//{headers.get('host', '')}").hostname or ""):
        return False
    origin = headers.get("origin")
    return (
        origin is None
        or origin in settings.allowed_origins
        or is_loopback(urlsplit(origin).hostname or "")
    )


def is_loopback(host: str) -> bool:
    """Whether a host's name or address is this machine's own."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _text(value: object) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)
