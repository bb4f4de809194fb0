"""Each kind of report: a way of its own through the graph, with its own plan and evidence."""

from itertools import combinations
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from runs.desk import Desk
from services.server import Services

from bench.reports import obedient
from wellread.domain import Form, Report, ReportKind, SourceChoice, TemplateSection
from wellread.evidence.shingles import resemblance, sketch_of
from wellread.evidence.terms import content_terms, words_of
from wellread.settings import load_settings

QUESTION = "How did the tram of Ellmouth begin, what does it cost, and who uses it today?"
PYTHON = SourceChoice(libraries=("python",))
ON_PYTHON = (
    "How do classes define attributes and methods, how are names resolved in nested scopes, "
    "how do exceptions propagate, and how does the import system find modules?"
)
SAID_TWICE = 0.8

pytestmark = pytest.mark.slow
TEMPLATE = (
    TemplateSection(title="Money", instructions="What the tram costs and who pays."),
    TemplateSection(title="Beginnings", instructions="Who founded it, and in which year."),
)


def length(report: Report) -> int:
    return sum(len(words_of(claim.text)) for claim in report.claims)


def headings(report: Report) -> list[str]:
    tokens = MarkdownIt().parse(report.markdown)
    return [
        tokens[place + 1].content
        for place, token in enumerate(tokens)
        if token.type == "heading_open" and token.tag == "h2"
    ]


def said_twice(report: Report) -> list[str]:
    """Sentences that repeat another one; of a model's report, those of the body."""
    written = [claim for part in report.sections for claim in part.claims]
    claims = report.claims if report.made_by == "extractive" else written
    sketches = [(claim.text, sketch_of(content_terms(claim.text), 2)) for claim in claims]
    return [
        one
        for (one, mine), (_, theirs) in combinations(sketches, 2)
        if mine and resemblance(mine, theirs) > SAID_TWICE
    ]


@pytest.fixture
def bare(services: Services, data_dir: Path) -> Desk:
    """Without models, on the built-in library."""
    flags = {**services.settings, "data_dir": data_dir, "models": "off"}
    return Desk(load_settings(flags))


async def test_a_brief_is_one_paragraph_and_the_quotes_it_stands_on(
    desk: Desk, bare: Desk, services: Services
) -> None:
    form = Form(kind="brief")
    for report in (
        (await desk.ask(QUESTION, form=form)).report,
        (await bare.ask(ON_PYTHON, form=form, sources=PYTHON)).report,
    ):
        assert len(report.sections) == 1
        assert report.summary == ()
        assert report.claims
        assert headings(report)[0] == "Evidence"
        quoted = report.markdown.partition("## Evidence")[2].partition("\n## ")[0]
        assert quoted.count("\n- “") == len(report.findings)
        assert len(report.plan.sub_questions) <= 2
    assert length(report) <= 120 * 1.15
    assert services.log.count("model", purpose="summarise") == 0


async def test_an_outline_is_points_under_headings(desk: Desk, bare: Desk) -> None:
    form = Form(kind="outline")
    for report in (
        (await desk.ask(QUESTION, form=form)).report,
        (await bare.ask(ON_PYTHON, form=form, sources=PYTHON)).report,
    ):
        assert report.summary == ()
        body = report.markdown.partition("\n## ")[2].partition("## Sources")[0]
        points = [line for line in body.splitlines() if line.startswith("- ")]
        assert len(points) >= sum(len(part.claims) for part in report.sections) > 0
        assert said_twice(report) == []


async def test_a_list_of_sources_has_a_note_below_each(desk: Desk, bare: Desk) -> None:
    form = Form(kind="sources")
    for report in (
        (await desk.ask(QUESTION, form=form)).report,
        (await bare.ask(ON_PYTHON, form=form, sources=PYTHON)).report,
    ):
        told = headings(report)
        assert "Sources" in told
        assert not {part.title for part in report.sections}.intersection(told)
        listed = report.markdown.partition("## Sources")[2].partition("\n## ")[0]
        assert listed.count("\n> ") >= len(report.references) > 1
        snapshots = {each.id: each.snapshot_id for each in report.findings}
        for section in report.sections:
            cited = {snapshots[each] for claim in section.claims for each in claim.finding_ids}
            assert len(cited) <= 1


