"""What the full-text index promises."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wellread.evidence.bm25 import Bm25Index

TEXTS = [
    ("Replication", "Streaming replication copies the write-ahead log to standby servers."),
    ("Vacuum", "Dead rows are reclaimed so that the table does not grow."),
    ("Threads", "asyncio.to_thread runs a function in another thread."),
    ("Cooking", "Boil the pasta for nine minutes; stir the sauce."),
]


@pytest.fixture
def index() -> Iterator[Bm25Index]:
    with Bm25Index(TEXTS) as built:
        yield built


def test_the_text_that_speaks_of_the_query_comes_first(index: Bm25Index) -> None:
    hits = index.search("how do standby servers replicate?", 3)
    assert hits[0][0] == 0
    assert all(score > 0 for _, score in hits)
    assert hits == sorted(hits, key=lambda hit: -hit[1])


def test_a_word_in_the_heading_weighs_more_than_in_the_body() -> None:
    with Bm25Index([("other", "vacuum here now"), ("vacuum", "other here now")]) as index:
        assert [position for position, _ in index.search("vacuum", 2)] == [1, 0]


def test_a_repeated_query_word_weighs_more() -> None:
    texts = [("", "apple"), ("", "pear"), ("", "plum"), ("", "fig")]
    with Bm25Index(texts) as index:
        assert index.search("apple pear pear", 2)[0][0] == 1
        assert index.search("apple apple pear", 2)[0][0] == 0


def test_a_dotted_or_underscored_name_is_found_as_written(index: Bm25Index) -> None:
    assert [position for position, _ in index.search("to_thread", 5)] == [2]


@pytest.mark.parametrize("query", ["", "   ", "the of and", "?!", "_"])
def test_a_query_without_content_gives_nothing(index: Bm25Index, query: str) -> None:
    assert index.search(query, 5) == []


def test_no_more_than_the_limit_is_given(index: Bm25Index) -> None:
    assert len(index.search("table thread sauce replication", 2)) == 2
    assert index.search("table", 0) == []


@pytest.mark.parametrize(
    "query",
    ['"', 'vacuum"', "NEAR(vacuum rows)", "body:vacuum -rows ^x*", "a\x00vacuum", "\ud800 vacuum"],
)
def test_the_query_language_of_the_database_has_no_effect(index: Bm25Index, query: str) -> None:
    hits = index.search(query, 5)
    assert [position for position, _ in hits] == ([1] if "vacuum" in query else [])


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.text(max_size=40))
def test_any_text_can_be_stored_and_asked_for(body: str, query: str) -> None:
    with Bm25Index([("", body), ("heading", query)]) as index:
        assert all(score > 0 for _, score in index.search(query, 5))


def test_a_very_long_query_is_answered(index: Bm25Index) -> None:
    assert index.search(" ".join(f"word{n}" for n in range(5_000)) + " pasta", 3) == []
    assert index.search("pasta " + " ".join(f"word{n}" for n in range(5_000)), 3)[0][0] == 3


def test_several_threads_may_ask_at_once(index: Bm25Index) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: index.search("pasta sauce", 2), range(20)))
    assert all(answer == answers[0] for answer in answers)


def test_closing_twice_is_harmless() -> None:
    index = Bm25Index([])
    assert index.search("anything", 3) == []
    index.close()
    index.close()
