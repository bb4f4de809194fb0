"""Which hits of a search are wanted: a part of the sources that a run chooses."""

import re
from contextlib import suppress
from datetime import date

from pydantic import field_validator

from wellread.values import Frozen

MAX_LANGUAGES = 3
"""That a search may be in: a model is asked for at most so many queries at once."""


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
    """Two or three letters of ISO 639, such as `de`; several with commas. Any of them is wanted."""

    @field_validator("domains", "exclude_domains")
    @classmethod
    def _hosts(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_host(name) for name in names))

    @field_validator("language")
    @classmethod
    def _codes(cls, language: str) -> str:
        given = (code.strip().lower() for code in language.split(","))
        codes = tuple(dict.fromkeys(code for code in given if code))
        for code in codes:
            if not re.fullmatch("[a-z]{2,3}", code):
                raise ValueError(f"{code!r} is no language code: write two letters, such as de")
        if len(codes) > MAX_LANGUAGES:
            raise ValueError(f"{len(codes)} languages are too many: write at most {MAX_LANGUAGES}")
        return ",".join(codes)

    @property
    def languages(self) -> tuple[str, ...]:
        """The codes in `language`, each once, in the order given."""
        return tuple(code for code in self.language.split(",") if code)

    @property
    def only_language(self) -> str:
        """The code for services that take a single one; empty where several, or all, are wanted."""
        return self.languages[0] if len(self.languages) == 1 else ""

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
            wanted.append(f"in the language {' or '.join(self.languages)}")
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
