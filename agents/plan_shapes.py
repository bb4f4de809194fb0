"""Plans as the form of a report wants them: the direct way, and a user's own template."""

from wellread.domain import Plan, Question, SubQuestion
from wellread.evidence.terms import content_words

MAX_QUESTION_CHARS = 600
MAX_QUERY_WORDS = 12
SUBJECT_WORDS = 5
"""Of the question, beside what a section asks: with more, all sections would ask the same."""


def direct_plan(question: Question) -> Plan:
    """The question itself, searched for as it was asked: no planner and no review."""
    words = " ".join(question.text.split())
    part = SubQuestion(id="q1", question=words[:MAX_QUESTION_CHARS], queries=(words[:400],))
    return Plan(sub_questions=(part,), direct=True, made_by="extractive")


def fitted(plan: Plan, question: Question) -> Plan:
    """The plan in the order of the user's template, with a sub-question for each of its sections.

    What belongs to no section of the template is left out. Without a template the plan is
    returned as it is.
    """
    if question.form.depth == "deep":
        plan = plan.model_copy(update={"direct": False})
    template = question.form.template
    if not template:
        return plan
    chosen: list[SubQuestion] = []
    for number, section in enumerate(template, 1):
        own = [
            part
            for part in plan.sub_questions
            if part.section.casefold() == section.title.casefold()
        ]
        asked = (
            f"{section.title}: {section.instructions}" if section.instructions else section.title
        )
        subject = " ".join(content_words(question.text)[:SUBJECT_WORDS])
        queries = (f"{section.title} {subject}", " ".join(asked.split()[:MAX_QUERY_WORDS]))
        chosen += [part.model_copy(update={"section": section.title}) for part in own] or [
            SubQuestion(
                id=f"t{number}",
                question=f"{asked} ({subject})"[:MAX_QUESTION_CHARS],
                queries=queries if section.instructions else queries[:1],
                answered_when=section.instructions[:MAX_QUESTION_CHARS],
                section=section.title,
            )
        ]
    ids = {part.id for part in chosen}
    parts = tuple(
        part.model_copy(update={"after": tuple(each for each in part.after if each in ids)})
        for part in chosen[: question.limits.max_sub_questions]
    )
    return plan.model_copy(update={"sub_questions": parts, "direct": False})
