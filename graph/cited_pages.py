"""The pages that a foreign report cites: how they are reached, and what in them is near a claim."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from itertools import pairwise
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from wellread.archive.contract import Snapshots
from wellread.domain import Finding, Passage, Snapshot, Source, SourceChoice
from wellread.errors import EvidenceError, PageError
from wellread.evidence.bm25 import Bm25Index
from wellread.evidence.checks.wording import overlap
from wellread.evidence.origins import origin_of
from wellread.evidence.ranking import rank_passages
from wellread.evidence.sentences import split_sentences
from wellread.reading.addresses import canonical, is_web
from wellread.reading.corpora import FolderCorpus
from wellread.reading.passages import passages_of
from wellread.reading.reader import Reader
from wellread.search.text_language import may_be_in

PASSAGES = 3
"""Of one page, compared with one claim: in more text any number is found somewhere."""
CANDIDATES = 20
"""Passages by BM25 that are looked at more closely."""
FEWEST_WORDS = 40
"""A page of the web with fewer is a notice or an empty shell: it refutes nothing."""
_BEGINNING = 4_000
"""Characters that tell a page's language."""
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class PageReading:
    """Reads a cited address from a stored run, the named documents or the web."""

    def __init__(
        self,
        reader: Reader,
        snapshots: Snapshots,
        sources: SourceChoice,
        stored: Sequence[Source] = (),
    ) -> None:
        """Takes what may be read; lists the folders' documents, so call it in a thread.

        Args:
            reader: for documents and the web.
            snapshots: of the archive.
            sources: with `web`, any web address is opened; with `urls`, these alone.
            stored: a run's sources, whose snapshots stand for their addresses.
        """
        self._reader = reader
        self._snapshots = snapshots
        self._web = sources.web
        self._urls = frozenset(map(canonical, sources.urls))
        self._stored = {canonical(each.address): each.snapshot_id for each in stored}
        self._documents = tuple(
            address
            for folder in sources.folders
            for address in FolderCorpus(Path(folder)).addresses()
        )

    async def read(self, address: str, *, asked_at: datetime) -> Snapshot:
        """What stands at `address`.

        Raises:
            PageError: it cannot be read, or is not among the named sources.
            EvidenceError: the stored snapshot is missing or was changed.
        """
        known = await self._stored_id(canonical(address))
        if known:
            return await self._snapshots.get(known)
        if not is_web(address):
            return await self._document(address, asked_at)
        if not self._web and canonical(address) not in self._urls:
            raise PageError(
                "this check may not open the web: allow it with --web, or this page with --url",
                service=address[:100],
                cause_kind="refused",
            )
        return await self._reader.read(address, asked_at=asked_at)

    async def _stored_id(self, address: str) -> str:
        """The run's snapshot of this address, also where a redirect led away from it."""
        if address in self._stored or not (self._stored and is_web(address)):
            return self._stored.get(address, "")
        redirected = await self._snapshots.recall_page(address, _LONG_AGO)
        return redirected.id if redirected and redirected.id in self._stored.values() else ""

    async def _document(self, address: str, asked_at: datetime) -> Snapshot:
        try:
            return await self._reader.read(self._place_of(address), asked_at=asked_at)
        except PageError as error:
            if error.cause_kind != "refused":
                raise
            raise PageError(
                "it is in none of the named documents: name its folder with --docs, or --library",
                service="documents",
                cause_kind="not_found",
            ) from error

    def _place_of(self, address: str) -> str:
        """The address of the one document that a path or name leads to."""
        if address in self._documents or address.startswith("library:"):
            return address
        paths = {each: _path_of(each).parts for each in self._documents}
        wanted = _path_of(address).parts
        found = [each for each, path in paths.items() if wanted and path[-len(wanted) :] == wanted]
        if wanted and not found:
            found = [each for each, path in paths.items() if path[-1] == wanted[-1]]
        if len(found) > 1:
            raise PageError(
                f"it may be any of {len(found)} documents: cite it with its path",
                service="documents",
                cause_kind="unreadable",
            )
        return found[0] if found else address


def _path_of(address: str) -> PurePosixPath:
    path = urlsplit(address).path if address.startswith("file:") else address
    return PurePosixPath(*(part for part in unquote(path).split("/") if part not in {"", "."}))


class CitedPage:
    """One page that was read, ready to be compared with claims."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.passages = passages_of(snapshot)

    @cached_property
    def _index(self) -> Bm25Index:
        return Bm25Index([(" ".join(each.headings), each.text) for each in self.passages])

    @cached_property
    def is_hollow(self) -> bool:
        """Whether a page of the web holds hardly a word."""
        return is_web(self.snapshot.address) and len(self.snapshot.text.split()) < FEWEST_WORDS

    @cached_property
    def is_english(self) -> bool:
        """False only where its text is clearly in another language."""
        return may_be_in(self.snapshot.text[:_BEGINNING], "en")

    @property
    def source(self) -> Source:
        """The page without its text."""
        return Source.of(self.snapshot, origin=origin_of(self.snapshot.address))

    def closest(self, claim: str) -> tuple[Finding, ...]:
        """The quotes of this page that hold most of the claim, best first; their ids are empty.

        Chosen from the whole page. None only where the page holds nothing but headings.
        """
        near = [self.passages[place] for place, _ in self._index.search(claim, CANDIDATES)]
        ranked = rank_passages([claim], near, limit=PASSAGES, per_source=PASSAGES)
        chosen = ranked or near[:1] or [*self.passages[:1]]
        quotes = [self._quote(claim, passage) for passage in chosen]
        return tuple(sorted(quotes, key=lambda quote: -overlap(claim, quote.quote)))

    def _quote(self, claim: str, passage: Passage) -> Finding:
        """The sentence of the passage, or the two neighbours, that hold most of the claim."""
        spans = split_sentences(passage.text)
        windows = [*spans, *((start, end) for (start, _), (_, end) in pairwise(spans))]
        start, end = max(windows, key=lambda span: overlap(claim, passage.text[slice(*span)]))
        return Finding(
            id="",
            task_id="",
            sub_question_id="",
            statement=claim,
            quote=passage.text[start:end],
            snapshot_id=passage.snapshot_id,
            start=passage.start + start,
            end=passage.start + end,
            headings=passage.headings,
            page=passage.page,
            place=passage.place,
        )

    def close(self) -> None:
        """Frees the index."""
        if "_index" in self.__dict__:
            self._index.close()


async def read_pages(
    addresses: Sequence[str], reading: PageReading, *, asked_at: datetime
) -> tuple[Mapping[str, CitedPage], Mapping[str, str]]:
    """The pages that could be read, and for the other addresses why not; all side by side."""

    async def one(address: str) -> CitedPage | str:
        try:
            snapshot = await reading.read(address, asked_at=asked_at)
        except (PageError, EvidenceError) as error:
            return str(error)
        return await asyncio.to_thread(CitedPage, snapshot)

    results = await asyncio.gather(*map(one, addresses))
    pairs = list(zip(addresses, results, strict=True))
    return (
        {address: page for address, page in pairs if isinstance(page, CitedPage)},
        {address: problem for address, problem in pairs if isinstance(problem, str)},
    )
