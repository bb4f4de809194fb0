"""What a checker reads for each finding: the stored text itself, never the finding's copy of it."""

from collections.abc import Iterable

from wellread.archive.contract import Snapshots
from wellread.domain import Finding, Frozen, Snapshot
from wellread.errors import EvidenceError
from wellread.evidence.sentences import split_sentences

CONTEXT_CHARACTERS = 400
"""Characters aimed at on each side of a quote, up to the nearest bound of a sentence."""
_LONGEST_SENTENCE = 300


class EvidenceText(Frozen):
    """What the checker reads for one finding: taken from the stored snapshot, not the finding."""

    finding_id: str
    quote: str
    """`snapshot.text[start:end]`, read again."""
    context: str
    """The quote with the text around it, in the same snapshot."""
    title: str = ""
    snapshot_id: str = ""


async def evidence_texts(
    findings: Iterable[Finding], snapshots: Snapshots
) -> dict[str, EvidenceText]:
    """Quote and surroundings of each finding by its id, read again from the stored snapshots.

    Each snapshot is read once, its hash checked by the archive.

    Raises:
        EvidenceError: a snapshot that is missing or changed, or a span outside its text.
    """
    cited = list(findings)
    stored = await snapshots.get_all(each.snapshot_id for each in cited)
    return {each.id: _evidence_text(each, stored[each.snapshot_id]) for each in cited}


def _evidence_text(finding: Finding, snapshot: Snapshot) -> EvidenceText:
    if not 0 <= finding.start < finding.end <= len(snapshot.text):
        raise EvidenceError(
            f"finding {finding.id!r} points at characters {finding.start} to {finding.end} of "
            f"snapshot {snapshot.id!r}, which has {len(snapshot.text)}: research it again."
        )
    start, end = context_span(snapshot.text, finding.start, finding.end)
    return EvidenceText(
        finding_id=finding.id,
        quote=snapshot.text[finding.start : finding.end],
        context=snapshot.text[start:end],
        title=snapshot.title,
        snapshot_id=snapshot.id,
    )


def context_span(text: str, start: int, end: int) -> tuple[int, int]:
    """The span around `text[start:end]` that adds about 400 characters of whole sentences a side.

    Where a sentence is so long that none ends nearby, the span is cut where it stands.
    """
    reach = CONTEXT_CHARACTERS + _LONGEST_SENTENCE
    low, high = max(0, start - reach), min(len(text), end + reach)
    sentences = [(low + begin, low + finish) for begin, finish in split_sentences(text[low:high])]
    first = max(0, start - CONTEXT_CHARACTERS)
    last = min(len(text), end + CONTEXT_CHARACTERS)
    begins = [begin for begin, _ in sentences if first <= begin <= start]
    ends = [finish for _, finish in sentences if end <= finish <= last]
    return (min(begins) if begins else first), (max(ends) if ends else last)
