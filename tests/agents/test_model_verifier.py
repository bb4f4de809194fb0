"""What the model says of a sentence and of each source it cites, joined with what code says."""

from datetime import UTC, datetime
from typing import TypeVar

import pytest
from pydantic import BaseModel

from agents.verifier import ModelVerifier
from wellread.archive.contract import Budget
from wellread.domain import Claim, Question
from wellread.evidence.attribution import without_idle
from wellread.evidence.context import EvidenceText
from wellread.models.contract import ModelRequest

T = TypeVar("T", bound=BaseModel)
QUESTION = Question(id="t", text="Who pays?", asked_at=datetime(2026, 1, 1, tzinfo=UTC))
QUOTES = {
    "rest": "A part of the tram network of Ellmouth comes out of the purse of the city.",
    "share": "The city of Ellmouth gives its tram network a part of each crown.",
    "books": "The library lends books, maps and records to every child in town.",
}
EVIDENCE = {
    key: EvidenceText(finding_id=key, quote=quote, context=quote, snapshot_id=key)
    for key, quote in QUOTES.items()
}
TEXT = "The city pays for a part of the tram network of Ellmouth."


class Saying:
    """A model that gives one verdict and names these texts."""

    def __init__(self, verdict: str, *text_ids: str) -> None:
        self._verdict = {"claim": "C1", "verdict": verdict, "reason": "so", "text_ids": text_ids}
        self.asked: list[str] = []

    async def ask(self, request: ModelRequest[T]) -> T:
        self.asked.append(request.user)
        return request.schema.model_validate({"verdicts": [self._verdict]})


async def checked(model: Saying, *cited: str, text: str = TEXT) -> Claim:
    claim = Claim(id="s1.1", text=text, finding_ids=cited)
    checked = await ModelVerifier(model).check(QUESTION, [claim], EVIDENCE, Budget())
    return checked.claims[0]


async def test_only_the_sources_that_the_model_names_are_kept() -> None:
    claim = await checked(Saying("supported", "[C1.1]"), "rest", "share")
    assert [each.verdict for each in claim.citations] == ["supported", "not_supported"]
    kept = without_idle(claim)
    assert kept.finding_ids == ("rest",)
    assert [each.finding_ids for each in kept.dropped] == [("share",)]


async def test_two_sources_that_the_model_names_are_both_kept() -> None:
    claim = await checked(Saying("supported", "C1.1", "C1.2"), "rest", "share")
    assert without_idle(claim).finding_ids == ("rest", "share")


@pytest.mark.parametrize("named", [(), ("C9.9",), ("nonsense",)])
async def test_a_model_that_names_no_text_changes_no_citation(named: tuple[str, ...]) -> None:
    claim = await checked(Saying("supported", *named), "rest", "share")
    assert without_idle(claim).finding_ids == ("rest", "share")


async def test_what_code_rejects_stays_rejected_whatever_the_model_names() -> None:
    claim = await checked(
        Saying("supported", "C1.1", "C1.2"), "rest", "books", text=QUOTES["rest"][:-1] + " too."
    )
    verdicts = {each.finding_ids: each.verdict for each in claim.citations}
    assert verdicts[("books",)] == "not_supported"


async def test_a_sentence_with_one_source_is_asked_about_as_a_whole() -> None:
    model = Saying("partly_supported", "C1.1")
    claim = await checked(model, "rest")
    assert (claim.verdict, claim.reason, claim.citations) == ("partly_supported", "so", ())
    assert 'id="C1"' in model.asked[0]


async def test_a_verbatim_sentence_is_asked_about_only_for_a_source_that_code_cannot_judge() -> (
    None
):
    model = Saying("supported", "C1.1")
    await checked(model, "rest", text=QUOTES["rest"])
    assert model.asked == []
