"""What every search provider can do."""

from typing import Protocol

from wellread.domain import SearchHit


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

    async def search(self, query: str, max_results: int) -> tuple[SearchHit, ...]:
        """At most `max_results` hits, best first; empty means that nothing was found.

        Raises:
            SearchError: the provider failed; a failure is never an empty result.
        """
        ...
