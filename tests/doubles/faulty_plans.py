"""Twenty plans that cannot be carried out, each with words that name its fault."""

from datetime import UTC, datetime

from wellread.domain import Limits, Plan, Question, SubQuestion

QUESTION = Question(
    id="t1",
    text="How is the Ellmouth tram network paid for, and what do tickets cost?",
    asked_at=datetime(2026, 11, 23, tzinfo=UTC),
    limits=Limits(max_sub_questions=4),
)
PAID = SubQuestion(id="q1", question="How is the Ellmouth tram network paid for?")
COST = SubQuestion(id="q2", question="What do tickets of the Ellmouth tram cost?")


def plan_of(*parts: SubQuestion, direct: bool = False) -> Plan:
    return Plan(sub_questions=parts, direct=direct)


def numbered(count: int) -> tuple[SubQuestion, ...]:
    subjects = ["wages", "depots", "wheels", "rails", "power", "snow", "strikes", "noise", "bells"]
    return tuple(
        SubQuestion(id=f"q{number}", question=f"Ellmouth tram tickets and {subject} {number}?")
        for number, subject in enumerate((subjects * 5)[:count], 1)
    )


FAULTY = {
    "no sub-question": (plan_of(), "no sub-question"),
    "forty sub-questions": (plan_of(*numbered(40)), "at most 4"),
    "five sub-questions": (plan_of(*numbered(5)), "at most 4"),
    "the same twice": (plan_of(PAID, COST.model_copy(update={"question": PAID.question})), "same"),
    "the same in other order": (
        plan_of(PAID, COST, SubQuestion(id="q3", question="The tram of Ellmouth: cost of tickets")),
        "same",
    ),
    "off the subject": (
        plan_of(PAID, COST, SubQuestion(id="q3", question="Who won the chess olympiad?")),
        "off the subject",
    ),
    "wholly off the subject": (
        plan_of(SubQuestion(id="q1", question="Who won the chess olympiad?")),
        "off the subject",
    ),
    "half the question missing": (
        plan_of(SubQuestion(id="q1", question="When was Ellmouth founded?")),
        "does not cover",
    ),
    "a circle of two": (
        plan_of(
            PAID.model_copy(update={"after": ("q2",)}), COST.model_copy(update={"after": ("q1",)})
        ),
        "circle",
    ),
    "waits for itself": (plan_of(PAID.model_copy(update={"after": ("q1",)}), COST), "circle"),
    "a circle of three": (
        plan_of(
            *(
                part.model_copy(update={"after": (f"q{number % 3 + 1}",)})
                for number, part in enumerate(numbered(3), 1)
            )
        ),
        "circle",
    ),
    "waits for what is not there": (
        plan_of(PAID, COST.model_copy(update={"after": ("q9",)})),
        "does not exist",
    ),
    "an empty question": (plan_of(PAID, COST, SubQuestion(id="q3", question="")), "asks nothing"),
    "a question of stop words": (
        plan_of(PAID, COST, SubQuestion(id="q3", question="What is it and why?")),
        "asks nothing",
    ),
    "an endless question": (
        plan_of(PAID, COST, SubQuestion(id="q3", question="tram " + "about depots " * 80)),
        "longer than",
    ),
    "an endless query": (
        plan_of(PAID.model_copy(update={"queries": ("tram " * 300,)}), COST),
        "longer than",
    ),
    "a doubled id": (plan_of(PAID, COST.model_copy(update={"id": "q1"})), "several"),
    "direct with two parts": (plan_of(PAID, COST, direct=True), "exactly one"),
    "only punctuation": (plan_of(SubQuestion(id="q1", question="?!…")), "asks nothing"),
    "duplicates and a circle": (
        plan_of(
            PAID.model_copy(update={"after": ("q2",)}),
            PAID.model_copy(update={"id": "q2", "after": ("q1",)}),
        ),
        "circle",
    ),
}
