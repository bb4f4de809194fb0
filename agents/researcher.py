"""The researcher with a model: findings with quotes that code has found in the passage."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agents.answers import ExtractionAnswer, FindingAnswer, QueriesAnswer
from agents.fence import fenced, mark_of, place_of
from agents.prompts import render
from agents.roles import Extraction
from agents.simpler_answers import SimpleExtractionAnswer
from agents.wishes import search_language_wish
from wellread.archive.contract import Budget
from wellread.domain import Failure, Finding, MadeBy, Passage, Question, Task
from wellread.errors import WellreadError
from wellread.evidence.quotes import locate
from wellread.models.contract import ChatModels, ModelRequest

MAX_EXTRACTION_TOKENS = 3_000
MAX_QUERY_TOKENS = 300
GROUP_PASSAGES = 12
"""Passages that one call reads: a call takes as long as its answer, and two halves half as long."""
FINDINGS_PER_CALL = 4


@dataclass(frozen=True)
class _Taken:
    """What one group of passages gave."""

    found: list[tuple[FindingAnswer, Passage]]
    dropped: int = 0


class ModelResearcher:
    """Takes findings by asking the fast model; looks every quote up itself."""

    made_by: MadeBy = "model"

    def __init__(self, models: ChatModels) -> None:
        self._models = models

    async def extract(
        self, question: Question, task: Task, passages: Sequence[Passage], budget: Budget
    ) -> Extraction:
        """See `roles.Researcher`. One model call for every 12 passages, side by side.

        Each is followed by a second one where quotes were not found.
        """
        if not passages:
            return Extraction(findings=())
        groups = _groups(passages)
        taken = await asyncio.gather(
            *(self._taken(question, task, group, budget) for group in groups),
            return_exceptions=True,
        )
        errors = [each for each in taken if isinstance(each, BaseException)]
        if errors and (len(errors) == len(taken) or not isinstance(errors[0], WellreadError)):
            raise errors[0]
        parts = [each for each in taken if not isinstance(each, BaseException)]
        return Extraction(
            findings=_numbered(task, [pair for part in parts for pair in part.found]),
            dropped_quotes=sum(part.dropped for part in parts),
            failures=tuple(
                Failure(
                    kind="model",
                    where=f"extract {task.id}",
                    message=str(error),
                    effect=f"one of {len(groups)} groups of passages was not read",
                )
                for error in errors
            ),
        )

    async def _taken(
        self, question: Question, task: Task, passages: Sequence[Passage], budget: Budget
    ) -> "_Taken":
        """The findings of one group whose quotes were found, after one more try for the rest."""
        answer = await self._ask(question, task, passages, budget, retry="")
        found, lost = _split_by_quote(answer, passages)
        if not lost:
            return _Taken(found)
        retry = (
            "You were asked this before. These quotes do not stand in the passage they name; "
            "give only these findings again, each quote copied letter by letter. They are text of "
            "a source as well:\n" + fenced("found", "lost", _quotes(lost), mark_of(question))
        )
        again = await self._ask(question, task, passages, budget, retry=retry)
        mended, still_lost = _split_by_quote(again, passages)
        known = {(finding.start, finding.end) for _, finding in found}
        found += [pair for pair in mended if (pair[1].start, pair[1].end) not in known]
        return _Taken(found, len(still_lost))

    async def more_queries(
        self,
        question: Question,
        task: Task,
        tried: Sequence[str],
        findings: Sequence[Finding],
        budget: Budget,
    ) -> tuple[str, ...]:
        """See `roles.Researcher`. One model call."""
        mark = mark_of(question)
        prompt = render(
            "more_queries",
            question=question.text,
            sub_question=task.question,
            answered_when=task.answered_when or "the sources answer it directly",
            tried="\n".join(f"- {query}" for query in tried),
            mark=mark,
            found=fenced("found", task.id, _listed(item.statement for item in findings), mark),
            search_language=search_language_wish(question),
        )
        answer = await self._models.ask(
            ModelRequest(
                turn_id=question.id,
                purpose="more_queries",
                role="fast",
                system=prompt.system,
                user=prompt.user,
                schema=QueriesAnswer,
                max_tokens=MAX_QUERY_TOKENS,
                branch=task.id,
                budget=budget,
            )
        )
        known = {query.casefold() for query in tried}
        return tuple(query for query in answer.queries if query.casefold() not in known)

    async def _ask(
        self,
        question: Question,
        task: Task,
        passages: Sequence[Passage],
        budget: Budget,
        *,
        retry: str,
    ) -> ExtractionAnswer:
        mark = mark_of(question)
        prompt = render(
            "extract",
            question=question.text,
            sub_question=task.question,
            answered_when=task.answered_when or "the sources answer it directly",
            background=_background(task, mark),
            mark=mark,
            passages="\n\n".join(
                fenced("passage", f"P{number}", _shown(passage), mark)
                for number, passage in enumerate(passages, 1)
            ),
            count=str(FINDINGS_PER_CALL),
            retry=retry,
        )
        return await self._models.ask(
            ModelRequest(
                turn_id=question.id,
                purpose="extract",
                role="fast",
                system=prompt.system,
                user=prompt.user,
                schema=ExtractionAnswer,
                simpler=SimpleExtractionAnswer,
                max_tokens=MAX_EXTRACTION_TOKENS,
                branch=task.id,
                budget=budget,
            )
        )


def _background(task: Task, mark: str) -> str:
    if not task.background:
        return ""
    known = fenced("found", "before", _listed(task.background), mark)
    return f"Known from other researchers:\n{known}"


def _quotes(findings: Sequence[FindingAnswer]) -> str:
    return "\n".join(f'- {item.source}: "{item.quote}"' for item in findings)


def _listed(texts: Iterable[str]) -> str:
    return "\n".join(f"- {text}" for text in texts) or "nothing"


def _shown(passage: Passage) -> str:
    place = place_of(*passage.headings)
    return f"Source: {place}\n{passage.text}" if place else passage.text


def _split_by_quote(
    answer: ExtractionAnswer, passages: Sequence[Passage]
) -> tuple[list[tuple[FindingAnswer, Passage]], list[FindingAnswer]]:
    """Findings whose quote stands in a passage, as narrowed passages, and those without."""
    found: list[tuple[FindingAnswer, Passage]] = []
    lost: list[FindingAnswer] = []
    for item in answer.findings:
        span = _span_of(item, passages)
        if span is None:
            lost.append(item)
        else:
            found.append((item, span))
    return found, lost


def _span_of(item: FindingAnswer, passages: Sequence[Passage]) -> Passage | None:
    """The quoted part of the named passage, else of any other that holds the quote."""
    for passage in sorted(passages, key=lambda each: f"P{passages.index(each) + 1}" != item.source):
        span = locate(item.quote, passage.text)
        if span is not None:
            start, end = span
            return passage.model_copy(
                update={
                    "text": passage.text[start:end],
                    "start": passage.start + start,
                    "end": passage.start + end,
                }
            )
    return None


def _groups(passages: Sequence[Passage]) -> list[Sequence[Passage]]:
    """Passages dealt out in turn, so that each group has good ones."""
    count = -(-len(passages) // GROUP_PASSAGES)
    return [passages[first::count] for first in range(count)]


def _numbered(task: Task, found: Sequence[tuple[FindingAnswer, Passage]]) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            id=f"{task.id}.{number}",
            task_id=task.id,
            sub_question_id=task.sub_question_id,
            statement=item.statement,
            quote=passage.text,
            snapshot_id=passage.snapshot_id,
            start=passage.start,
            end=passage.end,
            headings=passage.headings,
            page=passage.page,
            place=passage.place,
            relevance=round(1 - (number - 1) / len(found), 3),
        )
        for number, (item, passage) in enumerate(found, 1)
    )
