"""Which errands exist, may start now, or may be added by the reviewer: all within the grant."""

from collections.abc import Mapping, Sequence

from agents.roles import Ask
from graph.state import State
from wellread.domain import Coverage, Grant, Limits, Plan, Review, SubQuestion, Task
from wellread.evidence.coverage import answered_in_full

MAX_BACKGROUND = 6
"""Statements of prerequisites that a dependent task is told."""

PASSAGES = 24
"""Passages that one extraction reads ..."""
LONG_WORDS = 500
"""... unless its part of the report is longer than that, ..."""
WORDS_PER_PASSAGE = 15
"""... and takes one passage for so many of its words."""


def first_tasks(plan: Plan, state: State) -> dict[str, Task]:
    """One task for each sub-question that the thread's kept evidence does not answer already."""
    findings = tuple(state.get("findings", {}).values())
    sources = state.get("sources", {})
    return {
        part.id: Task(
            id=part.id,
            sub_question_id=part.id,
            question=part.question,
            queries=part.queries,
            answered_when=part.answered_when,
            after=part.after,
            words=words_each(plan, state["turn"].limits),
        )
        for part in plan.sub_questions
        if not answered_in_full(part, findings, sources)
    }


def words_each(plan: Plan, limits: Limits) -> int:
    """The words of the report that fall to one sub-question."""
    return limits.words // max(1, len(plan.sub_questions))


def passages_read(words: int) -> int:
    """How many passages one extraction reads for a part of the report of so many words."""
    return PASSAGES if words <= LONG_WORDS else words // WORDS_PER_PASSAGE


def ready_tasks(grant: Grant, tasks: Mapping[str, Task], state: State) -> dict[str, Task]:
    """The tasks of the next wave, each told what its prerequisites found.

    A task whose prerequisite failed runs as well, and is told so.
    """
    ended = state.get("branches", {})
    open_tasks = [task for task in tasks.values() if task.id not in ended and within(grant, task)]
    unanswered = {task.sub_question_id for task in open_tasks}
    ready = [
        task
        for task in open_tasks
        if not (unanswered - {task.sub_question_id}).intersection(task.after)
    ]
    return {task.id: _informed(task, state) for task in ready}


def within(grant: Grant, task: Task) -> bool:
    """Whether the grant covers the task: its parent stands in the plan, its round is allowed."""
    parents = {part.id for part in grant.plan.sub_questions}
    return task.sub_question_id in parents and task.round <= grant.limits.max_rounds


def may_ask(plan: Plan, rounds: int, reviews: Sequence[Review], findings_now: int) -> bool:
    """Whether the reviewer may ask: of the `rounds` some are left, and the last brought something.

    `rounds` are those of the grant, or fewer where the operator allows fewer.
    """
    if plan.direct or len(reviews) >= rounds:
        return False
    return not reviews or findings_now > reviews[-1].findings_seen


def rounds_note(
    rounds: int, reviews: Sequence[Review], coverage: Sequence[Coverage]
) -> dict[str, str]:
    """Tells that the rounds are used up, where something is still thin after them."""
    asked = bool(reviews) and bool(reviews[-1].asks)
    if not asked or all(part.status == "covered" for part in coverage):
        return {}
    count = len(reviews)
    if count < rounds:
        note = "The last round of further searching brought nothing new, so it was the last."
    else:
        done = "one further round" if count == 1 else f"{count} further rounds"
        note = f"Searching ended after {done}, all that the plan allows; some parts stayed thin."
    return {"rounds": note}


def asked_tasks(
    grant: Grant, asks: Sequence[Ask], tried: Sequence[str], round_no: int, extension: int = 0
) -> tuple[Task, ...]:
    """The reviewer's asks as tasks: one for each sub-question, with queries not tried yet."""
    extended = f"-x{extension}" if extension else ""
    known = {query.casefold() for query in tried}
    tasks: dict[str, Task] = {}
    for ask in asks:
        queries = tuple(query for query in ask.queries if query.casefold() not in known)
        if not queries or not _exists(grant.plan, ask.sub_question_id):
            continue
        part = grant.plan.part(ask.sub_question_id)
        task = _asked(part, queries, f"{part.id}{extended}-r{round_no}", round_no)
        task = task.model_copy(update={"words": words_each(grant.plan, grant.limits)})
        if within(grant, task):
            tasks.setdefault(task.id, task)
    return tuple(tasks.values())


def queries_tried(state: State) -> tuple[str, ...]:
    """Every query of the run so far, each once."""
    branches = state.get("branches", {}).values()
    return tuple(dict.fromkeys(query for branch in branches for query in branch.queries))


def _exists(plan: Plan, sub_question_id: str) -> bool:
    return any(part.id == sub_question_id for part in plan.sub_questions)


def _asked(part: SubQuestion, queries: tuple[str, ...], task_id: str, round_no: int) -> Task:
    return Task(
        id=task_id,
        sub_question_id=part.id,
        question=part.question,
        queries=queries,
        round=round_no,
        answered_when=part.answered_when,
    )


def _informed(task: Task, state: State) -> Task:
    notes: list[str] = []
    for before in task.after:
        statements = [
            finding.statement
            for finding in state.get("findings", {}).values()
            if finding.sub_question_id == before
        ]
        notes += statements[:MAX_BACKGROUND] or [f"The search on {before} found nothing."]
    # A question that grew waits for none: it keeps what it was told when it grew.
    return task.model_copy(update={"background": tuple(notes)}) if notes else task
