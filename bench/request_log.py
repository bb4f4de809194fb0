"""The services' own log of requests: what a system asked for, what it cost and waited for."""

import json
import re
import urllib.error
import urllib.request
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wellread.models.prices import price_of
from wellread.settings import Settings

URL = re.compile(r"https?://[^\s<>)\]\"'`]+")
_KINDS = {
    "chat": "model",
    "responses": "model",
    "model": "model",
    "embeddings": "embedding",
    "embedding": "embedding",
    "search": "search",
    "extract": "search",
    "page": "page",
}


@dataclass(frozen=True)
class Request:
    """One request that was answered. Times are seconds of the services' clock."""

    kind: str
    begun: float
    ended: float
    status: int
    model: str
    prompt_tokens: int
    completion_tokens: int
    page: str
    """What was read, for a page."""


def reset(base_url: str, questions: Sequence[str]) -> None:
    """Empties the log."""
    try:
        _http(f"{base_url}/control", {"reset": True})
    except urllib.error.HTTPError:
        _http(f"{base_url}/reset", {"questions": list(questions)})


def requests(base_url: str) -> list[Request]:
    """What reached the services since the last reset, in either of two forms of log."""
    found = []
    for row in _http(f"{base_url}/log"):
        begun = row.get("t0", row.get("started_s"))
        ended = row.get("t1", row.get("ended_s"))
        if begun is None or ended is None or row.get("kind") not in _KINDS:
            continue
        tokens = row.get("tokens") or (row.get("tin") or 0, row.get("tout") or 0)
        found.append(
            Request(
                kind=_KINDS[row["kind"]],
                begun=begun,
                ended=ended,
                status=row.get("status") or 0,
                model=row.get("model") or "",
                prompt_tokens=tokens[0],
                completion_tokens=tokens[1],
                page=f"/page/{row['page']}" if "page" in row else str(row.get("path") or ""),
            )
        )
    return found


def chain_s(found: Sequence[Request]) -> float:
    """The heaviest chain of requests that do not overlap: no schedule of these can be faster."""
    spans = sorted(((one.begun, one.ended) for one in found), key=lambda span: span[1])
    ends = [ended for _, ended in spans]
    best = [0.0]
    for number, (begun, ended) in enumerate(spans):
        before = bisect_right(ends, begun + 1e-4, 0, number)
        best.append(max(best[-1], best[before] + ended - begun))
    return best[-1]


def busy_s(found: Sequence[Request]) -> float:
    """Seconds in which at least one request was under way."""
    total, until = 0.0, float("-inf")
    for one in sorted(found, key=lambda one: one.begun):
        total += max(0.0, one.ended - max(one.begun, until))
        until = max(until, one.ended)
    return total


def most_at_once(found: Sequence[Request]) -> int:
    """The most requests that were under way at the same time."""
    moments = sorted(
        [(one.begun, 1) for one in found] + [(one.ended, -1) for one in found],
        key=lambda moment: (moment[0], moment[1]),
    )
    now = most = 0
    for _, step in moments:
        now += step
        most = max(most, now)
    return most


def model_usd(found: Sequence[Request]) -> float:
    """USD of all model and embedding calls by today's list of prices."""
    settings = Settings()
    total = 0.0
    for one in found:
        price = price_of(f"openai:{one.model}", settings) if one.model else None
        if price is not None and one.status == 200:
            total += price.cost_usd(one.prompt_tokens, one.completion_tokens)
    return total


def pages_read(found: Sequence[Request]) -> set[str]:
    """The distinct pages that were fetched."""
    return {one.page for one in found if one.kind == "page" and one.status == 200}


def _http(url: str, data: object = None) -> list[dict[str, Any]]:
    body = None if data is None else json.dumps(data).encode()
    request = urllib.request.Request(url, data=body, headers={"content-type": "application/json"})  # noqa: S310
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=60) as answer:
        answered: list[dict[str, Any]] = json.load(answer)
        return answered
