"""Takes the pictures of docs/page.md: the page in Chromium, on the tests' services."""

import asyncio
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from playwright.async_api import BrowserContext, Page
from server.browser import approve, ask, browser, opened
from server.running import ROOT, Server
from services.server import Services

FOLDER = ROOT / "docs" / "page"
QUESTION = (
    "How is the Ellmouth tram network paid for, what do its tickets cost, how many passengers does "
    "it carry, and how punctual are its trams?"
)
DESK = {"viewport": {"width": 1200, "height": 840}}
TELEPHONE = {
    "viewport": {"width": 390, "height": 780},
    "is_mobile": True,
    "has_touch": True,
    "color_scheme": "dark",
}
OTHERS = (
    "Who founded the Ellmouth observatory, and what has been found there?",
    "How does the water works of Ellmouth clean its water?",
)


async def picture(page: Page, name: str) -> None:
    """What stands on the screen, once nothing moves."""
    await page.screenshot(path=FOLDER / f"{name}.png", animations="disabled")


async def asked_before(context: BrowserContext) -> None:
    """Two runs for the list: one done, one whose plan waits."""
    page = await opened(context)
    for question in OTHERS:
        await page.goto("/app/#/")
        await ask(page, question)
        await page.get_by_role("button", name="Approve").wait_for()
        if question == OTHERS[0]:
            await approve(page)
            await page.get_by_role("article").wait_for()
    await page.close()


async def taken(server: Server, services: Services) -> None:
    """One run, from the form to a quote, in the light; the report again in the dark."""
    async with browser(server.url, **DESK) as context:
        await asked_before(context)
        page = await opened(context)
        await page.get_by_label("Your question").fill(QUESTION)
        await page.get_by_role("table").get_by_text("Done").wait_for()
        await picture(page, "ask")
        thread_id = await ask(page, QUESTION)
        await page.get_by_role("button", name="Approve").wait_for()
        await picture(page, "plan")
        services.faults.hold("model", "extract", nth=3)
        services.faults.hold("model", "extract", nth=4)
        await approve(page)
        await page.locator(".branches .step.done").nth(1).wait_for()
        await picture(page, "watch")
        services.faults.release()
        await page.get_by_role("article").wait_for()
        await page.get_by_role("switch").check()
        await picture(page, "read")
        await page.get_by_role("button", name="show the quote").first.click()
        await page.locator("mark").wait_for()
        await picture(page, "quote")
    async with browser(server.url, **TELEPHONE) as context:
        page = await opened(context, thread_id)
        await page.get_by_role("article").wait_for()
        await picture(page, "telephone")


def main() -> None:
    """Writes docs/page/*.png anew."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, Services() as services:
        server = Server(Path(folder), services.environment())
        server.start()
        try:
            asyncio.run(taken(server, services))
        finally:
            server.kill()


if __name__ == "__main__":
    main()
