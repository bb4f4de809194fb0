"""Queries as services want them: words alone, operators, spans of days."""

from datetime import date

from wellread.evidence.terms import content_words, words_of
from wellread.filters import SearchFilters

_MOST_WORDS_TOGETHER = 5
_FIRST_DAY = date(1900, 1, 1)
_LAST_DAY = date(2100, 12, 31)


def subject_words(query: str) -> list[str]:
    """The words of `query` that tell its subject, each once; all where none does.

    They hold letters and digits only, so that they are no operators where a service has a syntax
    of its own, if they are written in lower case.
    """
    words = content_words(query) or words_of(query)
    return list(dict.fromkeys(word.lower().replace("’", "'") for word in words))


def joined(words: list[str]) -> str:
    """Up to five words all wanted, more of them one or another: whole questions find nothing."""
    return (" AND " if len(words) <= _MOST_WORDS_TOGETHER else " OR ").join(words)


def first_and_last(filters: SearchFilters) -> tuple[date, date] | None:
    """The span of publication with both ends, far away where one is open; None for no span."""
    if filters.since is None and filters.until is None:
        return None
    return filters.since or _FIRST_DAY, filters.until or _LAST_DAY


def with_sites(query: str, filters: SearchFilters, max_chars: int) -> str:
    """`query` with the domains as `site:` operators, as most web searches know them.

    Operators that would make it longer than `max_chars` are left out: hits are filtered again.
    """
    wanted = " OR ".join(f"site:{domain}" for domain in filters.domains)
    if wanted and len(query) + len(wanted) < max_chars:
        query = f"{query} {wanted}"
    for domain in filters.exclude_domains:
        if len(query) + len(domain) + len(" -site:") <= max_chars:
            query = f"{query} -site:{domain}"
    return query
