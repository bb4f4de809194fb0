"""Pages that scripts fill, rendered by a Chromium that has no way to the network but the door."""

import asyncio
import os
import shutil
import threading
from contextlib import suppress
from importlib.util import find_spec
from typing import TYPE_CHECKING

from wellread.errors import PageError, SettingsError
from wellread.reading.addresses import host_of
from wellread.reading.door import Door

if TYPE_CHECKING:
    from playwright.async_api import Page, Route

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_AT_ONCE = 2
_PARTS_OF_A_PAGE = 80
_WANTED = frozenset(("document", "script", "xhr", "fetch"))
"""Kinds of requests that a text can depend on."""
_REMOVE_SCRIPTS = "document.querySelectorAll('script, noscript').forEach(node => node.remove())"
_ARGUMENTS = (
    # Whatever goes around the door, such as a socket of a script, ends at a port where nobody is.
    "--proxy-server=http://127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
)


class Browser:
    """Renders one page at a time in a fresh Chromium, without cookies and without a trace."""

    def __init__(self, executable: str, door: Door, *, timeout_s: float) -> None:
        """Takes the Chromium to start, and the door by which every request goes."""
        self._executable = executable
        self._door = door
        self._timeout_s = timeout_s
        self._free = threading.Semaphore(_AT_ONCE)

    async def rendered(self, url: str) -> bytes:
        """The page at `url` as HTML after its scripts have run, in UTF-8.

        The page's requests are made by the door, by its rules; only GET requests for documents,
        scripts and data are made at all. Two pages are rendered at the same time at most.

        Raises:
            PageError: the browser could not be started, the page not be opened, or not in time.
        """
        return await asyncio.to_thread(self._render, url)

    def _render(self, url: str) -> bytes:
        with self._free:
            return asyncio.run(self._rendered(url))

    async def _rendered(self, url: str) -> bytes:
        from playwright.async_api import Error, async_playwright

        try:
            async with asyncio.timeout(self._timeout_s + 10), async_playwright() as playwright:
                browser = await playwright.chromium.launch(
                    executable_path=self._executable,
                    # Chromium's own sandbox cannot be had by root.
                    chromium_sandbox=os.geteuid() != 0,
                    args=[*_ARGUMENTS],
                )
                try:
                    context = await browser.new_context(
                        service_workers="block", accept_downloads=False
                    )
                    requests = _Requests(self._door, url)
                    await context.route("**/*", requests.answer)
                    page = await context.new_page()
                    return await self._content(page, url)
                finally:
                    await browser.close()
        except (Error, TimeoutError) as error:
            told = str(error).partition("\n")[0] or "it took too long"
            raise PageError(
                f"{url} could not be shown by a browser ({told}): take another source",
                service=host_of(url),
                cause_kind="needs_scripts",
            ) from error

    async def _content(self, page: "Page", url: str) -> bytes:
        from playwright.async_api import TimeoutError as TooLate

        await page.goto(url, wait_until="domcontentloaded", timeout=self._timeout_s * 1_000)
        with suppress(TooLate):  # a page that never rests is read as it is
            await page.wait_for_load_state("networkidle", timeout=self._timeout_s * 500)
        # They have done their work: what is left of them would count as an empty shell.
        await page.evaluate(_REMOVE_SCRIPTS)
        return (await page.content()).encode("utf-8", "replace")


class _Requests:
    """Answers the requests of one page through the door."""

    def __init__(self, door: Door, page_url: str) -> None:
        self._door = door
        self._page_url = page_url
        self._made = 0

    async def answer(self, route: "Route") -> None:
        request = route.request
        self._made += 1
        wanted = request.method == "GET" and request.resource_type in _WANTED
        if not wanted or self._made > _PARTS_OF_A_PAGE:
            await route.abort()
            return
        try:
            part = await self._door.fetch(request.url, part_of=self._page_url)
        except PageError:
            await route.abort()
            return
        kind = part.media_type or "text/html"
        charset = f"; charset={part.charset}" if part.charset else ""
        # A page may read what its own parts answer: other sites have sent it without our name.
        headers = {"content-type": f"{kind}{charset}", "access-control-allow-origin": "*"}
        await route.fulfill(status=200, headers=headers, body=part.body)


def make_browser(setting: str, door: Door, *, timeout_s: float) -> Browser | None:
    """The browser of the setting: `auto`, `off`, or the path of a Chromium.

    None for `off`, and for `auto` where the package or a Chromium is missing.

    Raises:
        SettingsError: a path is set, and there is no such program or no package `playwright`.
    """
    if setting == "off":
        return None
    has_package = find_spec("playwright") is not None
    if setting == "auto":
        found = next((path for name in NAMES if (path := shutil.which(name))), None)
        return Browser(found, door, timeout_s=timeout_s) if found and has_package else None
    found = shutil.which(os.path.expanduser(setting))  # noqa: PTH111  the name of a program too
    if found is None:
        raise SettingsError(
            f"the browser {setting!r} is no program: set WELLREAD_BROWSER to the path of a "
            "Chromium, to auto or to off"
        )
    if not has_package:
        raise SettingsError(
            "WELLREAD_BROWSER needs the package playwright: `pip install 'wellread[browser]'`"
        )
    return Browser(found, door, timeout_s=timeout_s)
