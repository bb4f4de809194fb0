"""A citation names the sheet or slide as it names the page of a PDF, in every style."""

from datetime import UTC, datetime

import pytest

from wellread.domain import (
    Claim,
    Finding,
    Form,
    Question,
    Reference,
    Report,
    SectionText,
    Source,
)
from wellread.report.document import document_of
from wellread.report.markdown import render

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def report(style: str) -> Report:
    finding = Finding(
        id="t1.1",
        task_id="t1",
        sub_question_id="q1",
        statement="Pumps cost 5 EUR.",
        quote="Pumps cost 5 EUR.",
        snapshot_id="s",
        start=0,
        end=17,
        place="sheet Budget *2024*",
    )
    source = Source(
        snapshot_id="s", address="file:///b.xlsx", title="Plan", author="Ann", read_at=NOW
    )
    claim = Claim(id="c", text="Pumps cost 5 EUR.", finding_ids=("t1.1",), verdict="supported")
    return Report(
        title="What do pumps cost?",
        question=Question(
            id="q",
            text="What do pumps cost?",
            asked_at=NOW,
            form=Form.model_validate({"style": style}),
        ),
        made_by="extractive",
        method="Extractive.",
        sections=(SectionText(section_id="s1", title="Pumps", claims=(claim,)),),
        references=(Reference(number=1, source=source, places=("sheet Budget *2024*",)),),
        findings=(finding,),
    )


@pytest.mark.parametrize(
    ("style", "mark"),
    [
        ("numbered", r"[1 sheet Budget \*2024\*]"),
        ("ieee", r"[1, sheet Budget \*2024\*]"),
        ("apa", r"(Ann, n.d., sheet Budget \*2024\*)"),
        ("mla", r"(Ann sheet Budget \*2024\*)"),
        ("chicago", r"(Ann n.d., sheet Budget \*2024\*)"),
    ],
)
def test_the_sheet_stands_in_the_citation_and_in_the_list(style: str, mark: str) -> None:
    text = render(document_of(report(style)))
    before, _, after = text.partition("## Sources")
    assert "Pumps cost 5 EUR." in before
    assert after.count(r"sheet Budget \*2024\*") == 1
    assert mark.replace("\\", "") in before.replace("\\", "")


@pytest.mark.parametrize("style", ["numbered", "ieee", "apa", "mla", "chicago"])
def test_the_list_marks_an_outdated_version(style: str) -> None:
    made = report(style)
    [reference] = made.references
    old = reference.source.model_copy(update={"outdated": "an older version (2022) of plan.xlsx"})
    marked = made.model_copy(update={"references": (reference.model_copy(update={"source": old}),)})
    assert "Outdated version." not in render(document_of(made))
    assert render(document_of(marked)).partition("## Sources")[2].count("Outdated version.") == 1
