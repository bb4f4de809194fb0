"""A report with everything that a format can stumble over."""

from datetime import UTC, datetime

from wellread.domain import (
    Claim,
    Coverage,
    Disagreement,
    Failure,
    Finding,
    Form,
    Plan,
    Question,
    Report,
    Review,
    SectionText,
    Source,
    SubQuestion,
    Usage,
)
from wellread.report.assemble import Pieces, assemble

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
HOSTILE = (
    '#import "x" $x^2$ = Head <script>alert(1)</script> \\input{a} @key {a} *b* _c_ `d` '
    "[e](https://evil.example/) javascript:alert(1) &amp; %s {0} ]]> ' \""
)
SCRIPTS = "中文电车票价是两克朗。 القطار يكلف كورونتين. Трамвай стоит две кроны. Ημέρα 🚋 ไทย हिन्दी"
WEB = "https://ellmouth.example/tram?a=1&b=<2>"

_QUOTES = {
    "q1.1": ("a", "Tickets pay 41 percent of the tram's cost.", None),
    "q1.2": ("b", "The city pays the rest.", 7),
    "q1.3": ("b", "Nobody else pays.", 9),
    "q1.4": ("c", HOSTILE, None),
    "q1.5": ("d", SCRIPTS, None),
}
FINDINGS = {
    name: Finding(
        id=name,
        task_id="q1",
        sub_question_id="q1",
        statement=quote,
        quote=quote,
        snapshot_id=snapshot,
        start=0,
        end=len(quote),
        headings=("Money", "Payers"),
        page=page,
    )
    for name, (snapshot, quote, page) in _QUOTES.items()
}
SOURCES = {
    "a": Source(snapshot_id="a", address=WEB, title="The tram", published="2025", read_at=NOW),
    "b": Source(
        snapshot_id="b",
        address="file:///docs/budget.pdf",
        title="Budget 2026",
        author="City of Ellmouth",
        published="2026-02-01",
        kind="document",
        read_at=NOW,
    ),
    "c": Source(
        snapshot_id="c",
        address="javascript:alert(1)",
        title=HOSTILE,
        author=HOSTILE,
        kind="paper",
        read_at=NOW,
    ),
    "d": Source(
        snapshot_id="d",
        address="https://例え.example/電車",
        title=SCRIPTS,
        kind="news",
        read_at=NOW,
    ),
}
LONG = "A long sentence that fills the page, so that a second one is needed, comes here again. " * 3


def report_of(form: Form | None = None, *, filler: int = 12) -> Report:
    """The report; `filler` further paragraphs make it longer than a page."""
    claims = [
        ("Tickets and the city pay.", ("q1.1", "q1.2", "q1.3"), "supported"),
        (HOSTILE, ("q1.4",), "not_checked"),
        (SCRIPTS, ("q1.5",), "partly_supported"),
        *((f"{LONG}{number}", ("q1.1",), "supported") for number in range(filler)),
    ]
    made = tuple(
        Claim.model_validate(
            {
                "id": f"s1.{number}",
                "text": text,
                "finding_ids": ids,
                "verdict": verdict,
                "starts_paragraph": True,
            }
        )
        for number, (text, ids, verdict) in enumerate(claims)
    )
    return assemble(
        Pieces(
            turn=Question(id="t", text="Who pays for the tram?", asked_at=NOW, form=form or Form()),
            plan=Plan(sub_questions=(SubQuestion(id="q1", question="Who pays?"),)),
            summary=made[:1],
            sections=(
                SectionText(section_id="s1", title="Payers", claims=made[:2]),
                SectionText(section_id="s2", title=HOSTILE, claims=made[2:]),
            ),
            findings=FINDINGS,
            sources=SOURCES,
            coverage=(Coverage(sub_question_id="q1", status="thin", findings=3, origins=1),),
            reviews=(
                Review(
                    round=0,
                    disagreements=(Disagreement(finding_ids=("q1.1", "q1.3"), about="payers"),),
                ),
            ),
            failures=(Failure(kind="page", where="https://x.example", message="timed out"),),
            notes={},
            dropped_quotes=0,
            usage=Usage(calls=3, cost_usd=0.01),
        )
    )
