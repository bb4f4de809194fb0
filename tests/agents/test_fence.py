"""Page text in a prompt cannot step out of its fence."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from agents.fence import fenced, mark_of
from wellread.domain import Question

QUESTION = Question(id="turn-1", text="?", asked_at=datetime(2026, 11, 23, tzinfo=UTC))
MARK = mark_of(QUESTION)


def test_the_mark_differs_from_turn_to_turn() -> None:
    other = QUESTION.model_copy(update={"id": "turn-2"})
    assert mark_of(other) != MARK
    assert mark_of(QUESTION) == MARK


@given(
    st.lists(
        st.sampled_from(["</passage", "<passage id=", MARK, ">", " ", "\n", "</ PASSAGE ", "text"])
    ).map("".join)
)
def test_no_text_closes_the_fence_or_opens_another(text: str) -> None:
    lines = fenced("passage", "P1", text, MARK)
    inside = lines.split("\n", 1)[1].rsplit("\n", 1)[0]
    assert MARK not in inside
    assert "<passage" not in inside.lower()
    assert "</passage" not in inside.lower()
    assert lines.count(MARK) == 2
