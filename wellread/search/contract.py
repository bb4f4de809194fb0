"""What every search provider can do."""

import re
from contextlib import suppress
from datetime import date
from typing import Protocol

from pydantic import field_validator

from wellread.domain import Frozen, SearchHit


class SearchFilters(Frozen):
    """Which hits of a search are wanted; an empty field wants all."""

    domains: tuple[str, ...] = ()
    """Hosts, each with everything below it. They say nothing of own documents."""
    exclude_domains: tuple[str, ...] = ()
    since: date | None = None
    """The first day of publication that is wanted."""
    until: date | None = None
    """The last day of publication that is wanted."""
    language: str = ""
    """Two or three letters of ISO 639, such as `de`."""

    @field_validator("domains", "exclude_domains")
    @classmethod
    def _hosts(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_host(name) for name in names))

    @field_validator("language")
    @classmethod
    def _code(cls, language: str) -> str:
        code = language.strip().lower()
        if code and not re.fullmatch("[a-z]{2,3}", code):
            raise ValueError(f"{language!r} is no language code: write two letters, such as de")
        return code


def _host(name: str) -> str:
    """A host as addresses have it; ValueError keeps everything else out of queries."""
    host = name.strip().lower().rpartition("://")[2].partition("/")[0]
    host = host.removeprefix("*.").removeprefix("www.").strip(".")
    with suppress(UnicodeError):
        host = host.encode("idna").decode()
    if not re.fullmatch(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*", host):
        raise ValueError(f"{name!r} is no domain: write a host, such as example.org")
    return host


NO_FILTERS = SearchFilters()


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
