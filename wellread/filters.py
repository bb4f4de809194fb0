"""Which hits of a search are wanted: a part of the sources that a run chooses."""

import re
from contextlib import suppress
from datetime import date

from pydantic import field_validator

from wellread.values import Frozen


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

    @property
    def in_words(self) -> str:
        """The filters on one line for the plan and the report; empty where all is wanted."""
        wanted = [f"on {', '.join(self.domains)}"] if self.domains else []
        if self.exclude_domains:
            wanted.append(f"not on {', '.join(self.exclude_domains)}")
        if self.since and self.until:
            wanted.append(f"published from {self.since} to {self.until}")
        elif self.since:
            wanted.append(f"published since {self.since}")
        elif self.until:
            wanted.append(f"published until {self.until}")
        if self.language:
            wanted.append(f"in the language {self.language}")
        return "; ".join(wanted)


NO_FILTERS = SearchFilters()


def _host(name: str) -> str:
    """A host as addresses have it; ValueError keeps everything else out of queries."""
    host = name.strip().lower().rpartition("://")[2].partition("/")[0]
    host = host.removeprefix("*.").removeprefix("www.").strip(".")
    with suppress(UnicodeError):
        host = host.encode("idna").decode()
    if not re.fullmatch(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*", host):
        raise ValueError(f"{name!r} is no domain: write a host, such as example.org")
    return host
