"""Reports of any tool are checked against the pages they cite, which are read once more."""

import sqlite3
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from runs.desk import Desk, folder_of
from services import world
from services.server import Services

from graph.verification import open_checks
from wellread.archive.sqlite import open_archive
from wellread.cli.claims_text import verification_lines
from wellread.domain import CitationStyle, SourceChoice
from wellread.report.citations import read_report
from wellread.report.claims import rows_of
from wellread.report.export import export
from wellread.report.verification import Places, Verification
from wellread.settings import load_settings

WEB = SourceChoice(web=True)
TRUE = "The Ellmouth tram network has 6 lines and 112 stops on 71.4 kilometres of route"
FALSE = "The Ellmouth tram network has 6 lines and 140 stops on 71.4 kilometres of route"
OTHER = "A monthly pass costs 46 crowns, and pupils under 16 ride free since 1 August 2020"


@pytest.fixture
def desk(services: Services, tmp_path: Path) -> Desk:
    """Without models: what code alone says."""
    flags = {**services.settings, "data_dir": tmp_path / "data", "models": "off"}
    return Desk(load_settings(flags))


async def verified(desk: Desk, text: str, places: Places | None = None) -> Verification:
    async with open_checks(desk.settings) as checks:
        return await checks.verify(read_report(text), places or Places(sources=WEB))


def numbered(one: str, other: str) -> str:
    return (
        f"# Trams\n\n{TRUE} [1]. {OTHER} [2].\n\n### Sources\n\n"
        f"[1] At a glance: {one}\n[2] Costs: {other}\n"
    )


def linked(one: str, other: str) -> str:
    return f"{TRUE} ([at a glance]({one})). {OTHER}. [Costs]({other})\n"


def footnoted(one: str, other: str) -> str:
    return f"{TRUE}.[^a] {OTHER}.[^b]\n\n[^a]: At a glance, {one}\n[^b]: {other}\n"


async def test_a_citation_that_does_not_carry_its_sentence_is_told_beside_one_that_does(
    desk: Desk, services: Services
) -> None:
    one, other = services.page_url(1), services.page_url(3)
    outcome = await verified(desk, f"{OTHER} [1, 2].\n\n### Sources\n\n[1] {one}\n[2] {other}\n")
    (row,) = outcome.claims
    assert row.verdict == "supported"
    assert [each.verdict for each in row.citations] == ["not_supported", "supported"]
    assert (outcome.totals.citations_doubted, outcome.totals.doubted) == (1, 1)


@pytest.mark.parametrize("style", [numbered, linked, footnoted])
async def test_a_true_report_in_the_style_of_any_tool_is_supported(
    desk: Desk, services: Services, style: object
) -> None:
    assert callable(style)
    outcome = await verified(desk, style(services.page_url(1), services.page_url(3)))
    assert [row.verdict for row in outcome.claims] == ["supported", "supported"]
    assert (outcome.totals.claims, outcome.totals.checked, outcome.totals.doubted) == (2, 2, 0)
    assert {each.address for each in outcome.sources} == {
        services.page_url(1),
        services.page_url(3),
    }


@pytest.mark.parametrize("style", [numbered, linked, footnoted])
async def test_a_planted_wrong_number_is_found(
    desk: Desk, services: Services, style: object
) -> None:
    assert callable(style)
    text = style(services.page_url(1), services.page_url(3)).replace(TRUE, FALSE)
    first, second = (await verified(desk, text)).claims
    assert first.verdict == "contradicted"
    assert "number" in first.kinds
    assert second.verdict == "supported"


async def test_a_page_that_says_nothing_of_it_does_not_support_it(
    desk: Desk, services: Services
) -> None:
    text = linked(services.page_url(31), services.page_url(3))
    assert [row.verdict for row in (await verified(desk, text)).claims] == [
        "not_supported",
        "supported",
    ]


async def test_a_dead_link_leaves_its_sentence_unchecked_with_the_cause(
    desk: Desk, services: Services
) -> None:
    dead = f"{services.url}/page/999"
    outcome = await verified(desk, linked(dead, services.page_url(3)))
    assert outcome.claims[0].verdict == "not_checked"
    assert "could not be read" in outcome.claims[0].reason
    assert [bool(each.problem) for each in outcome.sources] == [True, False]
    assert outcome.totals.doubted == 0


async def test_what_the_dead_one_of_two_pages_may_say_is_not_held_against_a_sentence(
    desk: Desk, services: Services
) -> None:
    sources = f"1. {services.page_url(3)}\n2. {services.url}/page/999\n"
    text = f"{TRUE} [1, 2]. {OTHER} [1, 2].\n\n## Sources\n\n{sources}"
    first, second = (await verified(desk, text)).claims
    assert (first.verdict, second.verdict) == ("not_checked", "supported")
    assert "[2] could not be read" in first.reason


