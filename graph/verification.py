"""Checking what is already written: a foreign report against its pages, a stored one once more.

No graph runs here. Pages are read through the same door and checked by the same verifiers as in a
run; what a page that cannot be read would say is `not_checked`.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from agents.extractive.verifier import ExtractiveVerifier
from graph.cited_pages import CitedPage, PageReading, read_pages
from graph.parts import Workshop
from wellread.archive.contract import Archive, Budget
from wellread.domain import Claim, Finding, Question, Source, sha256_of
from wellread.errors import EvidenceError
from wellread.evidence.checks.wording import overlap
from wellread.evidence.context import EvidenceText, evidence_texts
from wellread.report.citations import Cited, ForeignReport, Sentence
from wellread.report.claims import ClaimRow, Recheck, evidence_of, with_verdicts
from wellread.report.totals import totals_of
from wellread.report.verification import (
    Places,
    SourceRead,
    UncitedSentence,
    UnmatchedCitation,
    Verification,
)
from wellread.search.text_language import may_be_in
from wellread.settings import Settings

TELLING_OVERLAP = 0.5
"""Share of a claim's words with which a second quote of a page is listed beside it."""
_NOBODY = Question(id="", text="", asked_at=datetime(1970, 1, 1, tzinfo=UTC))
"""Code's check looks at no question."""


class Checks:
    """Checks on an open archive."""

    def __init__(self, workshop: Workshop, archive: Archive) -> None:
        self._workshop = workshop
        self._archive = archive

    async def verify(self, report: ForeignReport, places: Places) -> Verification:
        """Reads what the report cites and compares each citing sentence with it.

        The same report at the same places is paid for once: a second check takes the model's
        answers from the ledger.

        Raises:
            SettingsError: a folder or library that is not there.
        """
        turn = _turn(report, places)
        reader = await self._workshop.reader(places.sources)
        snapshots = self._archive.snapshots
        reading = await asyncio.to_thread(
            PageReading, reader, snapshots, places.sources, places.stored
        )
        pages, unread = await read_pages(report.addresses, reading, asked_at=turn.asked_at)
        drafts = await asyncio.to_thread(_drafts, report, pages, unread)
        checked = await self._checked(turn, drafts, places)
        english = may_be_in(" ".join(each.text for each in report.claims), "en")
        rows = tuple(_row(draft, checked.get(draft.claim.id), english=english) for draft in drafts)
        usage = await self._archive.ledger.usage(turn.id)
        return Verification(
            title=report.title,
            claims=rows,
            totals=totals_of(
                rows,
                uncited=len(report.uncited),
                one_origin=sum(row.origins == 1 for row in rows),
            ),
            sources=tuple(_sources(report, pages, unread)),
            unmatched=tuple(
                UnmatchedCitation(line=sentence.line, mark=each.mark, problem=_unmatched(each))
                for sentence in report.claims
                for each in sentence.cited
                if not each.address
            ),
            uncited=tuple(
                UncitedSentence(line=each.line, text=each.text) for each in report.uncited
            ),
            cost_usd=None if usage.unpriced_calls else usage.cost_usd,
        )

    async def recheck(
        self, rows: Sequence[ClaimRow], findings: Iterable[Finding]
    ) -> tuple[ClaimRow, ...]:
        """The rows with what code alone says, from the stored snapshots read again.

        A snapshot that is missing or changed is told with each passage that stands in it.
        """
        texts: dict[str, EvidenceText] = {}
        problems: dict[str, str] = {}
        for finding in findings:
            try:
                found = await evidence_texts([finding], self._archive.snapshots)
            except EvidenceError as error:
                problems[finding.id] = f"EvidenceError: {error}"
                continue
            if found[finding.id].quote == finding.quote:
                texts |= found
            else:
                problems[finding.id] = "The snapshot has another text at the place of this quote."
        checked = await ExtractiveVerifier().check(_NOBODY, rows, texts, Budget())
        return tuple(
            _rechecked(row, claim, problems)
            for row, claim in zip(rows, checked.claims, strict=True)
        )

    async def _checked(
        self, turn: Question, drafts: Sequence["_Draft"], places: Places
    ) -> dict[str, Claim]:
        """The claims that have something to be compared with, checked, by their ids."""
        findings = [finding for draft in drafts for finding, _ in draft.found]
        sources = {finding.id: page.source for draft in drafts for finding, page in draft.found}
        texts = await evidence_texts(findings, self._archive.snapshots)
        dated = {
            key: text.model_copy(update={"title": _head(sources[key])})
            for key, text in texts.items()
        }
        verifier = await self._workshop.verifier(use_models=places.use_models)
        checked = await verifier.check(
            turn,
            [draft.claim for draft in drafts if draft.found],
            dated,
            Budget(max_cost_usd=places.max_cost_usd),
        )
        return {claim.id: claim for claim in checked.claims}


