"""Getting a plan that can be carried out: ask, name the faults, ask again, repair."""

from agents.plan_checks import faults_of, repaired, with_distinct_queries
from agents.plan_shapes import direct_plan, fitted
from agents.roles import PlanRequest
from graph.parts import Parts, first_that_works
from graph.progress import keyed
from wellread.domain import Failure, Plan, Question
from wellread.languages import LANGUAGES, language_of
from wellread.search.text_language import may_be_in

MAX_TRIES = 2
"""How often a planner hears of its plan's faults before code repairs it."""
UNTRANSLATED = (
    "No model put the question into the languages that were looked for: it was searched for in its "
    "own words."
)


async def sound_plan(parts: Parts, request: PlanRequest) -> tuple[Plan, dict[str, Failure]]:
    """A plan without faults, and the failures on the way.

    Raises:
        ModelError: the model refused for good (wrong key, unknown name). At the first call of a
            run that is a setting to mend, and nothing is lost by stopping.
    """
    if request.question.form.depth == "quick":
        return direct_plan(request.question), {}
    plan, failures = await _asked(parts, request)
    for attempt in range(1, MAX_TRIES + 1):
        faults = faults_of(plan, request.question)
        if not faults:
            return with_distinct_queries(plan), failures
        if plan.made_by == "extractive":
            break
        again = request.model_copy(update={"rejected": plan, "faults": faults, "attempt": attempt})
        plan, more = await _asked(parts, again)
        failures |= more
    if faults_of(plan, request.question):
        plan = repaired(plan, request.question)
    return with_distinct_queries(plan), failures


def untranslated_note(plan: Plan, question: Question) -> dict[str, str]:
    """What the report says where code made the plan and sources in another language are wanted."""
    codes = question.sources.filters.languages
    if plan.made_by == "model" or all(_may_be_asked_in(question.text, code) for code in codes):
        return {}
    return {"untranslated": UNTRANSLATED}


def _may_be_asked_in(text: str, code: str) -> bool:
    return may_be_in(text, code) and (code not in LANGUAGES or language_of(text) == code)


async def _asked(parts: Parts, request: PlanRequest) -> tuple[Plan, dict[str, Failure]]:
    plan, tried = await first_that_works(
        parts.planners, lambda role: role.plan(request), where="plan", refusal_stops=True
    )
    return fitted(plan, request.question), keyed(*tried.failures)
