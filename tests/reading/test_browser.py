"""Pages that need scripts, shown by the system's own Chromium behind the door."""

import http.server
import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from wellread.archive.sqlite import open_archive
from wellread.domain import Snapshot
from wellread.errors import PageError, SettingsError
from wellread.reading.browser import NAMES, Browser, make_browser
from wellread.reading.door import Door
from wellread.reading.reader import Reader
from wellread.settings import load_settings

SHELL = (
    b"<html><head><title>Trams</title></head><body><div id='root'></div>"
    b"<noscript>Please enable JavaScript.</noscript>"
)
PAGES = {
    "/app": SHELL + b"<script src='/main.js'></script></body></html>",
    "/main.js": b"""
        fetch('/lines.json').then(answer => answer.json()).then(told => {
            document.querySelector('#root').innerHTML = '<h1>Lines</h1><p>' + told.text + '</p>';
        });
    """,
    "/lines.json": b'{"text": "Line 1 has eighteen stops and runs every six minutes."}',
    "/spy": SHELL
    + b"""<script>
        const tell = text => {
            const line = document.createElement('p');
            line.textContent = text;
            document.querySelector('#root').appendChild(line);
        };
        fetch('http://localhost:%d/secret').then(() => tell('reached inside'))
            .catch(() => tell('The request into the private network was refused by the door.'));
        fetch('/post', {method: 'POST', body: 'x'}).then(() => tell('posted'))
            .catch(() => tell('The request that changes something was not made at all.'));
        new WebSocket('ws://127.0.0.1:%d/socket');
    </script></body></html>""",
    "/plain": b"<html><body><h1>Lines</h1><p>Line 2 has nine stops.</p></body></html>",
    "/hollow": SHELL + b"<script>1</script></body></html>",
}
CHROMIUM = next((path for name in NAMES if (path := shutil.which(name))), None)
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")


class Site(http.server.ThreadingHTTPServer):
    """The pages, and what was asked for."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[str] = []

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_port}"


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        assert isinstance(self.server, Site)
        self.server.asked.append(f"{self.command} {self.path}")
        body = PAGES.get(self.path, b"")
        if self.path == "/spy":
            body %= (self.server.server_port, self.server.server_port)
        kinds = {"js": "text/javascript", "json": "application/json"}
        self.send_response(200)
        kind = kinds.get(self.path.rpartition(".")[2], "text/html")
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


async def read(site: Site, path: str, tmp_path: Path, *, browser: str) -> Snapshot:
    # The operator lists another name too: it is not for the scripts of this page.
    hosts = (site.host, f"localhost:{site.server_port}")
    settings = load_settings({"allowed_private_hosts": hosts, "data_dir": tmp_path})
    door = Door(settings)
    archive = await open_archive(tmp_path / "archive.sqlite3")
    try:
        reader = Reader(
            settings, archive.snapshots, door, browser=make_browser(browser, door, timeout_s=100)
        )
        return await reader.read(f"http://{site.host}{path}", asked_at=datetime.now(UTC))
    finally:
        await archive.close()


@pytest.mark.slow
@needs_chromium
async def test_a_page_that_scripts_fill_is_read(site: Site, tmp_path: Path) -> None:
    snapshot = await read(site, "/app", tmp_path, browser="auto")
    assert snapshot.text == "# Lines\n\nLine 1 has eighteen stops and runs every six minutes."
    assert snapshot.title == "Lines"


@pytest.mark.slow
@needs_chromium
async def test_what_scripts_ask_for_goes_by_the_rules_of_the_door(
    site: Site, tmp_path: Path
) -> None:
    snapshot = await read(site, "/spy", tmp_path, browser="auto")
    assert "was refused by the door" in snapshot.text
    assert "was not made at all" in snapshot.text
    assert {*site.asked} <= {"GET /robots.txt", "GET /spy", "GET /favicon.ico"}


@pytest.mark.slow
@needs_chromium
async def test_a_page_that_stays_empty_says_so(site: Site, tmp_path: Path) -> None:
    with pytest.raises(PageError, match=r"empty shell|no text") as raised:
        await read(site, "/hollow", tmp_path, browser="auto")
    assert raised.value.cause_kind in {"needs_scripts", "empty"}


async def test_without_a_browser_an_empty_shell_says_what_would_help(
    site: Site, tmp_path: Path
) -> None:
    with pytest.raises(PageError, match=r"wellread\[browser\]") as raised:
        await read(site, "/app", tmp_path, browser="off")
    assert raised.value.cause_kind == "needs_scripts"


async def test_no_browser_is_started_for_a_page_that_can_be_read(
    site: Site, tmp_path: Path
) -> None:
    """`false` is a program that would fail."""
    snapshot = await read(site, "/plain", tmp_path, browser=shutil.which("false") or "")
    assert "nine stops" in snapshot.text


async def test_a_browser_that_does_not_start_is_an_error_of_the_page(
    site: Site, tmp_path: Path
) -> None:
    with pytest.raises(PageError, match="could not be shown by a browser"):
        await read(site, "/app", tmp_path, browser=shutil.which("false") or "")


def test_a_browser_that_is_not_there_is_a_fault_of_the_settings() -> None:
    door = Door(load_settings())
    with pytest.raises(SettingsError, match="WELLREAD_BROWSER"):
        make_browser("/no/such/chromium", door, timeout_s=1)
    assert make_browser("off", door, timeout_s=1) is None
    assert isinstance(make_browser("false", door, timeout_s=1), Browser)
