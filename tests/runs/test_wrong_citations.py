"""A model that cites wrongly: what it invents stands in no report, what is true is kept."""

import json
from typing import Any

import pytest
from runs.desk import Desk
from services.model import default_answer, read_request
from services.server import Services

from bench.hallucinate import judge
from bench.planted import Planter, bare
from graph.parts import Workshop
from wellread.domain import Report

CITING = ("write", "rewrite", "summarise")


def lying(services: Services, planter: Planter, purposes: tuple[str, ...]) -> None:
    """From now on the answers for these purposes are spoiled by chance."""

    def spoiled(request: dict[str, Any]) -> Any:  # noqa: ANN401
        wanted = read_request(request)
        answer = default_answer(wanted)
        assert isinstance(answer, dict)
        return planter.spoil(wanted.prompt, json.loads(json.dumps(answer)))

    for purpose in purposes:
        services.script(purpose, spoiled)


async def bare_texts(desk: Desk, report: Report) -> dict[str, str]:
    workshop = Workshop(lambda: desk.settings, on_server=False)
    snapshots = (await workshop.archive()).snapshots
    read = [await snapshots.get(each.source.snapshot_id) for each in report.references]
    await workshop.close()
    return {each.id: f" {bare(each.text)} " for each in read}


@pytest.mark.parametrize(("probability", "purposes"), [(0.3, ("extract", *CITING)), (1.0, CITING)])
async def test_every_wrong_citation_is_dropped_or_flagged_and_the_true_ones_are_kept(
    desk: Desk, services: Services, probability: float, purposes: tuple[str, ...]
) -> None:
    planter = Planter(probability, seed=3)
    lying(services, planter, purposes)
    report = (await desk.ask("How is the Ellmouth tram network paid for, and who rides it?")).report
    assert report is not None
    outcome = judge(report, planter, await bare_texts(desk, report), "")
    assert outcome.planted > 0
    assert (outcome.missed, outcome.unread_addresses, outcome.unread_quotes) == (0, 0, 0)
    assert (outcome.right_dropped, outcome.right_flagged) == (0, 0)
    wrong = report.totals.citations_dropped + report.totals.removed
    assert (wrong > 0) == (outcome.planted > 0)
