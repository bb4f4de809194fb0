"""Smaller schemas, in which a model is asked that failed at the whole one twice.

They have one list each, so that a bare list or a small slip in the form can still be read.
"""

import re
from typing import Annotated

from pydantic import BaseModel, Field

from agents.answers import (
    ExtractionAnswer,
    FindingAnswer,
    Long,
    PlanAnswer,
    Quoted,
    SectionAnswer,
    SentenceAnswer,
    Short,
    SubQuestionAnswer,
    SummaryAnswer,
    Verdict,
    VerdictAnswer,
    VerificationAnswer,
    first,
)
from wellread.models.contract import Simpler

_CITED = re.compile(r"\s*\[([A-Z]\d+(?:[\s,;]+[A-Z]\d+)*)\]")
_LABEL = re.compile(r"[A-Z]\d+")


class SimplePlanAnswer(Simpler[PlanAnswer]):
    """A plan as its questions alone; each is its own query."""

    questions: list[Short]

    def whole(self) -> PlanAnswer:
        """See `Simpler`."""
        asked = [SubQuestionAnswer(question=each, queries=[]) for each in self.questions]
        return PlanAnswer(sub_questions=asked)


class SimpleExtractionAnswer(Simpler[ExtractionAnswer]):
    """Findings as their quotes alone; code finds the passage, and the quote is the statement."""

    quotes: Annotated[list[Quoted], first(12)] = Field(
        description="Sentences copied from the passages letter by letter; 4 at most."
    )

    def whole(self) -> ExtractionAnswer:
        """See `Simpler`."""
        found = [FindingAnswer(source="", statement=each, quote=each) for each in self.quotes]
        return ExtractionAnswer(findings=found)


class SimpleSectionAnswer(Simpler[SectionAnswer]):
    """A section as lines of text."""

    lines: Annotated[list[Long], first(80)] = Field(
        description="One sentence each, behind it the ids that it rests on: It is long. [E2] [E5]"
    )

    def whole(self) -> SectionAnswer:
        """See `Simpler`."""
        return SectionAnswer(sentences=[_sentence(line) for line in self.lines])


class SimpleSummaryAnswer(Simpler[SummaryAnswer]):
    """A summary as lines of text."""

    lines: Annotated[list[Long], first(6)] = Field(
        description="One sentence each, behind it the ids that it rests on: It is long. [C2] [C5]"
    )

    def whole(self) -> SummaryAnswer:
        """See `Simpler`."""
        return SummaryAnswer(sentences=[_sentence(line) for line in self.lines])


class SimpleVerdictAnswer(BaseModel):
    """A verdict without its reason."""

    claim: Short
    verdict: Verdict


class SimpleVerificationAnswer(Simpler[VerificationAnswer]):
    """Verdicts alone."""

    verdicts: list[SimpleVerdictAnswer]

    def whole(self) -> VerificationAnswer:
        """See `Simpler`."""
        told = [VerdictAnswer(claim=each.claim, verdict=each.verdict) for each in self.verdicts]
        return VerificationAnswer(verdicts=told)


def _sentence(line: str) -> SentenceAnswer:
    labels = [label for cited in _CITED.findall(line) for label in _LABEL.findall(cited)]
    return SentenceAnswer(sentence=_CITED.sub("", line), evidence=labels)
