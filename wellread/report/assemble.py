"""From the pieces of a run to a report: numbering, gaps, notes, and the honest first line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wellread.domain import (
    Claim,
    Coverage,
    Failure,
    Finding,
    MadeBy,
    Plan,
    Question,
    Reference,
    Report,
    Review,
    SectionText,
    Source,
    Usage,
)
from wellread.report.markdown import render


@dataclass(frozen=True)
class Pieces:
    """What a run leaves for its report."""

    turn: Question
    plan: Plan
    summary: tuple[Claim, ...]
    sections: tuple[SectionText, ...]
    findings: Mapping[str, Finding]
    sources: Mapping[str, Source]
    coverage: tuple[Coverage, ...]
    reviews: tuple[Review, ...]
    failures: tuple[Failure, ...]
    notes: tuple[str, ...]
    dropped_quotes: int
    usage: Usage


def assemble(pieces: Pieces) -> Report:
    """The finished report with its Markdown. No address stands in it that was not read."""
    sections = tuple(part for part in pieces.sections if part.claims or part.removed)
    claims = (*pieces.summary, *(claim for part in sections for claim in part.claims))
    cited = _cited(claims, pieces.findings)
    made_by: MadeBy = (
        "model"
        if any(part.made_by == "model" and part.claims for part in sections)
        else "extractive"
    )
    report = Report(
        title=pieces.turn.text.rstrip(),
        question=pieces.turn,
        made_by=made_by,
        method=_method(made_by, sections, claims),
        summary=pieces.summary,
        sections=sections,
        references=_references(cited, pieces.sources),
        findings=cited,
        coverage=pieces.coverage,
        disagreements=tuple(
            dict.fromkeys(each for review in pieces.reviews for each in review.disagreements)
        ),
        gaps=_gaps(pieces),
        failures=pieces.failures,
        notes=_notes(pieces, sections),
        sources_read=len(pieces.sources),
        plan=pieces.plan,
        usage=pieces.usage,
    )
    return report.model_copy(update={"markdown": render(report, {**pieces.findings})})


def _cited(claims: Sequence[Claim], findings: Mapping[str, Finding]) -> tuple[Finding, ...]:
    """The findings that the claims cite, in the order of first mention."""
    ids = dict.fromkeys(finding_id for claim in claims for finding_id in claim.finding_ids)
    return tuple(findings[each] for each in ids if each in findings)


def _references(cited: Sequence[Finding], sources: Mapping[str, Source]) -> tuple[Reference, ...]:
    """One numbered entry for each cited source, with the cited pages of paged documents."""
    pages: dict[str, set[int]] = {}
    for finding in cited:
        of_source = pages.setdefault(finding.snapshot_id, set())
        if finding.page is not None:
            of_source.add(finding.page)
    return tuple(
        Reference(number=number, source=sources[snapshot_id], pages=tuple(sorted(of_source)))
        for number, (snapshot_id, of_source) in enumerate(
            ((key, value) for key, value in pages.items() if key in sources), 1
        )
    )


def _method(made_by: MadeBy, sections: Sequence[SectionText], claims: Sequence[Claim]) -> str:
    if not claims:
        return "Nothing was found that could be quoted, so nothing is stated."
    if made_by == "extractive":
        return (
            "Extractive report: every sentence is quoted from a source; no language model wrote it."
        )
    quoted = sum(part.made_by == "extractive" for part in sections)
    checked = sum(claim.verdict != "not_checked" for claim in claims)
    line = (
        "Written by a language model from quoted passages; "
        f"{checked} of {len(claims)} sentences were checked against the passages they cite."
    )
    if quoted:
        line += f" {quoted} of {len(sections)} sections are quoted word for word instead."
    return line


def _gaps(pieces: Pieces) -> tuple[str, ...]:
    questions = {part.id: part.question for part in pieces.plan.sub_questions}
    return tuple(
        f"{questions[item.sub_question_id]} — "
        + ("nothing was found." if item.status == "none" else f"thin: {item.reason}")
        for item in pieces.coverage
        if item.status != "covered" and item.sub_question_id in questions
    )


def _notes(pieces: Pieces, sections: Sequence[SectionText]) -> tuple[str, ...]:
    removed = sum(len(part.removed) for part in sections)
    dropped = sum(part.dropped_citations for part in sections)
    wanted = pieces.turn.sources.filters.in_words
    counted = []
    if removed:
        counted.append(f"{removed} sentences failed the check twice and were removed.")
    if dropped:
        counted.append(f"{dropped} citations named evidence that does not exist and were dropped.")
    if pieces.dropped_quotes:
        counted.append(f"{pieces.dropped_quotes} quotes were not in their source and were dropped.")
    return (
        *([f"Only sources {wanted} were looked for."] if wanted else []),
        *(f"The plan was repaired: {each}" for each in pieces.plan.repairs),
        *pieces.notes,
        *counted,
    )
