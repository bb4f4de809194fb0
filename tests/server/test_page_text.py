"""Titles, plans, file names and pages are text on the page, whatever stands in them."""

import pytest
from langgraph_sdk.client import LangGraphClient
from playwright.async_api import expect
from report.with_figures import report_with_figures
from server.browser import (
    QUESTION,
    TELEPHONE,
    ask,
    assert_accessible,
    assert_fits,
    browser,
    needs_chromium,
    opened,
    report,
)
from server.hostile import HOSTILE, NOW, assert_harmless, hostile_report
from server.running import Server, kept
from services.server import Services

from wellread.domain import Question

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600), needs_chromium]


async def test_hostile_text_in_a_report_stays_text(
    server: Server, client: LangGraphClient, services: Services
) -> None:
    turn = Question(id="t1", text=QUESTION, asked_at=NOW)
    async with browser(server.url, **TELEPHONE) as context:
        for text in HOSTILE.values():
            values = {
                "turn": turn.model_dump(mode="json"),
                "report": hostile_report(turn, text).model_dump(mode="json"),
                "phase": "done",
            }
            page = await opened(context, await kept(client, values, "finish"))
            await expect(report(page)).to_be_visible()
            await assert_harmless(page, text)


async def test_quoted_rows_and_lines_over_time_stand_on_the_page_as_in_the_exports(
    server: Server, client: LangGraphClient, services: Services
) -> None:
    written = report_with_figures()
    (section,) = written.sections
    (claim,) = section.claims
    row = claim.model_copy(update={"text": "Payer: City · Share: 59 percent."})
    again = section.model_copy(update={"title": written.title.rstrip("?"), "claims": (row,)})
    written = written.model_copy(update={"summary": (), "sections": (again,)})
    values = {
        "turn": written.question.model_dump(mode="json"),
        "report": written.model_dump(mode="json"),
        "phase": "done",
    }
    async with browser(server.url, **TELEPHONE) as context:
        page = await opened(context, await kept(client, values, "finish"))
        shown = report(page)
        await expect(shown.get_by_role("rowheader", name="City")).to_be_visible()
        await expect(shown).not_to_contain_text("Payer: City")
        await expect(shown.get_by_role("heading", name=again.title, level=2)).to_have_count(0)
        line = shown.locator("svg.chart")
        await expect(line.locator("polyline")).to_have_count(1)
        assert "2019: 1,200,000" in (await line.get_attribute("aria-label") or "")
        await assert_accessible(page)
        await assert_fits(page)


async def test_hostile_text_in_a_question_and_its_plan_stays_text(
    server: Server, client: LangGraphClient, services: Services
) -> None:
    async with browser(server.url, **TELEPHONE) as context:
        for name in ("image", "right to left", "entities"):
            page = await opened(context)
            await ask(page, f"{QUESTION} {HOSTILE[name]}")
            await expect(page.get_by_role("button", name="Approve and start")).to_be_visible()
            await assert_harmless(page, HOSTILE[name])
            await page.get_by_role("link", name="New question").click()
            await expect(page.get_by_text("Plan waits").first).to_be_visible()
            await assert_harmless(page, HOSTILE[name])


async def test_hostile_text_in_a_document_and_its_name_stays_text(
    server: Server, client: LangGraphClient, services: Services
) -> None:
    text = " ".join(HOSTILE.values())
    sentence = "The Ellmouth tram has 88 kilometres of copper cable."
    name = "\u202ecable <img src=x onerror=\"document.title='hacked'\">.txt"
    async with browser(server.url, **TELEPHONE) as context:
        page = await opened(context)
        await page.get_by_label("Your documents").set_input_files(
            {"name": name, "mimeType": "", "buffer": f"{sentence}\n\n{text}".encode()}
        )
        files = page.get_by_label("Uploaded documents")
        await expect(files).to_contain_text("cable <img src=x")
        await assert_harmless(page, name.removeprefix("\u202e"))
        await page.get_by_label("The web").uncheck()
        await page.get_by_text("Form and limits").click()
        await page.get_by_label("Use no language model").check()
        await page.get_by_label("Start without asking me").check()
        await page.get_by_label("Your question").fill("How much cable has the Ellmouth tram?")
        await page.get_by_role("button", name="Start the research").click()
        await page.get_by_role("button", name="show the quote").first.click()
        await expect(page.locator("mark")).to_be_visible()
        await assert_harmless(page, HOSTILE["script"])


async def test_twenty_runs_are_listed_with_where_they_stand(
    server: Server, client: LangGraphClient, services: Services
) -> None:
    for number in range(20):
        turn = Question(id=f"list-{number}", text=f"Listed question {number}?", asked_at=NOW)
        await kept(client, {"turn": turn.model_dump(mode="json"), "phase": "approve"}, "plan")
    async with browser(server.url) as context:
        page = await opened(context)
        rows = page.get_by_role("row").filter(has_text="Listed question")
        await expect(rows).to_have_count(20)
        await expect(rows.first).to_contain_text("Listed question 19?")
        await expect(rows.first).to_contain_text("Plan waits")
        await assert_accessible(page)
        await rows.first.get_by_role("link").focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Listed question 19?")
