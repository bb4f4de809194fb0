"""Copies that two branches read are one origin for the report."""

from datetime import UTC, datetime
from pathlib import Path

from graph.origins import with_copies_folded
from wellread.archive.sqlite import open_archive
from wellread.domain import Snapshot, Source

NOW = datetime(2026, 1, 1, tzinfo=UTC)
TEXT = " ".join(f"Crane {number} loads barge {number + 1} with salt." for number in range(40))


def snapshot(address: str, text: str) -> Snapshot:
    return Snapshot(id=Snapshot.id_of(address, text), address=address, read_at=NOW, text=text)


def source(of: Snapshot, origin: str) -> Source:
    return Source(snapshot_id=of.id, address=of.address, read_at=NOW, origin=origin)


async def test_a_copy_on_another_site_has_the_origin_of_the_first(tmp_path: Path) -> None:
    first, copy = snapshot("https://a.example/x", TEXT), snapshot("https://b.example/y", TEXT + "!")
    other = snapshot("https://c.example/z", "Orchards bloom in May. " * 20)
    lost = snapshot("https://d.example/gone", "Nobody kept this text.")
    sources = {
        first.id: source(first, "a.example"),
        copy.id: source(copy, "b.example"),
        other.id: source(other, "c.example"),
        lost.id: source(lost, "d.example"),
    }
    archive = await open_archive(tmp_path / "archive.sqlite")
    for each in (first, copy, other):
        await archive.snapshots.put(each)
    folded = await with_copies_folded(
        sources, [first.id, copy.id, other.id, lost.id], archive.snapshots
    )
    await archive.close()
    assert {key: each.origin for key, each in folded.items()} == {
        first.id: "a.example",
        copy.id: "a.example",
        other.id: "c.example",
        lost.id: "d.example",
    }
