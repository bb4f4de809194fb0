"""Reports of a thread's earlier questions on the page: as readable as the newest one."""

from datetime import UTC, datetime

import pytest
from langgraph_sdk.client import LangGraphClient
from playwright.async_api import Locator, Page, expect
from server.browser import (
    TELEPHONE,
    assert_accessible,
    assert_fits,
    browser,
    needs_chromium,
    opened,
)
from server.hostile import HOSTILE, assert_harmless, hostile_report
from server.running import GRAPH, Server, Values, kept, started, values_of
from services.server import Services

from wellread.domain import Question

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600), needs_chromium]

FIRST = "How is the Ellmouth tram network paid for?"
FURTHER = "What is known about how the Ellmouth tram network is paid for and its tickets?"


async def asked_on(client: LangGraphClient, thread_id: str, question: str) -> Values:
    await client.runs.wait(
        thread_id, GRAPH, input={"question": question}, context={"auto_approve": True}
    )
    return await values_of(client, thread_id)


def folded(page: Page) -> Locator:
    return page.locator("details.earlier")


async def test_an_earlier_report_unfolds_with_its_own_quotes(
    server: Server, client: LangGraphClient, services: Services
) -> None:
    thread_id = await started(client, {"question": FIRST}, auto_approve=True)
    first = (await values_of(client, thread_id))["report"]
    newest = (await asked_on(client, thread_id, FURTHER))["report"]
    quotes = {each["id"]: each["quote"] for each in first["findings"]}
    cited = first["summary"][0]["finding_ids"][0]
    async with browser(server.url, **TELEPHONE) as context:
        page = await opened(context, thread_id)
        earlier = folded(page)
        await expect(earlier).to_have_count(1)
        await expect(earlier.locator(".claim")).to_have_count(0)
        await earlier.get_by_role("heading", name=FIRST).click()
        await expect(earlier.locator(".claim")).to_have_count(
            len(first["summary"]) + sum(len(part["claims"]) for part in first["sections"])
        )
        await expect(earlier.locator(".references li")).to_have_count(len(first["references"]))
        ids: list[str] = await page.locator("[id]").evaluate_all("all => all.map(e => e.id)")
        assert len(ids) == len(set(ids))
        await assert_accessible(page)
        await assert_fits(page)

        mark = page.locator("mark")
        await earlier.get_by_role("button", name="show the quote").first.click()
        await expect(mark).to_have_text(quotes[cited])
        await expect(page.get_by_role("dialog")).to_contain_text(first["summary"][0]["text"])
        await page.reload()
        await expect(mark).to_have_text(quotes[cited])
        await page.keyboard.press("Escape")
        await expect(earlier.locator(".claim").first).to_be_visible()

        async with page.expect_download() as begun:
            await earlier.get_by_role("button", name="Markdown").click()
        path = await (await begun.value).path()
        assert path.read_text("utf-8") == first["markdown"]
        quotes = {each["id"]: each["quote"] for each in newest["findings"]}
        await page.get_by_role("button", name="show the quote").first.click()
        await expect(mark).to_have_text(quotes[newest["summary"][0]["finding_ids"][0]])


async def test_hostile_text_in_an_earlier_report_stays_text_and_a_lost_one_is_read_as_text(
    server: Server, client: LangGraphClient, services: Services
) -> None:
    turn = Question(id="t1", text=FIRST, asked_at=datetime(2026, 11, 26, tzinfo=UTC))
    text = " ".join(HOSTILE.values())
    values = {
        "turn": turn.model_dump(mode="json"),
        "report": hostile_report(turn, text).model_dump(mode="json"),
        "messages": [
            {"type": "ai", "id": "report-t1", "content": f"# {text}"},
            {"type": "ai", "id": "report-t0", "content": f"# Lost\n\n{text}"},
        ],
        "phase": "done",
    }
    thread_id = await kept(client, values, "finish")
    await asked_on(client, thread_id, FURTHER)
    async with browser(server.url, **TELEPHONE) as context:
        page = await opened(context, thread_id)
        await folded(page).first.locator("summary").click()
        await expect(folded(page).first.locator(".claim")).to_have_count(2)
        await folded(page).last.locator("summary").click()
        await expect(folded(page).last.locator(".stored")).to_contain_text("Lost")
        await assert_harmless(page, text)