async def test_a_detailed_report_has_contents_chapters_and_a_conclusion(desk: Desk) -> None:
    report = (await desk.ask(QUESTION, form=Form(kind="detailed"))).report
    told = headings(report)
    assert told[0] == "Contents"
    listed = report.markdown.partition("## Contents\n\n")[2].partition("\n\n")[0]
    assert listed == "\n".join(f"- {heading}" for heading in told[1:])
    assert told[1] == "In brief"
    assert "Conclusion" in told
    assert {claim.text for claim in report.conclusion}.isdisjoint(
        claim.text for claim in report.summary
    )


async def test_a_detailed_report_from_documents_is_long_and_says_nothing_twice(bare: Desk) -> None:
    report = (await bare.ask(ON_PYTHON, form=Form(kind="detailed"), sources=PYTHON)).report
    assert abs(length(report) - 5_000) <= 0.15 * 5_000
    assert said_twice(report) == []
    assert report.summary
    assert report.conclusion
    assert all(claim.finding_ids for claim in report.claims)
    last = report.sections[-1].claims[-1].text
    assert last.rstrip("\"'”’)*_`").endswith((".", "!", "?", "…"))


async def test_a_model_writes_a_detailed_report_as_long_as_asked(
    services: Services, desk: Desk
) -> None:
    obedient(services)
    report = (await desk.ask(ON_PYTHON, form=Form(kind="detailed"), sources=PYTHON)).report
    assert abs(length(report) - 5_000) <= 0.15 * 5_000
    assert said_twice(report) == []
    assert all(claim.finding_ids for claim in report.claims)


async def test_the_opening_of_an_extractive_report_is_said_nowhere_else(bare: Desk) -> None:
    report = (await bare.ask(ON_PYTHON, sources=PYTHON)).report
    assert report.summary
    assert said_twice(report) == []
    for claim in report.summary:
        assert report.markdown.count(claim.text) == 1


@pytest.mark.parametrize("words", [300, 500])
async def test_the_length_is_as_asked_where_the_evidence_allows(bare: Desk, words: int) -> None:
    report = (await bare.ask(ON_PYTHON, sources=PYTHON, words=words)).report
    assert abs(length(report) - words) <= 0.15 * words


async def test_a_template_gives_the_sections_and_their_order(desk: Desk, bare: Desk) -> None:
    form = Form(kind="custom", template=TEMPLATE)
    report = (await desk.ask(QUESTION, form=form)).report
    told = [heading for heading in headings(report) if heading in {"Money", "Beginnings"}]
    assert told == ["Money", "Beginnings"]
    assert {part.title for part in report.sections} <= {"Money", "Beginnings"}
    assert {part.section for part in report.plan.sub_questions} == {"Money", "Beginnings"}


async def test_the_direct_way_asks_no_planner_and_no_reviewer(
    desk: Desk, services: Services
) -> None:
    report = (await desk.ask(QUESTION, form=Form(depth="quick"))).report
    assert report.claims
    assert [part.question for part in report.plan.sub_questions] == [QUESTION]
    asked = {entry.purpose for entry in services.log.entries("model")}
    assert {"plan", "review"}.isdisjoint(asked)


@pytest.mark.parametrize("kind", ["brief", "detailed", "outline", "sources"])
async def test_every_claim_of_every_kind_is_cited_and_checked(desk: Desk, kind: ReportKind) -> None:
    report = (await desk.ask(QUESTION, form=Form(kind=kind))).report
    known = {each.id for each in report.findings}
    assert report.claims
    for claim in report.claims:
        assert claim.finding_ids
        assert known.issuperset(claim.finding_ids)
        assert claim.checked_by
