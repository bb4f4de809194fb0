from datetime import UTC, datetime

from graph.estimate import track_record
from wellread.archive.contract import RunRecord, RunStatus
from wellread.domain import Estimate, Usage
from wellread.estimates import TrackRecord, estimate_in_words

NOW = datetime(2026, 11, 23, tzinfo=UTC)
ESTIMATE = Estimate(searches=4, model_calls=9, cost_usd=0.1, seconds=50)


def run(
    cost_usd: float = 0.1,
    worked_s: float = 50,
    *,
    estimate: Estimate | None = ESTIMATE,
    status: RunStatus = "done",
    unpriced: int = 0,
) -> RunRecord:
    return RunRecord(
        id="r",
        question="?",
        status=status,
        created_at=NOW,
        updated_at=NOW,
        usage=Usage(cost_usd=cost_usd, unpriced_calls=unpriced),
        estimate=estimate,
        worked_s=worked_s,
    )


def test_recent_runs_tell_how_far_estimates_are_off() -> None:
    other_way = run(9, 900, estimate=ESTIMATE.model_copy(update={"model_calls": 0}))
    runs = [run(0.08), run(0.12, 100), other_way, run(9, 9, status="failed"), run(estimate=None)]
    record = track_record(runs, with_models=True)
    assert record == TrackRecord(runs=2, cost=(0.8, 1.2), seconds=(1.0, 2.0))
    told = estimate_in_words(ESTIMATE.model_copy(update={"track_record": record}))
    assert told == (
        "4 searches, 9 model calls, about 0.100 USD, about 50 s "
        "(the last 2 runs cost 0.8 to 1.2 times and took 1.0 to 2.0 times what was estimated)"
    )


def test_a_very_fast_run_is_not_said_to_have_taken_no_time() -> None:
    for spans, told in (
        ((0.004, 0.02), "took less than 0.1 times what"),
        ((0.004, 0.4), "took less than 0.1 to 0.4 times what"),
    ):
        record = TrackRecord(runs=2, seconds=spans)
        assert told in estimate_in_words(ESTIMATE.model_copy(update={"track_record": record}))


def test_without_runs_or_prices_nothing_is_claimed() -> None:
    assert track_record([], with_models=True) is None
    unpriced = track_record([run(0.5, unpriced=2)], with_models=True)
    assert unpriced == TrackRecord(runs=1, cost=None, seconds=(1.0, 1.0))
    assert "(" not in estimate_in_words(ESTIMATE)
