"""From the pieces of a run to a report: numbering, gaps, notes, and the honest first line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from wellread.domain import (
    AskedQuestion,
    Claim,
    Coverage,
    Disagreement,
    Failure,
    Finding,
    MadeBy,
    Plan,
    Question,
    Reference,
    Report,
    ReportKind,
    Review,
    SectionText,
    Snapshot,
    Source,
    Totals,
    Usage,
)
from wellread.evidence.disagreements import disagreements_in
from wellread.evidence.figures import figures_of
from wellread.evidence.images import images_near
from wellread.evidence.table_rows import cells_of
from wellread.figures import Figures
from wellread.filters import SearchFilters
from wellread.languages import Phrases, phrases
from wellread.report.document import document_of
from wellread.report.markdown import render
from wellread.report.repeats import said_once
from wellread.report.totals import totals_of_draft

WITH_FIGURES: tuple[ReportKind, ...] = ("report", "detailed", "custom")


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
    notes: Mapping[str, str]
    """Limits reached and fallbacks, by what they are about."""
    dropped_quotes: int
    usage: Usage
    conclusion: tuple[Claim, ...] = ()
    removed: tuple[Claim, ...] = ()
    """From the drafts of summary and conclusion."""
    snapshots: Mapping[str, Snapshot] = field(default_factory=dict)
    """Those that are quoted, by id: the tables beside the quotes are read whole."""
    asked: tuple[AskedQuestion, ...] = ()


def assemble(pieces: Pieces) -> Report:
    """The finished report with its Markdown. No address stands in it that was not read."""
    say = phrases(pieces.turn.form.language)
    drawn_together = (*pieces.summary, *pieces.conclusion)
    sections = tuple(
        part for part in said_once(pieces.sections, drawn_together) if part.claims or part.removed
    )
    claims = (
        *pieces.summary,
        *(claim for part in sections for claim in part.claims),
        *pieces.conclusion,
    )
    disagreements = _disagreements(pieces, claims, say) if claims else ()
    figures, drawn = _figures(pieces, claims, disagreements) if claims else (Figures(), ())
    cited = _cited(claims, disagreements, pieces.findings, drawn)
    totals = totals_of_draft(
        drawn_together, sections, pieces.findings, pieces.sources, removed=len(pieces.removed)
    )
    made_by: MadeBy = (
        "model"
        if any(part.made_by == "model" and part.claims for part in sections)
        else "extractive"
    )
    report = Report(
        title=pieces.turn.text.rstrip(),
        question=pieces.turn,
        made_by=made_by,
        method=_method(made_by, sections, claims, say),
        summary=pieces.summary,
        sections=sections,
        conclusion=pieces.conclusion,
        references=_references(cited, pieces.sources),
        findings=cited,
        coverage=pieces.coverage,
        disagreements=disagreements,
        figures=figures,
        gaps=_gaps(pieces, say),
        failures=pieces.failures,
        notes=_notes(pieces, totals, say),
        sources_read=len(pieces.sources),
        plan=pieces.plan,
        usage=pieces.usage,
        totals=totals,
        asked=pieces.asked,
    )
    return rendered(report, pieces.findings)


def rendered(report: Report, findings: Mapping[str, Finding]) -> Report:
    """The report with the Markdown of what stands in it; `findings` are those of the whole run."""
    return report.model_copy(update={"markdown": render(document_of(report, findings))})


def _cited(
    claims: Sequence[Claim],
    disagreements: Sequence[Disagreement],
    findings: Mapping[str, Finding],
    drawn: Sequence[Finding],
) -> tuple[Finding, ...]:
    """The findings that the claims cite, in the order of first mention, and what figures cite.

    Then the sides of disagreements. A row of a table is known to its figure alone.
    """
    findings = {**findings, **{each.id: each for each in drawn}}
    ids = dict.fromkeys(finding_id for claim in claims for finding_id in claim.finding_ids)
    ids |= dict.fromkeys(each.id for each in drawn)
    ids |= dict.fromkeys(side for each in disagreements for side in each.finding_ids)
    return tuple(findings[each] for each in ids if each in findings)


def _figures(
    pieces: Pieces, claims: Sequence[Claim], disagreements: Sequence[Disagreement]
) -> tuple[Figures, tuple[Finding, ...]]:
    """Tables and charts, for the kinds that are long enough for them; pictures as asked for.

    A source's table whose every row stands in the text as a table already is not shown once more.
    """
    form = pieces.turn.form
    cited = _cited(claims, (), pieces.findings, ())
    images = images_near(cited, pieces.snapshots, form.images)
    if form.kind not in WITH_FIGURES:
        return Figures(images=images), ()
    known = [each for each in pieces.findings.values() if each.snapshot_id in pieces.sources]
    known.sort(key=lambda each: (-each.relevance, each.id))
    texts = {key: snapshot.text for key, snapshot in pieces.snapshots.items()}
    proposed = [table for section in pieces.sections for table in section.comparisons]
    figures, drawn = figures_of(known, texts, disagreements, pieces.turn.text, proposed)
    told = {claim.text for claim in claims if cells_of(claim.text)}
    repeating = {row.id for row in drawn if " ".join(row.quote.split()) in told}
    compared = tuple(
        each
        for each in figures.comparisons
        if not repeating.issuperset(cell.finding_id for cell in each.cells.values())
    )
    kept = figures.model_copy(update={"comparisons": compared, "images": images})
    return kept, tuple(each for each in drawn if each.id in kept.finding_ids)


def _disagreements(
    pieces: Pieces, claims: Sequence[Claim], say: Phrases
) -> tuple[Disagreement, ...]:
    """Each disagreement once, whose both sides can be quoted from a source that was read.

    An outdated version of a document speaks against what the report cites of the current one.

    The last findings come after the last review, so code looks for different numbers once more.
    """
    found: dict[frozenset[str], Disagreement] = {}
    stated = {finding_id for claim in claims for finding_id in claim.finding_ids}
    current = [each for each in pieces.findings.values() if not each.superseded_by]
    outdated = {
        (each.snapshot_id, each.start): Disagreement(
            finding_ids=(each.superseded_by, each.id),
            about=say("doubts.outdated", title=pieces.sources[each.snapshot_id].title),
        )
        for each in pieces.findings.values()
        if each.superseded_by in stated and each.snapshot_id in pieces.sources
    }
    reviewed = (each for review in pieces.reviews for each in review.disagreements)
    for each in (*outdated.values(), *reviewed, *disagreements_in(current)):
        sides = [pieces.findings.get(side) for side in each.finding_ids]
        if all(side is not None and side.snapshot_id in pieces.sources for side in sides):
            found.setdefault(frozenset(each.finding_ids), each)
    return tuple(found.values())


def _references(cited: Sequence[Finding], sources: Mapping[str, Source]) -> tuple[Reference, ...]:
    """One numbered entry for each cited source, with the cited pages, sheets or slides."""
    by_source: dict[str, list[Finding]] = {}
    for finding in cited:
        by_source.setdefault(finding.snapshot_id, []).append(finding)
    known = [(sources[key], own) for key, own in by_source.items() if key in sources]
    return tuple(
        Reference(
            number=number,
            source=source,
            pages=tuple(sorted({each.page for each in own if each.page is not None})),
            places=tuple(dict.fromkeys(each.place for each in own if each.place)),
        )
        for number, (source, own) in enumerate(known, 1)
    )


def _method(
    made_by: MadeBy, sections: Sequence[SectionText], claims: Sequence[Claim], say: Phrases
) -> str:
    if not claims:
        return say("method.nothing")
    if made_by == "extractive":
        return say("method.extractive")
    # A long section is written in parts of one title.
    quoted = {part.title for part in sections if part.made_by == "extractive"}
    checked = sum(claim.verdict != "not_checked" for claim in claims)
    lines = [say("method.model", checked=checked, claims=len(claims))]
    if quoted:
        titles = {part.title for part in sections}
        lines.append(say("method.part_quoted", quoted=len(quoted), sections=len(titles)))
    return say("sentence_space").join(lines)


def _gaps(pieces: Pieces, say: Phrases) -> tuple[str, ...]:
    questions = {part.id: part.question for part in pieces.plan.sub_questions}
    return tuple(
        _gap(item, questions[item.sub_question_id], say)
        for item in pieces.coverage
        if item.status != "covered" and item.sub_question_id in questions
    )


def _gap(item: Coverage, question: str, say: Phrases) -> str:
    if item.status == "none":
        return say("doubts.nothing_found", question=question)
    reasons = []
    if item.findings == 1:
        reasons.append(say("doubts.one_finding"))
    elif item.origins == 1:
        reasons.append(say("doubts.one_origin", findings=item.findings))
    if item.unmet:
        reasons.append(say("doubts.unmet", words=say("list_space").join(item.unmet)))
    return say("doubts.thin", question=question, reason=say("sentence_space").join(reasons))


def _notes(pieces: Pieces, totals: Totals, say: Phrases) -> tuple[str, ...]:
    counts = {
        "removed": totals.removed,
        "citations": totals.citations_dropped,
        "quotes": pieces.dropped_quotes,
    }
    return (
        *_filters(pieces.turn.sources.filters, say),
        *(say("repairs.told", repair=each) for each in pieces.plan.repairs),
        *(say.rendered("notes", name, text) for name, text in pieces.notes.items()),
        *(say(f"counted.{name}", count=count) for name, count in counts.items() if count),
    )


def _filters(filters: SearchFilters, say: Phrases) -> tuple[str, ...]:
    """What was looked for alone, in one sentence; nothing where all was wanted."""
    wanted = []
    for key, hosts in (("on", filters.domains), ("not_on", filters.exclude_domains)):
        if hosts:
            wanted.append(say(f"filters.{key}", hosts=", ".join(hosts)))
    if filters.since:
        wanted.append(say("filters.since", day=say.day(filters.since)))
    if filters.until:
        wanted.append(say("filters.until", day=say.day(filters.until)))
    if filters.only_language:
        wanted.append(say("filters.language", code=filters.only_language))
    elif filters.language:
        wanted.append(say("filters.languages", codes=", ".join(filters.languages)))
    return (say("filters.told", wanted="; ".join(wanted)),) if wanted else ()
