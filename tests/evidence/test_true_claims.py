"""True claims, verbatim or lightly reworded, are practically never called contradicted."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wellread.evidence.checks import check_text

REWORDED = [
    (
        "VACUUM reclaims storage occupied by dead tuples.",
        "VACUUM reclaims storage occupied by dead tuples. Plain VACUUM can operate in "
        "parallel with normal reading and writing of the table.",
    ),
    (
        "Storage occupied by dead tuples is reclaimed by VACUUM.",
        "VACUUM reclaims storage occupied by dead tuples. Plain VACUUM can operate in "
        "parallel with normal reading and writing of the table.",
    ),
    (
        "The service handled 1,200 requests per second in March 2024.",
        "In March 2024, the service handled 1.2 thousand requests per second.",
    ),
    (
        "The timeout is 120 seconds.",
        "The timeout is 2 minutes.",
    ),
    (
        "Latency fell by 5 percent.",
        "Latency fell by 5%.",
    ),
    (
        "The library was released on 12 March 2024.",
        "The library was released on 2024-03-12.",
    ),
    (
        "Streaming replication is asynchronous by default.",
        "Streaming replication is asynchronous by default, in which case there is a small delay.",
    ),
    (
        "Ruby is slower than Lua for small inputs.",
        "Lua is faster than Ruby for small inputs.",
    ),
    (
        "It is not possible to change the key after creation.",
        "It is impossible to change the key after creation.",
    ),
    (
        "The company laid off about 5,000 workers.",
        "The company laid off 4,980 workers.",
    ),
    (
        "MVCC lets readers proceed without blocking writers.",
        "Multiversion concurrency control (MVCC) lets readers proceed without blocking writers.",
    ),
    (
        "The index does not help with small tables.",
        "With small tables, the index doesn't help.",
    ),
    (
        "Python 3.11 is 25% faster than Python 3.10 on average.",
        "On average, Python 3.11 is 25% faster than Python 3.10.",
    ),
    (
        "Half of the users left within a year.",
        "50% of the users left within a year.",
    ),
    (
        "Twenty-five nodes took part in the experiment.",
        "25 nodes took part in the experiment.",
    ),
    (
        "The cache reduces load on the database.",
        "The cache lowers load on the database.",
    ),
    (
        "All rows older than 30 days are deleted.",
        "Every row older than 30 days is deleted.",
    ),
    (
        "Costs decreased from $10 million to $8 million.",
        "Costs decreased from $10m to $8m in that period.",
    ),
    (
        "The model reached an accuracy of 91.3% on the test set.",
        "On the test set, the model reached an accuracy of 91.3%.",
    ),
    (
        "The asyncio module is used as a foundation for multiple asynchronous frameworks.",
        "asyncio is used as a foundation for multiple Python asynchronous frameworks "
        "that provide high-performance network servers.",
    ),
    (
        "The server never blocks while it waits for a reply.",
        "While waiting for a reply, the server does not block.",
    ),
    (
        "Autovacuum is enabled by default.",
        "The autovacuum feature is enabled by default in PostgreSQL, but it can be disabled.",
    ),
    (
        "The new version uses less memory than the old one.",
        "The old version uses more memory than the new one.",
    ),
    (
        "Marie Curie won the Nobel Prize in 1903.",
        "In 1903 Marie Curie won the Nobel Prize in Physics together with Pierre Curie.",
    ),
    (
        "Threads share memory, but processes do not.",
        "Threads share memory, but processes do not share it.",
    ),
]
SUPPORTED_AT_LEAST = 0.75

PASSAGE = (
    "VACUUM reclaims storage occupied by dead tuples. It is not run by default on small tables, "
    "unless 50 rows or 20% of them changed. In March 2024 NASA counted 1,200 servers. "
    "No more than 5 of all nodes may fail before the cluster stops."
)


@pytest.mark.parametrize(("claim", "quote"), REWORDED)
def test_a_true_claim_is_not_called_false(claim: str, quote: str) -> None:
    assert check_text(claim, [quote], []).verdict in {"supported", "not_checked"}


def test_most_true_claims_are_recognised() -> None:
    verdicts = [check_text(claim, [quote], []).verdict for claim, quote in REWORDED]
    assert verdicts.count("supported") / len(verdicts) >= SUPPORTED_AT_LEAST


@pytest.mark.parametrize("sentence", PASSAGE.split(". "))
def test_a_verbatim_sentence_is_supported(sentence: str) -> None:
    result = check_text(sentence.rstrip(".") + ".", [PASSAGE], [])
    assert (result.verdict, result.kinds, result.closeness) == ("supported", ("verbatim",), 1.0)


def test_support_may_stand_in_the_text_around_the_quote() -> None:
    around = "The cluster has two nodes. The standby is promoted within 30 seconds."
    result = check_text(
        "The standby is promoted within 30 seconds.", ["The cluster has two nodes."], [around]
    )
    assert result.verdict == "supported"


def test_two_quotes_may_carry_their_sentences_each() -> None:
    quotes = ["Ruby has 12 modules in its core.", "Lua has 4 modules in its core."]
    assert check_text("Lua has 4 modules in its core.", quotes, []).verdict == "supported"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "the",
                "cache",
                "not",
                "never",
                "12",
                "3.5",
                "%",
                "GB",
                "all",
                "only",
                "2024",
                "March",
                "NASA",
                "increases",
                "lower",
                "before",
                "after",
                "than",
                "faster",
                "data",
                "node",
                "may",
                "if",
                "and",
                "but",
                ",",
                ".",
                ";",
                "no",
                "first",
            ]
        ),
        min_size=4,
        max_size=25,
    ),
    st.integers(0, 3),
)
def test_a_sentence_never_contradicts_itself(words: list[str], at: int) -> None:
    sentence = "The system " + " ".join(words) + " here."
    before = ["It is not so.", "All nodes have 7 GB.", "", "Nothing increased in 2023."][at]
    assert check_text(sentence, [f"{before} {sentence}"], []).verdict != "contradicted"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80), st.lists(st.text(max_size=80), max_size=2), st.text(max_size=60))
def test_any_text_gets_a_verdict(claim: str, quotes: list[str], context: str) -> None:
    result = check_text(claim, quotes, [context])
    assert 0 <= result.closeness <= 1
    assert result.reason
