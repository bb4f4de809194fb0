"""Which of a claim's citations carry it, and what carries it where none of them does.

A claim and its citation are two things: the sentence may be true and stand in one source while
another is cited. All of it is decided by code alone, from the stored snapshots.
"""

from collections.abc import Iterable, Mapping, Sequence

from wellread.domain import Citation, Claim, Verdict
from wellread.evidence.checks import CheckResult, check_text
from wellread.evidence.checks.wording import overlap
from wellread.evidence.context import EvidenceText
from wellread.evidence.terms import content_terms, share_of

IDLE: tuple[Verdict, ...] = ("not_supported", "contradicted", "not_checked")
"""Verdicts of a citation that is of no use beside one that carries the sentence."""
SAME_TERMS = 0.9
"""Share of a claim's content words that a quote must hold to be compared with it at all."""


def check_against(claim: str, texts: Sequence[EvidenceText]) -> CheckResult:
    """The verdict by code on a claim against quotes and the text around them."""
    return check_text(
        claim,
        [text.quote for text in texts],
        [f"{text.title}\n\n{text.context}" if text.title else text.context for text in texts],
    )


def says(claim: str, quote: str) -> bool:
    """Whether a quote alone says what the claim says, in nearly its words."""
    if share_of(content_terms(claim), content_terms(quote)) < SAME_TERMS:
        return False
    return check_text(claim, [quote], []).verdict == "supported"


def cited_sources(
    claim: Claim, evidence: Mapping[str, EvidenceText]
) -> tuple[tuple[EvidenceText, ...], ...]:
    """What the claim cites, the quotes of one source together, in the order of mention."""
    sources: dict[str, list[EvidenceText]] = {}
    for text in (evidence[each] for each in claim.finding_ids if each in evidence):
        sources.setdefault(text.snapshot_id or text.finding_id, []).append(text)
    return tuple(map(tuple, sources.values()))


def checked_apart(claim: Claim, evidence: Mapping[str, EvidenceText]) -> tuple[Citation, ...]:
    """Each of several cited sources with its own verdict; empty for a claim with one.

    One that brings a part which the others lack is `partly_supported`: two sources may carry a
    sentence together that neither carries alone.
    """
    sources = cited_sources(claim, evidence)
    if len(sources) == 1:
        return ()
    return tuple(
        _alone(claim, source, [other for other in sources if other is not source])
        for source in sources
    )


def _alone(
    claim: Claim, source: Sequence[EvidenceText], others: Iterable[Sequence[EvidenceText]]
) -> Citation:
    result = check_against(claim.text, source)
    verdict, reason = result.verdict, result.reason
    if verdict in {"not_supported", "not_checked"} and _adds(claim, source, others):
        verdict, reason = "partly_supported", "It carries a part that the others lack."
    ids = tuple(text.finding_id for text in source)
    return Citation(finding_ids=ids, verdict=verdict, reason=reason)


def _adds(
    claim: Claim, source: Sequence[EvidenceText], others: Iterable[Sequence[EvidenceText]]
) -> bool:
    """Whether words of the claim stand in this source and in none of the others."""
    own = "\n".join(text.context for text in source)
    rest = "\n".join(text.context for other in others for text in other)
    return overlap(claim.text, f"{rest}\n{own}") > overlap(claim.text, rest)


def without_idle(claim: Claim) -> Claim:
    """The claim without the citations that nobody found to carry it, where another one does.

    That includes what neither code nor a model could tell: a reader who opens a cited source must
    find the sentence there. Nothing is taken from a claim that no source carries alone: it is
    judged as a whole.
    """
    idle = [each for each in claim.citations if each.verdict in IDLE]
    if not idle or not any(each.verdict == "supported" for each in claim.citations):
        return claim
    gone = {finding_id for each in idle for finding_id in each.finding_ids}
    kept = tuple(each for each in claim.citations if each not in idle)
    return claim.model_copy(
        update={
            "finding_ids": tuple(each for each in claim.finding_ids if each not in gone),
            "citations": kept if len(kept) > 1 else (),
            "dropped": (*claim.dropped, *idle),
        }
    )


def with_right_citations(
    claims: Iterable[Claim], evidence: Mapping[str, EvidenceText]
) -> tuple[Claim, ...]:
    """The claims, each citing what says it where its own citations do not.

    `evidence` holds more than what is cited: all that the writer saw. A claim is moved only to a
    quote that says it in nearly its own words; its old citations are kept in `dropped`.
    """
    return tuple(_rightly_cited(claim, evidence) for claim in claims)


def _rightly_cited(claim: Claim, evidence: Mapping[str, EvidenceText]) -> Claim:
    cited = [evidence[each] for each in claim.finding_ids if each in evidence]
    if cited and any(_holds(claim.text, text.quote) for text in cited):
        return claim
    saying = [
        key
        for key, text in evidence.items()
        if key not in claim.finding_ids and says(claim.text, text.quote)
    ]
    if not saying or (cited and check_against(claim.text, cited).verdict == "supported"):
        return claim
    wrong = tuple(
        Citation(
            finding_ids=tuple(text.finding_id for text in source),
            verdict="not_supported",
            reason="It does not say this; what is cited now does.",
        )
        for source in cited_sources(claim, evidence)
    )
    return claim.model_copy(
        update={"finding_ids": (saying[0],), "dropped": (*claim.dropped, *wrong)}
    )


def _holds(claim: str, quote: str) -> bool:
    """Whether the claim stands in the quote letter by letter, white space aside."""
    return " ".join(claim.split()) in " ".join(quote.split())
