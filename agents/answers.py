"""The schemas in which models answer. Long strings and lists are cut, never refused.

Strict structured output knows no greatest length, so the bound is not sent: the validator shortens
what comes back too long, so that a talkative model costs no second call.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, Field, WithJsonSchema, create_model


def first(count: int) -> BeforeValidator:
    """Keeps the first `count` items of a list."""

    def cut(value: object) -> object:
        return list(value)[:count] if isinstance(value, list) else value

    return BeforeValidator(cut)


Short = Annotated[
    str,
    BeforeValidator(lambda value: _squeezed(value, 200)),
    WithJsonSchema({"type": "string", "maxLength": 200}),
]
"""A heading, name, query or reason: at most 200 characters."""
Long = Annotated[
    str,
    BeforeValidator(lambda value: _squeezed(value, 600)),
    WithJsonSchema({"type": "string", "maxLength": 600}),
]
"""A sentence or two: at most 600 characters."""
Quoted = Annotated[
    str,
    BeforeValidator(lambda value: value[:1200] if isinstance(value, str) else value),
    WithJsonSchema({"type": "string", "maxLength": 1200}),
]
"""A verbatim quote: at most 1,200 characters, white space kept."""


Verdict = Literal["supported", "partly_supported", "not_supported", "contradicted"]


def _squeezed(value: object, max_chars: int) -> object:
    return " ".join(value.split())[:max_chars] if isinstance(value, str) else value


class SubQuestionAnswer(BaseModel):
    """One sub-question as the planner gives it."""

    question: Short
    queries: Annotated[list[Short], first(3)] = Field(description="Give 1 or 2 search queries.")
    answered_when: Short = ""
    section: Short = ""
    after_ids: list[int] = Field(default_factory=list)


class PlanAnswer(BaseModel):
    """A plan as the planner gives it."""

    role: Short = ""
    sub_questions: list[SubQuestionAnswer]
    assumptions: Annotated[list[Short], first(4)] = Field(
        default_factory=list, description="Give 2 at most."
    )
    open_points: Annotated[list[Short], first(4)] = Field(
        default_factory=list, description="Give 2 at most."
    )
    direct: bool = False


class FindingAnswer(BaseModel):
    """One finding as the model gives it; the quote is looked up by code afterwards."""

    source: Short
    statement: Long
    quote: Quoted


class ExtractionAnswer(BaseModel):
    """What a model took from the passages."""

    findings: Annotated[list[FindingAnswer], first(12)] = Field(
        description="Give 4 where the passages carry them; the most telling first."
    )


class QueriesAnswer(BaseModel):
    """Further search queries."""

    queries: Annotated[list[Short], first(3)] = Field(description="Give 2 search queries.")


class AskAnswer(BaseModel):
    """A wish for more searching."""

    sub_question_id: Short
    queries: Annotated[list[Short], first(3)] = Field(description="Give 1 or 2 search queries.")
    reason: Short = ""


class DisagreementAnswer(BaseModel):
    """Two findings that cannot both be right."""

    first_id: Short
    second_id: Short
    about: Short = ""


class ReviewerAnswer(BaseModel):
    """What the reviewer wants and saw."""

    missing: Annotated[list[AskAnswer], first(6)] = Field(
        default_factory=list, description="Further searches; usually empty."
    )
    contradictions: Annotated[list[DisagreementAnswer], first(6)] = Field(default_factory=list)


class SentenceAnswer(BaseModel):
    """One sentence with the ids of the evidence it rests on."""

    sentence: Long
    evidence: Annotated[list[Short], first(6)] = Field(default_factory=list)
    new_paragraph: bool = False


class CellAnswer(BaseModel):
    """One cell of a table: words of an item's quote; empty where no item says it."""

    evidence: Short = ""
    words: Short = ""


class RowAnswer(BaseModel):
    """One thing with a cell for each attribute."""

    thing: Short
    cells: Annotated[list[CellAnswer], first(5)] = Field(default_factory=list)


class TableAnswer(BaseModel):
    """The same attributes of several things."""

    attributes: Annotated[list[Short], first(5)] = Field(default_factory=list)
    rows: Annotated[list[RowAnswer], first(12)] = Field(default_factory=list)


class SectionAnswer(BaseModel):
    """A section, sentence by sentence."""

    sentences: Annotated[list[SentenceAnswer], first(80)] = Field(
        description="In the order of reading."
    )


class ComparingSectionAnswer(SectionAnswer):
    """The same with a table, where the question asks to compare."""

    tables: Annotated[list[TableAnswer], first(1)] = Field(
        default_factory=list, description="One at most; usually empty."
    )


class SummaryAnswer(BaseModel):
    """The opening summary, sentence by sentence."""

    sentences: Annotated[list[SentenceAnswer], first(6)] = Field(
        description="Write 3 sentences, or up to 5 where the answer needs them."
    )


class MendedAnswer(BaseModel):
    """A mended sentence under the id of the one it replaces."""

    claim: Short
    sentence: Long
    evidence: Annotated[list[Short], first(6)] = Field(default_factory=list)


class RewriteAnswer(BaseModel):
    """Mended sentences."""

    mended: Annotated[list[MendedAnswer], first(40)] = Field(default_factory=list)


class VerdictAnswer(BaseModel):
    """What the checker says of one sentence."""

    claim: Short
    verdict: Verdict
    reason: Short = ""

    @property
    def carrying_texts(self) -> frozenset[str]:
        """Labels of the cited texts that carry the sentence; empty where none was named."""
        return frozenset()


class VerdictOnTextsAnswer(VerdictAnswer):
    """The same, and which of several cited texts carry the sentence or a part of it."""

    text_ids: Annotated[list[Short], first(12)] = Field(default_factory=list)

    @property
    def carrying_texts(self) -> frozenset[str]:
        """See `VerdictAnswer`."""
        return frozenset(label.strip("[] ") for label in self.text_ids)


class VerificationAnswer(BaseModel):
    """Verdicts, one for each sentence."""

    verdicts: list[VerdictAnswer]


def verification_of(count: int, *, on_texts: bool = False) -> type[VerificationAnswer]:
    """The verification schema that tells the model to give `count` verdicts.

    With `on_texts` each verdict also names the texts that carry the sentence.
    """
    verdict = VerdictOnTextsAnswer if on_texts else VerdictAnswer
    return create_model(
        "VerificationAnswer",
        __base__=VerificationAnswer,
        verdicts=(
            list[verdict],  # type: ignore[valid-type]
            Field(json_schema_extra={"minItems": count, "maxItems": count}),
        ),
    )
