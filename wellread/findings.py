"""The domain's evidence: what was found, how well that answers, and the claims made of it."""

from typing import Literal

from wellread.figures import Comparison
from wellread.values import Frozen

Verdict = Literal["supported", "partly_supported", "not_supported", "contradicted", "not_checked"]
CoverageStatus = Literal["covered", "thin", "none"]
MadeBy = Literal["model", "extractive"]


class Finding(Frozen):
    """A statement with the verbatim quote it rests on: `snapshot.text[start:end]`."""

    id: str
    task_id: str
    sub_question_id: str
    statement: str
    quote: str
    snapshot_id: str
    start: int
    end: int
    headings: tuple[str, ...] = ()
    page: int | None = None
    place: str = ""
    """Instead of a page: `sheet Budget`, `slide 4`."""
    superseded_by: str = ""
    """For a sentence of an outdated version: the finding of the current one. No claim cites it."""
    relevance: float = 0.0
    """How close to the sub-question, 0 to 1, for ordering."""


class Coverage(Frozen):
    """How well one sub-question is answered by the findings."""

    sub_question_id: str
    status: CoverageStatus
    findings: int = 0
    origins: int = 0
    reason: str = ""
    unmet: tuple[str, ...] = ()
    """Words of the question that are hardly spoken of, where that makes it thin."""


class Disagreement(Frozen):
    """Two findings that cannot both be right."""

    finding_ids: tuple[str, str]
    about: str


class SectionPlan(Frozen):
    """One section of the outline with the findings that are its own and no other section's."""

    id: str
    title: str
    sub_question_ids: tuple[str, ...]
    finding_ids: tuple[str, ...]
    words: int = 300
    instructions: str = ""
    """What a user's template says of it."""


class Citation(Frozen):
    """One source that a claim cites, and what the check said of it alone."""

    finding_ids: tuple[str, ...]
    """The findings of this source that the claim rests on."""
    verdict: Verdict = "not_checked"
    reason: str = ""


class Claim(Frozen):
    """One sentence that states something, with the findings it cites and what the check said."""

    id: str
    text: str
    finding_ids: tuple[str, ...] = ()
    verdict: Verdict = "not_checked"
    reason: str = ""
    kinds: tuple[str, ...] = ()
    """What the check by code found wrong (`number`, `negation`, ...), or how it found support."""
    closeness: float = 1.0
    """Share, 0 to 1, of its content words that stand in what it cites."""
    checked_by: tuple[Literal["code", "model"], ...] = ()
    citations: tuple[Citation, ...] = ()
    """One for each of several cited sources, checked by itself; empty where the claim cites one."""
    dropped: tuple[Citation, ...] = ()
    """What the draft cited and the check took away, because it does not carry the claim."""
    starts_paragraph: bool = False


class SectionText(Frozen):
    """A written and checked section."""

    section_id: str
    title: str
    claims: tuple[Claim, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    """Tables that the writer proposed; in a finished section only with cells that hold."""
    removed: tuple[Claim, ...] = ()
    """Claims that failed the check twice and do not stand in the report."""
    dropped_citations: int = 0
    """Citations of ids that do not exist, or not in this section."""
    made_by: MadeBy = "model"
