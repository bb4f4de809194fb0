"""The outline: sections in the plan's order, every finding in exactly one of them."""

from collections.abc import Sequence

from wellread.domain import Finding, Plan, SectionPlan

MAX_FINDINGS = 16
"""Findings given to one section: what a writer can weave into a few hundred words."""
WORDS_OF_FINDING = 60
"""A report of few sections and many words takes more findings into each."""
PART_FINDINGS = 6
"""A section with more is written in parts, side by side, that stand under one heading."""
MIN_WORDS = 80
REPEATED = 0.6
"""Share of a quote that stands in an earlier one, above which it adds too little."""


def outline_of(plan: Plan, findings: Sequence[Finding], *, words: int) -> tuple[SectionPlan, ...]:
    """Sections that have evidence; words are shared out by the number of their findings.

    A quote found by two branches goes to the first sub-question of the plan that has it; one that
    says much more than an earlier one stays. A long section becomes several of one title, each with
    findings of its own.
    """
    by_title: dict[str, list[str]] = {}
    for part in plan.sub_questions:
        by_title.setdefault((part.section or part.question).strip(), []).append(part.id)
    taken: list[Finding] = []
    chosen: list[tuple[str, list[str], list[Finding]]] = []
    share = words // max(1, len(by_title))
    for title, ids in by_title.items():
        own = _own(findings, ids, taken, most=max(MAX_FINDINGS, share // WORDS_OF_FINDING))
        chosen += [(title, ids, part) for part in _parts(own)]
    total = sum(len(own) for _, _, own in chosen)
    return tuple(
        SectionPlan(
            id=f"s{number}",
            title=title.rstrip("?").strip(),
            sub_question_ids=tuple(ids),
            finding_ids=tuple(finding.id for finding in own),
            words=max(MIN_WORDS, words * len(own) // total),
        )
        for number, (title, ids, own) in enumerate(chosen, 1)
    )


def _own(
    findings: Sequence[Finding], ids: Sequence[str], taken: list[Finding], *, most: int
) -> list[Finding]:
    """The findings of these sub-questions that no section has yet, the most relevant kept."""
    own = []
    for finding in findings:
        if finding.sub_question_id in ids and not any(_repeats(finding, each) for each in taken):
            taken.append(finding)
            own.append(finding)
    best = sorted(own, key=lambda each: -each.relevance)[:most]
    return [finding for finding in own if finding in best]


def _parts(findings: list[Finding]) -> list[list[Finding]]:
    """The findings in even parts, findings of one source together."""
    count = -(-len(findings) // PART_FINDINGS)
    places: dict[str, int] = {}
    for finding in findings:
        places.setdefault(finding.snapshot_id, len(places))
    ordered = sorted(findings, key=lambda finding: places[finding.snapshot_id])
    size = -(-len(findings) // max(count, 1))
    return [ordered[start : start + size] for start in range(0, len(ordered), size or 1)]


def _repeats(finding: Finding, earlier: Finding) -> bool:
    """Whether most of the quote stands in the earlier one."""
    if finding.snapshot_id != earlier.snapshot_id:
        return False
    shared = min(finding.end, earlier.end) - max(finding.start, earlier.start)
    return shared > REPEATED * (finding.end - finding.start)
