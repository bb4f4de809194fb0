"""Each citation has a verdict of its own; a true sentence ends up at the source that says it."""

from wellread.domain import Claim
from wellread.evidence.attribution import checked_apart, with_right_citations, without_idle
from wellread.evidence.context import EvidenceText

OPENED = "The tram of Ellmouth opened in 1911 with nine electric cars."
PAID = "The city pays 59 percent of what the tram costs in a year."
CLOSED = "The tram of Ellmouth opened in 1913 with nine electric cars."
BOOKS = "The library lends books, maps and records to every child in town."


def text(finding_id: str, quote: str, snapshot_id: str = "") -> EvidenceText:
    return EvidenceText(
        finding_id=finding_id, quote=quote, context=quote, snapshot_id=snapshot_id or finding_id
    )


EVIDENCE = {
    "opened": text("opened", OPENED),
    "paid": text("paid", PAID),
    "otherwise": text("otherwise", CLOSED),
    "books": text("books", BOOKS),
}


def claim(words: str, *cited: str) -> Claim:
    return Claim(id="s1.1", text=words, finding_ids=cited)


def checked(words: str, *cited: str) -> Claim:
    bare = claim(words, *cited)
    return bare.model_copy(update={"citations": checked_apart(bare, EVIDENCE)})


def test_a_claim_with_one_source_has_no_verdict_beside_its_own() -> None:
    assert checked_apart(claim(OPENED, "opened"), EVIDENCE) == ()
    same_page = {"a": text("a", OPENED, "page"), "b": text("b", PAID, "page")}
    assert checked_apart(claim(OPENED, "a", "b"), same_page) == ()


def test_each_of_several_sources_has_its_own_verdict() -> None:
    verdicts = [each.verdict for each in checked(OPENED, "opened", "books", "otherwise").citations]
    assert verdicts == ["supported", "not_supported", "contradicted"]


def test_a_source_that_does_not_carry_the_sentence_is_dropped_beside_one_that_does() -> None:
    kept = without_idle(checked(OPENED, "books", "opened", "otherwise"))
    assert kept.finding_ids == ("opened",)
    assert [each.finding_ids for each in kept.dropped] == [("books",), ("otherwise",)]
    assert kept.citations == ()


def test_two_sources_that_carry_a_sentence_together_are_both_kept() -> None:
    both = "The tram opened in 1911, and the city pays 59 percent of what it costs in a year."
    together = checked(both, "opened", "paid")
    assert without_idle(together) == together
    assert {each.verdict for each in together.citations} == {"partly_supported"}


def test_nothing_is_dropped_where_no_source_carries_the_sentence() -> None:
    lost = checked(PAID, "books", "opened")
    assert without_idle(lost).finding_ids == ("books", "opened")


def test_a_sentence_that_stands_in_another_source_cites_that_one() -> None:
    (moved,) = with_right_citations([claim(OPENED, "books")], EVIDENCE)
    assert moved.finding_ids == ("opened",)
    assert [(each.finding_ids, each.verdict) for each in moved.dropped] == [
        (("books",), "not_supported")
    ]


def test_a_sentence_without_any_citation_finds_its_source() -> None:
    (found,) = with_right_citations([claim(PAID)], EVIDENCE)
    assert (found.finding_ids, found.dropped) == (("paid",), ())


def test_a_rightly_cited_sentence_stays_as_it_is() -> None:
    right = claim(OPENED, "opened")
    twice = {**EVIDENCE, "copy": text("copy", OPENED)}
    assert with_right_citations([right], twice) == (right,)


def test_a_sentence_that_no_source_says_is_not_moved() -> None:
    wrong = claim("The tram of Ellmouth opened in 1920 with nine electric cars.", "books")
    assert with_right_citations([wrong], EVIDENCE) == (wrong,)
