"""The page's files come from the server alone and can run nothing else."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from wellread.errors import StorageError
from wellread.web.app import app
from wellread.web.own_api import OwnApi
from wellread.web.static_files import FOLDER

SVG = "http://www.w3.org/2000/svg"
"""A name that looks like an address; nobody asks for it."""


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://page") as connected:
        yield connected


async def test_the_page_opens_and_may_run_its_own_scripts_alone(client: httpx.AsyncClient) -> None:
    page = await client.get("/app/")
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    policy = page.headers["content-security-policy"].split("; ")
    assert {"default-src 'none'", "script-src 'self'", "connect-src 'self'"} <= set(policy)
    assert not [rule for rule in policy if "unsafe" in rule or "http" in rule or "*" in rule]


async def test_the_address_without_a_slash_leads_to_the_page(client: httpx.AsyncClient) -> None:
    assert (await client.get("/app")).headers["location"].endswith("/app/")


@pytest.mark.parametrize("path", ["/app/../app.py", "/app/%2e%2e/app.py", "/app/nothing.js"])
async def test_nothing_but_the_pages_own_files_is_served(
    client: httpx.AsyncClient, path: str
) -> None:
    assert (await client.get(path)).status_code == 404


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.*")), ids=lambda path: path.name)
def test_no_file_of_the_page_names_an_address_or_runs_text(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace(SVG, "")
    assert re.findall(r"""(?:https?:)?//[\w-]+\.\w""", text) == []
    assert re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", text) == []
    assert re.findall(r"<script(?![^>]*\bsrc=)|\son\w+=|style=\"", text) == []


def test_every_module_is_asked_for_at_once() -> None:
    """Else each would wait until the one that imports it is there."""
    page = (FOLDER / "index.html").read_text(encoding="utf-8")
    named = re.findall(r'<link rel="modulepreload" href="([^"]+)">', page)
    assert named == sorted(path.name for path in FOLDER.glob("*.js") if path.name != "main.js")


async def test_a_route_that_fails_says_why_in_our_words(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refused(self: OwnApi, limit: int) -> None:
        raise StorageError("the archive cannot be read: make room")

    monkeypatch.setattr(OwnApi, "threads", refused)
    answer = await client.get("/app/api/choices")
    assert (answer.status_code, answer.json()) == (
        503,
        {"detail": "the archive cannot be read: make room"},
    )
