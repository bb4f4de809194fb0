"""Texts that want to be more than text, and what must not come of them on the page."""

from datetime import UTC, datetime

from playwright.async_api import Page
from server.browser import assert_fits

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
