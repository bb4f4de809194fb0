"""What limits kept branches from, and the errands that make up for it when more is allowed.

Such an errand takes a branch up where it stopped: it searches what was refused, lets a model read
the pages that none could, and does nothing again that was done.
"""

import re
from collections.abc import Mapping

from graph.state import BranchBefore, BranchState, Left, State
from graph.tasks import words_each
from graph.turns import only
from wellread.domain import Failure, Finding, Grant, Task
from wellread.evidence.coverage import coverage_of

_LIMITS = ("searches", "cost", "seconds")
_GONE_ON = re.compile(r"(.+?)(?:-x(\d+))?")


def taken_up(state: State, grant: Grant, *, only_thin: bool) -> State:
    """The update with a task for each branch that was cut short, unless one has taken it up.

    Findings that code chose from pages which a model reads now are taken away, and what had been
    told of the limits, where nothing of it is true any more.

    Args:
        state: of a run whose branches have all ended.
        grant: with the limits that hold from now on.
        only_thin: leave out what belongs to sub-questions that are covered without it.
    """
    tasks, branches = state.get("tasks", {}), state.get("branches", {})
    covered = _covered(state, grant) if only_thin else frozenset[str]()
    done = {task.goes_on for task in tasks.values()}
    cut_short = [
        task
        for task in tasks.values()
        if task.id not in done and task.id in branches and branches[task.id].left is not None
    ]
    new: dict[str, Task] = {}
    by_code: set[str] = set()
    for task in cut_short:
        left = branches[task.id].left
        if left is None or task.sub_question_id in covered:
            continue
        going_on = task.model_copy(
            update={
                "id": _next_id(task.id, {**tasks, **new}),
                "goes_on": task.id,
                "queries": left.queries,
                "words": words_each(grant.plan, grant.limits),
            }
        )
        new[going_on.id] = going_on
        by_code.update(left.by_code)
    update = State(tasks=new)
    if by_code:
        findings = state.get("findings", {})
        update["findings"] = only({key: f for key, f in findings.items() if key not in by_code})
    if len(new) == len(cut_short):
        update["failures"] = only(
            {key: each for key, each in state.get("failures", {}).items() if _still_true(each)}
        )
        update["notes"] = only(
            {key: note for key, note in state.get("notes", {}).items() if key not in _LIMITS}
        )
    return update


def what_was_before(state: State, task: Task) -> BranchBefore:
    """What the branch of `task` begins with, where it takes up another one."""
    before = state.get("branches", {}).get(task.goes_on)
    if before is None or before.left is None:
        return BranchBefore()
    findings, sources = state.get("findings", {}), state.get("sources", {})
    return BranchBefore(
        before=before,
        before_findings=tuple(findings[each] for each in before.left.found if each in findings),
        before_sources=tuple(sources[each] for each in before.left.read if each in sources),
    )


def unasked(state: BranchState) -> tuple[str, ...]:
    """The task's own queries that its branch has not asked."""
    tried = state.get("tried", ())
    return tuple(query for query in state["task"].queries if query not in tried)


def more_left(
    state: BranchState,
    *,
    queries: tuple[str, ...] = (),
    search_no: int | None = None,
    snapshots: tuple[str, ...] = (),
    by_code: tuple[str, ...] = (),
) -> Left:
    """What the branch had to leave so far, and this besides."""
    before = state.get("left") or Left()
    return before.model_copy(
        update={
            "queries": (*before.queries, *queries),
            "search_no": before.search_no if search_no is None else search_no,
            "snapshots": (*before.snapshots, *snapshots),
            "by_code": (*before.by_code, *by_code),
        }
    )


def all_left(state: BranchState) -> Left | None:
    """What the branch had to leave, with what it has; None where that is nothing."""
    left = state.get("left")
    if left is None:
        return None
    return left.model_copy(
        update={
            # A search of which a part was refused is one that is still to be made.
            "search_no": left.search_no if left.queries else state.get("search_no", 0),
            "read": tuple(state.get("sources", {})),
            "found": tuple(state.get("findings", {})),
        }
    )


def _still_true(failure: Failure) -> bool:
    """A plan that was made without a model stays the plan that was approved."""
    return failure.kind != "limit" or failure.where == "plan"


def _covered(state: State, grant: Grant) -> frozenset[str]:
    findings: Mapping[str, Finding] = state.get("findings", {})
    parts = coverage_of(
        grant.plan.sub_questions, tuple(findings.values()), state.get("sources", {})
    )
    return frozenset(part.sub_question_id for part in parts if part.status == "covered")


def _next_id(task_id: str, known: Mapping[str, Task]) -> str:
    """`q1-x1` after `q1`, `q1-x2` after that."""
    named = _GONE_ON.fullmatch(task_id)
    base, number = (named[1], int(named[2] or 0)) if named else (task_id, 0)
    while True:
        number += 1
        if f"{base}-x{number}" not in known:
            return f"{base}-x{number}"
