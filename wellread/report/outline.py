"""The outline: which evidence stands in which section, for each kind of report in its own way."""

from collections.abc import Mapping, Sequence

from wellread.domain import Finding, Form, Plan, SectionPlan, Source

MAX_FINDINGS = 16
"""Findings given to one section: what a writer can weave into a few hundred words."""
PART_FINDINGS = 5
"""A section with more is written in parts, side by side, that stand under one heading."""
MIN_WORDS = 80
REPEATED = 0.6
"""Share of a quote that stands in an earlier one, above which it adds too little."""
WORDS_OF_FINDING = 60
"""A report of few sections and many words takes more findings into each."""
BRIEF_FINDINGS = 6
POINTS = 5
"""Points under one heading of an outline."""
POINT_WORDS = 20
NOTE_WORDS = 60
"""Of the note on one source of a list."""
NOTE_FINDINGS = 3
_BRIEF = "One paragraph that answers the question; its first sentence is the answer."
_POINTS = "Points of an outline: each sentence is one point of at most 15 words."
_NOTE = "A note on this source in two sentences: what it says on the question, and how far."


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
    sections. A quote found by two branches goes to the first sub-question that has it; one that
    says much more than an earlier one stays.
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
    """One section for each title of the plan; words are shared out by the number of findings."""
    by_title: dict[str, list[str]] = {}
    for part in plan.sub_questions:
        by_title.setdefault((part.section or part.question).strip(), []).append(part.id)
    most = max(MAX_FINDINGS, words // max(1, len(by_title)) // WORDS_OF_FINDING)
    taken: list[Finding] = []
    chosen = [(title, ids, _own(findings, ids, taken, most)) for title, ids in by_title.items()]
    total = sum(len(own) for _, _, own in chosen)
    return [
        SectionPlan(
            id=f"s{number}",
            title=title,
            sub_question_ids=tuple(ids),
            finding_ids=tuple(finding.id for finding in own),
            words=words * len(own) // total,
        )
        for number, (title, ids, own) in enumerate(chosen, 1)
        if own
    ]


def _own(
    findings: Sequence[Finding], ids: Sequence[str], taken: list[Finding], most: int
) -> list[Finding]:
    """The findings of these sub-questions that no section has yet, the most relevant kept."""
    own = []
    for finding in findings:
        if finding.sub_question_id in ids and not any(_repeats(finding, each) for each in taken):
            taken.append(finding)
            own.append(finding)
    best = _best(own, most)
    return [finding for finding in own if finding in best]


def _best(findings: Sequence[Finding], most: int) -> list[Finding]:
    return sorted(findings, key=lambda each: -each.relevance)[:most]


def _parts(section: SectionPlan, findings: Sequence[Finding]) -> list[SectionPlan]:
    """The section in even parts, findings of one source together; a short one stays whole."""
    own = [finding for finding in findings if finding.id in section.finding_ids]
    count = min(-(-len(own) // PART_FINDINGS), max(1, section.words // MIN_WORDS))
    places: dict[str, int] = {}
    for finding in own:
        places.setdefault(finding.snapshot_id, len(places))
    ordered = sorted(own, key=lambda finding: places[finding.snapshot_id])
    size = -(-len(own) // count)
    return [
        section.model_copy(
            update={
                "finding_ids": tuple(each.id for each in ordered[start : start + size]),
                "words": max(
                    MIN_WORDS, section.words * len(ordered[start : start + size]) // len(own)
                ),
            }
        )
        for start in range(0, len(ordered), size)
    ]


def _brief(findings: Sequence[Finding], words: int) -> tuple[SectionPlan, ...]:
    distinct: list[Finding] = []
    for finding in _best(findings, len(findings)):
        if not any(_repeats(finding, each) for each in distinct):
            distinct.append(finding)
    most = max(BRIEF_FINDINGS, words // WORDS_OF_FINDING)
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
    best = _best(own, POINTS)
    return section.model_copy(
        update={
            "title": _heading(section),
            "finding_ids": tuple(finding.id for finding in own if finding in best),
            "words": POINT_WORDS * len(best),
            "instructions": _POINTS,
        }
    )


def _notes(
    findings: Sequence[Finding], words: int, sources: Mapping[str, Source]
) -> tuple[SectionPlan, ...]:
    """A section for each source, that of the most relevant finding first."""
    by_source: dict[str, list[Finding]] = {}
    for finding in _best(findings, len(findings)):
        by_source.setdefault(finding.snapshot_id, []).append(finding)
    most = max(1, words // NOTE_WORDS)
    return tuple(
        SectionPlan(
            id=f"s{number}",
            title=_name(sources.get(snapshot_id), snapshot_id),
            sub_question_ids=tuple(dict.fromkeys(each.sub_question_id for each in own)),
            finding_ids=tuple(finding.id for finding in own[:NOTE_FINDINGS]),
            words=NOTE_WORDS,
            instructions=_NOTE,
        )
        for number, (snapshot_id, own) in enumerate(list(by_source.items())[:most], 1)
    )


def _heading(section: SectionPlan) -> str:
    return section.title.rstrip("?\uff1f").strip()


def _name(source: Source | None, snapshot_id: str) -> str:
    return (source.title or source.address) if source else snapshot_id


def _repeats(finding: Finding, earlier: Finding) -> bool:
    """Whether most of the quote stands in the earlier one."""
    if finding.snapshot_id != earlier.snapshot_id:
        return False
    shared = min(finding.end, earlier.end) - max(finding.start, earlier.start)
    return shared > REPEATED * (finding.end - finding.start)