async def test_a_number_without_a_source_is_told_and_not_judged(desk: Desk) -> None:
    (row,) = (await verified(desk, f"{TRUE} [4].\n")).claims
    assert (row.verdict, row.cites) == ("not_checked", ("[4]",))
    assert "list of sources" in row.reason


async def test_quotes_stand_where_the_table_says(desk: Desk, services: Services) -> None:
    outcome = await verified(desk, numbered(services.page_url(1), services.page_url(3)))
    archive = await open_archive(desk.settings.data_dir / "archive.sqlite3")
    passages = [each for row in outcome.claims for each in row.passages]
    for each in passages:
        snapshot = await archive.snapshots.get(each.snapshot_id)
        assert snapshot.text[each.start : each.end] == each.quote
        assert snapshot.address == each.address
    await archive.close()
    assert passages[0].quote == f"{TRUE}."
    assert passages[0].headings == ("Lines and stops",)


async def test_own_documents_are_found_by_address_path_and_name(desk: Desk, tmp_path: Path) -> None:
    sources = folder_of(tmp_path / "docs", tram=world.page(1).markdown)
    places = Places(sources=sources)
    for address in ((tmp_path / "docs/tram.md").as_uri(), "tram.md", "file:///elsewhere/tram.md"):
        (row,) = (await verified(desk, f"{TRUE} [x]({address}).\n", places)).claims
        assert row.verdict == "supported", address
    (row,) = (await verified(desk, f"{TRUE} [x](file:///etc/hosts.md).\n", places)).claims
    assert row.verdict == "not_checked"
    assert "--docs" in row.reason


async def test_the_web_stays_shut_unless_it_is_named(desk: Desk, services: Services) -> None:
    text = linked(services.page_url(1), services.page_url(3))
    outcome = await verified(desk, text, Places())
    assert {row.verdict for row in outcome.claims} == {"not_checked"}
    assert services.log.entries() == []
    only = Places(sources=SourceChoice(urls=(services.page_url(3),)))
    outcome = await verified(desk, text, only)
    assert [row.verdict for row in outcome.claims] == ["not_checked", "supported"]


async def test_a_stored_run_gives_its_pages_and_nothing_is_fetched(
    desk: Desk, services: Services
) -> None:
    ended = await desk.ask("What does the Ellmouth tram network cost, and who pays for it?")
    view = await desk.view(ended.run_id)
    before = len(services.log.entries())
    outcome = await verified(desk, ended.report.markdown, Places(stored=view.sources))
    assert len(services.log.entries()) == before
    assert outcome.totals.claims >= len(ended.report.claims) > 3
    assert outcome.totals.doubted == 0
    assert outcome.totals.supported == outcome.totals.claims


async def test_the_demo_report_holds_against_the_library_it_quotes(desk: Desk) -> None:
    library = SourceChoice(libraries=("python",))
    question = "How do context managers work, and how are exceptions handled inside them?"
    report = (await desk.ask(question, sources=library)).report
    totals = (await verified(desk, report.markdown, Places(sources=library))).totals
    assert totals.claims == len(report.claims) > 5
    assert totals.supported == totals.claims


async def test_a_model_judges_what_code_cannot_and_is_paid_once(
    services: Services, tmp_path: Path
) -> None:
    desk = Desk(load_settings({**services.settings, "data_dir": tmp_path / "data"}))
    reworded = "Six lines with 112 stops make up the tram network that Ellmouth is proud of"
    text = f"{reworded} ([source]({services.page_url(1)})).\n"
    first = await verified(desk, text)
    assert first.claims[0].checked_by == ("code", "model")
    calls = services.log.count("model")
    assert (await verified(desk, text)).claims[0].verdict == first.claims[0].verdict
    assert services.log.count("model") == calls == 1
    by_code = await verified(desk, text, Places(sources=WEB, use_models=False))
    assert by_code.claims[0].checked_by == ("code",)
    assert services.log.count("model") == calls


async def test_every_verdict_can_be_computed_again_without_a_model(
    services: Services, tmp_path: Path
) -> None:
    desk = Desk(load_settings({**services.settings, "data_dir": tmp_path / "data"}))
    ended = await desk.ask("What does the Ellmouth tram network cost, and who pays for it?")
    calls = services.log.count("model")
    rows = rows_of(ended.report)
    async with open_checks(desk.settings) as checks:
        again = await checks.recheck(rows, ended.report.findings)
    assert services.log.count("model") == calls
    assert [row.id for row in again] == [claim.id for claim in ended.report.claims]
    for row in again:
        assert row.recheck is not None
        assert row.recheck.differs is (row.recheck.verdict != row.verdict)
        assert not any(each.problem for each in row.passages)


