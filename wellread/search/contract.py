"""What every search provider can do."""

from typing import Protocol

from wellread.domain import SearchHit
from wellread.filters import NO_FILTERS, SearchFilters


class SearchProvider(Protocol):
    """One place to search. An adapter maps fields and translates errors, nothing else."""

    @property
    def name(self) -> str:
        """As in the settings and the ledger: `tavily`, `documents`, `library:python`."""
        ...

    @property
    def cost_usd(self) -> float | None:
        """Price of one search; 0 for free ones, None where it is unknown."""
        ...

    @property
    def max_query_chars(self) -> int:
        """Longer queries are shortened at a word boundary before they are sent."""
        ...

    @property
    def local(self) -> bool:
        """Whether it reads only what lies on this machine: asked directly, without the ledger."""
        ...

    @property
    def min_interval_s(self) -> float:
        """Seconds between two searches that the service asks for; 0 leaves them free.

        Where it is more, searches are also made one at a time.
        """
        ...

    async def search(
        self, query: str, max_results: int, filters: SearchFilters = NO_FILTERS
    ) -> tuple[SearchHit, ...]:
        """At most `max_results` hits, best first; empty means that nothing was found.

        What of `filters` the service knows is asked of it; the rest is left to the caller, who
        looks at every hit again.

        Raises:
            SearchError: the provider failed; a failure is never an empty result.
        """
        ...
