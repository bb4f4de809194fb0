"""The writer with a model: it writes ids, code keeps only those that exist."""

from collections.abc import Iterable, Mapping, Sequence

from agents.answers import (
    ComparingSectionAnswer,
    RewriteAnswer,
    SectionAnswer,
    SentenceAnswer,
    SummaryAnswer,
)
from agents.fence import fenced, mark_of, place_of
from agents.prompts import render
from agents.proposed_tables import asks_to_compare, comparisons_of
from agents.roles import SUMMARY_IDS, Draft, SectionRequest, SummaryPart
from agents.simpler_answers import SimpleSectionAnswer, SimpleSummaryAnswer
from agents.wishes import language_name, tone_wish
from wellread.archive.contract import Budget
from wellread.domain import Claim, Finding, MadeBy, Question, SectionPlan, Source
from wellread.models.contract import ChatModels, ModelRequest

MAX_SUMMARY_TOKENS = 800
TOKENS_PER_WORD = 3
"""Room for the words of a section, its ids and the JSON around them."""
TABLE_TOKENS = 1_500
"""Room for a table."""


_SUMMARY_PROMPTS: Mapping[SummaryPart, str] = {"opening": "summarise", "conclusion": "conclude"}


class ModelWriter:
    """Writes sections and the summary by asking the smart model."""

    made_by: MadeBy = "model"

    def __init__(self, models: ChatModels) -> None:
        self._models = models

    async def draft(self, request: SectionRequest) -> Draft:
        """See `roles.Writer`. One model call."""
        items = _items(request.findings)
        mark = mark_of(request.question)
        compares = asks_to_compare(request.question.text, request.section.title)
        prompt = render(
            "write_section",
            question=request.question.text,
            role=request.role or "a careful specialist",
            title=request.section.title,
            mark=mark,
            evidence=_evidence(items, mark, request.sources),
            words=str(request.section.words),
            instructions=_instructions(request.section),
            language=language_name(request.question),
            tone=tone_wish(request.question),
            table=f"\n\n{render('propose_table').system}" if compares else "",
        )
        room = request.section.words * TOKENS_PER_WORD + 500 + TABLE_TOKENS * compares
        answer = await self._models.ask(
            ModelRequest(
                turn_id=request.question.id,
                purpose="write",
                role="smart",
                system=prompt.system,
                user=prompt.user,
                schema=ComparingSectionAnswer if compares else SectionAnswer,
                simpler=SimpleSectionAnswer,
                max_tokens=max(1_000, room),
                branch=request.section.id,
                budget=request.budget,
            )
        )
        ids = {label: finding.id for label, finding in items.items()}
        draft = _draft(answer.sentences, request.section.id, ids)
        if not isinstance(answer, ComparingSectionAnswer):
            return draft
        tables = comparisons_of(answer.tables, items, request.section.title)
        return draft.model_copy(update={"comparisons": tables})

    async def rewrite(self, request: SectionRequest, failing: Sequence[Claim]) -> Draft:
        """See `roles.Writer`. One model call."""
        items = _items(request.findings)
        mark = mark_of(request.question)
        labels = {finding.id: label for label, finding in items.items()}
        numbered = {f"C{number}": claim for number, claim in enumerate(failing, 1)}
        prompt = render(
            "rewrite",
            question=request.question.text,
            failing=fenced("sentence", "failing", _failing(numbered, labels), mark),
            mark=mark,
            evidence=_evidence(items, mark, request.sources),
        )
        answer = await self._models.ask(
            ModelRequest(
                turn_id=request.question.id,
                purpose="rewrite",
                role="smart",
                system=prompt.system,
                user=prompt.user,
                schema=RewriteAnswer,
                max_tokens=400 + 200 * len(failing),
                branch=request.section.id,
                budget=request.budget,
            )
        )
        ids = {label: finding.id for label, finding in items.items()}
        claims: list[Claim] = []
        dropped = 0
        for mended in answer.mended:
            old = numbered.get(mended.claim.strip("[]"))
            if old is None or not mended.sentence:
                continue
            cited, lost = _known(mended.evidence, ids)
            dropped += lost
            claims.append(
                Claim(
                    id=old.id,
                    text=mended.sentence,
                    finding_ids=cited,
                    starts_paragraph=old.starts_paragraph,
                )
            )
        return Draft(claims=tuple(claims), dropped_citations=dropped)

    async def summarise(
        self,
        question: Question,
        claims: Sequence[Claim],
        budget: Budget,
        *,
        part: SummaryPart = "opening",
    ) -> tuple[Claim, ...]:
        """See `roles.Writer`. One model call."""
        if not claims:
            return ()
        numbered = {f"C{number}": claim for number, claim in enumerate(claims, 1)}
        lines = "\n".join(f"[{label}] {claim.text}" for label, claim in numbered.items())
        mark = mark_of(question)
        prompt = render(
            _SUMMARY_PROMPTS[part],
            question=question.text,
            mark=mark,
            claims=fenced("sentence", "checked", lines, mark),
            language=language_name(question),
            tone=tone_wish(question),
        )
        answer = await self._models.ask(
            ModelRequest(
                turn_id=question.id,
                purpose=_SUMMARY_PROMPTS[part],
                role="smart",
                system=prompt.system,
                user=prompt.user,
                schema=SummaryAnswer,
                simpler=SimpleSummaryAnswer,
                max_tokens=MAX_SUMMARY_TOKENS,
                budget=budget,
            )
        )
        summary = []
        for number, item in enumerate(answer.sentences, 1):
            cited, _ = _known(item.evidence, {label: label for label in numbered})
            findings = dict.fromkeys(
                finding_id for label in cited for finding_id in numbered[label].finding_ids
            )
            if item.sentence and findings:
                summary.append(
                    Claim(
                        id=f"{SUMMARY_IDS[part]}.{number}",
                        text=item.sentence,
                        finding_ids=tuple(findings),
                    )
                )
        return tuple(summary)


