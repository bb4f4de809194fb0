"""Other limits on the page: for a report made anew, and for a run that is not written yet."""

import asyncio

import pytest
from langgraph_sdk.client import LangGraphClient
from playwright.async_api import Locator, Page, expect
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
from server.running import Server, values_of
from services.server import Services

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600), needs_chromium]


async def unfolded(page: Page, title: str) -> Locator:
    """The form behind this button, looked at as a reader does who is pressed for room."""
    await page.get_by_text(title).click()
    form = page.locator(".other-limits form")
    await expect(form).to_be_visible()
    await assert_accessible(page)
    await assert_fits(page)
    return form


async def raised(page: Page, form: Locator, button: str) -> None:
    async with page.expect_response("**/limits") as answer:
        await form.get_by_role("button", name=button, exact=True).click()
    assert (await answer.value).status == 204


async def test_a_report_is_made_anew_within_other_limits(
    server: Server, client: LangGraphClient, services: Services
) -> None:
    async with browser(server.url, **TELEPHONE) as context:
        page = await opened(context)
        old_id = await ask(page)
        await approve(page)
        await report(page).wait_for()
        before = (await values_of(client, old_id))["grant"]["limits"]
        form = await unfolded(page, "Within other limits")
        searches = form.get_by_label("Searches")
        await expect(searches).to_have_value(str(before["max_searches"]))
        await searches.fill("501")
        await form.get_by_role("button").click()
        await expect(searches).to_be_focused()
        await searches.fill("9")
        await form.get_by_label("Budget in USD").fill("2.5")
        await form.get_by_label("Seconds at most").fill("600")
        await form.get_by_role("button").click()
        await page.wait_for_url(lambda url: old_id not in url)
        await report(page).wait_for()
        granted = (await values_of(client, page.url.rpartition("/")[2]))["grant"]["limits"]
    other = {"max_searches": 9, "max_cost_usd": 2.5, "max_seconds": 600}
    assert granted == before | other


async def test_the_limits_of_a_run_are_raised_while_it_works_and_when_it_was_stopped(
    server: Server, client: LangGraphClient, services: Services
) -> None:
    services.faults.hold("model", "extract", nth=1)
    async with browser(server.url, **TELEPHONE) as context:
        page = await opened(context)
        await ask(page)
        await page.get_by_label("Budget in USD").fill("1")
        await page.get_by_label("Budget in USD").blur()
        await approve(page)
        await asyncio.to_thread(services.log.wait_for, 1, held=True)
        form = await unfolded(page, "Raise limits")
        await expect(form.get_by_label("Seconds at most")).to_be_disabled()
        await form.get_by_role("button", name="Raise").click()
        await expect(form.get_by_role("alert")).to_contain_text("none of the limits is higher")
        await form.get_by_label("Searches").fill("40")
        await raised(page, form, "Raise")
        await page.get_by_role("button", name="Stop").click()
        await expect(page.get_by_text("Stopped. What was paid for is kept")).to_be_visible()
        services.faults.release()
        form = await unfolded(page, "Raise limits")
        await form.get_by_label("Budget in USD").fill("0.5")
        await form.get_by_role("button").click()
        await expect(form.get_by_label("Budget in USD")).to_be_focused()
        await form.get_by_label("Budget in USD").fill("2")
        async with page.expect_response("**/pause") as noted:
            await raised(page, form, "Raise and go on")
        assert (await noted.value).status == 204
        await report(page).wait_for()


async def test_a_run_that_failed_goes_on_within_higher_limits(
    server: Server, services: Services
) -> None:
    services.faults.answer_with("model:plan", 401)
    async with browser(server.url, **TELEPHONE) as context:
        page = await opened(context)
        await ask(page)
        await expect(page.get_by_text("The run has failed")).to_be_visible()
        form = await unfolded(page, "Raise limits")
        await form.get_by_label("Searches").fill("45")
        await raised(page, form, "Raise and go on")
        await expect(page.get_by_role("button", name="Approve")).to_be_visible()


async def test_limits_that_nobody_approved_are_not_offered_to_be_raised(
    server: Server, services: Services
) -> None:
    services.faults.hold("model", "extract", nth=1)
    async with browser(server.url) as context:
        page = await opened(context)
        await page.get_by_text("Form and limits").click()
        await page.get_by_label("Start without asking me").check()
        await page.get_by_label("Your question").fill("What do the Ellmouth trams cost?")
        await page.get_by_role("button", name="Start the research").click()
        await expect(page.get_by_role("button", name="Stop")).to_be_visible()
        await asyncio.to_thread(services.log.wait_for, 1, held=True)
        await page.reload()
        await expect(page.get_by_role("button", name="Stop")).to_be_visible()
        await expect(page.get_by_text("Raise limits")).to_have_count(0)
        services.faults.release()
        await report(page).wait_for()
