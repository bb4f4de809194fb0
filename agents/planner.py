"""The planner with a model."""

from agents.answers import PlanAnswer
from agents.prompts import render
from agents.roles import PlanRequest
from wellread.domain import MadeBy, Plan, SubQuestion
from wellread.models.contract import ChatModels, ModelRequest

MAX_PLAN_TOKENS = 4_000
"""Room for a reasoning model's hidden tokens beside a plan of a few hundred."""


class ModelPlanner:
    """Splits the question by asking the planner model."""

    made_by: MadeBy = "model"

    def __init__(self, models: ChatModels) -> None:
        self._models = models

    async def plan(self, request: PlanRequest) -> Plan:
        """See `roles.Planner`. One model call."""
        question = request.question
        prompt = render(
            "plan",
            today=question.asked_on.isoformat(),
            question=question.text,
            max_sub_questions=str(question.limits.max_sub_questions),
            context=_context(request),
        )
        answer = await self._models.ask(
            ModelRequest(
                turn_id=question.id,
                purpose="plan",
                role="planner",
                system=prompt.system,
                user=prompt.user,
                schema=PlanAnswer,
                max_tokens=MAX_PLAN_TOKENS,
                attempt=request.attempt,
                budget=request.budget,
            )
        )
        return _plan_of(answer)


def _context(request: PlanRequest) -> str:
    parts = []
    if request.question.earlier:
        parts.append(
            "Earlier questions of this conversation:\n"
            + "\n".join(f"- {text}" for text in request.question.earlier)
        )
    if request.known:
        parts.append(
            "Already found, so nobody needs to search for it again:\n"
            + "\n".join(f"- {text}" for text in request.known)
        )
    if request.rejected is not None:
        shown = "\n".join(
            f"{number}. {part.question}"
            for number, part in enumerate(request.rejected.sub_questions, 1)
        )
        parts.append(f"Your last plan was sent back:\n{shown}")
    if request.faults:
        parts.append(
            "Its faults, each to be mended:\n" + "\n".join(f"- {text}" for text in request.faults)
        )
    if request.question.remarks:
        parts.append(
            "What the human wants of the plan:\n"
            + "\n".join(f"- {text}" for text in request.question.remarks)
        )
    return "\n\n".join(parts)


def _plan_of(answer: PlanAnswer) -> Plan:
    return Plan(
        role=answer.role,
        sub_questions=tuple(
            SubQuestion(
                id=f"q{number}",
                question=part.question,
                queries=tuple(part.queries),
                answered_when=part.answered_when,
                section=part.section,
                after=tuple(f"q{before}" for before in part.after_ids),
            )
            for number, part in enumerate(answer.sub_questions, 1)
        ),
        assumptions=tuple(answer.assumptions),
        open_points=tuple(answer.open_points),
        direct=answer.direct,
        made_by="model",
    )
