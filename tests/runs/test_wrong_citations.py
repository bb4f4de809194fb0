"""A model that cites wrongly: what it invents stands in no report, what is true is kept."""

from collections.abc import Sequence
from typing import Any

import pytest
from runs.desk import Desk
from services.hallucinations import Hallucinations, bare
from services.model import Wanted
from services.server import Services

from agents.roles import Checked
from agents.verifier import ModelVerifier
from bench.checking import REWORDED, Rewording
from bench.hallucinate import Outcome, judge
from graph.parts import Workshop
from wellread.domain import Claim, Report

QUESTIONS = (
    "How is the Ellmouth tram network paid for, and who rides it?",
    "Who founded the Ellmouth observatory, and what has been found there?",
)
MOST_LOST = 0.05
"""Of the rightly cited sentences."""


async def asked(desk: Desk, planted: Hallucinations, question: str = QUESTIONS[0]) -> Outcome:
    report = (await desk.ask(question)).report
    return judge(report, planted, await bare_texts(desk, report), question)


async def bare_texts(desk: Desk, report: Report) -> dict[str, str]:
    workshop = Workshop(lambda: desk.settings, on_server=False)
    snapshots = (await workshop.archive()).snapshots
    read = [await snapshots.get(each.source.snapshot_id) for each in report.references]
    await workshop.close()
    return {each.id: f" {bare(each.text)} " for each in read}


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize(("share", "quotes"), [(0.3, True), (1.0, False)])
async def test_every_wrong_citation_is_dropped_or_flagged_and_the_true_ones_are_kept(
    desk: Desk, services: Services, question: str, share: float, quotes: bool
) -> None:
    outcome = await asked(desk, services.hallucinate(share, seed=3, quotes=quotes), question)
    assert outcome.planted > 0
    assert (outcome.missed, outcome.unread_addresses, outcome.unread_quotes) == (0, 0, 0)
    assert outcome.right_dropped + outcome.right_flagged <= MOST_LOST * outcome.right


async def test_what_was_planted_counts_as_dropped_or_removed(
    desk: Desk, services: Services
) -> None:
    services.hallucinate(1.0, quotes=False)
    totals = (await desk.ask(QUESTIONS[0])).report.totals
    assert totals.citations_dropped + totals.removed > 0


async def test_without_the_check_wrong_citations_would_come_through(
    desk: Desk, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def agrees(
        self: ModelVerifier,
        question: object,
        claims: Sequence[Claim],
        *_: object,
    ) -> Checked:
        said = (each.model_copy(update={"verdict": "supported"}) for each in claims)
        return Checked(claims=tuple(said))

    monkeypatch.setattr(ModelVerifier, "check", agrees)
    assert (await asked(desk, services.hallucinate(0.3, seed=3))).missed > 0


class WrongAndReworded:
    """Cites wrongly, and says in other words what it cites; its checker reads, or only nods."""

    def __init__(self, *, nods: bool) -> None:
        self._nods = nods
        self._planted = Hallucinations(0.3, seed=3, quotes=False)

    def spoil(self, wanted: Wanted, answer: dict[str, Any]) -> dict[str, Any]:
        if wanted.purpose == "check" and self._nods:
            yes = {"verdict": "supported", "text_ids": []}
            return {"verdicts": [{**each, **yes} for each in answer["verdicts"]]}
        return Rewording().spoil(wanted, self._planted.spoil(wanted, answer))


@pytest.mark.parametrize("nods", [False, True])
async def test_a_model_that_reads_finds_wrong_citations_of_reworded_sentences(
    desk: Desk, services: Services, nods: bool
) -> None:
    services.model.spoiler = WrongAndReworded(nods=nods)
    report = (await desk.ask(QUESTIONS[0])).report
    texts = await bare_texts(desk, report)
    snapshot_of = {each.id: each.snapshot_id for each in report.findings}
    asked = [each for each in report.claims if "model" in each.checked_by]
    stated = [each for each in asked if each.verdict == "supported"]
    said = {claim.id: f" {bare(claim.text.removeprefix(REWORDED))} " for claim in stated}
    wrong = [
        claim
        for claim in stated
        if any(said[claim.id] not in texts[snapshot_of[each]] for each in claim.finding_ids)
    ]
    assert len(stated) > len(asked) / 2
    assert bool(wrong) == nods
