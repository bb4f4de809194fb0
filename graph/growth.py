"""The deep way: questions that grow out of findings, a tree within the grant.

Each question asks what a name, found in the last round and not searched for yet, has to do with
the sub-question. Breadth and depth are limited, and no name is asked for twice, so pages that
point at each other come to an end.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from graph.state import State
from wellread.domain import AskedQuestion, Finding, Grant, Task
from wellread.evidence.checks.names import names_of
from wellread.evidence.terms import content_terms, content_words
from wellread.shapes import DEEP_BREADTH

SUBJECT_WORDS = 3
"""Of the sub-question beside the name in a query: more would hide the name's own pages."""


def grown_tasks(
    grant: Grant,
    tasks: Mapping[str, Task],
    findings: Sequence[Finding],
    tried: Sequence[str],
    round_no: int,
) -> tuple[Task, ...]:
    """At most `DEEP_BREADTH` tasks for each task of the last round, with it as their parent."""
    known = {term for query in tried for term in content_terms(query)}
    grown: list[Task] = []
    for parent in tasks.values():
        if parent.round != round_no - 1 or round_no > grant.limits.max_rounds:
            continue
        part = grant.plan.part(parent.sub_question_id)
        own = [finding for finding in findings if finding.task_id == parent.id]
        subject = " ".join(content_words(part.question)[:SUBJECT_WORDS])
        new = _new_names(own, known | set(content_terms(part.question)))[:DEEP_BREADTH]
        for name, finding_id in new:
            known.update(content_terms(name))
            grown.append(
                Task(
                    id=f"{part.id}-r{round_no}-g{len(grown) + 1}",
                    sub_question_id=part.id,
                    question=name,
                    queries=(f"{name} {subject}", name),
                    round=round_no,
                    answered_when=part.answered_when,
                    background=(f"Asked on the way to: {part.question}",),
                    parent=parent.id,
                    grown_from=finding_id,
                )
            )
    return tuple(grown)


def questions_asked(state: State) -> tuple[AskedQuestion, ...]:
    """The errands of a run with what each found; none where no question grew."""
    tasks, branches = state.get("tasks", {}), state.get("branches", {})
    if not any(task.parent for task in tasks.values()):
        return ()
    taken_up = {task.goes_on for task in tasks.values()}
    return tuple(
        AskedQuestion(
            id=task.id,
            question=task.question,
            parent=task.parent,
            grown_from=task.grown_from,
            findings=branches[task.id].findings if task.id in branches else 0,
        )
        for task in tasks.values()
        if task.id not in taken_up
    )


def _new_names(findings: Sequence[Finding], known: set[str]) -> list[tuple[str, str]]:
    """Names in the quotes with a word that is not known yet, the most frequent first.

    Each comes with the finding in whose quote it stands first.
    """
    counted: Counter[str] = Counter()
    found_in: dict[str, str] = {}
    for finding in findings:
        for words in names_of(finding.quote):
            name = " ".join(words)
            if not known.issuperset(content_terms(name)):
                counted[name] += 1
                found_in.setdefault(name, finding.id)
    return [(name, found_in[name]) for name, _ in counted.most_common()]
