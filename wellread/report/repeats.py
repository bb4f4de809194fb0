"""What two sections say in nearly the same words stands in the report once."""

import re
from collections.abc import Sequence

from wellread.domain import Claim, SectionText
from wellread.evidence.shingles import resemblance, sketch_of
from wellread.evidence.terms import content_terms

SAID_AGAIN = 0.8
"""Share of common word pairs from which two sentences say the same."""
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_Saying = tuple[frozenset[int], frozenset[str], str]


def said_once(sections: Sequence[SectionText]) -> tuple[SectionText, ...]:
    """The sections without sentences that an earlier one has said; numbers must be the same."""
    said: list[_Saying] = []
    kept = []
    for section in sections:
        claims: list[Claim] = []
        opens = False
        for claim in section.claims:
            saying = _saying(claim)
            opens = opens or claim.starts_paragraph
            if any(_again(saying, earlier) for earlier in said):
                continue
            said.append(saying)
            claims.append(claim.model_copy(update={"starts_paragraph": opens}))
            opens = False
        kept.append(section.model_copy(update={"claims": tuple(claims)}))
    return tuple(kept)


def _saying(claim: Claim) -> _Saying:
    words = " ".join(claim.text.casefold().split())
    return sketch_of(content_terms(words), 2), frozenset(_NUMBER.findall(words)), words


def _again(saying: _Saying, earlier: _Saying) -> bool:
    pairs, numbers, words = saying
    return words == earlier[2] or (
        bool(pairs) and numbers == earlier[1] and resemblance(pairs, earlier[0]) > SAID_AGAIN
    )
