"""False claims, one word or number away from their evidence, are not called supported."""

import pytest

from wellread.evidence.checks import check_text

UNCLEAR = [
    (
        "Google released the BERT model in 2018.",
        "The BERT model was released by researchers in 2018.",
    ),
    (
        "Threads do not share memory.",
        "Threads share memory, but processes do not share it.",
    ),
]
"""False, but code alone cannot be sure."""

FALSE = [
    (
        "The service handled 1,300 requests per second in March 2024.",
        "In March 2024, the service handled 1.2 thousand requests per second.",
    ),
    (
        "The timeout is 90 seconds.",
        "The timeout is 2 minutes.",
    ),
    (
        "Latency fell by 5 percentage points.",
        "Latency fell by 5%.",
    ),
    (
        "Latency fell by 7 percent.",
        "Latency fell by 5%.",
    ),
    (
        "Latency rose by 5 percent.",
        "Latency fell by 5%.",
    ),
    (
        "The library was released on 13 March 2024.",
        "The library was released on 2024-03-12.",
    ),
    (
        "The library was released in April 2024.",
        "The library was released on 12 March 2024.",
    ),
    (
        "The library was released in 2023.",
        "The library was released in 2024 after a long beta.",
    ),
    (
        "Streaming replication is synchronous by default.",
        "Streaming replication is asynchronous by default, in which case there is a small delay.",
    ),
    (
        "Ruby is faster than Lua for small inputs.",
        "Lua is faster than Ruby for small inputs.",
    ),
    (
        "A is slower than B for small inputs.",
        "A is faster than B for small inputs.",
    ),
    (
        "It is possible to change the key after creation.",
        "It is impossible to change the key after creation.",
    ),
    (
        "It is possible to change the key after creation.",
        "It is not possible to change the key after creation.",
    ),
    (
        "The index helps with small tables.",
        "With small tables, the index doesn't help.",
    ),
    (
        "The index does not help with small tables.",
        "The index helps with small tables.",
    ),
    (
        "Python 3.12 is 25% faster than Python 3.10 on average.",
        "On average, Python 3.11 is 25% faster than Python 3.10.",
    ),
    (
        "Python 3.11 is 35% faster than Python 3.10 on average.",
        "On average, Python 3.11 is 25% faster than Python 3.10.",
    ),
    (
        "All users saw an improvement in speed.",
        "Most users saw an improvement in speed.",
    ),
    (
        "The method always converges on convex problems.",
        "The method usually converges on convex problems.",
    ),
    (
        "Only administrators may drop a table in the schema.",
        "Administrators and owners may also drop a table in the schema.",
    ),
    (
        "In 2018 Microsoft released the BERT model.",
        "In 2018 Google released the BERT model.",
    ),
    (
        "The checkpoint happens before the log is flushed.",
        "The checkpoint happens after the log is flushed.",
    ),
    (
        "The model reached an accuracy of 93.1% on the test set.",
        "On the test set, the model reached an accuracy of 91.3%.",
    ),
    (
        "Costs decreased from $10 million to $8 billion.",
        "Costs decreased from $10m to $8m in that period.",
    ),
    (
        "The bridge is 150 km long.",
        "The bridge is 150 m long.",
    ),
    (
        "The disk holds 500 MB of data.",
        "The disk holds 500 GB of data.",
    ),
    (
        "Thirty nodes took part in the experiment.",
        "25 nodes took part in the experiment.",
    ),
    (
        "Autovacuum is disabled by default.",
        "The autovacuum feature is enabled by default in PostgreSQL.",
    ),
    (
        "The new version uses more memory than the old one.",
        "The old version uses more memory than the new one.",
    ),
    (
        "Volcanoes erupt when magma rises through cracks.",
        "VACUUM reclaims storage occupied by dead tuples.",
    ),
    (
        "The server blocks while it waits for a reply.",
        "While waiting for a reply, the server does not block.",
    ),
    (
        "John Smith founded the company in Berlin.",
        "Jane Smith founded the company in Berlin.",
    ),
    (
        "The office moved from Paris to Rome.",
        "The office moved from Paris to London.",
    ),
    (
        "The feature is unsupported on Windows hosts.",
        "The feature is supported on Windows hosts.",
    ),
    (
        "The maximum number of connections is 100.",
        "The minimum number of connections is 100.",
    ),
    (
        "Writes must be confirmed by every standby.",
        "Writes may be confirmed by one standby.",
    ),
    (
        "None of the tests passed on the new platform.",
        "Some of the tests passed on the new platform.",
    ),
    (
        "The drug reduces the risk of stroke.",
        "The drug may increase the risk of stroke.",
    ),
    (
        "The first release had 12 modules and 3 plugins.",
        "The first release had 3 modules and 12 plugins.",
    ),
    (
        "Exports grew for 4 years in a row.",
        "Exports grew for 14 years in a row.",
    ),
    (
        "The law was passed on May 5, 1999.",
        "The law was passed on May 6, 1999.",
    ),
    (
        "The population is 3.4 million people.",
        "The population is 3.4 billion people.",
    ),
    (
        "NASA launched the probe from Florida.",
        "ESA launched the probe from Florida.",
    ),
    (
        "The queue is never emptied during shutdown.",
        "The queue is always emptied during shutdown.",
    ),
    (
        "Encryption is required for remote clients.",
        "Encryption is optional for remote clients.",
    ),
    (
        "It was the first bridge across the river.",
        "It was the third bridge across the river.",
    ),
]