@asynccontextmanager
async def open_checks(settings: Settings) -> AsyncIterator[Checks]:
    """Checks on the settings' archive.

    Raises:
        StorageError: the archive cannot be used.
    """
    workshop = Workshop(lambda: settings, on_server=False)
    try:
        yield Checks(workshop, await workshop.archive())
    finally:
        await workshop.close()


@dataclass(frozen=True)
class _Draft:
    """A claim before its check."""

    claim: Claim
    sentence: Sentence
    found: tuple[tuple[Finding, CitedPage], ...]
    """What it is compared with."""
    problems: tuple[str, ...]
    """Why citations could not be followed."""
    alternatives: tuple[frozenset[str], ...] = ()
    """Findings of sources that one mark leads to: it means one of them."""


def _turn(report: ForeignReport, places: Places) -> Question:
    seal = sha256_of([report.model_dump(mode="json"), places.model_dump(mode="json")])
    return Question(
        id=f"verify-{seal[:24]}",
        text=report.title or "Check of a report",
        asked_at=datetime.now(UTC),
        sources=places.sources,
        use_models=places.use_models,
    )


def _drafts(
    report: ForeignReport, pages: Mapping[str, CitedPage], unread: Mapping[str, str]
) -> tuple[_Draft, ...]:
    drafts = []
    for number, sentence in enumerate(report.claims, 1):
        cited = [pages[each.address] for each in sentence.cited if each.address in pages]
        near = [
            (quote, page) for page in dict.fromkeys(cited) for quote in page.closest(sentence.text)
        ]
        found = tuple(
            (quote.model_copy(update={"id": f"c{number}.{place}"}), page)
            for place, (quote, page) in enumerate(near, 1)
        )
        claim = Claim(
            id=f"c{number}",
            text=sentence.text,
            finding_ids=tuple(finding.id for finding, _ in found),
            starts_paragraph=sentence.starts_paragraph,
        )
        problems = tuple(_problems(sentence, unread))
        drafts.append(
            _Draft(claim, sentence, found, problems, _alternatives(sentence, found, pages))
        )
    for page in pages.values():
        page.close()
    return tuple(drafts)


def _alternatives(
    sentence: Sentence, found: Sequence[tuple[Finding, CitedPage]], pages: Mapping[str, CitedPage]
) -> tuple[frozenset[str], ...]:
    labels: dict[str, list[CitedPage]] = {}
    for each in sentence.cited:
        if each.label and each.address in pages:
            labels.setdefault(each.label, []).append(pages[each.address])
    return tuple(
        frozenset(finding.id for finding, page in found if page in alike)
        for alike in labels.values()
        if len(alike) > 1
    )


def _without_alternatives(claim: Claim, alternatives: Iterable[frozenset[str]]) -> Claim:
    """Where one mark may mean several sources and one of them says it, that one is meant."""
    gone: set[str] = set()
    for ids in alternatives:
        meant = [each for each in claim.citations if ids.issuperset(each.finding_ids)]
        if any(each.verdict == "supported" for each in meant):
            gone |= {
                key for each in meant if each.verdict != "supported" for key in each.finding_ids
            }
    kept = tuple(each for each in claim.citations if not gone.issuperset(each.finding_ids))
    return claim.model_copy(update={"citations": kept if len(kept) > 1 else ()}) if gone else claim


