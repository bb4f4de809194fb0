"""What is said in nearly the same words twice stands in the report once."""

import re
from collections.abc import Sequence

from wellread.domain import Claim, SectionText
from wellread.evidence.shingles import resemblance, sketch_of
from wellread.evidence.terms import content_terms

SAID_AGAIN = 0.8
"""Share of common word pairs from which two sentences say the same."""
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_Saying = tuple[frozenset[int], frozenset[str], str]


def said_once(
    sections: Sequence[SectionText], drawn_together: Sequence[Claim] = ()
) -> tuple[SectionText, ...]:
    """The sections without sentences that an earlier one has said; numbers must be the same.

    A section of quotes is also without those that opening or conclusion, `drawn_together`, quote
    from it. What a model writes they say again in other words, and it stays whole.
    """
    quoted = list(map(_saying, drawn_together))
    said: list[_Saying] = []
    kept = []
    for section in sections:
        before = quoted if section.made_by == "extractive" else []
        claims: list[Claim] = []
        opens = False
        for claim in section.claims:
            saying = _saying(claim)
            opens = opens or claim.starts_paragraph
            if any(_again(saying, earlier) for earlier in (*before, *said)):
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
