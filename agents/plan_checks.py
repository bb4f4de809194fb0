"""Code's look at a plan: every fault named for the planner, and the repair when it does not mend.

Large models plan well and still make plans that cannot be carried out, so no plan, whoever made
or edited it, is trusted before it has passed here.
"""

from collections.abc import Iterable, Sequence

from wellread.domain import Plan, Question, SubQuestion
from wellread.evidence.terms import content_terms
from wellread.languages import Phrases, phrases

SAME_QUESTION = 0.85
"""Share of common terms from which two sub-questions count as one."""
COVERED_TERMS = 0.5
"""Share of the question's own terms that a plan must use."""
MAX_QUERY_WORDS = 250
"""More than a search of the web takes, which cuts by itself; own documents take it all."""
MAX_QUESTION_CHARS = 600
MAX_ENTRIES = 50
"""In any list of a plan that came from outside."""
MAX_TEXT_CHARS = 4_000
"""Of any text in it."""


class Repairs:
    """What was changed in a plan, told in the report's language."""

    def __init__(self, say: Phrases) -> None:
        self._say = say
        self.told: list[str] = []

    def tell(self, repair: str, **values: object) -> None:
        """Adds the sentence on `repair`."""
        self.told.append(self._say(f"repairs.{repair}", **values))


def faults_of(plan: Plan, question: Question) -> tuple[str, ...]:
    """Every fault, each in one sentence that names the sub-question; empty for a sound plan."""
    parts = plan.sub_questions
    if not parts:
        return ("There is no sub-question.",)
    return (
        *_count_faults(plan, question),
        *_wording_faults(parts),
        *_duplicate_faults(parts),
        *_subject_faults(plan, question),
        *_order_faults(parts),
    )


def size_faults(plan: Plan) -> tuple[str, ...]:
    """What of a plan from outside is out of all proportion, told before anything looks closer."""
    lists: dict[str, Sequence[object]] = {
        "sub_questions": plan.sub_questions,
        "assumptions": plan.assumptions,
        "open_points": plan.open_points,
        "repairs": plan.repairs,
    }
    texts = {
        "role": (plan.role,),
        "assumptions": plan.assumptions,
        "open_points": plan.open_points,
        "repairs": plan.repairs,
    }
    for number, part in enumerate(plan.sub_questions[:MAX_ENTRIES], 1):
        where = f"sub_questions.{number}"
        lists |= {f"{where}.queries": part.queries, f"{where}.after": part.after}
        own = (part.id, part.question, part.answered_when, part.section)
        texts[where] = (*own, *part.queries, *part.after)
    return (
        *(
            f"{name} has {len(entries)} entries; at most {MAX_ENTRIES} are allowed."
            for name, entries in lists.items()
            if len(entries) > MAX_ENTRIES
        ),
        *(
            f"A text of {name} is longer than {MAX_TEXT_CHARS} characters."
            for name, told in texts.items()
            if any(len(text) > MAX_TEXT_CHARS for text in told)
        ),
    )


def repaired(plan: Plan, question: Question) -> Plan:
    """The nearest plan without faults; `repairs` says in sentences what was changed."""
    repairs = Repairs(phrases(question.form.language))
    parts = _worded(plan.sub_questions, repairs)
    parts = _without_duplicates(parts, repairs)
    parts = _on_subject(parts, question, repairs)
    parts = _within_count(parts, question, repairs)
    parts = _covering(parts, question, repairs)
    parts = _ordered(parts, repairs)
    if plan.direct and len(parts) > 1:
        repairs.tell("direct")
    return plan.model_copy(
        update={
            "sub_questions": parts,
            "direct": plan.direct and len(parts) == 1,
            "repairs": (*plan.repairs, *repairs.told),
        }
    )


def with_distinct_queries(plan: Plan) -> Plan:
    """The plan with every query in one place only, and at least one query for each part.

    Two researchers with the same query would read the same pages; the sub-question itself then
    stands in as the query.
    """
    taken: set[frozenset[str]] = set()
    parts = []
    for part in plan.sub_questions:
        queries: list[str] = []
        itself = " ".join(part.question.split()[:MAX_QUERY_WORDS])
        for query in (*part.queries, itself):
            words = frozenset(content_terms(query))
            if not words or words in taken or (query == itself and queries):
                continue
            taken.add(words)
            queries.append(query)
        parts.append(part.model_copy(update={"queries": tuple(queries) or (itself,)}))
    return plan.model_copy(update={"sub_questions": tuple(parts)})


def _terms(part: SubQuestion) -> set[str]:
    return set(content_terms(" ".join((part.question, *part.queries, part.answered_when))))


def _overlap(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other) if one | other else 1.0


def _count_faults(plan: Plan, question: Question) -> Iterable[str]:
    limit = question.limits.max_sub_questions
    if len(plan.sub_questions) > limit:
        yield f"There are {len(plan.sub_questions)} sub-questions; at most {limit} are allowed."
    if plan.direct and len(plan.sub_questions) > 1:
        yield "A direct plan has exactly one sub-question."


def _wording_faults(parts: Sequence[SubQuestion]) -> Iterable[str]:
    ids = [part.id for part in parts]
    for part in parts:
        if not content_terms(part.question):
            yield f"Sub-question {part.id} asks nothing: {part.question!r}."
        if len(part.question) > MAX_QUESTION_CHARS:
            yield f"Sub-question {part.id} is longer than {MAX_QUESTION_CHARS} characters."
        if any(len(query.split()) > MAX_QUERY_WORDS for query in part.queries):
            yield f"A query of sub-question {part.id} is longer than {MAX_QUERY_WORDS} words."
    for doubled in sorted({each for each in ids if ids.count(each) > 1}):
        yield f"The id {doubled} stands at several sub-questions."


