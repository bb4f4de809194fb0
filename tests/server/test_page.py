"""The page in a real browser on the real server: ask, approve, watch, read."""

import asyncio
import json
from collections import Counter

import pytest
from langgraph_sdk.client import LangGraphClient
from playwright.async_api import FilePayload, Page, expect
from server.browser import (
    QUESTION,
    approve,
    ask,
    assert_accessible,
    browser,
    needs_chromium,
    opened,
    report,
)
from server.running import Server, Values, values_of
from server.test_server_goes_on import until_one_is_held
from services.server import Services

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600), needs_chromium]

FURTHER = "What is known about the tickets of the Ellmouth tram?"


async def test_the_whole_way_from_a_question_to_the_downloaded_report(
    server: Server, client: LangGraphClient, services: Services
) -> None:
    async with browser(server.url) as context:
        page = await opened(context)
        await assert_accessible(page)
        thread_id = await ask(page)
        await expect(page.get_by_role("heading", level=1)).to_have_text(QUESTION)
        await expect(page.get_by_label("Estimate and limits")).to_contain_text("Model calls")
        assert services.log.count("search") == 0
        await assert_accessible(page)
        await approve(page)

        stored = (await _report(page, client, thread_id))["report"]
        await assert_accessible(page)
        await expect(report(page).locator(".claim")).to_have_count(_claims(stored))
        await page.get_by_role("switch", name="Colour the sentences").check()
        await expect(report(page)).to_have_class("report coloured")

        cited = page.get_by_role("button", name="show the quote").first
        await cited.click()
        quote = {each["id"]: each["quote"] for each in stored["findings"]}
        first = stored["summary"][0]["finding_ids"][0]
        await expect(page.locator("mark")).to_have_text(quote[first])
        await expect(page.get_by_role("dialog")).to_contain_text("Supported")
        await assert_accessible(page)
        await page.keyboard.press("Escape")
        await expect(cited).to_be_focused()

        async with page.expect_download() as begun:
            await page.get_by_role("button", name="Markdown").click()
        path = await (await begun.value).path()
        text = await asyncio.to_thread(path.read_text, "utf-8")
        assert text == stored["markdown"]

        await page.get_by_label("Your next question").fill(FURTHER)
        await page.get_by_role("button", name="Ask", exact=True).click()
        await expect(page.get_by_role("heading", level=1, name=FURTHER)).to_be_visible()
        await expect(page.get_by_role("button", name="Stop")).to_have_count(0)
        assert (await values_of(client, thread_id))["turn"]["text"] == FURTHER


async def test_a_report_is_made_anew_in_a_thread_of_its_own_and_says_what_has_changed(
    server: Server, client: LangGraphClient, services: Services
) -> None:
    async with browser(server.url) as context:
        page = await opened(context)
        old_id = await ask(page)
        await approve(page)
        old = (await _report(page, client, old_id))["report"]
        services.log.clear()
        await page.get_by_role("button", name="Refresh").click()
        await expect(page.get_by_role("heading", name="What has changed")).to_be_visible()
        await assert_accessible(page)
        await expect(report(page)).to_contain_text("Statements that say the same")
        new_id = page.url.rpartition("/")[2]
        assert new_id != old_id
        new = (await values_of(client, new_id))["report"]
        assert new["changes"]["turn_id"] == old["question"]["id"]
        assert _claims(new) == _claims(old)
        assert services.log.count("search") > 0
        assert services.log.count("model") == 0
        assert (await values_of(client, old_id))["report"] == old


async def test_a_plan_is_approved_as_it_was_changed_even_over_a_reload(
    server: Server, client: LangGraphClient, services: Services
) -> None:
    added = "How many kilometres of cable does the Ellmouth tram network have?"
    async with browser(server.url) as context:
        page = await opened(context)
        thread_id = await ask(page)
        await expect(page.get_by_role("button", name="Approve and start")).to_be_visible()
        before = (await values_of(client, thread_id))["plan"]["sub_questions"]
        await page.get_by_role("button", name="Move Sub-question 2 up").click()
        await page.get_by_role("button", name="Add a sub-question").click()
        await page.get_by_label("Sub-question 3", exact=True).fill(added)
        searches = page.get_by_label("Searches of sub-question 3")
        await searches.get_by_label("Search 1", exact=True).fill("cable of the Ellmouth tram")
        await page.get_by_label("Words").fill("5")
        await approve(page)
        await expect(page.get_by_label("Words")).to_be_focused()
        await page.get_by_label("Words").fill("900")
        await page.get_by_label("Words").blur()
        await page.reload()
        await page.get_by_role("button", name="Remove Sub-question 2").click()
        await page.get_by_role("button", name="Approve with these changes").click()
        values = await _report(page, client, thread_id)
    granted = values["grant"]
    assert granted["approved_by"] == "human"
    assert granted["limits"]["words"] == 900
    assert [part["question"] for part in granted["plan"]["sub_questions"]] == [
        before[1]["question"],
        added,
    ]
    assert granted["plan"]["sub_questions"][1]["queries"] == ["cable of the Ellmouth tram"]


async def test_a_change_that_cannot_be_carried_out_is_told_and_a_plan_can_be_sent_back(
    server: Server, client: LangGraphClient, services: Services
) -> None:
    async with browser(server.url) as context:
        page = await opened(context)
        thread_id = await ask(page)
        first = await page.get_by_label("Sub-question 1", exact=True).input_value()
        await page.get_by_label("Sub-question 2", exact=True).fill(first)
        await approve(page)
        await expect(page.get_by_role("alert").first).to_contain_text("the same")
        await page.get_by_text("Send back …").click()
        await page.get_by_label("What should be different?").fill("Only the tickets, please.")
        await page.get_by_role("button", name="Send back", exact=True).click()
        await expect(page.get_by_role("alert").first).to_have_count(0)
        await expect(page.get_by_role("button", name="Approve and start")).to_be_visible()
        assert (await values_of(client, thread_id))["turn"]["remarks"] == [
            "Only the tickets, please."
        ]


