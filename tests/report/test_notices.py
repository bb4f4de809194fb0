"""What a report says of failures, limits, doubts and growth stands in its own language."""

import re
from datetime import UTC, datetime
from typing import get_args

import pytest

from graph.nodes import ALTERED
from graph.planning import UNTRANSLATED
from graph.stops import NOTES
from wellread.domain import (
    AskedQuestion,
    Claim,
    Coverage,
    Failure,
    FailureKind,
    Finding,
    Form,
    Limits,
    Plan,
    Question,
    Report,
    SectionText,
    Source,
    SourceChoice,
    SubQuestion,
    Usage,
)
from wellread.errors import PageProblem
from wellread.filters import SearchFilters
from wellread.languages import LANGUAGES
from wellread.report.assemble import Pieces, assemble

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
FOREIGN = [code for code in LANGUAGES if code != "en"]
WORDS = {
    "de": ("Wer zahlt?", "Die Stadt zahlt die Bahn."),
    "zh": ("谁付费？", "电车由市政府付费。"),
}
ENGLISH = re.compile(
    r"\b(?:the|of|and|from|with|nothing|this|that|reached|could|stopped|there|found|only|any|"
    r"failed|search|page|read|section|check|rewrite|review|claims?|sources?)\b",
    re.IGNORECASE,
)
LATIN = re.compile(r"[A-Za-z]{3,}")
NAMES = {"USD", "Kestrel", "Harrow", "host", "example", "https", "www", "tavily", "openai"}
PLACES = (
    "tavily",
    "https://host.example/a",
    "extract q1",
    "more queries q1",
    "section {title}",
    "check of {title}",
    "rewrite of {title}",
    "finding q1.1",
    "review",
    "plan",
    "opening",
    "conclusion",
    "check of the opening",
    "check of the conclusion",
    "embeddings",
    "Files of other kinds",
    "search",
    "read",
    "rank",
    "draft",
    "check",
    "rewrite",
)


def failures(title: str) -> tuple[Failure, ...]:
    """Each kind of failure, each cause and each place, with the English words they come with."""
    kinds = tuple(
        Failure(kind=kind, where="tavily", message="It could not be reached.", effect="nothing")
        for kind in get_args(FailureKind)
    )
    causes = tuple(
        Failure(kind="page", where="https://host.example/a", message="The page.", cause=cause)
        for cause in (*get_args(PageProblem), "unwanted")
    )
    places = tuple(
        Failure(kind="model", where=place.format(title=title), message="The model failed.")
        for place in PLACES
    )
    return kinds + causes + places


def reports(code: str) -> list[Report]:
    """A report with everything it can say of itself, a few failures at a time."""
    question, sentence = WORDS[code]
    all_failures = failures(question)
    return [
        report_with(code, question, sentence, all_failures[first : first + 4])
        for first in range(0, len(all_failures), 4)
    ]


def turn_in(code: str, question: str) -> Question:
    filters = SearchFilters(domains=("host.example",), since=NOW.date(), language="de")
    return Question(
        id="t",
        text=question,
        asked_at=NOW,
        form=Form(language=code, depth="deep"),
        sources=SourceChoice(web=True, filters=filters),
        limits=Limits(max_rounds=2),
    )


def section_saying(question: str, sentence: str) -> SectionText:
    doubted = Claim(
        id="s1.1",
        text=sentence,
        finding_ids=("q1.1",),
        verdict="partly_supported",
        reason="The source is less sure.",
        checked_by=("code",),
    )
    unchecked = Claim(id="s1.2", text=sentence + sentence, finding_ids=("q1.1",))
    claims = (doubted, unchecked)
    return SectionText(
        section_id="s1", title=question, claims=claims, removed=claims, dropped_citations=2
    )


def report_with(code: str, question: str, sentence: str, failed: tuple[Failure, ...]) -> Report:
    finding = Finding(
        id="q1.1",
        task_id="q1",
        sub_question_id="q1",
        statement=sentence,
        quote=sentence,
        snapshot_id="a",
        start=0,
        end=len(sentence),
    )
    limits = {name: f"The limit of {name} was reached." for name in ("searches", "cost")}
    return assemble(
        Pieces(
            turn=turn_in(code, question),
            plan=Plan(sub_questions=(SubQuestion(id="q1", question=question),)),
            summary=(),
            sections=(section_saying(question, sentence),),
            findings={"q1.1": finding},
            sources={"a": Source(snapshot_id="a", address="https://host.example/a", read_at=NOW)},
            coverage=(Coverage(sub_question_id="q1", status="thin", findings=1, origins=1),),
            reviews=(),
            failures=failed * 3,
            notes={
                **dict(NOTES.items()),
                **limits,
                "rounds": "It ended there.",
                "state": ALTERED,
                "untranslated": UNTRANSLATED,
            },
            dropped_quotes=3,
            usage=Usage(unpriced_calls=1),
            asked=(
                AskedQuestion(id="q1", question=question, findings=1),
                AskedQuestion(id="g1", question="Kestrel", parent="q1", findings=2),
                AskedQuestion(id="g2", question="Harrow", parent="g1"),
            ),
        )
    )


@pytest.mark.parametrize("code", FOREIGN)
def test_no_notice_of_a_report_is_in_english(code: str) -> None:
    for report in reports(code):
        text = re.sub(r"<[^>]*>|https?:\S+|\S*\.example\S*", "", report.markdown)
        assert ENGLISH.findall(text) == [], text
        if code == "zh":
            assert set(LATIN.findall(text)) - NAMES == set(), text


def test_questions_that_grew_stand_below_those_they_grew_out_of() -> None:
    report = report_with("de", *WORDS["de"], ())
    grown = report.markdown.partition("## Wie die Fragen wuchsen\n\n")[2].partition("\n\n")[0]
    assert grown.splitlines()[1:] == [
        "- Wer zahlt? (Funde: 1):",
        "  - Kestrel (Funde: 2)",
        "  - Kestrel → Harrow (Funde: 0)",
    ]
    assert "3 weitere" in grown
    assert "2 Runden" in grown


def test_english_keeps_what_the_service_said() -> None:
    failed = Failure(kind="page", where="https://host.example/a", message="gone", cause="not_found")
    english = WORDS | {"en": ("Who pays?", "The city pays for the tram.")}
    report = report_with("en", *english["en"], (failed,))
    assert "host.example/a: gone" in report.markdown
