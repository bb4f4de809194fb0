"""Which pictures of the sources stand near what a report cites."""

from collections.abc import Iterable, Mapping

from wellread.domain import Finding, Snapshot
from wellread.figures import SourceImage
from wellread.sources import PageImage

NEAR_CHARS = 1_500
"""Between a quote and a picture: a few paragraphs."""


def images_near(
    findings: Iterable[Finding], snapshots: Mapping[str, Snapshot], most: int
) -> tuple[SourceImage, ...]:
    """At most so many pictures, each once, in the order of the findings, the nearest first."""
    found: dict[tuple[str, str], SourceImage] = {}
    for finding in findings:
        snapshot = snapshots.get(finding.snapshot_id)
        images = snapshot.images if snapshot else ()
        for image in sorted(images, key=lambda each: _distance(finding, each)):
            if _distance(finding, image) <= NEAR_CHARS:
                near = SourceImage(
                    caption=image.caption, address=image.address, finding_id=finding.id
                )
                found.setdefault((image.address, image.caption), near)
    return tuple(found.values())[:most]


def _distance(finding: Finding, image: PageImage) -> int:
    return max(finding.start - image.start, image.start - finding.end, 0)
