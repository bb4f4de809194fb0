"""Reducers: whatever the order in which branches finish, the state is the same."""

import random

from hypothesis import given
from hypothesis import strategies as st

from graph.channels import merged
from graph.state import RunOptions
from wellread.settings import Settings

UPDATES = st.lists(st.dictionaries(st.text(max_size=3), st.integers()), max_size=5)


def folded(parts: list[dict[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for part in parts:
        total = merged(total, part)
    return total


@given(UPDATES, st.integers())
def test_the_order_in_which_branches_finish_changes_nothing(
    updates: list[dict[str, int]], seed: int
) -> None:
    """Branches write under ids of their own."""
    own = [
        {f"{place}.{key}": value for key, value in update.items()}
        for place, update in enumerate(updates)
    ]
    shuffled = random.Random(seed).sample(own, len(own))  # noqa: S311  a shuffle
    assert folded(own) == folded(shuffled)


@given(UPDATES)
def test_merging_changes_neither_side(updates: list[dict[str, int]]) -> None:
    old = {"a": 1}
    for update in updates:
        before = dict(update)
        merged(old, update)
        assert old == {"a": 1}
        assert update == before


def test_no_option_of_a_request_is_one_of_the_operators_settings() -> None:
    """`search` alone has a namesake: it chooses by name among what the operator has configured."""
    assert RunOptions.model_fields.keys() & Settings.model_fields.keys() == {"search"}
