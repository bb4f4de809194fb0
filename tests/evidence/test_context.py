"""What the checker reads comes from the stored snapshot."""

from collections.abc import Iterable
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wellread.domain import Finding, Snapshot
from wellread.errors import EvidenceError
from wellread.evidence.context import context_span, evidence_texts

TEXT = " ".join(f"Sentence number {n} tells something of its own." for n in range(60))
QUOTE = "Sentence number 30 tells something of its own."


class OneSnapshot:
    def __init__(self) -> None:
        self.reads = 0

    async def get(self, snapshot_id: str) -> Snapshot:
        self.reads += 1
        if snapshot_id != "s1":
            raise EvidenceError(f"no snapshot {snapshot_id!r}")
        return Snapshot(
            id="s1", address="https://a.org", title="A title", text=TEXT,
            read_at=datetime(2026, 1, 1, tzinfo=UTC),
        )  # fmt: skip

    async def get_all(self, snapshot_ids: Iterable[str]) -> dict[str, Snapshot]:
        return {each: await self.get(each) for each in dict.fromkeys(snapshot_ids)}

    async def still_there(self, snapshot_ids: Iterable[str]) -> dict[str, Snapshot]:
        raise AssertionError("evidence that is gone is an error")

    async def put(self, snapshot: Snapshot) -> None:
        raise AssertionError("reading evidence stores nothing")

    async def remember_page(self, address: str, snapshot_id: str, read_at: datetime) -> None:
        raise AssertionError("reading evidence stores nothing")

    async def recall_page(self, address: str, not_before: datetime) -> Snapshot | None:
        raise AssertionError("evidence is read by its snapshot's id")


def finding(number: int, start: int, end: int, snapshot: str = "s1") -> Finding:
    return Finding(
        id=f"f{number}", task_id="t", sub_question_id="q1", statement="s", quote="forged quote",
        snapshot_id=snapshot, start=start, end=end,
    )  # fmt: skip


async def test_the_quote_is_read_again_with_whole_sentences_around_it() -> None:
    start = TEXT.index(QUOTE)
    snapshots = OneSnapshot()
    texts = await evidence_texts(
        [finding(1, start, start + len(QUOTE)), finding(2, 0, 5)], snapshots
    )
    assert texts["f1"].quote == QUOTE
    assert texts["f1"].title == "A title"
    assert texts["f1"].context.startswith("Sentence number ")
    assert texts["f1"].context.endswith("its own.")
    assert 600 < len(texts["f1"].context) <= 800 + len(QUOTE)
    assert texts["f2"].context.startswith(texts["f2"].quote)
    assert snapshots.reads == 1


@pytest.mark.parametrize("span", [(0, 10**9), (-1, 5), (7, 7), (9, 3)])
async def test_a_span_outside_the_snapshot_is_an_error(span: tuple[int, int]) -> None:
    with pytest.raises(EvidenceError, match="f1"):
        await evidence_texts([finding(1, *span)], OneSnapshot())


async def test_a_missing_snapshot_is_an_error() -> None:
    with pytest.raises(EvidenceError, match="gone"):
        await evidence_texts([finding(1, 0, 3, "gone")], OneSnapshot())


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet="ab. \nC", min_size=1, max_size=2_000), st.data())
def test_the_context_always_holds_the_quote(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    first, last = context_span(text, start, end)
    assert 0 <= first <= start < end <= last <= len(text)
