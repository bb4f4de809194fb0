"""What the page's own routes make of state and stored pages."""

from datetime import UTC, datetime

import pytest

from wellread.domain import Finding, Snapshot
from wellread.web.evidence import MAX_CONTEXT_CHARS, shown
from wellread.web.run_list import status_of

NOW = datetime(2026, 11, 26, tzinfo=UTC)
QUOTE = "88 km \U0001f68b of cable"


def page_of(before: str, after: str) -> tuple[Finding, Snapshot]:
    text = before + QUOTE + after
    address = "https://example.org/cable"
    snapshot = Snapshot(id=Snapshot.id_of(address, text), address=address, text=text, read_at=NOW)
    finding = Finding(
        id="q1.1", task_id="q1", sub_question_id="q1", statement="It has cable.", quote=QUOTE,
        snapshot_id=snapshot.id, start=len(before), end=len(before) + len(QUOTE),
    )  # fmt: skip
    return finding, snapshot


def test_the_quote_is_cut_out_where_it_stands_though_characters_are_wide() -> None:
    finding, snapshot = page_of("\U0001f600 e\u0301 \u202e before ", " after \U0001f600")
    page = shown(finding, snapshot)
    assert page.quote == QUOTE
    assert page.before + page.quote + page.after == snapshot.text
    assert (page.left_out_before, page.left_out_after) == (0, 0)


def test_of_a_long_page_the_surroundings_are_shown_and_the_rest_is_counted() -> None:
    finding, snapshot = page_of("a" * 50_000, "b" * 60_000)
    page = shown(finding, snapshot)
    assert page.quote == QUOTE
    assert len(page.before) == len(page.after) == MAX_CONTEXT_CHARS
    assert page.left_out_before == 50_000 - MAX_CONTEXT_CHARS
    assert page.left_out_after == 60_000 - MAX_CONTEXT_CHARS


@pytest.mark.parametrize(
    ("thread", "phase", "written", "status"),
    [
        ("busy", "research", False, "running"),
        ("busy", "done", True, "running"),
        ("interrupted", "approve", False, "waiting"),
        ("idle", "approve", False, "waiting"),
        ("idle", "done", True, "done"),
        ("error", "done", True, "done"),
        ("error", "research", False, "failed"),
        ("interrupted", "research", False, "stopped"),
        ("idle", "research", False, "stopped"),
    ],
)
def test_a_run_has_one_word_for_where_it_stands(
    thread: str, phase: str, written: bool, status: str
) -> None:
    assert status_of(thread, phase, written=written) == status
