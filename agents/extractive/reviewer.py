"""A review without a model: what is thin by count, and numbers that do not agree."""

# ruff: noqa: ARG002 - the roles' interface hands over more than code needs

from collections.abc import Iterator

from agents.extractive.researcher import new_queries
from agents.roles import Ask, ReviewAnswer, ReviewRequest
from wellread.archive.contract import Budget
from wellread.domain import MadeBy
from wellread.evidence.disagreements import disagreements_in


class ExtractiveReviewer:
    """Asks again where the coverage is thin and shows where sources give different numbers."""

    made_by: MadeBy = "extractive"

    async def review(self, request: ReviewRequest, budget: Budget) -> ReviewAnswer:
        """New queries for each thin or missing sub-question, and disagreements by number.

        A sub-question for which no new query can be thought of is not asked for again. Free of
        cost: `budget` is not touched.
        """
        return ReviewAnswer(
            asks=tuple(_asks(request)), disagreements=tuple(disagreements_in(request.findings))
        )


def _asks(request: ReviewRequest) -> Iterator[Ask]:
    questions = {part.id: part.question for part in request.plan.sub_questions}
    for coverage in request.coverage:
        if coverage.status == "covered" or coverage.sub_question_id not in questions:
            continue
        own = [
            finding
            for finding in request.findings
            if finding.sub_question_id == coverage.sub_question_id
        ]
        queries = new_queries(questions[coverage.sub_question_id], own, request.queries_tried)
        if queries:
            yield Ask(
                sub_question_id=coverage.sub_question_id, queries=queries, reason=coverage.reason
            )
