"""What passage ranking promises."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellread.domain import Passage, PassageKind
from wellread.evidence.fusion import Similarity
from wellread.evidence.ranking import rank_passages


def passage(
    snapshot: str,
    text: str,
    *,
    headings: tuple[str, ...] = (),
    kind: PassageKind = "prose",
    start: int = 0,
) -> Passage:
    return Passage(
        snapshot_id=snapshot,
        start=start,
        end=start + len(text),
        text=text,
        headings=headings,
        kind=kind,
    )


ON_TOPIC = passage("pg", "Streaming replication sends the write-ahead log to a standby server.")
UNDER_HEADING = passage("pg2", "The standby replays each record.", headings=("Replication", "Log"))
OFF_TOPIC = passage("cook", "Boil the pasta for nine minutes and stir the sauce well.")
HALF = passage("ha", "A standby server can take over when the primary fails.")
ALL = [OFF_TOPIC, HALF, UNDER_HEADING, ON_TOPIC]
QUERY = "streaming replication to a standby server"


def ranked(
    queries: list[str],
    passages: Sequence[Passage],
    *,
    similarity: Similarity | None = None,
    limit: int = 24,
    per_source: int = 4,
) -> list[Passage]:
    return rank_passages(
        queries, passages, similarity=similarity, limit=limit, per_source=per_source
    )


def test_the_closest_passage_comes_first_and_far_ones_are_left_out() -> None:
    found = ranked([QUERY], ALL)
    assert found[0] == ON_TOPIC
    assert OFF_TOPIC not in found


def test_a_passage_speaks_through_its_headings_too() -> None:
    assert UNDER_HEADING in ranked(["replication log of the standby"], ALL)


@pytest.mark.parametrize("queries", [[], [""], ["  "], ["the of and"], ["quantum chromodynamics"]])
def test_nothing_close_gives_nothing(queries: list[str]) -> None:
    assert ranked(queries, ALL) == []


def test_one_source_does_not_fill_the_list() -> None:
    topics = ("lag", "slots", "timeline", "archive", "failover", "quorum")
    many = [
        passage("big", f"Replication standby server: {topic} matters in setting {topic} up.")
        for topic in topics
    ]
    others = [passage(f"s{n}", f"Standby server replication note by author{n}.") for n in range(4)]
    found = ranked([QUERY], many + others, limit=6, per_source=2)
    assert sum(one.snapshot_id == "big" for one in found) <= 2
    assert len({one.snapshot_id for one in found}) >= 4


def test_a_single_source_may_fill_the_list() -> None:
    topics = ("lag", "slots", "timeline", "archive", "failover", "quorum")
    many = [
        passage("only", f"Replication standby server {topic} and more {topic}.") for topic in topics
    ]
    assert len(ranked([QUERY], many, limit=6, per_source=2)) == 6


def test_near_copies_are_read_once() -> None:
    copy = passage("mirror", ON_TOPIC.text.replace("sends", "sends "))
    assert len(ranked([QUERY], [ON_TOPIC, copy, OFF_TOPIC])) == 1


def test_code_is_ranked_below_prose() -> None:
    code = passage("code", "streaming replication standby server = 1", kind="code")
    found = ranked([QUERY], [code, ON_TOPIC, OFF_TOPIC])
    assert found.index(ON_TOPIC) < found.index(code)


def test_embeddings_find_what_shares_no_word_and_keep_out_what_is_far() -> None:
    closeness = {ON_TOPIC.text: 0.8, HALF.text: 0.45, UNDER_HEADING.text: 0.7, OFF_TOPIC.text: 0.1}

    def similarity(queries: Sequence[str], texts: Sequence[str]) -> list[list[float]]:
        return [[closeness[text.split("\n")[-1]] for text in texts] for _ in queries]

    found = ranked(["copying data between machines"], ALL, similarity=similarity)
    assert found == [ON_TOPIC, UNDER_HEADING]


def test_low_cosines_are_never_close_enough() -> None:
    assert (
        ranked([QUERY], ALL, similarity=lambda queries, texts: [[0.3] * len(texts)] * len(queries))
        == []
    )


def test_the_order_does_not_change_from_call_to_call() -> None:
    assert rank_passages([QUERY, "standby"], ALL) == rank_passages([QUERY, "standby"], ALL)


def test_what_says_something_else_is_preferred_to_what_says_the_same_again() -> None:
    first = passage("a", "A standby server replays the log of streaming replication at once.")
    again = passage("b", "At once the standby server replays the log of streaming replication, so.")
    other = passage("c", "Streaming replication to a standby server needs a role with a password.")
    found = ranked([QUERY], [first, again, other])
    assert found.index(other) < len(found) - 1 or again not in found


def test_the_question_counts_as_much_as_all_its_parts_together() -> None:
    parts = ["pasta sauce minutes", "boil pasta", "streaming"]
    assert ranked([QUERY, *parts], ALL)[0] == ON_TOPIC


def test_passages_fill_a_token_budget_best_first_and_smaller_ones_fill_the_rest() -> None:
    long = passage("long", f"{ON_TOPIC.text} {'Much of it is told at length. ' * 40}")
    everything = rank_passages([QUERY], [*ALL, long], max_tokens=10_000)
    assert long in everything
    few = rank_passages([QUERY], [*ALL, long], max_tokens=60)
    assert few == [each for each in everything if each != long]
    assert rank_passages([QUERY], ALL, max_tokens=0) == []


WORDS = st.sampled_from(["standby", "server", "log", "pasta", "sauce", "boil", "the", "of"])
SOME_PASSAGES = st.lists(
    st.builds(
        lambda source, words: passage(source, " ".join(words)),
        st.sampled_from(["a", "b", "c"]),
        st.lists(WORDS, min_size=1, max_size=12),
    ),
    max_size=12,
)


@given(
    st.lists(st.lists(WORDS, max_size=6).map(" ".join), max_size=3),
    SOME_PASSAGES,
    st.integers(0, 8),
    st.integers(0, 60),
)
def test_whatever_is_ranked_the_bounds_hold(
    queries: list[str], passages: list[Passage], limit: int, max_tokens: int
) -> None:
    found = rank_passages(queries, passages, limit=limit, max_tokens=max_tokens)
    assert len(found) <= limit
    assert sum(len(each.text) for each in found) <= 4 * max_tokens
    assert all(each in passages for each in found)
    texts = [each.text for each in found]
    assert len(texts) == len(set(texts))
