"""Titles, plans, file names and pages are text on the page, whatever stands in them."""

from datetime import UTC, datetime

import pytest
from langgraph_sdk.client import LangGraphClient
from playwright.async_api import Page, expect
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
from server.running import Server, kept
from services.server import Services

from wellread.domain import (
    Claim,
    Disagreement,
    Failure,
    Finding,
    Question,
    Reference,
    Report,
    SectionText,
    Source,
)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240), needs_chromium]

NOW = datetime(2026, 11, 26, tzinfo=UTC)
RUNS = "window.ran=1"
PAYLOADS = (
    f"<svg onload={RUNS}>", f"<svg><script>{RUNS}</script></svg>", f"<img src=/x onerror={RUNS}>",
    f"<iframe srcdoc='<script>parent.{RUNS}</script>'>", f"<iframe src='javascript:{RUNS}'>",
    f"<details open ontoggle={RUNS}>", f"<input autofocus onfocus={RUNS}>",
    f"<video><source onerror={RUNS}></video>", f"<audio src=x onerror={RUNS}>",
    f"<body onload={RUNS}>", f"<marquee onstart={RUNS}>", f"<object data='javascript:{RUNS}'>",
    f"<embed src='javascript:{RUNS}'>", f"<form action='javascript:{RUNS}'><button>go</button>",
    f"<a href='java&#115;cript:{RUNS}'>go</a>", f"<a href='&#1;javascript:{RUNS}'>go</a>",
    f"<a href='data:text/html,<script>{RUNS}</script>'>go</a>", "<base href='//evil.example/'>",
    f"<meta http-equiv=refresh content='0;url=javascript:{RUNS}'>",
    "<link rel=stylesheet href='//evil.example/x.css'>", "<style>@import '//evil.example'</style>",
    f"<math><mi xlink:href='javascript:{RUNS}'>go</mi></math>",
    f"<noscript><p title='</noscript><img src=x onerror={RUNS}>'>",
    f"<template><script>{RUNS}</script></template>", f"<!--><img src=x onerror={RUNS}>-->",
    f"<![CDATA[<img src=x onerror={RUNS}>]]>", f"'\"><script>{RUNS}</script>",
    f"</textarea><script>{RUNS}</script>", f"</title><script>{RUNS}</script>",
    f"<xmp><img src=x onerror={RUNS}></xmp>", f"`${{{RUNS}}}`", f"{{{{constructor('{RUNS}')()}}}}",
    f"\\u003cscript>{RUNS}\\u003c/script>", f"%3Cscript%3E{RUNS}%3C/script%3E",
    f"![x](javascript:{RUNS})", f"[x](data:text/html,<script>{RUNS}</script>)",
    f"<javascript:{RUNS}>", f"[x]: javascript:{RUNS}",
    f"<p style='background:url(javascript:{RUNS})'>",
    f"<button popovertarget=x onclick={RUNS}>", f"<div onpointerover={RUNS}>over</div>",
)  # fmt: skip
HOSTILE = {
    "payloads": " ".join(PAYLOADS),
    "script": "<script>document.title='hacked'</script>",
    "image": "<img src=x onerror=\"document.title='hacked'\">",
    "link": "[click](javascript:alert(1)) javascript:alert(1)",
    "right to left": "\u202egnihtemos \u2067kool\u2069\u202e",
    "long word": "x" * 10_000,
    "entities": "&lt;b&gt; &amp; </p></article><style>*{display:none}</style>",
}


def hostile_report(turn: Question, text: str) -> Report:
    source = Source(
        snapshot_id="0" * 32, address=f"javascript:{text}", title=text, author=text, read_at=NOW
    )
    finding = Finding(
        id="q1.1", task_id="q1", sub_question_id="q1", statement=text, quote=text,
        snapshot_id="0" * 32, start=0, end=len(text), headings=(text,),
    )  # fmt: skip
    claim = Claim(id="s1.1", text=text, finding_ids=("q1.1",), reason=text, verdict="contradicted")
    return Report(
        title=text,
        question=turn,
        made_by="model",
        method=text,
        summary=(claim,),
        sections=(SectionText(section_id="s1", title=text, claims=(claim,)),),
        references=(Reference(number=1, source=source),),
        findings=(finding,),
        disagreements=(Disagreement(finding_ids=("q1.1", "q1.1"), about=text),),
        gaps=(text,),
        failures=(Failure(kind="page", where=text, message=text, effect=text),),
        notes=(text,),
        markdown=text,
    )


async def assert_harmless(page: Page, text: str) -> None:
    shown = await page.locator("main").evaluate("main => main.textContent")
    assert text in shown
    assert (
        await page.locator("main").locator("script, img, style, b, a[href^=javascript]").count()
        == 0
    )
    strange = "iframe, object, embed, base, meta, template, video, audio, [onload], [onerror]"
    assert await page.locator("main").locator(strange).count() == 0
    assert await page.evaluate("window.ran") is None
    assert "hacked" not in (await page.title()).replace(text[:120], "")
    await assert_fits(page)


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
