"""The form for a report with sections of one's own, in a real browser."""

import pytest
from langgraph_sdk.client import LangGraphClient
from playwright.async_api import FilePayload, Page, expect
from server.browser import (
    QUESTION,
    TELEPHONE,
    approve,
    assert_accessible,
    assert_fits,
    browser,
    needs_chromium,
    opened,
    report,
)
from server.running import Server, values_of
from services.server import Services

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600), needs_chromium]

FILE = "# Passengers\n\nHow many there are,\nand when.\n\n## Money #\n"


async def opened_form(page: Page) -> None:
    await page.get_by_text("Form and limits").click()
    await page.get_by_label("Kind").select_option("Own sections")
    await expect(page.get_by_role("group", name="Sections")).to_be_visible()


async def headings(page: Page) -> list[str]:
    return [await each.input_value() for each in await page.get_by_label("Heading of").all()]


async def test_sections_of_ones_own_are_written_in_their_order(
    server: Server, client: LangGraphClient, services: Services
) -> None:
    async with browser(server.url, **TELEPHONE) as context:
        page = await opened(context)
        await expect(page.get_by_role("group", name="Sections")).to_have_count(0)
        await opened_form(page)
        await assert_accessible(page)
        await page.get_by_label("Your question").fill(QUESTION)
        make = page.get_by_role("button", name="Make a plan")
        await page.get_by_text("Form and limits").click()
        await make.click()
        await expect(page.get_by_label("Heading of section 1")).to_be_focused()
        await page.get_by_label("Heading of section 1").fill(" \u7968\u4ef7 tickets ")
        await page.get_by_label("Instructions for section 1").fill("x" * 300)
        await page.get_by_role("button", name="Add a section").click()
        await expect(page.get_by_label("Heading of section 2")).to_be_focused()
        await page.keyboard.type("Money")
        await page.get_by_role("button", name="Move Section 2 up").click()
        await expect(page.get_by_label("Heading of section 1")).to_be_focused()
        await assert_accessible(page)
        await assert_fits(page)
        await page.reload()
        await opened_form(page)
        assert await headings(page) == ["Money", " \u7968\u4ef7 tickets "]
        await make.click()
        await page.wait_for_url("**/#/t/*")
        await approve(page)
        await report(page).wait_for()
        values = await values_of(client, page.url.rpartition("/")[2])
        form = values["turn"]["form"]
        assert form["kind"] == "custom"
        assert form["template"] == [
            {"title": "Money", "instructions": ""},
            {"title": "\u7968\u4ef7 tickets", "instructions": "x" * 300},
        ]
        written = [each["title"] for each in values["report"]["sections"] if each["claims"]]
        titles = [title for title in ("Money", "\u7968\u4ef7 tickets") if title in written]
        shown = await report(page).get_by_role("heading", level=2).all_inner_texts()
        assert titles
        assert [each for each in shown if each in titles] == titles


async def test_sections_are_taken_from_a_file_and_count_for_their_kind_alone(
    server: Server, client: LangGraphClient, services: Services
) -> None:
    async with browser(server.url) as context:
        page = await opened(context)
        await opened_form(page)
        files = page.get_by_label("take them from a Markdown file")
        await files.set_input_files(FilePayload(name="a.md", mimeType="", buffer=b"nothing"))
        await expect(page.get_by_text("This file has no headings.")).to_be_visible()
        await files.set_input_files(FilePayload(name="a.md", mimeType="", buffer=FILE.encode()))
        await expect(page.get_by_label("Heading of section 2")).to_have_value("Money")
        await expect(page.get_by_label("Instructions for section 1")).to_have_value(
            "How many there are, and when."
        )
        await page.get_by_role("button", name="Remove Section 1").click()
        assert await headings(page) == ["Money"]
        await page.get_by_label("Heading of section 1").fill("")
        await page.get_by_label("Kind").select_option("Report")
        await page.get_by_label("Your question").fill(QUESTION)
        await page.get_by_role("button", name="Make a plan").click()
        await expect(page.get_by_role("button", name="Approve and start")).to_be_visible()
        values = await values_of(client, page.url.rpartition("/")[2])
        assert (values["turn"]["form"]["kind"], values["turn"]["form"]["template"]) == (
            "report",
            [],
        )
