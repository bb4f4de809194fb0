"""The reviewer with a model."""

from agents.answers import ReviewerAnswer
from agents.fence import fenced, mark_of
from agents.prompts import render
from agents.roles import Ask, ReviewAnswer, ReviewRequest
from agents.wishes import search_language_wish
from wellread.archive.contract import Budget
from wellread.domain import Disagreement, MadeBy
from wellread.models.contract import ChatModels, ModelRequest

MAX_REVIEW_TOKENS = 1_500


class ModelReviewer:
    """Looks across the branches by asking the fast model."""

    made_by: MadeBy = "model"

    def __init__(self, models: ChatModels) -> None:
        self._models = models

    async def review(self, request: ReviewRequest, budget: Budget) -> ReviewAnswer:
        """See `roles.Reviewer`. One model call."""
        wish = search_language_wish(request.question)
        prompt = render(
            "review",
            question=request.question.text,
            evidence=_table(request),
            tried="\n".join(f"- {query}" for query in request.queries_tried),
            search_language=f"\n\n{wish.strip()}" if wish else "",
        )
        answer = await self._models.ask(
            ModelRequest(
                turn_id=request.question.id,
                purpose="review",
                role="fast",
                system=prompt.system,
                user=prompt.user,
                schema=ReviewerAnswer,
                max_tokens=MAX_REVIEW_TOKENS,
                branch=f"round {request.round}",
                budget=budget,
            )
        )
        return _known_only(answer, request)


def _table(request: ReviewRequest) -> str:
    mark = mark_of(request.question)
    coverage = {item.sub_question_id: item for item in request.coverage}
    parts = []
    for part in request.plan.sub_questions:
        statements = "\n".join(
            f"{finding.id}: {finding.statement}"
            for finding in request.findings
            if finding.sub_question_id == part.id
        )
        counted = coverage.get(part.id)
        looks = (
            f"{counted.findings} findings, {counted.origins} origins, looks {counted.status}"
            if counted
            else "no findings"
        )
        parts.append(
            f"Sub-question {part.id}: {part.question}\n{looks}\n"
            + fenced("evidence", part.id, statements or "nothing found", mark)
        )
    return "\n\n".join(parts)


def _known_only(answer: ReviewerAnswer, request: ReviewRequest) -> ReviewAnswer:
    """Leaves out asks and disagreements that name ids which do not exist."""
    parts = {part.id for part in request.plan.sub_questions}
    findings = {finding.id for finding in request.findings}
    return ReviewAnswer(
        asks=tuple(
            Ask(
                sub_question_id=item.sub_question_id,
                queries=tuple(query for query in item.queries if query),
                reason=item.reason,
            )
            for item in answer.missing
            if item.sub_question_id in parts and any(item.queries)
        ),
        disagreements=tuple(
            Disagreement(finding_ids=(item.first_id, item.second_id), about=item.about)
            for item in answer.contradictions
            if {item.first_id, item.second_id} <= findings and item.first_id != item.second_id
        ),
    )
