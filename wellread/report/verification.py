"""A foreign report's check: where its pages may be read, and what came out."""

from wellread.domain import Frozen, Source, SourceChoice, Totals
from wellread.report.claims import ClaimRow


class Places(Frozen):
    """Where the cited pages may be read, and who may check."""

    sources: SourceChoice = SourceChoice()
    """With `web`, every web address that the report cites; with `urls`, these alone."""
    stored: tuple[Source, ...] = ()
    """Of a run: their snapshots stand for their addresses, and nothing is fetched for them."""
    use_models: bool = True
    max_cost_usd: float | None = None


class SourceRead(Frozen):
    """How the reading of one cited address went."""

    label: str = ""
    address: str
    snapshot_id: str = ""
    title: str = ""
    problem: str = ""
    """Why it could not be read; empty where it was."""


class UncitedSentence(Frozen):
    """A sentence that cites nothing: no claim, and never checked."""

    line: int
    text: str


class UnmatchedCitation(Frozen):
    """A citation that leads to no address."""

    line: int
    mark: str
    """As it stands in the text: `[7]`, `(Miller, 2021)`."""
    problem: str


class Verification(Frozen):
    """What the check gave."""

    title: str = ""
    totals: Totals = Totals()
    claims: tuple[ClaimRow, ...] = ()
    """The sentences that cite something, in the report's order."""
    sources: tuple[SourceRead, ...] = ()
    unmatched: tuple[UnmatchedCitation, ...] = ()
    uncited: tuple[UncitedSentence, ...] = ()
    cost_usd: float | None = 0.0
    """What the checks by a model have cost; None where a price is unknown."""