def _problems(sentence: Sentence, unread: Mapping[str, str]) -> Iterable[str]:
    for each in sentence.cited:
        if each.address in unread:
            yield f"{each.mark or each.address} could not be read: {unread[each.address]}."
        elif not each.address and not (each.is_loose and len(sentence.cited) > 1):
            yield f"{each.mark} {_unmatched(each)}."


def _unmatched(cited: Cited) -> str:
    """Why a citation leads to no address."""
    if not cited.is_listed:
        return "is not in the report's list of sources"
    return "stands in the report's list of sources without an address"


def _head(source: Source) -> str:
    """Title, author and date: a claim may say who wrote the page, and when."""
    return ". ".join(filter(None, (source.title, source.author, source.published)))


def _row(draft: _Draft, checked: Claim | None, *, english: bool) -> ClaimRow:
    claim = _without_alternatives(checked or draft.claim, draft.alternatives)
    doubt = _doubt(draft, claim, english=english)
    if doubt:
        claim = claim.model_copy(update={"verdict": "not_checked", "reason": doubt})
    evidence = with_verdicts(
        claim, [evidence_of(finding, page.source) for finding, page in _telling(draft)]
    )
    return ClaimRow(
        **dict(claim) | {"finding_ids": tuple(each.finding_id for each in evidence)},
        section=draft.sentence.section,
        line=draft.sentence.line,
        cites=tuple(f"{each.mark} {each.address}".strip() for each in draft.sentence.cited),
        passages=evidence,
        origins=len({each.origin for each in evidence}),
    )


def _telling(draft: _Draft) -> Iterable[tuple[Finding, CitedPage]]:
    """Of each page the best quote, and others that hold much of the claim."""
    told: set[str] = set()
    for finding, page in draft.found:
        first = page.snapshot.id not in told
        if first or overlap(draft.claim.text, finding.quote) >= TELLING_OVERLAP:
            told.add(page.snapshot.id)
            yield finding, page


def _doubt(draft: _Draft, claim: Claim, *, english: bool) -> str:
    """Why a verdict against a claim, or a missing one, is not to be held against it."""
    problems = " ".join(draft.problems)
    if not draft.found:
        return problems or "The cited page holds no text."
    if problems and claim.verdict in {"not_supported", "not_checked"}:
        return f"{claim.reason} {problems}".strip()
    if claim.verdict != "not_supported":
        return ""
    pages = [page for _, page in draft.found]
    if any(page.is_hollow for page in pages):
        return "The page that was read holds hardly a word."
    foreign = any(page.is_english != english for page in pages)
    if foreign and "model" not in claim.checked_by:
        return "Code cannot tell: the page is in another language."
    return ""


def _sources(
    report: ForeignReport, pages: Mapping[str, CitedPage], unread: Mapping[str, str]
) -> Iterable[SourceRead]:
    labels = {each.address: each.label for claim in report.claims for each in claim.cited}
    for address in report.addresses:
        page = pages.get(address)
        yield SourceRead(
            label=labels[address],
            address=address,
            snapshot_id=page.snapshot.id if page else "",
            title=page.snapshot.title if page else "",
            problem=unread.get(address, ""),
        )


def _rechecked(row: ClaimRow, claim: Claim, problems: Mapping[str, str]) -> ClaimRow:
    """The row with code's new verdict; what cannot be read again speaks against no claim."""
    lost = [problems[each] for each in row.finding_ids if each in problems]
    verdict, reason = claim.verdict, claim.reason
    if lost and verdict != "supported":
        verdict, reason = "not_checked", " ".join(dict.fromkeys(lost))
    return row.model_copy(
        update={
            "recheck": Recheck(verdict=verdict, reason=reason, differs=verdict != row.verdict),
            "passages": tuple(
                each.model_copy(update={"problem": problems.get(each.finding_id, "")})
                for each in row.passages
            ),
        }
    )
