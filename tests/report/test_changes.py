"""What two reports on one plan say differently, and what their pages say today."""

from datetime import UTC, datetime

import pytest

from wellread.changes import Changes
from wellread.domain import Claim, Finding, Question, Reference, Report, SectionText, Source
from wellread.report.changes import Page, changes_between
from wellread.report.document import document_of
from wellread.report.export import ExportFormat, export

DAY = datetime(2026, 3, 5, tzinfo=UTC)
COST = "Running the Ellmouth tram network cost 94 million crowns in 2023."
DEARER = "Running the Ellmouth tram network cost 97 million crowns in 2023."
STOPS = "The tram network of Ellmouth has 112 stops on 71 kilometres of route."
FERRY = "A ferry crosses the harbour of Ellmouth every twenty minutes in summer."


def report(*said: tuple[str, str], page: str = "page") -> Report:
    """Claims with the quotes they cite, all from one address."""
    findings = tuple(
        Finding(
            id=f"f{number}",
            task_id="q1",
            sub_question_id="q1",
            statement=quote,
            quote=quote,
            snapshot_id=page,
            start=0,
            end=len(quote),
        )
        for number, (_, quote) in enumerate(said)
    )
    claims = tuple(
        Claim(id=f"s1.{number}", text=text, finding_ids=(f"f{number}",), verdict="supported")
        for number, (text, _) in enumerate(said)
    )
    source = Source(snapshot_id=page, address="https://a.example", kind="web", read_at=DAY)
    return Report(
        title="Trams",
        question=Question(id=f"turn of {page}", text="Trams?", asked_at=DAY),
        made_by="model",
        method="",
        sections=(SectionText(section_id="s1", title="Trams", claims=claims),),
        references=(Reference(number=1, source=source),),
        findings=findings,
    )


def compared(before: Report, now: Report, page: str = "") -> Changes:
    return changes_between(before, now, {"https://a.example": Page("now", page)})


def test_a_report_beside_itself_has_no_changes() -> None:
    same = report((COST, COST), (STOPS, STOPS))
    found = compared(same, same, f"{COST} {STOPS}")
    assert (found.changes, found.unchanged, found.left_out) == ((), 2, 0)
    assert (found.turn_id, found.since) == ("turn of page", DAY)


def test_other_words_on_the_same_quote_are_no_change() -> None:
    reworded = "In 2023 the city spent 94 million crowns on running its tram network."
    found = compared(report((COST, COST)), report((reworded, COST)), COST)
    assert (found.changes, found.unchanged) == ((), 1)


def test_another_number_contradicts() -> None:
    (change,) = compared(report((COST, COST)), report((DEARER, DEARER)), DEARER).changes
    assert (change.kind, change.before, change.now) == ("contradicted", COST, DEARER)
    assert change.finding_ids == ("f0",)
    assert change.reason


def test_a_sentence_that_says_more_is_a_change() -> None:
    more = "The tram network of Ellmouth has 112 stops on 71 kilometres of route, and two depots."
    (change,) = compared(report((STOPS, STOPS)), report((more, more)), more).changes
    assert (change.kind, change.before, change.now) == ("changed", STOPS, more)


def test_what_has_no_likeness_is_new_and_gone() -> None:
    found = compared(report((COST, COST)), report((FERRY, FERRY)), FERRY)
    assert [each.kind for each in found.changes] == ["gone", "new"]
    assert found.unchanged == 0


def test_what_its_page_contradicts_is_told_where_no_claim_speaks_of_it() -> None:
    found = compared(report((COST, COST)), report((FERRY, FERRY)), f"{DEARER} {FERRY}")
    change = found.changes[0]
    assert (change.kind, change.now, change.snapshot_id) == ("contradicted", DEARER, "now")


def test_what_is_not_written_today_but_still_stands_is_counted_alone() -> None:
    found = compared(report((COST, COST), (STOPS, STOPS)), report((COST, COST)), f"{COST} {STOPS}")
    assert (found.changes, found.unchanged, found.left_out) == ((), 1, 1)


def test_a_page_that_was_not_read_today_says_nothing() -> None:
    found = changes_between(report((COST, COST)), report((FERRY, FERRY)), {})
    assert [each.kind for each in found.changes] == ["gone", "new"]


def told(now: Report, changes: Changes) -> dict[str, str]:
    """What the report says of its changes, by the line above."""
    part = document_of(now.model_copy(update={"changes": changes})).parts[0]
    assert part.title == "What has changed"
    return {item.text: " ".join(side.text for side in item.sides) for item in part.items}


def test_a_report_begins_with_what_changed_and_says_where_a_page_speaks_against_it() -> None:
    before, now = report((COST, COST)), report((FERRY, FERRY))
    changes = compared(before, now, f"{DEARER} {FERRY}")
    said = told(now, changes)
    assert said["New"] == FERRY
    assert said["Contradicted today"] == f"“{COST}” — now at a.example: “{DEARER}”"
    cited = told(report((FERRY, FERRY), page="now"), changes)
    assert cited["Contradicted today"] == f"“{COST}” — now: “{DEARER}”"


@pytest.mark.parametrize("to", ["md", "html", "docx", "json"])
def test_every_format_can_tell_what_changed(to: ExportFormat) -> None:
    now = report((FERRY, FERRY), page="now")
    changes = compared(report((COST, COST), (STOPS, STOPS)), now, f"{DEARER} {FERRY}")
    made = export(now.model_copy(update={"changes": changes}), to)
    if to != "docx":
        assert STOPS in made.decode()
        assert DEARER in made.decode()


def test_each_claim_stands_in_one_pair_at_most() -> None:
    found = compared(report((COST, COST), (DEARER, DEARER)), report((COST, COST)), COST)
    assert found.unchanged == 1
    assert len(found.changes) == 1
