"""What passage ranking promises."""

from collections.abc import Sequence

import pytest

from wellread.domain import Passage, PassageKind
from wellread.evidence.ranking import Similarity, rank_passages


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
    chosen = rank_passages(
        queries, passages, similarity=similarity, limit=limit, per_source=per_source
    )
    return [found for found, _ in chosen]


def test_the_closest_passage_comes_first_and_far_ones_are_left_out() -> None:
    found = ranked([QUERY], ALL)
    assert found[0] == ON_TOPIC
    assert OFF_TOPIC not in found


def test_scores_lie_between_0_and_1_and_fall() -> None:
    scores = [score for _, score in rank_passages([QUERY, "standby log"], ALL)]
    assert all(0 < score <= 1 for score in scores)
    assert scores == sorted(scores, reverse=True)


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

    def similarity(query: str, texts: Sequence[str]) -> list[float]:
        return [closeness[text.split("\n")[-1]] for text in texts]

    found = ranked(["copying data between machines"], ALL, similarity=similarity)
    assert found == [ON_TOPIC, UNDER_HEADING]


def test_low_cosines_are_never_close_enough() -> None:
    assert ranked([QUERY], ALL, similarity=lambda query, texts: [0.3] * len(texts)) == []


def test_the_order_does_not_change_from_call_to_call() -> None:
    assert rank_passages([QUERY, "standby"], ALL) == rank_passages([QUERY, "standby"], ALL)
