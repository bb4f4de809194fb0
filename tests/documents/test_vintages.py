"""The current version of a document is told from its outdated ones by generic signs."""

from collections.abc import Mapping

import pytest

from wellread.evidence.differences import differences, statements_with_numbers
from wellread.evidence.vintages import Document, outdated_among, sketch_of_text

TEXT = (
    "The utility serves {} households in the valley. Pipes are renewed street by street, and the "
    "board meets every quarter. Tariffs are set by the council after a public hearing. Leakage is "
    "measured at night, when nobody draws water."
)


def document(
    path: str, title: str = "", published: str = "", text: str = "", lead: str = ""
) -> Document:
    whole = f"{lead}\n\n{text or TEXT.format(len(path))}"
    return Document(f"file:///share/{path}", title, published, whole[:1500], sketch_of_text(whole))


def current_of(*documents: Document) -> Mapping[str, str]:
    """For each outdated document the name of the current one."""
    return {
        each.address.removeprefix("file:///share/"): each.successor.rpartition("/")[2]
        for each in outdated_among(documents).values()
    }


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (document("water report 2022.pdf"), document("water report 2024.docx")),
        (document("water_report_2024-01.pdf"), document("Water Report 2024-05.pdf")),
        (document("report-20230401.md"), document("report-20240401.md")),
        (document("archive/report.pdf"), document("report.pdf")),
        (document("report OLD.pdf"), document("report.pdf")),
        (document("report_v1.docx"), document("report_v2.docx")),
        (document("report v1.9.docx"), document("report v1.10.docx")),
        (document("report draft.docx"), document("report final.docx")),
        (document("a.pdf", "Water report 2022"), document("b.pdf", "Water report 2024")),
        (document("a.pdf", "Plan", "2022-03-01"), document("b.pdf", "Plan", "2024-03-01")),
        (document("x/plan.md", lead="Version 3"), document("y/plan.md", lead="Version 4")),
        (
            document("x/plan.md", lead="Last updated: 3 May 2022"),
            document("y/plan.md", lead="Last updated: 1 March 2023"),
        ),
        (
            document("x/plan.md", lead="This plan has been superseded by a new one."),
            document("y/plan.md"),
        ),
    ],
)
def test_the_newer_version_is_current(old: Document, new: Document) -> None:
    expected = {old.address.removeprefix("file:///share/"): new.path.name}
    assert current_of(old, new) == expected
    assert current_of(new, old) == expected


def test_of_three_vintages_the_newest_is_current_for_both_others() -> None:
    found = current_of(*(document(f"report {year}.pdf") for year in (2023, 2024, 2022)))
    assert found == {"report 2022.pdf": "report 2024.pdf", "report 2023.pdf": "report 2024.pdf"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (document("invoice-2024-001.pdf", "Invoice"), document("invoice-2024-002.pdf", "Invoice")),
        (document("north 2022.pdf"), document("south 2024.pdf")),
        (document("report.pdf"), document("copy/report.pdf")),
        (
            document("minutes 2024-03.md", text="Ann asked for a new bell. Bob will see to it."),
            document("minutes 2024-04.md", text="The roof leaks, and Carla knows a thatcher."),
        ),
        (document("iron.md", text="Bronze was superseded by iron."), document("bronze.md")),
    ],
)
def test_documents_that_are_no_versions_of_each_other_both_stay(
    one: Document, other: Document
) -> None:
    assert current_of(one, other) == {}


@pytest.mark.parametrize(
    "series",
    [
        [document(f"figures {month} 2024.pdf") for month in ("Jan", "Feb", "Mar")],
        [document(f"{number}.pdf", f"Figures 2024-{number:02}") for number in (1, 4, 7)],
        [document(f"Figures Q{number} 2024.pdf", "", f"2024-0{number}") for number in (1, 2)],
        [document(f"figures {month}.pdf", "", f"2024-{month}") for month in ("may", "june")],
        [document(f"Monthly report 2024-0{number}.pdf") for number in (1, 5)],
    ],
)
def test_reports_on_a_month_or_a_quarter_each_are_no_versions(series: list[Document]) -> None:
    assert current_of(*series) == {}


def test_within_a_month_of_a_series_the_newer_version_is_current() -> None:
    series = [document(f"figures 2024-0{number}.pdf") for number in (1, 2, 3)]
    assert current_of(*series, document("draft/figures 2024-02.pdf")) == {
        "draft/figures 2024-02.pdf": "figures 2024-02.pdf"
    }


def test_a_document_that_says_it_no_longer_counts_is_outdated_by_itself() -> None:
    assert current_of(document("a.md", lead="**SUPERSEDED**")) == {"a.md": ""}


@pytest.mark.parametrize(
    ("query", "asked"),
    [("figures of 2022", True), ("current figures", False), ("20224 things", False)],
)
def test_a_question_may_ask_for_an_older_version(query: str, *, asked: bool) -> None:
    [old] = outdated_among([document("r 2022.md"), document("r 2024.md")]).values()
    assert old.is_asked_for(query) is asked


@pytest.mark.parametrize(
    ("current", "outdated", "found"),
    [
        ("It serves 41,200 households.", "It serves 38,900 households.", True),
        ("It serves 41,200 households.", "It serves 41200 households.", False),
        ("It opens on 3 May 2029.", "It opens on 1 June 2027.", True),
        ("In 2024 it serves 5 towns.", "In 2022 it serves 5 towns.", False),
        ("It serves 41,200 households.", "Its board has 5 members.", False),
        ("Northgate serves 5 towns.", "Southgate serves 6 towns.", False),
    ],
)
def test_other_numbers_for_the_same_are_a_difference(
    current: str, outdated: str, *, found: bool
) -> None:
    spans = differences(current, statements_with_numbers(outdated))
    assert bool(spans) is found
    assert all(outdated[start:end] == outdated for start, end in spans)
