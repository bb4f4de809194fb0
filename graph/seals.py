"""What a run made itself is on record in the archive: nothing written from outside passes for it.

On a server a client may write into a thread's state. A grant, a section and the evidence in it
count only as far as the archive, which no client writes, knows them.
"""

from collections.abc import Iterable, Mapping

from wellread.archive.contract import Journal, Snapshots
from wellread.domain import (
    Claim,
    Failure,
    Finding,
    Frozen,
    Grant,
    Question,
    SectionText,
    Snapshot,
    Source,
    sha256_of,
)

NOT_ON_RECORD = "This text is not on record as written and checked by this run."


async def put_on_record(journal: Journal, turn: Question, value: Grant | SectionText) -> None:
    """Notes that the turn's own nodes made `value`."""
    await journal.record(turn.id, "seal", {_seal(value): type(value).__name__})


async def is_on_record(journal: Journal, turn: Question, value: Grant | SectionText) -> bool:
    """Whether exactly this was made in the turn."""
    return _seal(value) in await journal.recorded(turn.id, "seal")


def _seal(value: Frozen) -> str:
    said = value.model_dump(mode="json")
    if not said.get("comparisons"):
        # Sections of runs that an older release began are sealed without this field.
        said.pop("comparisons", None)
    return sha256_of([type(value).__name__, said])


async def as_recorded(
    journal: Journal, turn: Question, section: SectionText, known: Iterable[str]
) -> SectionText:
    """The section; verdicts that are not on record, or cite no `known` finding, are taken back."""
    recorded = await is_on_record(journal, turn, section)
    ids = frozenset(known)
    claims = tuple(
        claim if recorded and ids.issuperset(claim.finding_ids) else _unchecked(claim, ids)
        for claim in section.claims
    )
    known_tables = section.comparisons if recorded else ()
    return section.model_copy(update={"claims": claims, "comparisons": known_tables})


def _unchecked(claim: Claim, known: frozenset[str]) -> Claim:
    return claim.model_copy(
        update={
            "verdict": "not_checked",
            "reason": NOT_ON_RECORD,
            "checked_by": (),
            "citations": (),
            "finding_ids": tuple(each for each in claim.finding_ids if each in known),
        }
    )


async def genuine_evidence(
    findings: Mapping[str, Finding], sources: Mapping[str, Source], snapshots: Snapshots
) -> tuple[dict[str, Finding], dict[str, Source], dict[str, Failure]]:
    """The findings whose quotes stand in the archive, with sources as they were read.

    What does not is left out, and told as a failure.
    """
    stored = await snapshots.still_there(each.snapshot_id for each in findings.values())
    good = {
        key: each for key, each in findings.items() if _stands(each, stored.get(each.snapshot_id))
    }
    true = {
        key: _as_read(source, stored[source.snapshot_id])
        if source.snapshot_id in stored
        else source
        for key, source in sources.items()
        if key == source.snapshot_id
    }
    lost = {
        f"{key}|evidence": Failure(
            kind="branch",
            where=f"finding {key}",
            message="its quote does not stand in what this archive has read",
            effect="it was left out",
            task_id=each.task_id,
        )
        for key, each in findings.items()
        if key not in good
    }
    return good, true, lost


def _stands(finding: Finding, snapshot: Snapshot | None) -> bool:
    if snapshot is None or not 0 <= finding.start < finding.end <= len(snapshot.text):
        return False
    return snapshot.text[finding.start : finding.end] == finding.quote


def _as_read(source: Source, snapshot: Snapshot) -> Source:
    return source.model_copy(update={"address": snapshot.address, "title": snapshot.title})