async def test_a_tampered_snapshot_is_shown_as_such(desk: Desk) -> None:
    ended = await desk.ask("What does the Ellmouth tram network cost, and who pays for it?")
    with sqlite3.connect(desk.settings.data_dir / "archive.sqlite3") as database:
        database.execute(
            "UPDATE snapshots SET text = "
            "CAST(replace(CAST(text AS TEXT), '94 million', '9 million') AS BLOB)"
        )
    database.close()
    async with open_checks(desk.settings) as checks:
        rows = await checks.recheck(rows_of(ended.report), ended.report.findings)
    hurt = [row for row in rows if any(each.problem for each in row.passages)]
    assert hurt
    assert len(hurt) < len(rows)
    for row in hurt:
        assert row.recheck is not None
        assert (row.recheck.verdict, row.recheck.differs) == ("not_checked", True)
        assert "EvidenceError" in row.recheck.reason


async def test_a_quote_that_was_changed_in_the_report_is_noticed(desk: Desk) -> None:
    ended = await desk.ask("What does the Ellmouth tram network cost, and who pays for it?")
    first, *rest = ended.report.findings
    changed = first.model_copy(update={"quote": first.quote + " And more."})
    async with open_checks(desk.settings) as checks:
        rows = await checks.recheck(rows_of(ended.report), (changed, *rest))
    told = [each.problem for row in rows for each in row.passages if each.finding_id == first.id]
    assert told
    assert all("another text" in problem for problem in told)


@given(
    text=st.lists(
        st.sampled_from(
            [f"{TRUE} [1].", "[1]", "[t](tram.md)", "rain ", "\n\n", "\n## Sources\n\n"]
        )
        | st.text(max_size=8),
        max_size=12,
    ).map("".join)
)
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_no_foreign_text_breaks_the_check(desk: Desk, tmp_path: Path, text: str) -> None:
    places = Places(sources=folder_of(tmp_path / "docs", tram=world.page(1).markdown))
    outcome = await verified(desk, f"{text}\n\n[1] tram.md\n", places)
    assert len(outcome.claims) == outcome.totals.claims


LIBRARY = SourceChoice(libraries=("python",))


async def test_a_report_of_our_own_is_verified_alike_in_every_style(desk: Desk) -> None:
    asked = "How do context managers and the with statement work?"
    report = (await desk.ask(asked, sources=LIBRARY)).report
    places = Places(sources=LIBRARY)
    outcomes = {
        style: await verified(desk, export(report, "md", style=style).decode(), places)
        for style in get_args(CitationStyle)
    }
    verdicts = {
        style: [(row.text, row.verdict) for row in each.claims] for style, each in outcomes.items()
    }
    assert len(verdicts["numbered"]) > 10
    assert {verdict for _, verdict in verdicts["numbered"]} == {"supported"}
    for style, each in outcomes.items():
        assert verdicts[style] == verdicts["numbered"], style
        assert each.totals == outcomes["numbered"].totals
        assert each.unmatched == ()


async def test_names_that_lead_nowhere_are_findings_of_their_own(
    desk: Desk, services: Services
) -> None:
    text = (
        f"{TRUE} (Gazette, 2021). {OTHER} (Nobody, 2020). {TRUE} (Poe, 2019).\n\n## References\n\n"
        f"Gazette, E. (2021). At a glance. {services.page_url(1)}\n\n"
        "Poe, K. (2019). A book that nobody can open. Quay Press.\n"
    )
    outcome = await verified(desk, text)
    assert [row.verdict for row in outcome.claims] == ["supported", "not_checked", "not_checked"]
    assert [(each.line, each.mark) for each in outcome.unmatched] == [
        (1, "(Nobody, 2020)"),
        (1, "(Poe, 2019)"),
    ]
    told = "\n".join(verification_lines(outcome))
    assert "line 1: (Nobody, 2020) is not in the report's list of sources" in told
    assert "(Poe, 2019) stands in the report's list of sources without an address" in told


async def test_of_two_sources_that_a_name_may_mean_the_one_that_says_it_is_meant(
    desk: Desk, services: Services
) -> None:
    text = (
        f"{TRUE} (Miller, 2021).\n\n## References\n\n"
        f"Miller, J. (2021). At a glance. {services.page_url(1)}\n\n"
        f"Miller, K. (2021). Costs. {services.page_url(3)}\n"
    )
    outcome = await verified(desk, text)
    assert [row.verdict for row in outcome.claims] == ["supported"]
    assert outcome.totals.doubted == 0
