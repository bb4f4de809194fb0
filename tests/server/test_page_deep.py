"""A deep run in a real browser: the tree of questions, live, after a reload and in the report."""

import asyncio
from pathlib import Path

import pytest
from langgraph_sdk.client import LangGraphClient
from playwright.async_api import Page, expect
from server.browser import (
    TELEPHONE,
    approve,
    ask,
    assert_accessible,
    assert_fits,
    browser,
    needs_chromium,
    opened,
    report,
)
from server.running import Server, kept, started, values_of
from services.server import Services

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600), needs_chromium]


CHAIN = {
    "aurora": "# The Aurora tram\n\nThe engine in the Aurora tram is the Kestrel Nine.\n",
    "kestrel": "# Kestrel Nine\n\nThe Kestrel Nine was drawn and cast by Harrow Brothers.\n",
    "harrow": "# Harrow Brothers\n\nHarrow Brothers is a company beside the harbour of Bramton.\n",
}
LONG_NAME = "部" * 60 + "x" * 200


async def grown(page: Page, within: str) -> list[tuple[int, str]]:
    """The questions that the page shows below others: how many lists deep, and their text."""
    found: list[list[object]] = await page.locator(f"{within} .grown li").evaluate_all(
        """items => items.map(item => {
            let depth = 0;
            for (let at = item; at; at = at.parentElement.closest(".grown li")) depth += 1;
            return [depth, item.querySelector("bdi").textContent];
        })"""
    )
    return [(int(str(depth)), str(text)) for depth, text in found]


async def test_what_grows_is_shown_below_what_it_grew_out_of_live_and_after_a_reload(
    server: Server, client: LangGraphClient, services: Services
) -> None:
    services.faults.hold("model", "extract", nth=3)
    async with browser(server.url, **TELEPHONE) as context:
        page = await opened(context)
        await page.get_by_label("Deep").check()
        thread_id = await ask(page)
        await approve(page)
        await asyncio.to_thread(services.log.wait_for, 1, held=True)
        values = await values_of(client, thread_id)
        [task] = [each for each in values["tasks"].values() if each["parent"]]
        quote = values["findings"][task["grown_from"]]["quote"]
        for _ in ("live", "after a reload"):
            below = page.get_by_role("list", name="Grown out of")
            await expect(below).to_contain_text(f"Out of “{quote}”")
            await expect(below).to_contain_text("Taking quotes")
            assert await grown(page, ".branches") == [(1, task["question"])]
            await assert_accessible(page)
            await assert_fits(page)
            await page.reload()
        services.faults.release()
        await report(page).wait_for()
        assert (1, task["question"]) in [
            (depth - 1, text) for depth, text in await grown(page, "#questions")
        ]


async def test_a_tree_two_rounds_deep_fits_a_telephone_and_stands_in_the_report(
    server: Server, client: LangGraphClient, services: Services, documents: Path
) -> None:
    folder = documents / "deep"
    folder.mkdir()
    for name, text in CHAIN.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    thread_id = await started(
        client,
        {"question": "Which town is home to the maker of the engine in the Aurora tram?"},
        folders=[str(folder)], use_models=False, auto_approve=True, depth="deep",
    )  # fmt: skip
    values = await values_of(client, thread_id)
    async with browser(server.url, **TELEPHONE) as context:
        page = await opened(context, thread_id)
        await report(page).wait_for()
        assert (3, "Harrow Brothers") in await grown(page, "#questions")
        await assert_accessible(page)
        await page.locator("#questions").get_by_role("button", name="quote").last.click()
        await expect(page.locator("mark")).to_contain_text("Harrow Brothers")

        tasks = {
            key: task | ({"question": LONG_NAME} if task["parent"] else {})
            for key, task in values["tasks"].items()
        }
        written = {name: values[name] for name in ("turn", "plan", "branches", "findings")}
        thread_id = await kept(client, {**written, "tasks": tasks, "phase": "research"}, "review")
        stopped = await opened(context, thread_id)
        await expect(stopped.get_by_text("Stopped. What was paid for is kept")).to_be_visible()
        assert max(await grown(stopped, ".branches")) == (2, LONG_NAME)
        await assert_accessible(stopped)
        await assert_fits(stopped)