def _failing(numbered: Mapping[str, Claim], labels: Mapping[str, str]) -> str:
    """Each failing claim with its evidence's labels and its fault."""
    return "\n".join(
        f"[{label}] {claim.text}\n  rests on: "
        f"{', '.join(labels[each] for each in claim.finding_ids if each in labels)}\n"
        f"  fault: {claim.verdict.replace('_', ' ')}. {claim.reason}"
        for label, claim in numbered.items()
    )


def _instructions(section: SectionPlan) -> str:
    return f"\nWhat it should do: {section.instructions}" if section.instructions else ""


def _items(findings: Iterable[Finding]) -> dict[str, Finding]:
    return {f"E{number}": finding for number, finding in enumerate(findings, 1)}


def _evidence(items: Mapping[str, Finding], mark: str, sources: Sequence[Source]) -> str:
    known = {source.snapshot_id: source for source in sources}
    return "\n\n".join(
        fenced("evidence", label, _shown(finding, known.get(finding.snapshot_id)), mark)
        for label, finding in items.items()
    )


def _shown(finding: Finding, source: Source | None) -> str:
    """Statement and quote, and where they stand: a writer must know whose word it is."""
    quote = " ".join(finding.quote.split())
    said = quote if quote == finding.statement else f"{finding.statement}\n> {quote}"
    if source is None:
        return said
    place = place_of(source.title, *finding.headings)
    published = f", {source.published}" if source.published else ""
    return f"{said}\nSource: {place} ({source.kind}{published})"


def _known(labels: Iterable[str], ids: Mapping[str, str]) -> tuple[tuple[str, ...], int]:
    """The ids behind the labels that exist, and how many do not."""
    found, lost = [], 0
    for label in labels:
        finding_id = ids.get(label.strip("[] "))
        if finding_id is None:
            lost += 1
        elif finding_id not in found:
            found.append(finding_id)
    return tuple(found), lost


def _draft(sentences: Sequence[SentenceAnswer], section_id: str, ids: Mapping[str, str]) -> Draft:
    claims: list[Claim] = []
    dropped = 0
    for item in sentences:
        if not item.sentence:
            continue
        cited, lost = _known(item.evidence, ids)
        dropped += lost
        claims.append(
            Claim(
                id=f"{section_id}.{len(claims) + 1}",
                text=item.sentence,
                finding_ids=cited,
                starts_paragraph=item.new_paragraph or not claims,
            )
        )
    return Draft(claims=tuple(claims), dropped_citations=dropped)
