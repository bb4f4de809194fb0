"""Claims beside their evidence: what each rests on, who says the same, who says otherwise."""

from collections.abc import Mapping, Sequence

from wellread.domain import (
    Claim,
    Disagreement,
    Finding,
    Frozen,
    Report,
    SectionText,
    Source,
    Verdict,
)
from wellread.evidence.attribution import says
from wellread.evidence.origins import origin_of
from wellread.languages import phrases


class Evidence(Frozen):
    """A quote and where it stands: `snapshot.text[start:end]`."""

    finding_id: str
    quote: str
    snapshot_id: str
    start: int
    end: int
    headings: tuple[str, ...] = ()
    page: int | None = None
    place: str = ""
    address: str = ""
    title: str = ""
    origin: str = ""
    number: int = 0
    """In the report's list of sources; 0 where it is not cited."""
    verdict: Verdict | None = None
    """What this source says of the claim alone, where the claim cites several."""
    reason: str = ""
    about: str = ""
    """What the disagreement is about, for a quote that says otherwise."""
    problem: str = ""
    """Why the stored text could not be read again."""


class Recheck(Frozen):
    """What code alone says, from the stored snapshots read again."""

    verdict: Verdict
    reason: str = ""
    differs: bool = False
    """Whether the verdict is not the report's own."""


class ClaimRow(Claim):
    """A claim as `wellread show --claims` and `wellread verify` list it."""

    section: str = ""
    line: int = 0
    """Where it begins in the checked file, from 1; 0 in a report of our own."""
    cites: tuple[str, ...] = ()
    """Labels and addresses as a checked file gives them."""
    passages: tuple[Evidence, ...] = ()
    """What it cites."""
    origins: int = 0
    """Independent origins among the passages."""
    says_the_same: tuple[Evidence, ...] = ()
    """Quotes of other origins that it does not cite and that say the same by code's check."""
    says_otherwise: tuple[Evidence, ...] = ()
    """The other sides of disagreements that the reviewer saw."""
    recheck: Recheck | None = None


def rows_of(
    report: Report, findings: Sequence[Finding] = (), sources: Sequence[Source] = ()
) -> tuple[ClaimRow, ...]:
    """The report's claims, summary first, each with its evidence.

    Args:
        report: its own findings and references are always known.
        findings: those of the whole run, where they are at hand: what was found and not cited.
        sources: their sources.
    """
    known = {each.id: each for each in (*findings, *report.findings)}
    places = _Places(report, sources)
    say = phrases(report.question.form.language)
    sections = (
        SectionText(section_id="", title=say("headings.summary"), claims=report.summary),
        *report.sections,
        SectionText(section_id="", title=say("headings.conclusion"), claims=report.conclusion),
    )
    return tuple(
        _row(claim, section.title, known, places, report.disagreements)
        for section in sections
        for claim in section.claims
    )


class _Places:
    """Findings as evidence, with the address and title of their source."""

    def __init__(self, report: Report, sources: Sequence[Source]) -> None:
        cited = [reference.source for reference in report.references]
        self._sources = {each.snapshot_id: each for each in (*cited, *sources)}
        self._numbers = {each.source.snapshot_id: each.number for each in report.references}

    def of(self, finding: Finding, about: str = "") -> Evidence:
        """The finding's quote and place."""
        source = self._sources.get(finding.snapshot_id)
        return evidence_of(
            finding, source, number=self._numbers.get(finding.snapshot_id, 0), about=about
        )


def evidence_of(
    finding: Finding, source: Source | None, *, number: int = 0, about: str = ""
) -> Evidence:
    """A finding's quote and place, with what is known of its source."""
    address = source.address if source else ""
    return Evidence(
        finding_id=finding.id,
        quote=finding.quote,
        snapshot_id=finding.snapshot_id,
        start=finding.start,
        end=finding.end,
        headings=finding.headings,
        page=finding.page,
        place=finding.place,
        address=address,
        title=source.title if source else "",
        origin=(source.origin if source else "") or origin_of(address or finding.snapshot_id),
        number=number,
        about=about,
    )


def with_verdicts(claim: Claim, passages: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The passages, each with the verdict of its citation where the claim has several."""
    told = {each: citation for citation in claim.citations for each in citation.finding_ids}
    return tuple(
        passage.model_copy(
            update={
                "verdict": told[passage.finding_id].verdict,
                "reason": told[passage.finding_id].reason,
            }
        )
        if passage.finding_id in told
        else passage
        for passage in passages
    )


def _row(
    claim: Claim,
    section: str,
    known: Mapping[str, Finding],
    places: _Places,
    disagreements: Sequence[Disagreement],
) -> ClaimRow:
    passages = with_verdicts(
        claim, [places.of(known[each]) for each in claim.finding_ids if each in known]
    )
    others = [
        places.of(finding)
        for finding in known.values()
        if finding.id not in claim.finding_ids and says(claim.text, finding.quote)
    ]
    origins = {each.origin for each in passages}
    otherwise = tuple(
        places.of(known[other], item.about)
        for item in disagreements
        for one, other in (item.finding_ids, item.finding_ids[::-1])
        if one in claim.finding_ids and other in known
    )
    against = {each.finding_id for each in otherwise}
    return ClaimRow(
        **dict(claim),
        section=section,
        passages=passages,
        origins=len(origins),
        says_the_same=tuple(
            each for each in others if each.origin not in origins and each.finding_id not in against
        ),
        says_otherwise=otherwise,
    )
