"""Services that no retry mends: each run ends in time, with a report and the cause."""

from typing import Any

import pytest
from runs.desk import Desk
from services.faults import Fault
from services.server import LOOP, Services

from wellread.domain import Report, SourceChoice

QUESTION = "What does the Ellmouth tram network cost, and who pays for it?"


def told(report: Report) -> str:
    """What the report says failed."""
    return report.markdown.partition("## What failed")[2]


@pytest.mark.parametrize(
    ("rubbish", "cause"),
    [
        ("prose", "no JSON"),
        ("broken", "breaks off"),
        ("empty", "empty"),
        ("wrong_schema", "none of the asked fields"),
    ],
)
async def test_a_model_that_always_answers_rubbish_leaves_an_extractive_report(
    rubbish: Fault, cause: str, desk: Desk, services: Services
) -> None:
    services.faults.at_random("model", rubbish, share=1)
    report = (await desk.ask(QUESTION)).report
    assert report.made_by == "extractive"
    assert report.claims
    assert cause in told(report)
    assert services.log.count("model") <= 30


async def test_a_reviewer_who_always_asks_for_more_is_told_to_have_been_stopped(
    desk: Desk, services: Services
) -> None:
    queries = ["tram depot roof", "tram wheels rails", "tram bells"]
    parts = [
        {"question": QUESTION, "queries": ["tram network cost"], "section": "Trams"},
        {"question": "Which volcano does the tram cross?", "queries": ["zzyzx"], "section": "Fire"},
    ]

    def review(request: dict[str, Any]) -> dict[str, Any]:
        asked = queries[services.log.count("model", "review") - 1]
        ask = {"sub_question_id": "q1", "queries": [asked], "reason": "More."}
        return {"missing": [ask], "contradictions": []}

    services.script("plan", [{"sub_questions": parts}])
    services.script("more_queries", [{"queries": []}])
    services.script("review", review)
    report = (await desk.ask(QUESTION, max_rounds=2, max_sources_per_task=2)).report
    assert services.log.count("model", "review") <= 2
    assert report.claims
    assert "Searching ended after 2 further rounds, all that the plan allows" in report.markdown


async def test_a_page_that_redirects_for_ever_is_a_source_that_was_not_read(
    desk: Desk, services: Services
) -> None:
    address = f"{services.url}{LOOP}"
    sources = SourceChoice(web=True, urls=(address,))
    report = (await desk.ask(QUESTION, sources=sources)).report
    assert report.claims
    assert "redirects more than 5 times" in told(report)
    assert address not in {each.source.address for each in report.references}


@pytest.mark.parametrize(
    ("kind", "limit", "cause"),
    [
        ("model", "model_timeout_s", "did not answer within 0.1 s"),
        ("search", "search_timeout_s", "did not answer within 0.1 s"),
        ("page", "fetch_timeout_s", "took more than 0.1 s"),
    ],
)
async def test_a_service_that_answers_after_ten_minutes_is_not_waited_for(
    kind: str, limit: str, cause: str, desk: Desk, services: Services
) -> None:
    services.faults.at_random(kind, "stall", share=1)
    services.faults.raw_content = False
    quick = Desk(desk.settings.model_copy(update={limit: 0.1, "backoff_s": 0.01}))
    report = (await quick.ask(QUESTION)).report
    assert cause in told(report)
    assert bool(report.claims) == (kind == "model")
