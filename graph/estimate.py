"""What a plan will probably take, shown before anyone approves it.

The token counts are what runs of the standard plan took on average; `bench/` prints them.
"""

from collections.abc import Sequence

from graph.tasks import PASSAGES, passages_read, words_each
from wellread.archive.contract import RunRecord
from wellread.domain import Estimate, Plan, Question
from wellread.estimates import TrackRecord
from wellread.models.prices import price_of
from wellread.settings import Settings

EXTRACT_TOKENS = (4_500, 700)
"""Prompt and completion of one extraction from the usual number of passages."""
REVIEW_TOKENS = (2_500, 150)
WRITE_TOKENS = (1_800, 600)
"""Of one section."""
CHECK_TOKENS = (2_500, 350)
"""Of one section's check by meaning."""
SUMMARY_TOKENS = (1_800, 200)
SEARCH_S = 1.5
READ_S = 2.0
FAST_CALL_S = 6.0
SMART_CALL_S = 10.0
EXTRACTIVE_S = 3.0
RUNS_LISTED = 40
RUNS_LOOKED_AT = 10
"""How many recent runs, of those listed, tell how far estimates are off."""


def estimate_of(plan: Plan, turn: Question, settings: Settings, with_models: bool) -> Estimate:  # noqa: FBT001
    """Searches, calls, USD and seconds for the plan and one round of review's asks.

    `cost_usd` is None where a model's price is unknown.
    """
    paid = sum(len(part.queries) for part in plan.sub_questions) if turn.sources.web else 0
    waves = 1 + max((len(part.after) for part in plan.sub_questions), default=0)
    reading_s = waves * (SEARCH_S + READ_S) if turn.sources.web or turn.sources.urls else 1.0
    search_usd = paid * settings.tavily_cost_usd
    if not with_models:
        return Estimate(searches=paid, cost_usd=search_usd, seconds=reading_s + EXTRACTIVE_S)
    branches = len(plan.sub_questions)
    sections = len({part.section or part.question for part in plan.sub_questions})
    reviews = 0 if plan.direct or turn.limits.max_rounds == 0 else 1
    extractions = branches * passages_read(words_each(plan, turn.limits)) / PASSAGES
    fast = _tokens(
        (extractions, EXTRACT_TOKENS), (reviews, REVIEW_TOKENS), (sections, CHECK_TOKENS)
    )
    smart = _tokens((sections, WRITE_TOKENS), (1, SUMMARY_TOKENS))
    fast_price = price_of(settings.fast_model, settings)
    smart_price = price_of(settings.smart_model, settings)
    cost = None
    if fast_price is not None and smart_price is not None:
        cost = search_usd + fast_price.cost_usd(*fast) + smart_price.cost_usd(*smart)
    return Estimate(
        searches=paid,
        model_calls=round(extractions) + reviews + 2 * sections + 1,
        cost_usd=None if cost is None else round(cost, 4),
        seconds=reading_s + (waves + reviews + 1) * FAST_CALL_S + 2 * SMART_CALL_S,
    )


def track_record(runs: Sequence[RunRecord], with_models: bool) -> TrackRecord | None:  # noqa: FBT001
    """How far the estimates of the runs that are done were off; of those made in the same way."""
    done = [
        (run, run.estimate)
        for run in runs
        if run.status == "done" and run.estimate and bool(run.estimate.model_calls) == with_models
    ][:RUNS_LOOKED_AT]
    if not done:
        return None
    costs = [
        run.usage.cost_usd / estimate.cost_usd
        for run, estimate in done
        if estimate.cost_usd and not run.usage.unpriced_calls
    ]
    seconds = [run.worked_s / estimate.seconds for run, estimate in done if estimate.seconds]
    return TrackRecord(runs=len(done), cost=_span(costs), seconds=_span(seconds))


def _span(shares: Sequence[float]) -> tuple[float, float] | None:
    return (round(min(shares), 3), round(max(shares), 3)) if shares else None


def _tokens(*calls: tuple[float, tuple[int, int]]) -> tuple[int, int]:
    return (
        round(sum(count * prompt for count, (prompt, _) in calls)),
        round(sum(count * completion for count, (_, completion) in calls)),
    )
