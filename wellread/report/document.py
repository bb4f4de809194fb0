"""A report as what stands on its pages, before any format: parts, sentences, sources.

Every format is made from this one. Texts are on one line, hold no address that a program would
make a link of, and are otherwise as sources and models wrote them: each format escapes them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import get_args

from wellread.changes import Change, ChangeKind, Changes
from wellread.domain import Claim, Finding, Reference, Report, Usage
from wellread.evidence.table_rows import cells_of
from wellread.languages import DEFAULT, Phrases, phrases
from wellread.report.failures import failure_lines
from wellread.report.figures import figures_in, images_in
from wellread.report.parts import (
    Document,
    Entry,
    Item,
    Paragraph,
    Part,
    PartKind,
    Place,
    Quote,
    Sentence,
    Table,
    harmless,
)
from wellread.report.questions import grown_lines

DOUBTS = ("partly_supported", "not_checked")
"""Verdicts that are shown beside their sentence. Supported ones carry their citation alone."""
MAX_QUOTE_CHARS = 300


def document_of(report: Report, findings: Mapping[str, Finding] | None = None) -> Document:
    """The document of a report.

    Args:
        report: its own findings are always known.
        findings: those of the whole run, where they are at hand: a disagreement may name one
            that the report does not cite.
    """
    known = {**(findings or {}), **{each.id: each for each in report.findings}}
    numbers = {each.source.snapshot_id: each.number for each in report.references}
    made = _Maker(report, known, numbers)
    return Document(
        title=harmless(report.title),
        method=report.method,
        form=report.question.form,
        parts=tuple(made.parts()),
        entries=tuple(made.entry(each) for each in report.references),
        about=made.about(),
    )


class _Maker:
    def __init__(
        self, report: Report, findings: Mapping[str, Finding], numbers: Mapping[str, int]
    ) -> None:
        self._report = report
        self._findings = findings
        self._numbers = numbers
        self._say = phrases(report.question.form.language)

    def parts(self) -> Iterator[Part]:
        report, say = self._report, self._say
        if report.changes:
            told = tuple(self._changes(report.changes))
            yield Part("changes", say("headings.changes"), items=told)
        if report.summary:
            yield from self._text("summary", say("headings.summary"), report.summary)
        if report.question.form.kind != "sources":
            yield from self._sections()
        if drawn := figures_in(report.figures, say, self._places):
            yield Part("figures", say("headings.figures"), figures=drawn)
        if images := images_in(report.figures, self._places):
            yield Part("images", say("headings.images"), images, is_list=True)
        if report.conclusion:
            yield from self._text("conclusion", say("headings.conclusion"), report.conclusion)
        if report.question.form.kind == "brief" and report.findings:
            quotes = tuple((self._side(each.id),) for each in report.findings)
            yield Part("evidence", say("headings.evidence"), quotes, is_list=True)
        grown = grown_lines(report, say)
        asked = [Item(harmless(each), tuple(map(_plain, below))) for each, below in grown]
        for kind, items in (
            ("questions", asked),
            ("disagreements", self._disagreements()),
            ("gaps", [Item(harmless(gap)) for gap in report.gaps]),
            ("failures", [Item(harmless(each)) for each in failure_lines(report.failures, say)]),
        ):
            if items:
                yield Part(kind, say(f"headings.{kind}"), items=tuple(items))  # type: ignore[arg-type]

    def _sections(self) -> Iterator[Part]:
        is_list = self._report.question.form.kind == "outline"
        before = "" if self._report.summary else self._report.title.rstrip("?\uff1f ")
        for section in self._report.sections:
            if section.claims:
                title = "" if section.title == before else harmless(section.title)
                before = section.title
                if is_list:
                    points = tuple((self._sentence(claim),) for claim in section.claims)
                    yield Part("section", title, points, is_list=True)
                else:
                    yield from self._text("section", title, section.claims)

    def _text(self, kind: PartKind, title: str, claims: Sequence[Claim]) -> Iterator[Part]:
        """Running text under its heading; rows of a table that follow one another are a table."""
        for opening, run in groupby(claims, lambda claim: next(iter(cells_of(claim.text)), "")):
            if opening:
                rows = [(cells_of(claim.text), self._sentence(claim)) for claim in run]
                yield Part(kind, title, table=_table_of(rows))
            else:
                yield Part(kind, title, self._paragraphs(tuple(run)))
            title = ""

    def _notes(self, snapshot_id: str) -> tuple[Paragraph, ...]:
        """The section on one source, in a list of sources."""
        if self._report.question.form.kind != "sources":
            return ()
        return tuple(
            paragraph
            for section in self._report.sections
            if any(self._is_from(claim, snapshot_id) for claim in section.claims)
            for paragraph in self._paragraphs(section.claims)
        )

    def _is_from(self, claim: Claim, snapshot_id: str) -> bool:
        cited = (self._findings.get(each) for each in claim.finding_ids)
        return any(finding and finding.snapshot_id == snapshot_id for finding in cited)

    def entry(self, reference: Reference) -> Entry:
        snapshot_id = reference.source.snapshot_id
        quotes = [each for each in self._report.findings if each.snapshot_id == snapshot_id]
        return Entry(
            number=reference.number,
            source=reference.source,
            pages=reference.pages,
            places=tuple(map(harmless, reference.places)),
            quotes=tuple(
                Quote(
                    finding_id=each.id,
                    text=harmless(each.quote),
                    page=each.page,
                    place=harmless(each.place),
                    headings=tuple(harmless(heading) for heading in each.headings),
                )
                for each in quotes
            ),
            notes=self._notes(snapshot_id),
        )

    def about(self) -> Part:
        items = tuple(Item(line) for line in self._about_lines())
        return Part("about", self._say("headings.about"), items=items, table=self._coverage())

    def _paragraphs(self, claims: Sequence[Claim]) -> tuple[Paragraph, ...]:
        paragraphs: list[list[Sentence]] = []
        for claim in claims:
            if claim.starts_paragraph or not paragraphs:
                paragraphs.append([])
            paragraphs[-1].append(self._sentence(claim))
        return tuple(tuple(sentences) for sentences in paragraphs)

    def _sentence(self, claim: Claim) -> Sentence:
        return Sentence(
            text=harmless(claim.text),
            places=tuple(self._places(claim.finding_ids)),
            doubt=self._doubt(claim),
            verdict=claim.verdict,
            reason=claim.reason,
        )

    def _places(self, finding_ids: Iterable[str]) -> Iterator[Place]:
        """One place for each source and page, sheet or slide, that of the first finding."""
        seen: set[tuple[int, int | None, str]] = set()
        for finding_id in finding_ids:
            finding = self._findings.get(finding_id)
            number = self._numbers.get(finding.snapshot_id) if finding else None
            if finding and number and (number, finding.page, finding.place) not in seen:
                seen.add((number, finding.page, finding.place))
                yield Place(number, finding.page, finding_id, harmless(finding.place))

    def _doubt(self, claim: Claim) -> str:
        """A partly supported claim names the part that its source does not carry."""
        mark = self._say(f"marks.{claim.verdict}") if claim.verdict in DOUBTS else ""
        told = claim.verdict == "partly_supported" and (
            self._say.code == DEFAULT or "model" in claim.checked_by
        )
        reason = claim.reason if told else ""
        part = harmless(re.sub(r"[()]", "", reason)).rstrip(". ")
        return f"{mark}: {part}" if part else mark

    def _changes(self, changes: Changes) -> Iterator[Item]:
        """What is the same, in one line, and each kind of change with its statements."""
        say = self._say
        yield Item(
            say(
                "changes.allowed_more" if changes.extended else "changes.since",
                day=say.day(changes.since.date()),
                searches=changes.searches,
                sources=changes.sources,
                unchanged=changes.unchanged,
                left_out=changes.left_out,
            )
        )
        for kind in get_args(ChangeKind):
            sides = tuple(map(self._changed, (x for x in changes.changes if x.kind == kind)))
            if sides:
                yield Item(say(f"changes.{kind}"), sides)

    def _changed(self, change: Change) -> Sentence:
        before, now = harmless(change.before), harmless(change.now)
        places = tuple(self._places(change.finding_ids))
        number = self._numbers.get(change.snapshot_id)
        if number:
            places = (*places, Place(number, None, ""))
        if not before:
            return Sentence(now, places)
        words = {"before": before, "now": now, "address": harmless(change.address)}
        key = "before_and_now" if places or not change.address else "before_and_at"
        return Sentence(self._say(f"changes.{key if now else 'before'}", **words), places)

    def _disagreements(self) -> list[Item]:
        return [
            Item(
                harmless(item.about) or self._say("doubts.two_statements"),
                tuple(self._side(each) for each in item.finding_ids if each in self._findings),
            )
            for item in self._report.disagreements
        ]

    def _side(self, finding_id: str) -> Sentence:
        finding = self._findings[finding_id]
        quote = harmless(finding.quote)
        if len(quote) > MAX_QUOTE_CHARS:
            quote = quote[:MAX_QUOTE_CHARS].rsplit(" ", 1)[0] + " …"
        number = self._numbers.get(finding.snapshot_id)
        places = (Place(number, None, finding_id),) if number else ()
        return Sentence(f"“{quote}”", places)

    def _about_lines(self) -> Iterator[str]:
        report, say, totals = self._report, self._say, self._report.totals
        yield say(
            "about.asked",
            day=say.day(report.question.asked_on),
            read=report.sources_read,
            cited=len(report.references),
        )
        yield say(
            "about.claims",
            claims=totals.claims,
            checked=totals.checked,
            supported=totals.supported,
            partly=totals.partly_supported,
            unchecked=totals.not_checked,
            removed=totals.removed,
            dropped=totals.citations_dropped,
        )
        if totals.one_origin:
            yield say("about.one_origin", count=totals.one_origin)
        yield from (harmless(note) for note in report.notes)
        yield _cost(report.usage, say)
        if report.changes and report.usage.reused:
            yield say("about.reused", count=report.usage.reused)

    def _coverage(self) -> Table | None:
        report, say = self._report, self._say
        questions = {part.id: part.question for part in report.plan.sub_questions}
        if not report.coverage:
            return None
        return Table(
            head=tuple(
                say(f"about.{each}") for each in ("part", "coverage", "findings", "origins")
            ),
            rows=tuple(
                (
                    Sentence(harmless(questions.get(item.sub_question_id, item.sub_question_id))),
                    Sentence(say(f"about.{item.status}")),
                    Sentence(str(item.findings)),
                    Sentence(str(item.origins)),
                )
                for item in report.coverage
            ),
            numbers_from=2,
            numbers_to=4,
        )


def _table_of(rows: Sequence[tuple[Mapping[str, str], Sentence]]) -> Table:
    """Rows under the names of their columns; the first cell of each has the row's citation."""
    names = tuple(dict.fromkeys(name for cells, _ in rows for name in cells))

    def shown(cells: Mapping[str, str], row: Sentence) -> Iterator[Sentence]:
        for column, name in enumerate(names):
            text = harmless(cells.get(name, ""))
            yield Sentence(text) if column else replace(row, text=text)

    return Table(
        head=tuple(map(harmless, names)),
        rows=tuple(tuple(shown(cells, row)) for cells, row in rows),
        numbers_from=0,
        numbers_to=0,
    )


def _plain(text: str) -> Sentence:
    return Sentence(harmless(text))


def _cost(usage: Usage, say: Phrases) -> str:
    return say(
        "about.cost_unknown" if usage.unpriced_calls else "about.cost",
        calls=usage.calls,
        searches=usage.searches,
        tokens=usage.prompt_tokens + usage.completion_tokens,
        usd=f"{usage.cost_usd:.4f}",
        unpriced=usage.unpriced_calls,
    )