async def test_every_phase_outlives_a_reload_and_shows_alike_in_two_tabs(
    server: Server, client: LangGraphClient, services: Services
) -> None:
    services.faults.hold("model", "extract", nth=2)
    async with browser(server.url) as context:
        page = await opened(context)
        thread_id = await ask(page)
        other = await opened(context, thread_id)
        for tab in (page, other):
            await tab.reload()
            await expect(tab.get_by_role("button", name="Approve and start")).to_be_visible()
        await approve(page)

        for tab in (other, page):
            await expect(tab.get_by_text("Taking quotes").first).to_be_visible()
            await expect(tab.locator(".branches .step.done")).to_have_count(1)
        await assert_accessible(page)
        await page.reload()
        await expect(page.locator(".branches .step.done")).to_have_count(1)
        await expect(page.get_by_text("Taking quotes")).to_be_visible()
        services.faults.release()

        await _report(page, client, thread_id)
        await expect(report(other)).to_have_text(
            await report(page).inner_text(), use_inner_text=True
        )
        await page.get_by_role("button", name="show the quote").last.click()
        await expect(page.locator("mark")).to_be_visible()
        quote = await page.locator("mark").inner_text()
        await page.reload()
        await expect(page.locator("mark")).to_have_text(quote)


async def test_a_server_killed_beneath_the_page_is_waited_for_and_nothing_is_paid_twice(
    server: Server, services: Services
) -> None:
    services.faults.hold("model", "extract", nth=2)
    async with browser(server.url) as context:
        page = await opened(context)
        thread_id = await ask(page)
        await approve(page)
        await expect(page.locator(".branches .step.done")).to_have_count(1)
        await asyncio.to_thread(until_one_is_held, server, services)
        server.kill(forget=True)
        await expect(page.get_by_text("The server cannot be reached")).to_be_visible()
        services.faults.release()
        server.start()
        await page.get_by_role("button", name="Go on").click()
        async with server.client() as after:
            await _report(page, after, thread_id)
        await expect(page.get_by_text("The server cannot be reached")).to_have_count(0)
    asked = Counter(
        each.path + json.dumps(each.request, sort_keys=True)
        for each in services.log.entries()
        if not each.held
    )
    assert set(asked.values()) == {1}


async def test_a_run_is_stopped_goes_on_and_is_told_to_write_now(
    server: Server, client: LangGraphClient, services: Services
) -> None:
    services.faults.hold("model", "extract", nth=1)
    async with browser(server.url) as context:
        page = await opened(context)
        thread_id = await ask(page)
        await approve(page)
        await asyncio.to_thread(until_one_is_held, server, services)
        await page.get_by_role("button", name="Stop").click()
        await expect(page.get_by_text("Stopped. What was paid for is kept")).to_be_visible()
        services.faults.release()
        services.faults.hold("model", "extract", nth=1)
        await page.get_by_role("button", name="Go on").click()
        await page.get_by_role("button", name="Write now").click()
        await expect(page.get_by_text("Will write")).to_be_visible()
        services.faults.release()
        values = await _report(page, client, thread_id)
    assert any("stopped on request" in note for note in values["report"]["notes"])


async def test_documents_are_uploaded_and_cited(
    server: Server, client: LangGraphClient, services: Services
) -> None:
    cable = "The Ellmouth tram has 88 kilometres of copper cable."
    async with browser(server.url) as context:
        page = await opened(context)
        await page.get_by_label("Your documents").set_input_files(
            [
                FilePayload(name="cable.md", mimeType="", buffer=f"# Cable\n\n{cable}".encode()),
                FilePayload(name="program.txt", mimeType="", buffer=b"\x7fELF\x00\x00\x00"),
            ]
        )
        await expect(page.get_by_role("alert")).to_contain_text("cannot be read")
        await page.reload()
        await expect(page.get_by_label("Uploaded documents")).to_have_text("cable.md61 bytesRemove")
        await page.get_by_label("The web").uncheck()
        await page.get_by_text("Form and limits").click()
        await page.get_by_label("Use no language model").check()
        await page.get_by_label("Start without asking me").check()
        await page.get_by_label("Your question").fill("How much cable has the Ellmouth tram?")
        await page.get_by_role("button", name="Start the research").click()
        await page.get_by_role("button", name="show the quote").first.click()
        await expect(page.locator("mark")).to_have_text(cable)
        await expect(page.get_by_role("dialog")).to_contain_text("cable.md")
    assert services.log.entries() == []


async def test_a_question_that_cannot_be_taken_is_told_why_and_not_lost(
    server: Server, services: Services
) -> None:
    async with browser(server.url) as context:
        page = await opened(context)
        await page.get_by_label("The web").uncheck()
        await ask(page)
        await expect(page.get_by_role("alert")).to_contain_text("no source is named")
        await page.get_by_role("button", name="Change the question").click()
        await expect(page.get_by_label("Your question")).to_have_value(QUESTION)


async def _report(page: Page, client: LangGraphClient, thread_id: str) -> Values:
    """The thread's state once the page shows its report."""
    await expect(report(page)).to_be_visible()
    return await values_of(client, thread_id)


def _claims(stored: Values) -> int:
    return len(stored["summary"]) + sum(len(part["claims"]) for part in stored["sections"])
