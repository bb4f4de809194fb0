"""What a widened search promises."""

import pytest

from wellread.evidence.bm25 import Bm25Index
from wellread.evidence.feedback import search_widened

TEXTS = [
    ("Replication", "A standby server replays the log that the primary streams to it."),
    ("Standby", "The primary keeps a slot for each standby, so that the log is not removed."),
    ("Slots", "A slot holds the log back until a receiver has confirmed it."),
    ("Pasta", "Boil it for nine minutes and stir the sauce."),
    ("Bread", "Knead the dough and bake it in the oven."),
]


def found(query: str, limit: int = 5) -> list[int]:
    with Bm25Index(TEXTS) as index:
        return [position for position, _ in search_widened(index, TEXTS, query, limit)]


def test_what_shares_words_with_the_first_texts_alone_is_found_after_them() -> None:
    assert found("standby primary") == [0, 1, 2]


def test_what_has_nothing_in_common_with_the_first_texts_is_not_found() -> None:
    assert found("sauce") == [3]


@pytest.mark.parametrize("query", ["", "the of and", "quantum", '" OR *'])
def test_a_query_that_finds_nothing_is_not_widened(query: str) -> None:
    assert found(query) == []


def test_the_limit_and_the_order_hold() -> None:
    with Bm25Index(TEXTS) as index:
        hits = search_widened(index, TEXTS, "the log of a standby", 2)
    assert len(hits) == 2
    assert hits == sorted(hits, key=lambda hit: -hit[1])


def test_neighbours_in_the_query_are_preferred_as_neighbours() -> None:
    apart = ("", "learning is what a machine does here")
    together = ("", "what does machine learning do here now")
    with Bm25Index([apart, together]) as index:
        assert index.search("machine learning", 2)[0][0] == 1
