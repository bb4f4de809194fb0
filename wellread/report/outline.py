"""The outline: which evidence stands in which section, for each kind of report in its own way."""

from collections.abc import Mapping, Sequence

from wellread.domain import Finding, Form, Plan, SectionPlan, Source
from wellread.evidence.shingles import resemblance, sketch_of
from wellread.evidence.terms import content_terms, words_of

FINDINGS = 16
"""Given to one section, as far as there are so many: enough for a few hundred words ..."""
QUOTED_PER_WORD = 1.5
"""... and more, until their quotes have so many words for each word asked: some will fall away."""
PART_FINDINGS = 5
"""A section with more is written in parts, side by side, that stand under one heading."""
MIN_WORDS = 80
REPEATED = 0.6
"""Share of a quote that stands in an earlier one, above which it adds too little."""
WORDS_OF_BRIEF_FINDING = 60
BRIEF_FINDINGS = 6
POINT_WORDS = 20
"""Of a point under a heading of an outline."""
NOTE_WORDS = 60
"""Of the note on one source of a list."""
NOTE_FINDINGS = 3
_BRIEF = "One paragraph that answers the question; its first sentence is the answer."
_POINTS = "Points of an outline: each sentence is one point of at most 15 words."
_NOTE = "A note on this source: what it says on the question, and how far."


def outline_of(
    plan: Plan,
    findings: Sequence[Finding],
    *,
    words: int,
    form: Form | None = None,
    sources: Mapping[str, Source] | None = None,
) -> tuple[SectionPlan, ...]:
    """Sections that have evidence, each finding in one of them.

    A brief is one paragraph of the best findings; an outline has points under the plan's
    headings; a list of sources has a note for each source; any other report has the plan's
    sections. A quote found by two branches goes to the sub-question that it is closer to, also
    where another source says it in nearly the same words; one that says much more stays.
    """
    kind = form.kind if form else "report"
    if kind == "brief":
        return _brief(findings, words)
    if kind == "sources":
        return _notes(findings, words, sources or {})
    sections = _by_title(plan, findings, words)
    if kind == "outline":
        return tuple(_points(section, findings) for section in sections)
    told = {part.title: part.instructions for part in form.template} if form else {}
    written = [
        part.model_copy(
            update={"instructions": told.get(section.title, ""), "title": _heading(section)}
        )
        for section in sections
        for part in _parts(section, findings)
    ]
    return tuple(
        part.model_copy(update={"id": f"s{number}"}) for number, part in enumerate(written, 1)
    )


def _by_title(plan: Plan, findings: Sequence[Finding], words: int) -> list[SectionPlan]:
    """One section for each title of the plan; words are shared out by what can be quoted."""
    by_title: dict[str, list[str]] = {}
    for part in plan.sub_questions:
        by_title.setdefault((part.section or part.question).strip(), []).append(part.id)
    each = words // max(1, len(by_title))
    titles = {part_id: title for title, ids in by_title.items() for part_id in ids}
    shared = _shared_out(findings, titles)
    chosen = [(title, ids, _enough(shared.get(title, []), each)) for title, ids in by_title.items()]
    quoted = [sum(len(words_of(finding.quote)) for finding in own) for _, _, own in chosen]
    return [
        SectionPlan(
            id=f"s{number}",
            title=title,
            sub_question_ids=tuple(ids),
            finding_ids=tuple(finding.id for finding in own),
            words=words * quoted[number - 1] // max(1, sum(quoted)),
        )
        for number, (title, ids, own) in enumerate(chosen, 1)
        if own
    ]


def _shared_out(findings: Sequence[Finding], titles: Mapping[str, str]) -> dict[str, list[Finding]]:
    """The findings by the title of their section: what two sections found goes to the closer one.

    Within a section, what another source says as well stays: two sources are better than one.
    """
    kept: list[tuple[Finding, frozenset[int]]] = []
    for finding in _best([each for each in findings if each.sub_question_id in titles]):
        title, sketch = titles[finding.sub_question_id], _sketch(finding)
        if not any(
            _repeats(finding, other)
            or (titles[other.sub_question_id] != title and resemblance(sketch, known) > REPEATED)
            for other, known in kept
        ):
            kept.append((finding, sketch))
    ids = {finding.id for finding, _ in kept}
    shared: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.id in ids:
            shared.setdefault(titles[finding.sub_question_id], []).append(finding)
    return shared


