"""The domain's words for what is found, read and kept: hits, snapshots, sources, passages.

Everybody imports them from `wellread.domain`.
"""

from bisect import bisect_right
from datetime import datetime
from typing import Literal

from wellread.values import Frozen, sha256_of

SourceKind = Literal["official", "paper", "news", "reference", "forum", "document", "web"]
PassageKind = Literal["prose", "code", "table"]


class SearchHit(Frozen):
    """One result of a search, not yet read."""

    address: str
    """A URL, or `file:` / `library:` address of an own document."""
    title: str = ""
    snippet: str = ""
    published: str = ""
    content: str = ""
    """The page's text where the provider sent it along; else empty."""
    content_id: str = ""
    """The snapshot that keeps `content`, once it is put away to keep state small."""
    outdated: str = ""
    """Why it is not to be taken as current, for an older version of an own document."""


class PageImage(Frozen):
    """A picture of a page or document that was read. It is never fetched and never shown."""

    address: str
    caption: str
    """What the page says of it."""
    start: int
    """Where in the snapshot's text it stands."""


class Snapshot(Frozen):
    """What was read, kept for good: clean Markdown-like text under a hash of address and text."""

    id: str
    address: str
    title: str = ""
    author: str = ""
    published: str = ""
    kind: SourceKind = "web"
    media_type: str = ""
    read_at: datetime
    text: str
    page_starts: tuple[int, ...] = ()
    """For documents in parts: the offset in `text` where page, sheet or slide 1, 2, ... begins."""
    place_names: tuple[str, ...] = ()
    """What those parts are called where they are no pages: `sheet Budget`, `slide 4`."""
    images: tuple[PageImage, ...] = ()
    """Empty for what was read by an older release."""

    @staticmethod
    def id_of(address: str, text: str) -> str:
        """The id that belongs to this address and text: 32 hex digits."""
        return sha256_of([address, text])[:32]

    def place_at(self, offset: int) -> tuple[int | None, str]:
        """Where `offset` lies: the 1-based page, or the name of the sheet or slide."""
        number = bisect_right(self.page_starts, offset)
        if number and number <= len(self.place_names):
            return None, self.place_names[number - 1]
        return number or None, ""


class Source(Frozen):
    """A snapshot without its text: the note of a source that state and reports carry."""

    snapshot_id: str
    address: str
    title: str = ""
    author: str = ""
    published: str = ""
    kind: SourceKind = "web"
    read_at: datetime
    origin: str = ""
    """What counts once: the site or the own document; near-copies share their first's origin."""
    outdated: str = ""
    """Why it is not to be taken as current, for an older version of an own document."""

    @classmethod
    def of(cls, snapshot: Snapshot, *, origin: str = "", outdated: str = "") -> "Source":
        """The note of this snapshot."""
        return cls(
            snapshot_id=snapshot.id,
            address=snapshot.address,
            title=snapshot.title,
            author=snapshot.author,
            published=snapshot.published,
            kind=snapshot.kind,
            read_at=snapshot.read_at,
            origin=origin,
            outdated=outdated,
        )


class PassageRef(Frozen):
    """Where a passage stands, without its text, as state carries it."""

    snapshot_id: str
    start: int
    end: int
    headings: tuple[str, ...] = ()
    """Outermost first, without the document's title."""
    page: int | None = None
    place: str = ""
    """Instead of a page: `sheet Budget`, `slide 4`."""
    kind: PassageKind = "prose"


class Passage(PassageRef):
    """A stretch of a snapshot under its headings: `text` is `snapshot.text[start:end]`."""

    text: str
