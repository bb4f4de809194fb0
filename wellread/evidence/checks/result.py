"""What a check gives, and what it looks at."""

from dataclasses import dataclass

from wellread.domain import Verdict


@dataclass(frozen=True)
class CheckResult:
    """The verdict on one claim."""

    verdict: Verdict
    reason: str
    """One sentence for the reader."""
    kinds: tuple[str, ...] = ()
    """What was found wrong (`number`, `negation`, ...), or how support was found."""
    closeness: float = 0.0
    """Share, 0 to 1, of the claim's content words that stand in its evidence."""


@dataclass(frozen=True)
class Comparison:
    """A claim beside one sentence of its evidence."""

    claim: str
    sentence: str
    evidence: str
    """All quotes and contexts, in which the sentence stands."""
    overlap: float
    """Share of the claim's content words, numbers apart, that stand in the sentence."""
    twin: bool = False
    """The sentence says what the claim says in the same words: facts in their places must agree."""


@dataclass(frozen=True)
class Fault:
    """One way in which a claim and a sentence differ."""

    kind: str
    verdict: Verdict
    reason: str
    turns: bool = False
    """It turns the meaning round: two such faults cancel each other ("not slower", "faster")."""
