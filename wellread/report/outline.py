"""The outline: sections in the plan's order, every finding in exactly one of them."""

from collections.abc import Sequence

from wellread.domain import Finding, Plan, SectionPlan

MAX_FINDINGS = 16
"""Findings given to one section: what a writer can weave into a few hundred words."""
MIN_WORDS = 80


def outline_of(plan: Plan, findings: Sequence[Finding], *, words: int) -> tuple[SectionPlan, ...]:
    """Sections that have evidence; words are shared out by the number of their findings.

    A quote found by two branches goes to the first sub-question of the plan that has it.
    """
    by_title: dict[str, list[str]] = {}
    for part in plan.sub_questions:
        by_title.setdefault((part.section or part.question).strip(), []).append(part.id)
    taken: list[Finding] = []
    chosen: list[tuple[str, list[str], list[Finding]]] = []
    for title, ids in by_title.items():
        own = _own(findings, ids, taken)
        if own:
            chosen.append((title, ids, own))
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


def _own(findings: Sequence[Finding], ids: Sequence[str], taken: list[Finding]) -> list[Finding]:
    """The findings of these sub-questions that no section has yet, the most relevant kept."""
    own = []
    for finding in findings:
        if finding.sub_question_id in ids and not any(_overlap(finding, each) for each in taken):
            taken.append(finding)
            own.append(finding)
    best = sorted(own, key=lambda each: -each.relevance)[:MAX_FINDINGS]
    return [finding for finding in own if finding in best]


def _overlap(one: Finding, other: Finding) -> bool:
    """Whether more than half of the shorter quote stands in the other as well."""
    if one.snapshot_id != other.snapshot_id:
        return False
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared > min(one.end - one.start, other.end - other.start) / 2
