"""What own documents gave in a turn, kept: a run that goes on or is replayed finds the same."""

from collections.abc import Mapping
from typing import Literal

from pydantic import TypeAdapter

from wellread.archive.contract import Journal
from wellread.archive.replay import Replay
from wellread.domain import Failure, Frozen, SearchHit, sha256_of
from wellread.errors import SearchError
from wellread.evidence.vintages import Outdated
from wellread.filters import NO_FILTERS, SearchFilters
from wellread.search.documents import DocumentSearch

_FAILURES: TypeAdapter[tuple[Failure, ...]] = TypeAdapter(tuple[Failure, ...])


class _Given(Frozen):
    hits: tuple[SearchHit, ...] = ()
    error: str = ""
    """Why there are none, where the search failed."""


class RecordedDocuments:
    """A `SearchProvider`: the search in one corpus, each query of a turn searched once."""

    cost_usd: float | None = 0.0
    local = True
    min_interval_s = 0.0

    def __init__(
        self, documents: DocumentSearch, turn_id: str, journal: Journal, replay: Replay | None
    ) -> None:
        """Takes the search, whose journal keeps what it gives, and what a replay has met."""
        self._documents = documents
        self._turn_id = turn_id
        self._journal = journal
        self._replay = replay

    @property
    def name(self) -> str:
        """The corpus's name."""
        return self._documents.name

    @property
    def max_query_chars(self) -> int:
        """Of the search itself."""
        return self._documents.max_query_chars

    async def search(
        self, query: str, max_results: int, filters: SearchFilters = NO_FILTERS
    ) -> tuple[SearchHit, ...]:
        """What the search in the documents gives, or gave when the turn asked this before.

        Raises:
            SearchError: it fails, or failed then.
            NotRecorded: a replay meets a query that the turn did not ask.
            StorageError: the archive cannot be written.
        """
        name = self._entry("search", query, max_results)
        known = await self._known()
        if name not in known:
            if self._replay is not None:
                self._replay.meet(f"a search for {query[:200]!r} in {self.name}")
            given = await self._given(query, max_results, filters)
            problems = _FAILURES.dump_json(self._documents.problems).decode()
            entries = {name: given.model_dump_json(), self._entry("problems"): problems}
            known = await self._journal.record(self._turn_id, "documents", entries)
        given = _Given.model_validate_json(known[name])
        if given.error:
            raise SearchError(given.error, service=self.name)
        return given.hits

    async def problems(self) -> tuple[Failure, ...]:
        """What was not read or not searched; empty until the turn's first search."""
        told = (await self._known()).get(self._entry("problems"))
        return _FAILURES.validate_json(told) if told else ()

    async def older_versions(self, address: str) -> tuple[Outdated, ...]:
        """The outdated versions of the document, as they are now."""
        return await self._documents.older_versions(address)

    async def _given(self, query: str, max_results: int, filters: SearchFilters) -> _Given:
        try:
            return _Given(hits=await self._documents.search(query, max_results, filters))
        except SearchError as error:
            return _Given(error=str(error))

    async def _known(self) -> Mapping[str, str]:
        return await self._journal.recorded(self._turn_id, "documents")

    def _entry(self, what: Literal["search", "problems"], *asked: str | int) -> str:
        return f"{what} {sha256_of([self.name, *asked])[:32]}"