@pytest.mark.parametrize(("claim", "quote"), FALSE)
def test_a_false_claim_is_found_out(claim: str, quote: str) -> None:
    assert check_text(claim, [quote], []).verdict in {"contradicted", "not_supported"}


@pytest.mark.parametrize(("claim", "quote"), UNCLEAR)
def test_what_code_cannot_tell_is_not_checked(claim: str, quote: str) -> None:
    assert check_text(claim, [quote], []).verdict == "not_checked"


@pytest.mark.parametrize(
    ("claim", "quote", "kind"),
    [
        ("The limit is 70 users.", "The limit is 50 users.", "number"),
        ("The office opened on 2 May 2020.", "The office opened on 3 May 2020.", "date"),
        ("The tool was made at ETH in Zurich.", "The tool was made at MIT in Boston.", "name"),
        ("The index is not used for sorting.", "The index is used for sorting.", "negation"),
        (
            "Memory use increased during the test.",
            "Memory use decreased during the test.",
            "direction",
        ),
        ("All nodes answered in time.", "Some nodes answered in time.", "quantifier"),
        ("Whales are mammals of the sea.", "The limit is fifty users.", "wording"),
    ],
)
def test_the_kind_of_fault_is_named(claim: str, quote: str, kind: str) -> None:
    assert kind in check_text(claim, [quote], []).kinds


def test_another_number_for_the_same_thing_is_named_in_the_reason() -> None:
    result = check_text("The limit is 70 users.", ["The limit is 50 users."], [])
    assert (result.verdict, "50" in result.reason) == ("contradicted", True)


def test_a_surer_claim_than_its_source_is_partly_supported() -> None:
    quote = "Caching may reduce the load on the server."
    result = check_text("Caching reduces the load on the server.", [quote], [])
    assert (result.verdict, result.kinds) == ("partly_supported", ("certainty",))


def test_a_claim_that_drops_the_condition_is_not_called_supported() -> None:
    quote = "Commits are replicated at once if the option is set."
    assert check_text("Commits are replicated at once.", [quote], []).verdict == "not_checked"


def test_a_fragment_of_a_negated_sentence_is_not_verbatim_support() -> None:
    quote = "It is not true that the drug cures the disease."
    assert check_text("The drug cures the disease.", [quote], []).verdict != "supported"


def test_without_a_passage_nothing_is_supported() -> None:
    assert check_text("The sky is blue.", [], ["The sky is blue."]).verdict == "not_supported"
    assert check_text("  ", ["The sky is blue."], []).verdict == "not_checked"
