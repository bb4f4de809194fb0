"""What a reader sees: citations that lead to sources, doubt that is shown, text that stays text."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellread.domain import (
    Citation,
    Claim,
    Coverage,
    Disagreement,
    Failure,
    Finding,
    Plan,
    Question,
    Report,
    Review,
    SectionText,
    Source,
    SubQuestion,
    Usage,
    Verdict,
)
from wellread.report.assemble import Pieces, assemble
from wellread.report.markdown import plain
from wellread.report.outline import outline_of

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TURN = Question(id="t", text="Who pays for the tram?", asked_at=NOW)
PLAN = Plan(
    sub_questions=(
        SubQuestion(id="q1", question="Who pays?", section="Payers"),
        SubQuestion(id="q2", question="How much?", section="Sums"),
    ),
    repairs=("A sub-question was left out.",),
)


def finding(finding_id: str, snapshot_id: str, quote: str, page: int | None = None) -> Finding:
    start = int(finding_id.split(".")[1]) * 1000
    return Finding(
        id=finding_id,
        task_id="q1",
        sub_question_id=finding_id.split(".", maxsplit=1)[0],
        statement=quote,
        quote=quote,
        snapshot_id=snapshot_id,
        start=start,
        end=start + len(quote),
        page=page,
    )


FINDINGS = {
    each.id: each
    for each in (
        finding("q1.1", "a", "Tickets pay 41 percent."),
        finding("q1.2", "b", "The city pays the rest.", page=7),
        finding("q1.3", "b", "Nobody else pays.", page=9),
    )
}
SOURCES = {
    "a": Source(
        snapshot_id="a", address="https://ellmouth.example/tram", title="Tram", read_at=NOW
    ),
    "b": Source(
        snapshot_id="b",
        address="file:///docs/budget.pdf",
        title="Budget 2026",
        author="City of Ellmouth",
        published="2026-02-01",
        read_at=NOW,
    ),
    "c": Source(snapshot_id="c", address="https://unused.example/", title="Unused", read_at=NOW),
}


def claim(number: int, text: str, *ids: str, verdict: Verdict = "supported") -> Claim:
    return Claim(id=f"s1.{number}", text=text, finding_ids=ids, verdict=verdict)


def report_of(*claims: Claim, removed: tuple[Claim, ...] = ()) -> Report:
    section = SectionText(section_id="s1", title="Payers", claims=claims, removed=removed)
    return assemble(
        Pieces(
            turn=TURN,
            plan=PLAN,
            summary=(),
            sections=(section,),
            findings=FINDINGS,
            sources=SOURCES,
            coverage=(
                Coverage(sub_question_id="q1", status="covered", findings=3, origins=2),
                Coverage(sub_question_id="q2", status="none"),
            ),
            reviews=(
                Review(
                    round=0,
                    disagreements=(
                        Disagreement(finding_ids=("q1.1", "q1.3"), about="payers"),
                        Disagreement(finding_ids=("q1.3", "q1.1"), about="payers"),
                        Disagreement(finding_ids=("q1.1", "gone"), about="payers"),
                    ),
                ),
            ),
            failures=(Failure(kind="page", where="https://x.example", message="timed out"),),
            notes={},
            dropped_quotes=0,
            usage=Usage(calls=3, cost_usd=0.01, unpriced_calls=1),
        )
    )


def test_sources_are_numbered_in_the_order_of_first_mention_and_unused_ones_left_out() -> None:
    text = report_of(
        claim(1, "The city pays.", "q1.2", "q1.3"), claim(2, "So do tickets.", "q1.1")
    ).markdown
    assert "The city pays. [1 p. 7, 1 p. 9]" in text
    assert "So do tickets. [2]" in text
    assert "[1] City of Ellmouth. (2026-02-01). *Budget 2026*, pp. 7, 9." in text
    assert "Read 23 November 2026." in text
    assert "unused.example" not in text


def test_doubt_is_shown_beside_its_sentence_and_counted_at_the_foot() -> None:
    text = report_of(
        claim(1, "The city pays.", "q1.2", verdict="partly_supported").model_copy(
            update={"reason": "Not who pays (in 2026)."}
        ),
        claim(2, "So do tickets.", "q1.1", verdict="not_checked"),
        removed=(claim(3, "Nobody pays.", verdict="not_supported"),),
    ).markdown
    assert "The city pays. [1 p. 7] *(partly supported: Not who pays in 2026)*" in text
    assert "So do tickets. [2] *(not checked)*" in text
    assert (
        "Claims 2, checked 1, supported 0, partly supported 1, not checked 1, removed 1, "
        "citations dropped 0." in text
    )
    assert "Nobody pays" not in text


def test_rows_of_a_table_that_are_quoted_stand_as_a_table_with_their_citations() -> None:
    rows = [
        claim(1, "Payer: City · Share: 59 percent.", "q1.2"),
        claim(2, "Payer: Riders · Share: 41 percent · Note: tickets.", "q1.1"),
        claim(3, "Nobody else pays.", "q1.3"),
    ]
    markdown = report_of(*rows).markdown
    table = (
        "| Payer | Share | Note |\n| --- | --- | --- |\n"
        "| City [1 p. 7] | 59 percent |  |\n| Riders [2] | 41 percent | tickets |\n\n"
        "Nobody else pays. [1 p. 9]"
    )
    assert table in markdown
    assert markdown.count("## Payers") == 1


def test_what_answers_the_whole_question_needs_no_heading_that_repeats_it() -> None:
    first = claim(1, "Tickets pay 41 percent.", "q1.1")
    section = SectionText(section_id="s1", title="Who pays for the tram", claims=(first,))
    pieces = Pieces(
        turn=TURN,
        plan=PLAN,
        summary=(),
        sections=(section,),
        findings=FINDINGS,
        sources=SOURCES,
        coverage=(),
        reviews=(),
        failures=(),
        notes={},
        dropped_quotes=0,
        usage=Usage(),
    )
    assert "## Who pays" not in assemble(pieces).markdown
    opened = replace(pieces, summary=(claim(2, "The city pays the rest.", "q1.2"),))
    assert "## Who pays for the tram\n" in assemble(opened).markdown


def test_what_is_missing_failed_or_differs_stands_in_the_report() -> None:
    text = report_of(claim(1, "The city pays.", "q1.2")).markdown
    assert "How much? — nothing was found." in text
    assert "- x.example: timed out" in text
    assert "https://x.example" not in text
    assert "| Who pays? | covered | 3 | 2 |\n| How much? | none | 0 | 0 |" in text
    assert "The plan was repaired: A sub-question was left out." in text
    assert "1 call of unknown price" in text


def test_both_sides_of_a_disagreement_are_quoted_and_stand_among_the_sources() -> None:
    report = report_of(claim(1, "The city pays.", "q1.2"))
    text = report.markdown
    assert "“Tickets pay 41 percent.” [2]" in text
    assert "“Nobody else pays.” [1]" in text
    assert "\n[2] " in text
    assert len(report.disagreements) == 1


def test_the_foot_counts_claims_on_one_origin_and_citations_that_were_dropped() -> None:
    idle = Citation(finding_ids=("q1.3",), verdict="not_supported")
    moved = claim(1, "The city pays.", "q1.2").model_copy(update={"dropped": (idle,)})
    report = report_of(moved, claim(2, "Both pay.", "q1.1", "q1.2"))
    assert "1 of these claims rests on one independent source." in report.markdown
    assert "removed 0, citations dropped 1." in report.markdown
    assert report.totals.citations_dropped == 1


def test_a_run_without_evidence_says_so_and_states_nothing() -> None:
    text = report_of().markdown
    assert "Nothing was found that could be quoted" in text
    assert "## Sources" not in text


@given(st.text(max_size=60))
def test_text_from_strangers_forms_no_link_html_or_heading(text: str) -> None:
    shown = plain(text)
    assert "\n" not in shown
    unescaped = re.sub(r"\\.", "", shown)
    assert not re.search(r"[\[\]<>`*_|]", unescaped)


def test_every_quote_stands_in_exactly_one_section() -> None:
    longer = FINDINGS["q1.1"].end + 9
    twice = FINDINGS["q1.1"].model_copy(
        update={"id": "q2.1", "sub_question_id": "q2", "end": longer}
    )
    other = finding("q2.2", "c", "A ticket costs 2 crowns.")
    sections = outline_of(PLAN, (*FINDINGS.values(), twice, other), words=900)
    assert [section.title for section in sections] == ["Payers", "Sums"]
    assert sections[1].finding_ids == ("q2.2",)
    assert sections[0].words > sections[1].words
    assert sum(section.words for section in sections) == pytest.approx(900, abs=2)