def _duplicate_faults(parts: Sequence[SubQuestion]) -> Iterable[str]:
    for position, part in enumerate(parts):
        for earlier in parts[:position]:
            if _same(part, earlier):
                yield f"Sub-question {part.id} asks the same as {earlier.id}: {part.question!r}."


def _same(one: SubQuestion, other: SubQuestion) -> bool:
    return (
        _overlap(set(content_terms(one.question)), set(content_terms(other.question)))
        >= SAME_QUESTION
    )


def _subject_faults(plan: Plan, question: Question) -> Iterable[str]:
    wanted = set(content_terms(question.text))
    for part in plan.sub_questions:
        if wanted and not wanted & _terms(part):
            yield f"Sub-question {part.id} is off the subject: {part.question!r}."
    missing = _missing_terms(plan.sub_questions, question)
    if missing:
        yield "The plan does not cover these terms of the question: " + ", ".join(missing) + "."


def _missing_terms(parts: Sequence[SubQuestion], question: Question) -> tuple[str, ...]:
    """The question's terms that no part uses, if they are too many to pass."""
    wanted = list(dict.fromkeys(content_terms(question.text)))
    used = set().union(*(_terms(part) for part in parts)) if parts else set()
    missing = tuple(term for term in wanted if term not in used)
    return missing if len(missing) > len(wanted) * (1 - COVERED_TERMS) else ()


def _order_faults(parts: Sequence[SubQuestion]) -> Iterable[str]:
    ids = {part.id for part in parts}
    for part in parts:
        for before in part.after:
            if before not in ids:
                yield f"Sub-question {part.id} waits for {before}, which does not exist."
    for stuck in _in_cycles(parts):
        yield f"Sub-question {stuck} waits for itself in a circle."


def _in_cycles(parts: Sequence[SubQuestion]) -> tuple[str, ...]:
    """Ids that can never start because they wait for one another."""
    ids = {part.id for part in parts}
    waiting = {part.id: {each for each in part.after if each in ids} for part in parts}
    while True:
        ready = {each for each, before in waiting.items() if not before & waiting.keys()}
        if not ready:
            return tuple(part.id for part in parts if part.id in waiting)
        waiting = {each: before for each, before in waiting.items() if each not in ready}


def _worded(parts: Sequence[SubQuestion], repairs: "Repairs") -> tuple[SubQuestion, ...]:
    kept: list[SubQuestion] = []
    ids: set[str] = set()
    for part in parts:
        if not content_terms(part.question):
            repairs.tell("blank", question=repr(part.question))
            continue
        if part.id in ids:
            part = part.model_copy(update={"id": f"{part.id}-{len(kept) + 1}"})  # noqa: PLW2901
            repairs.tell("doubled_id", part=part.id)
        ids.add(part.id)
        short = part.question[:MAX_QUESTION_CHARS]
        queries = tuple(" ".join(query.split()[:MAX_QUERY_WORDS]) for query in part.queries)
        if (short, queries) != (part.question, part.queries):
            repairs.tell("shortened", part=part.id)
        kept.append(part.model_copy(update={"question": short, "queries": queries}))
    return tuple(kept)


def _without_duplicates(
    parts: Sequence[SubQuestion], repairs: "Repairs"
) -> tuple[SubQuestion, ...]:
    kept: list[SubQuestion] = []
    for part in parts:
        if any(_same(part, earlier) for earlier in kept):
            repairs.tell("duplicate", part=part.id)
        else:
            kept.append(part)
    return tuple(kept)


def _on_subject(
    parts: Sequence[SubQuestion], question: Question, repairs: "Repairs"
) -> tuple[SubQuestion, ...]:
    wanted = set(content_terms(question.text))
    kept = tuple(part for part in parts if not wanted or wanted & _terms(part))
    for part in parts:
        if part not in kept:
            repairs.tell("off_subject", part=part.id, question=repr(part.question))
    return kept


def _within_count(
    parts: Sequence[SubQuestion], question: Question, repairs: "Repairs"
) -> tuple[SubQuestion, ...]:
    limit = question.limits.max_sub_questions
    if len(parts) > limit:
        repairs.tell("too_many", count=len(parts) - limit)
        return tuple(parts[:limit])
    return tuple(parts)


def _covering(
    parts: Sequence[SubQuestion], question: Question, repairs: "Repairs"
) -> tuple[SubQuestion, ...]:
    """Adds the question itself where nothing is left or its own terms are missing."""
    missing = _missing_terms(parts, question)
    if parts and not missing:
        return tuple(parts)
    whole = SubQuestion(
        id=_free_id(parts),
        question=question.text[:MAX_QUESTION_CHARS],
        queries=(" ".join(question.text.split()[:MAX_QUERY_WORDS]),),
    )
    repairs.tell("added")
    return (*parts[: question.limits.max_sub_questions - 1], whole)


def _free_id(parts: Sequence[SubQuestion]) -> str:
    ids = {part.id for part in parts}
    number = len(parts) + 1
    while f"q{number}" in ids:
        number += 1
    return f"q{number}"


def _ordered(parts: Sequence[SubQuestion], repairs: "Repairs") -> tuple[SubQuestion, ...]:
    """Drops waits for what does not exist, then every wait inside a circle."""
    ids = {part.id for part in parts}
    known = tuple(
        part.model_copy(update={"after": tuple(each for each in part.after if each in ids)})
        for part in parts
    )
    if known != tuple(parts):
        repairs.tell("lost_waits")
    stuck = set(_in_cycles(known))
    if not stuck:
        return known
    repairs.tell("circles", parts=", ".join(sorted(stuck)))
    return tuple(
        part.model_copy(update={"after": ()}) if part.id in stuck else part for part in known
    )
