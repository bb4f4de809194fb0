"""Where two sources give different numbers for one thing, found by code."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from wellread.domain import Disagreement, Finding
from wellread.evidence.checks.statements import Statement, numbers_disagree, statements_of


def disagreements_in(findings: Iterable[Finding]) -> Iterator[Disagreement]:
    """At most one disagreement for each pair of findings from different snapshots."""
    stated = [
        (finding, statements)
        for finding in findings
        if (statements := statements_of(finding.quote))
    ]
    for (one, mine), (other, theirs) in combinations(stated, 2):
        about = _about(mine, theirs) if one.snapshot_id != other.snapshot_id else ""
        if about:
            yield Disagreement(finding_ids=(one.id, other.id), about=about)


def _about(mine: Sequence[Statement], theirs: Sequence[Statement]) -> str:
    found = (numbers_disagree(first, second) for first in mine for second in theirs)
    return next((about for about in found if about), "")
