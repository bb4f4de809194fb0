"""The reviewer's asks: new searches for what is thin alone, cited in the report, and an end."""

from collections.abc import Callable
from typing import Any

import pytest
from runs.desk import Desk
from services.log import Entry
from services.server import Services

from graph import routes
from wellread.domain import Report

QUESTION = "What does the Ellmouth tram cost, and which manuscripts does the Ellmouth library keep?"
THIN = "Which precious manuscripts and how many books does the Ellmouth library keep?"
OTHER = "What does it cost to run the Ellmouth tram network?"
ASKED = ("Ardle chronicle parchment leaves", "manuscript vault humidity")
PLAN: dict[str, Any] = {
    "role": "local historian",
    "sub_questions": [
        {"question": OTHER, "queries": ["Ellmouth tram fares crowns"], "section": "Trams"},
        {"question": THIN, "queries": ["Ellmouth library opening hours staff"], "section": "Books"},
    ],
}
Script = Callable[[dict[str, Any]], dict[str, Any]]


def asks(*rounds: tuple[str, ...]) -> Script:
    """A reviewer who calls q2 thin, with these queries round after round, then is content."""
    left = list(rounds)

    def review(request: dict[str, Any]) -> dict[str, Any]:
        if not left:
            return {"missing": [], "contradictions": []}
        ask = {"sub_question_id": "q2", "queries": list(left.pop(0)), "reason": "Thin."}
        return {"missing": [ask], "contradictions": []}

    return review


def prepare(services: Services, *rounds: tuple[str, ...]) -> None:
    services.script("plan", [PLAN])
    services.script("more_queries", [{"queries": []}])
    services.script("review", asks(*rounds))


def prompt_of(entry: Entry) -> str:
    return "\n".join(message["content"] for message in entry.request["messages"])


def assert_thin_part_was_searched_again_and_is_cited(services: Services, report: Report) -> None:
    """What the reviewer's loop promises, seen from the request log and the report."""
    review = services.log.entries("model", "review")[0]
    log = services.log.entries()
    before = [entry for entry in log if entry.number < review.number]
    after = [entry for entry in log if entry.number > review.number]

    searched = [entry.query for entry in after if entry.kind == "search"]
    assert sorted(searched) == sorted(ASKED)
    assert not set(searched) & {entry.query for entry in before}
    extractions = [prompt_of(entry) for entry in after if entry.purpose == "extract"]
    assert extractions
    assert all(THIN in prompt and OTHER not in prompt for prompt in extractions)

    new_pages = {entry.path for entry in after if entry.kind == "page"}
    assert new_pages
    assert not new_pages & {entry.path for entry in before}
    cited = {finding.id for finding in report.findings if finding.task_id == "q2-r1"}
    assert cited & {each for claim in report.claims for each in claim.finding_ids}
    sources = {finding.snapshot_id for finding in report.findings if finding.id in cited}
    addresses = [
        each.source.address for each in report.references if each.source.snapshot_id in sources
    ]
    assert addresses
    assert all(any(address.endswith(path) for path in new_pages) for address in addresses)


async def test_a_thin_sub_question_is_searched_again_alone_and_what_is_found_is_cited(
    desk: Desk, services: Services
) -> None:
    prepare(services, ASKED)
    ended = await desk.ask(QUESTION, max_sources_per_task=3)
    assert_thin_part_was_searched_again_and_is_cited(services, ended.report)


async def test_with_the_reviewers_edge_cut_the_promise_is_broken(
    desk: Desk, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(services, ASKED)
    monkeypatch.setattr(routes, "after_review", lambda state: "outline")
    ended = await desk.ask(QUESTION, max_sources_per_task=3)
    assert services.log.count("model", "review") == 1
    with pytest.raises(AssertionError):
        assert_thin_part_was_searched_again_and_is_cited(services, ended.report)


async def test_without_rounds_no_reviewer_is_asked_and_nothing_is_searched_again(
    desk: Desk, services: Services
) -> None:
    prepare(services, ASKED)
    ended = await desk.ask(QUESTION, max_sources_per_task=3, max_rounds=0)
    assert services.log.count("model", "review") == 0
    assert services.log.count("search") == 2
    assert ended.report.claims


async def test_a_reviewer_who_always_asks_is_heard_once_in_one_round(
    desk: Desk, services: Services
) -> None:
    prepare(services, ASKED, ("Ellmouth library bus villages",), ("Ellmouth library robots",))
    await desk.ask(QUESTION, max_sources_per_task=3, max_rounds=1)
    assert services.log.count("model", "review") == 1
    assert services.log.count("search") == 2 + len(ASKED)


ALWAYS = (
    ASKED,
    ("library budget wages donations",),
    ("digital audio loans licence",),
    ("bus villages route electric",),
    ("summer of reading children card",),
    ("widow founder catalogue fire",),
    ("sorting machine chips",),
)


async def test_a_reviewer_who_always_asks_is_stopped_at_the_most_rounds(
    desk: Desk, services: Services
) -> None:
    prepare(services, *ALWAYS)
    ended = await desk.ask(QUESTION, max_sources_per_task=2, max_rounds=5)
    view = await desk.view(ended.run_id)
    assert services.log.count("model", "review") == 5
    assert ended.report.claims
    assert view.grant is not None
    assert view.grant.limits.max_rounds == 5


async def test_the_loop_ends_when_a_round_brought_nothing_new(
    desk: Desk, services: Services
) -> None:
    prepare(services, ("zzyzx qwxv",), ("yet another query",), ("and one more",))
    ended = await desk.ask(QUESTION, max_sources_per_task=3, max_rounds=5)
    assert services.log.count("model", "review") == 1
    assert "yet another query" not in {entry.query for entry in services.log.entries("search")}
    assert ended.report.claims


async def test_the_loop_ends_when_the_reviewer_asks_for_what_was_searched(
    desk: Desk, services: Services
) -> None:
    prepare(services, ("ellmouth LIBRARY opening hours staff",), ASKED)
    await desk.ask(QUESTION, max_sources_per_task=3, max_rounds=5)
    assert services.log.count("model", "review") == 1
    assert services.log.count("search") == 2


async def test_an_ask_for_a_sub_question_that_does_not_exist_starts_nobody(
    desk: Desk, services: Services
) -> None:
    prepare(services)
    ask = {"sub_question_id": "q9", "queries": ["chess olympiad"], "reason": "x"}
    services.script("review", [{"missing": [ask], "contradictions": []}])
    await desk.ask(QUESTION, max_sources_per_task=3)
    assert "chess olympiad" not in {entry.query for entry in services.log.entries("search")}


async def test_what_the_reviewer_calls_contradicting_is_shown_with_both_sides(
    desk: Desk, services: Services
) -> None:
    services.script("more_queries", [{"queries": []}])
    about = {"first_id": "q1.1", "second_id": "q1.2", "about": "They count differently"}
    services.script("review", [{"missing": [], "contradictions": [about]}])
    question = "How many stops does the Ellmouth tram network have?"
    report = (await desk.ask(question)).report
    assert "## Where sources disagree" in report.markdown
    assert "- They count differently:" in report.markdown
