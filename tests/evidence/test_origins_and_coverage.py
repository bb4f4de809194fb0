"""What counts as one origin, what kind a source is, and when a sub-question is covered."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wellread.domain import Coverage, Finding, Source, SubQuestion
from wellread.evidence.coverage import asked_terms, coverage_of, unmet_words
from wellread.evidence.origins import fold_copies, kind_of, origin_of

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("https://www.nih.gov/x", "official"),
        ("https://www.gov.uk/y", "official"),
        ("https://cs.stanford.edu/z", "official"),
        ("https://docs.python.org/3/library", "official"),
        ("https://www.postgresql.org/docs/16/wal.html", "official"),
        ("https://arxiv.org/abs/2401.1", "paper"),
        ("https://doi.org/10.1/x", "paper"),
        ("https://pubmed.ncbi.nlm.nih.gov/1/", "paper"),
        ("https://www.bbc.co.uk/news/1", "news"),
        ("https://en.wikipedia.org/wiki/X", "reference"),
        ("https://stackoverflow.com/q/1", "forum"),
        ("https://discuss.python.org/t/1", "forum"),
        ("https://myblog.example.com/post", "web"),
        ("file:///home/me/notes.md", "document"),
        ("library:python/asyncio", "reference"),
    ],
)
def test_the_kind_of_a_source_follows_from_its_address(address: str, kind: str) -> None:
    assert kind_of(address) == kind


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://news.bbc.co.uk/a", "bbc.co.uk"),
        ("https://www.example.com/a", "example.com"),
        ("https://sub.example.com:8443/b", "example.com"),
        ("https://alice.github.io/x", "alice.github.io"),
        ("http://127.0.0.1:8001/a", "127.0.0.1:8001"),
        ("http://localhost:8002/", "localhost:8002"),
        ("file:///home/me/a.md", "document:/home/me/a.md"),
        ("library:python/asyncio#tasks", "library:python/asyncio"),
    ],
)
def test_the_pages_of_a_site_are_one_origin_and_each_document_its_own(
    address: str, origin: str
) -> None:
    assert origin_of(address) == origin


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=40), st.sampled_from(["", "https://", "http://[", "file:", "library:"]))
def test_any_address_has_a_kind_and_an_origin(rest: str, scheme: str) -> None:
    assert kind_of(scheme + rest)
    assert isinstance(origin_of(scheme + rest), str)


def source(number: int, address: str) -> Source:
    return Source(snapshot_id=f"s{number}", address=address, read_at=NOW, origin=origin_of(address))


LONG = " ".join(f"Word{n} tells of thing{n % 17} and of place{n % 23}." for n in range(80))


def test_near_copies_share_the_origin_of_the_first() -> None:
    other = " ".join(f"Quite another{n} text about item{n}." for n in range(60))
    folded = fold_copies(
        [
            (source(1, "https://agency.com/a"), LONG),
            (source(2, "https://paper.org/b"), LONG.replace("Word7 ", "Wort7 ") + " Reprinted."),
            (source(3, "https://else.net/c"), other),
            (source(4, "https://empty.net/"), ""),
            (source(5, "https://empty.org/"), ""),
        ]
    )
    assert folded == {
        "s1": "agency.com", "s2": "agency.com", "s3": "else.net",
        "s4": "empty.net", "s5": "empty.org",
    }  # fmt: skip


def finding(number: int, snapshot: str, text: str, part: str = "q1") -> Finding:
    return Finding(
        id=f"f{number}", task_id="t", sub_question_id=part, statement=text, quote=text,
        snapshot_id=snapshot, start=0, end=len(text),
    )  # fmt: skip


PART = SubQuestion(id="q1", question="How does PostgreSQL replicate data to standby servers?")
SOURCES = {
    one.snapshot_id: one
    for one in (
        source(1, "https://a.org/1"), source(2, "https://b.org/2"), source(3, "https://www.a.org/3")
    )
}  # fmt: skip
GOOD = "PostgreSQL replicates data to standby servers by streaming."


def judged(findings: list[Finding]) -> Coverage:
    return coverage_of([PART], findings, SOURCES)[0]


def test_a_part_with_two_origins_that_meet_its_terms_is_covered() -> None:
    coverage = judged([finding(1, "s1", GOOD), finding(2, "s2", GOOD)])
    assert (coverage.status, coverage.findings, coverage.origins) == ("covered", 2, 2)


@pytest.mark.parametrize(
    ("findings", "status", "reason"),
    [
        ([], "none", "Nothing"),
        ([finding(1, "s1", GOOD)], "thin", "one finding"),
        ([finding(1, "s1", GOOD), finding(2, "s3", GOOD)], "thin", "one origin"),
        ([finding(1, "s1", "Some data."), finding(2, "s2", "More data.")], "thin", "standby"),
        ([finding(1, "s1", "Pasta."), finding(2, "s2", "Sauce.")], "none", "PostgreSQL"),
        ([finding(1, "s1", GOOD, "q2"), finding(2, "s2", GOOD, "q2")], "none", "Nothing"),
    ],
)
def test_what_is_missing_is_said(findings: list[Finding], status: str, reason: str) -> None:
    coverage = judged(findings)
    assert coverage.status == status
    assert reason in coverage.reason


def test_words_of_asking_need_no_answer() -> None:
    assert "explain" not in asked_terms("Explain the main differences of vacuum and freeze")
    assert asked_terms("what is the difference?") != ()


def test_unmet_words_are_given_as_written() -> None:
    assert unmet_words(PART.question, [finding(1, "s1", "Data on servers.")]) == (
        "PostgreSQL", "replicate", "standby",
    )  # fmt: skip
