"""How long a service wants to be left alone."""

from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait, from seconds or from a date that is compared with the answer's own.

    Without `Retry-After`, the `X-RateLimit-Reset` of the windows in which nothing remains counts:
    Brave sends `X-RateLimit-Remaining: 0, 1000` and `X-RateLimit-Reset: 1, 1419704`.

    Args:
        headers: of the answer; names in any case.
    """
    told = {name.lower(): value.strip() for name, value in headers.items()}
    after = told.get("retry-after", "")
    if not after:
        return _until_the_window_ends(told)
    if _is_number(after):
        return float(after)
    try:
        until = parsedate_to_datetime(after)
        sent = parsedate_to_datetime(told.get("date", ""))
    except ValueError:
        return None
    return max((until.astimezone(UTC) - sent.astimezone(UTC)).total_seconds(), 0.0)


def _until_the_window_ends(told: Mapping[str, str]) -> float | None:
    left = told.get("x-ratelimit-remaining", "0").split(",")
    resets = told.get("x-ratelimit-reset", "").split(",")
    used_up = [
        float(reset)
        for remaining, reset in zip(left, resets, strict=False)
        if remaining.strip() == "0" and _is_number(reset.strip())
    ]
    return max(used_up, default=None)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()
