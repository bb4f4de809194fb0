"""What outdated versions of a document say otherwise: read beside the current one, never quoted."""

import asyncio
from collections.abc import Iterator, Mapping

from graph.parts import Parts
from wellread.domain import Finding, Frozen, Question, Snapshot, Source
from wellread.errors import PageError
from wellread.evidence.differences import Statement, differences, statements_with_numbers
from wellread.evidence.vintages import Outdated

OLDER_VERSIONS = 3
"""Versions of one document that are compared with the current one."""


class _Outdated(Frozen):
    findings: dict[str, Finding]
    sources: dict[str, Source]


async def outdated_once(
    findings: Mapping[str, Finding],
    sources: Mapping[str, Source],
    *,
    turn: Question,
    place: str,
    parts: Parts,
) -> tuple[dict[str, Finding], dict[str, Source]]:
    """For each finding the sentences of older versions that give other numbers, and their sources.

    Each names by `superseded_by` the finding of the current version. A version that cannot be
    read has been told as a failure when its folder was searched. What was found at this place
    before is recalled.
    """
    if not parts.documents:
        return {}, {}
    name, journal = f"outdated {place}", parts.archive.journal
    known = await journal.recorded(turn.id, "documents")
    if name not in known:
        found = await _outdated_statements(findings, sources, parts, turn)
        known = await journal.record(turn.id, "documents", {name: found.model_dump_json()})
    kept = _Outdated.model_validate_json(known[name])
    return kept.findings, kept.sources


async def _outdated_statements(
    findings: Mapping[str, Finding], sources: Mapping[str, Source], parts: Parts, turn: Question
) -> _Outdated:
    found: dict[str, Finding] = {}
    read: dict[str, tuple[Source, Snapshot, tuple[Statement, ...]]] = {}
    for finding in findings.values():
        source = sources.get(finding.snapshot_id)
        for older in await _older_versions(source, parts):
            if older.address not in read:
                try:
                    snapshot = await parts.reader.read(older.address, asked_at=turn.asked_at)
                except PageError:
                    continue
                stated = await asyncio.to_thread(statements_with_numbers, snapshot.text)
                origin = f"document:{older.successor}"
                older_source = Source.of(snapshot, origin=origin, outdated=older.reason)
                read[older.address] = (older_source, snapshot, stated)
            _, snapshot, stated = read[older.address]
            for each in _differing(finding, snapshot, stated, len(found)):
                found[each.id] = each
    used = {each.snapshot_id for each in found.values()}
    known = {source.snapshot_id: source for source, _, _ in read.values()}
    kept = {key: source for key, source in known.items() if key in used}
    return _Outdated(findings=found, sources=kept)


async def _older_versions(source: Source | None, parts: Parts) -> list[Outdated]:
    if source is None:
        return []
    return [
        older
        for documents in parts.documents
        for older in (await documents.older_versions(source.address))[:OLDER_VERSIONS]
    ]


def _differing(
    finding: Finding, snapshot: Snapshot, stated: tuple[Statement, ...], count: int
) -> Iterator[Finding]:
    for number, (start, end) in enumerate(differences(finding.quote, stated), count + 1):
        page, place = snapshot.place_at(start)
        yield Finding(
            id=f"{finding.id}-outdated{number}",
            task_id=finding.task_id,
            sub_question_id=finding.sub_question_id,
            statement=" ".join(snapshot.text[start:end].split()),
            quote=snapshot.text[start:end],
            snapshot_id=snapshot.id,
            start=start,
            end=end,
            page=page,
            place=place,
            superseded_by=finding.id,
        )