def _enough(findings: Sequence[Finding], words: int, least: int = FINDINGS) -> list[Finding]:
    """The most relevant ones, until they can be quoted at such a length; in the given order."""
    chosen: list[Finding] = []
    quoted = 0
    for finding in _best(findings):
        if len(chosen) >= least and quoted >= QUOTED_PER_WORD * words:
            break
        chosen.append(finding)
        quoted += len(words_of(finding.quote))
    return [finding for finding in findings if finding in chosen]


def _best(findings: Sequence[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda each: -each.relevance)


def _parts(section: SectionPlan, findings: Sequence[Finding]) -> list[SectionPlan]:
    """The section in even parts, findings of one source together; a short one stays whole."""
    own = [finding for finding in findings if finding.id in section.finding_ids]
    count = min(-(-len(own) // PART_FINDINGS), max(1, section.words // MIN_WORDS))
    places: dict[str, int] = {}
    for finding in own:
        places.setdefault(finding.snapshot_id, len(places))
    ordered = sorted(own, key=lambda finding: places[finding.snapshot_id])
    size = -(-len(own) // count)
    groups = [ordered[start : start + size] for start in range(0, len(ordered), size)]
    quoted = [sum(len(words_of(finding.quote)) for finding in group) for group in groups]
    return [
        section.model_copy(
            update={
                "finding_ids": tuple(finding.id for finding in group),
                "words": max(MIN_WORDS, section.words * words // max(1, sum(quoted))),
            }
        )
        for group, words in zip(groups, quoted, strict=True)
    ]


def _brief(findings: Sequence[Finding], words: int) -> tuple[SectionPlan, ...]:
    distinct: list[Finding] = []
    for finding in _best(findings):
        if not any(_repeats(finding, each) for each in distinct):
            distinct.append(finding)
    most = max(BRIEF_FINDINGS, words // WORDS_OF_BRIEF_FINDING)
    own = distinct[:most]
    if not own:
        return ()
    return (
        SectionPlan(
            id="s1",
            title="",
            sub_question_ids=tuple(dict.fromkeys(each.sub_question_id for each in own)),
            finding_ids=tuple(finding.id for finding in own),
            words=words,
            instructions=_BRIEF,
        ),
    )


def _points(section: SectionPlan, findings: Sequence[Finding]) -> SectionPlan:
    own = [finding for finding in findings if finding.id in section.finding_ids]
    best = _best(own)[: max(1, -(-section.words // POINT_WORDS))]
    return section.model_copy(
        update={
            "title": _heading(section),
            "finding_ids": tuple(finding.id for finding in own if finding in best),
            "instructions": _POINTS,
        }
    )


def _notes(
    findings: Sequence[Finding], words: int, sources: Mapping[str, Source]
) -> tuple[SectionPlan, ...]:
    """A section for each source, that of the most relevant finding first."""
    by_source: dict[str, list[Finding]] = {}
    for finding in _best(findings):
        by_source.setdefault(finding.snapshot_id, []).append(finding)
    noted = list(by_source.items())[: max(1, words // NOTE_WORDS)]
    each = words // max(1, len(noted))
    chosen = [(snapshot_id, _enough(own, each, NOTE_FINDINGS)) for snapshot_id, own in noted]
    quoted = [sum(len(words_of(finding.quote)) for finding in own) for _, own in chosen]
    return tuple(
        SectionPlan(
            id=f"s{number}",
            title=_name(sources.get(snapshot_id), snapshot_id),
            sub_question_ids=tuple(dict.fromkeys(finding.sub_question_id for finding in own)),
            finding_ids=tuple(finding.id for finding in own),
            words=max(POINT_WORDS, words * quoted[number - 1] // max(1, sum(quoted))),
            instructions=_NOTE,
        )
        for number, (snapshot_id, own) in enumerate(chosen, 1)
    )


def _heading(section: SectionPlan) -> str:
    return section.title.rstrip("?\uff1f").strip()


def _name(source: Source | None, snapshot_id: str) -> str:
    return (source.title or source.address) if source else snapshot_id


def _sketch(finding: Finding) -> frozenset[int]:
    return sketch_of(content_terms(finding.quote), 2)


def _repeats(finding: Finding, earlier: Finding) -> bool:
    """Whether most of the quote stands in the earlier one."""
    if finding.snapshot_id != earlier.snapshot_id:
        return False
    shared = min(finding.end, earlier.end) - max(finding.start, earlier.start)
    return shared > REPEATED * (finding.end - finding.start)
