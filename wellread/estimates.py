"""What a plan is expected to take, and in which words every client shows it."""

from wellread.values import Frozen

LEAST_TOLD = 0.1
"""Of what was estimated: shares are told to one decimal, and none is told as nothing."""


class TrackRecord(Frozen):
    """What recent runs took of what was estimated for them: 1 is all of it, 2 twice as much."""

    runs: int
    cost: tuple[float, float] | None = None
    """The least and the greatest; None where nothing was to be paid."""
    seconds: tuple[float, float] | None = None


class Estimate(Frozen):
    """What a plan is expected to take. `cost_usd` None means that a price is unknown."""

    searches: int = 0
    model_calls: int = 0
    cost_usd: float | None = None
    seconds: float = 0
    track_record: TrackRecord | None = None
    """How far earlier estimates were off; None where there are none."""


def estimate_in_words(estimate: Estimate) -> str:
    """What a plan will take, and how far recent estimates were off; an unknown price is unknown."""
    usd = "cost unknown" if estimate.cost_usd is None else f"about {estimate.cost_usd:.3f} USD"
    words = (
        f"{estimate.searches} searches, {estimate.model_calls} model calls, "
        f"{usd}, about {estimate.seconds:.0f} s"
    )
    record = estimate.track_record
    return f"{words} ({_in_words(record)})" if record and (record.cost or record.seconds) else words


def _in_words(record: TrackRecord) -> str:
    spans = [("cost", record.cost), ("took", record.seconds)]
    told = " and ".join(f"{verb} {_times(span)}" for verb, span in spans if span)
    runs = f"the last {record.runs} runs" if record.runs > 1 else "the last run"
    return f"{runs} {told} what was estimated"


def _times(span: tuple[float, float]) -> str:
    least, greatest = (
        f"{share:.1f}" if share >= LEAST_TOLD / 2 else f"less than {LEAST_TOLD}" for share in span
    )
    return f"{least} times" if least == greatest else f"{least} to {greatest} times"
