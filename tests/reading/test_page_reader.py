"""A page is read once, kept under its hash, and replaced by the search's text if it must be."""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from reading.loopback import settings

from wellread.domain import SearchHit, Snapshot
from wellread.errors import PageError, PageProblem
from wellread.outside import Outside
from wellread.reading.corpora import FolderCorpus, LibraryCorpus
from wellread.reading.door import Allowed, Door, Fetched
from wellread.reading.reader import Reader

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
CONTENT = "The text that the search sent along with its hit. " * 6


class KeptSnapshots:
    """Snapshots in memory."""

    def __init__(self) -> None:
        self.stored: dict[str, Snapshot] = {}
        self.pages: dict[str, tuple[str, datetime]] = {}

    async def put(self, snapshot: Snapshot) -> None:
        self.stored.setdefault(snapshot.id, snapshot)

    async def get(self, snapshot_id: str) -> Snapshot:
        return self.stored[snapshot_id]

    async def get_all(self, snapshot_ids: Iterable[str]) -> dict[str, Snapshot]:
        return {each: self.stored[each] for each in snapshot_ids}

    async def still_there(self, snapshot_ids: Iterable[str]) -> dict[str, Snapshot]:
        return {each: self.stored[each] for each in snapshot_ids if each in self.stored}

    async def remember_page(self, address: str, snapshot_id: str, read_at: datetime) -> None:
        self.pages[address] = (snapshot_id, read_at)

    async def recall_page(self, address: str, not_before: datetime) -> Snapshot | None:
        snapshot_id, read_at = self.pages.get(address, ("", NOW))
        return self.stored[snapshot_id] if snapshot_id and read_at >= not_before else None


class DoorToPages(Door):
    """A door to pages in memory that counts what is asked of it."""

    def __init__(self, pages: Mapping[str, bytes], problem: PageProblem = "not_found") -> None:
        super().__init__(settings())
        self.pages = dict(pages)
        self.problem = problem
        self.asked: list[str] = []
        self.open = asyncio.Event()
        self.open.set()

    async def fetch(
        self, url: str, *, part_of: str = "", allowed: Allowed | None = None
    ) -> Fetched:
        self.asked.append(url)
        await self.open.wait()
        final = url.replace("/old", "/new")
        if final not in self.pages:
            raise PageError(
                f"{url}: {self.problem}", service="e.org", cause_kind=self.problem, transient=False
            )
        return Fetched(url, final, "text/html", "utf-8", self.pages[final])


def a_door() -> DoorToPages:
    return DoorToPages({"https://e.org/new": b"<h1>New</h1><p>Words of the page.</p>"})


async def test_a_page_is_stored_under_its_final_address_and_hash() -> None:
    snapshots, door = KeptSnapshots(), a_door()
    reader = Reader(settings(), snapshots, door, outside=Outside(settings()))
    snapshot = await reader.read("https://E.org/old?utm_source=x#a", asked_at=NOW)
    assert snapshot.address == "https://e.org/new"
    assert snapshot.id == Snapshot.id_of(snapshot.address, snapshot.text)
    assert (snapshot.title, snapshot.read_at, snapshot.media_type) == ("New", NOW, "text/html")
    assert snapshots.stored[snapshot.id] == snapshot
    assert door.asked == ["https://e.org/old"]


async def test_a_page_is_not_fetched_again_while_it_is_fresh() -> None:
    door = a_door()
    reader = Reader(settings(page_ttl_s=3600), KeptSnapshots(), door)
    for minutes in (0, 59):
        await reader.read("https://e.org/new", asked_at=NOW + timedelta(minutes=minutes))
    assert len(door.asked) == 1
    await reader.read("https://e.org/new", asked_at=NOW + timedelta(minutes=61))
    assert len(door.asked) == 2


async def test_callers_at_the_same_time_share_one_fetch_even_if_one_goes_away() -> None:
    door = a_door()
    door.open.clear()
    reader = Reader(settings(), KeptSnapshots(), door)
    first, *others = (
        asyncio.create_task(reader.read("https://e.org/new", asked_at=NOW)) for _ in range(5)
    )
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    first.cancel()
    door.open.set()
    read = await asyncio.gather(*others)
    assert len({snapshot.id for snapshot in read}) == 1
    assert len(door.asked) == 1
    with pytest.raises(asyncio.CancelledError):
        await first


async def test_a_failure_reaches_every_caller_and_is_tried_anew_later() -> None:
    door = a_door()
    reader = Reader(settings(), KeptSnapshots(), door)
    url = "https://e.org/none"
    both = (reader.read(url, asked_at=NOW) for _ in range(2))
    errors = await asyncio.gather(*both, return_exceptions=True)
    assert [isinstance(error, PageError) for error in errors] == [True, True]
    assert len(door.asked) == 1
    door.pages[url] = b"<p>Now it is there.</p>"
    assert (await reader.read(url, asked_at=NOW)).text == "Now it is there."


async def test_the_searchs_text_stands_in_for_a_page_that_cannot_be_had() -> None:
    hit = SearchHit(address="https://e.org/none", title="T", published="2024", content=CONTENT)
    snapshots, door = KeptSnapshots(), a_door()
    reader = Reader(settings(), snapshots, door)
    snapshot = await reader.read(hit.address, asked_at=NOW, hit=hit)
    assert snapshot.media_type == "text/plain; from=search"
    assert (snapshot.title, snapshot.published, snapshot.text) == ("T", "2024", CONTENT.rstrip())
    assert snapshot.id in snapshots.stored
    assert not snapshots.pages
    short = hit.model_copy(update={"content": "Too short."})
    with pytest.raises(PageError):
        await reader.read(hit.address, asked_at=NOW, hit=short)


async def test_a_forbidden_address_is_never_quoted_from_a_search() -> None:
    hit = SearchHit(address="http://10.0.0.1/", content=CONTENT)
    reader = Reader(settings(), KeptSnapshots(), DoorToPages({}, "forbidden_address"))
    with pytest.raises(PageError):
        await reader.read(hit.address, asked_at=NOW, hit=hit)


async def test_a_run_without_the_web_opens_no_page() -> None:
    with pytest.raises(PageError, match="may not open the web") as caught:
        await Reader(settings(), KeptSnapshots(), None).read("https://e.org/", asked_at=NOW)
    assert caught.value.cause_kind == "refused"


async def test_an_unreadable_page_names_its_address() -> None:
    door = DoorToPages({"https://e.org/empty": b"<p></p>"})
    with pytest.raises(PageError, match=r"e\.org/empty") as caught:
        await Reader(settings(), KeptSnapshots(), door).read("https://e.org/empty", asked_at=NOW)
    assert caught.value.cause_kind == "empty"


async def test_documents_come_from_the_given_corpora_only(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text("# Alpha\n\nWords.")
    (tmp_path / "b.md").write_text("# Beta\n\nWords.")
    corpora = (LibraryCorpus("python"), FolderCorpus(tmp_path / "docs"))
    reader = Reader(settings(), KeptSnapshots(), None, corpora)
    for address in ((tmp_path / "docs" / "a.md").as_uri(), "library:python/with"):
        snapshot = await reader.read(address, asked_at=NOW)
        assert snapshot.address == address
        assert snapshot.title in {"Alpha", "The with statement"}
    for address in (
        (tmp_path / "b.md").as_uri(),
        "library:perl/x",
        "/etc/passwd",
        "ftp://e.org/",
        "",
    ):
        with pytest.raises(PageError) as caught:
            await reader.read(address, asked_at=NOW)
        assert caught.value.cause_kind == "refused"
