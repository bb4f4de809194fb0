"""What a server's status line and headers mean for the reader of a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from wellread.errors import PageError, PageProblem
from wellread.reading.formats import MEDIA_TYPES

_READABLE = MEDIA_TYPES | {"", "text/plain"}
_OPAQUE = frozenset(("application/octet-stream", "binary/octet-stream"))
_PROBLEMS: dict[int, PageProblem] = {
    204: "empty",
    205: "empty",
    401: "refused",
    402: "refused",
    403: "refused",
    404: "not_found",
    407: "refused",
    408: "timeout",
    410: "not_found",
    425: "rate_limited",
    429: "rate_limited",
    451: "refused",
}
_AGAIN = frozenset((408, 425, 429, 500, 502, 503, 504))
_REASONS: dict[PageProblem, str] = {
    "empty": "holds nothing",
    "not_found": "is not there",
    "refused": "may not be read by programs",
    "rate_limited": "was asked for too often",
    "timeout": "took its server too long",
    "server_error": "could not be given by its server",
    "unreachable": "gave an answer that is no page",
}


@dataclass(frozen=True)
class MediaType:
    """A content type and whether a reader exists for it."""

    name: str
    readable: bool


def media_of(headers: Mapping[str, str], path: str) -> tuple[MediaType, str]:
    """The content type of an answer and its charset, each empty where it is not given.

    A body without a telling type counts as PDF where the path ends so.
    """
    message = Message()
    message["content-type"] = headers.get("content-type", "").split(",", 1)[0] or "x/x"
    name = message.get_content_type().lower() if headers.get("content-type") else ""
    if name in _OPAQUE and path.lower().endswith(".pdf"):
        name = "application/pdf"
    charset = message.get_content_charset("") or ""
    return MediaType(name, name in _READABLE), charset


def status_problem(
    status: int, headers: Mapping[str, str], url: str, host: str
) -> PageError | None:
    """The error an HTTP status stands for, or None for a page that was given."""
    if status in {HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION}:
        return None
    kind = _PROBLEMS.get(status, "unreachable")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        kind = "server_error"
    elif status >= HTTPStatus.BAD_REQUEST and status not in _PROBLEMS:
        kind = "refused"
    return PageError(
        f"{url} {_REASONS[kind]} (HTTP {status}): take another source",
        service=host,
        cause_kind=kind,
        transient=status in _AGAIN,
        retry_after_s=retry_after(headers) if status in _AGAIN else None,
    )


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that `Retry-After` asks to wait; a date counts from the answer's own `Date`."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        until = parsedate_to_datetime(value)
        return max((until - parsedate_to_datetime(headers.get("date", ""))).total_seconds(), 0.0)
    except (TypeError, ValueError):
        return None
