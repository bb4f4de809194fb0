"""A real Chromium on the page, and what a reader does there."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import Any

import pytest
from playwright.async_api import BrowserContext, Locator, Page, async_playwright, expect
from server.running import PATIENCE_S

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
QUESTION = "How is the Ellmouth tram network paid for, and what do its tickets cost?"
TELEPHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
needs_chromium = pytest.mark.skipif(
    CHROMIUM is None, reason="Chromium is not installed (Debian: apt-get install chromium)"
)


@asynccontextmanager
async def browser(url: str, **options: Any) -> AsyncIterator[BrowserContext]:  # noqa: ANN401  of `new_context`
    """A browser of one reader; the page may neither fail nor ask anybody else."""
    complaints: list[str] = []
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = await opened.new_context(base_url=url, accept_downloads=True, **options)
        context.set_default_timeout(PATIENCE_S * 1000)
        expect.set_options(timeout=PATIENCE_S * 1000)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        context.on("dialog", lambda dialog: complaints.append(f"a dialog: {dialog.message}"))
        context.on(
            "request",
            lambda request: (
                complaints.append(f"asks {request.url}")
                if not request.url.startswith((url, "blob:"))
                else None
            ),
        )
        context.on(
            "console",
            lambda message: (
                complaints.append(message.text)
                if "Content Security Policy" in message.text
                else None
            ),
        )
        try:
            yield context
            assert not complaints, complaints
        finally:
            await opened.close()


async def opened(context: BrowserContext, thread_id: str = "") -> Page:
    """A tab on the form, or on a thread."""
    page = await context.new_page()
    await page.goto(f"/app/#/t/{thread_id}" if thread_id else "/app/")
    return page


async def sign_in(page: Page, token: str) -> None:
    await page.get_by_label("Token").fill(token)
    await page.get_by_role("button", name="Sign in").click()


async def ask(page: Page, question: str = QUESTION) -> str:
    """Asks with the form as it stands; the thread's id."""
    await page.get_by_label("Your question").fill(question)
    await page.get_by_role("button", name="Make a plan").click()
    await page.wait_for_url("**/#/t/*")
    return page.url.rpartition("/")[2]


async def approve(page: Page) -> None:
    await page.get_by_role("button", name="Approve").click()


def report(page: Page) -> Locator:
    return page.get_by_role("article")


async def assert_accessible(page: Page) -> None:
    """No fault that axe calls serious or critical."""
    await page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    found = await page.evaluate("async () => (await axe.run()).violations")
    assert [
        (fault["id"], [node["html"][:200] for node in fault["nodes"]])
        for fault in found
        if fault["impact"] in {"serious", "critical"}
    ] == []


async def assert_fits(page: Page) -> None:
    """Nothing stands beyond the screen's edge."""
    width = await page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width[0] <= width[1], width
