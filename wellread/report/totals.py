"""The claims of a report, counted."""

from collections.abc import Mapping, Sequence

from wellread.domain import Claim, Finding, SectionText, Source, Totals, Verdict
from wellread.evidence.origins import origin_of
from wellread.languages import Count

AGAINST: tuple[Verdict, ...] = ("contradicted", "not_supported")
"""Verdicts that speak against a claim or a citation."""


def totals_of(claims: Sequence[Claim], *, uncited: int = 0, one_origin: int = 0) -> Totals:
    """The claims' verdicts, and those of their several citations, counted."""
    verdicts = [claim.verdict for claim in claims]
    return Totals(
        claims=len(verdicts),
        checked=len(verdicts) - verdicts.count("not_checked"),
        supported=verdicts.count("supported"),
        partly_supported=verdicts.count("partly_supported"),
        not_supported=verdicts.count("not_supported"),
        contradicted=verdicts.count("contradicted"),
        not_checked=verdicts.count("not_checked"),
        uncited=uncited,
        one_origin=one_origin,
        citations_doubted=sum(
            citation.verdict in AGAINST for claim in claims for citation in claim.citations
        ),
    )


def totals_of_draft(
    drawn_together: Sequence[Claim],
    sections: Sequence[SectionText],
    findings: Mapping[str, Finding],
    sources: Mapping[str, Source],
    *,
    removed: int,
) -> Totals:
    """The totals of our own report, with what the check took out of its draft.

    `drawn_together` are the claims of its opening and conclusion; `removed` were there as well.
    """
    claims = (*drawn_together, *(claim for part in sections for claim in part.claims))
    origins = [
        {_origin(findings[each], sources) for each in claim.finding_ids if each in findings}
        for claim in claims
    ]
    return totals_of(claims, one_origin=sum(len(each) == 1 for each in origins)).model_copy(
        update={
            "removed": removed + sum(len(part.removed) for part in sections),
            "citations_dropped": sum(part.dropped_citations for part in sections)
            + sum(len(claim.dropped) for claim in claims),
        }
    )


def checked_line(totals: Totals) -> str:
    """How much was checked and what came of it, in one sentence."""
    doubts = [
        f"{count} {words}"
        for count, words in (
            (totals.partly_supported, "partly supported"),
            (totals.not_checked, "not checked"),
            (totals.removed, "removed"),
            (
                totals.citations_dropped,
                f"{Count(totals.citations_dropped):citation|citations} dropped",
            ),
        )
        if count
    ]
    told = "".join(f", {each}" for each in doubts)
    claims = Count(totals.claims)
    return (
        f"{totals.checked} of {claims} {claims:claim|claims} checked, "
        f"{totals.supported} supported{told}."
    )


def _origin(finding: Finding, sources: Mapping[str, Source]) -> str:
    source = sources.get(finding.snapshot_id)
    return (source.origin or origin_of(source.address)) if source else finding.snapshot_id
