"""Filters as users write them, and what of them code has to keep itself."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from pydantic import ValidationError

from wellread.domain import SearchHit
from wellread.errors import SettingsError
from wellread.filters import SearchFilters
from wellread.search.fields import is_web_address
from wellread.search.published import Span, days_of, published_days
from wellread.search.text_language import may_be_in

_DAY = re.compile(r"(\d{4})(?:-(\d\d?)(?:-(\d\d?))?)?")
_LANGUAGE_CHARS = 2_000


def parsed_filters(
    *,
    domains: Sequence[str] = (),
    exclude_domains: Sequence[str] = (),
    since: str = "",
    until: str = "",
    language: str = "",
) -> SearchFilters:
    """The filters that a user wrote.

    Args:
        domains: hosts, also as addresses or `*.example.org`.
        exclude_domains: the same.
        since: `2024`, `2024-05` or `2024-05-17`; a year or month counts from its first day.
        until: the same; a year or month counts to its last day.
        language: two or three letters of ISO 639; several with commas.

    Raises:
        SettingsError: a value that cannot be read, or a span without a day in it.
    """
    first, last = _span(since, "since"), _span(until, "until")
    if first and last and first[0] > last[1]:
        raise SettingsError(f"nothing lies between since {since} and until {until}: swap the dates")
    try:
        return SearchFilters(
            domains=tuple(domains),
            exclude_domains=tuple(exclude_domains),
            since=first[0] if first else None,
            until=last[1] if last else None,
            language=language,
        )
    except ValidationError as error:
        told = "; ".join(
            str(fault["msg"]).removeprefix("Value error, ") for fault in error.errors()
        )
        raise SettingsError(f"a search filter does not fit: {told}.") from error


def within(hit: SearchHit, filters: SearchFilters) -> bool:
    """Whether `hit` is wanted, as far as it tells."""
    return not why_unwanted(hit, filters)


def why_unwanted(hit: SearchHit, filters: SearchFilters) -> str:
    """What of `hit` surely lies outside the filters, in words; empty for what may be wanted.

    A hit that does not say when it was published, or in which language it is, may be. Domains are
    asked of web addresses alone.
    """
    if is_web_address(hit.address):
        host = _host_of(hit.address)
        if filters.domains and not any(_below(host, domain) for domain in filters.domains):
            return f"it is on {host}, and only {', '.join(filters.domains)} is wanted"
        if any(_below(host, domain) for domain in filters.exclude_domains):
            return f"it is on {host}, which is not wanted"
    if (filters.since or filters.until) and (days := published_days(hit.published)):
        if filters.since and days[1] < filters.since:
            return f"it was published {hit.published}, before {filters.since}"
        if filters.until and days[0] > filters.until:
            return f"it was published {hit.published}, after {filters.until}"
    if filters.language:
        text = " ".join((hit.title, hit.snippet, hit.content[:_LANGUAGE_CHARS]))
        if not any(may_be_in(text, code) for code in filters.languages):
            return f"it is not in the language {' or '.join(filters.languages)}"
    return ""


def _span(text: str, name: str) -> Span | None:
    if not text.strip():
        return None
    match = _DAY.fullmatch(text.strip())
    parts = [int(part) for part in match.groups() if part] if match else []
    days = days_of(*parts) if parts else None
    if days is None:
        raise SettingsError(
            f"{name} {text!r} is no date: write 2024, 2024-05 or 2024-05-17, with a day that exists"
        )
    return days


def _host_of(address: str) -> str:
    try:
        host = urlsplit(address).hostname or ""
        return host.encode("idna").decode()
    except ValueError:
        return ""


def _below(host: str, domain: str) -> bool:
    return host == domain or host.endswith(f".{domain}")
