"""Reads single fields of what a stranger's service sent."""

import hashlib
from collections.abc import Iterable
from typing import TypeAlias
from urllib.parse import quote

from wellread.domain import SearchHit

SNIPPET_CHARS = 300
"""Of a text that comes along, so that a hit without its content stays small."""

JsonObject: TypeAlias = dict[str, object]


def text_of(value: object) -> str:
    """`value` if it is text, with what UTF-8 cannot hold replaced; else empty."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def is_web_address(address: str) -> bool:
    """Whether it is an http or https address; nothing else from outside may be opened."""
    return address.lower().startswith(("http://", "https://"))


def address_within(provider: str, source: str, text: str) -> str:
    """Where a hit stands that has no web address: a name that nothing opens.

    Of what the provider calls the source; else of a hash of its text.
    """
    part = quote(source) or hashlib.sha256(text.encode()).hexdigest()[:16]
    return f"{provider}/{part}"


def object_at(value: object, *keys: str) -> JsonObject:
    """The JSON object under `keys`, one within the other; empty where there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def objects_at(value: object, *keys: str) -> list[JsonObject] | None:
    """The JSON objects of the list under `keys`; None where there is no list."""
    found = object_at(value, *keys[:-1]).get(keys[-1])
    if not isinstance(found, list):
        return None
    return [each for each in found if isinstance(each, dict)]


def web_hits(hits: Iterable[SearchHit], max_results: int) -> tuple[SearchHit, ...]:
    """At most `max_results` of the hits that have a web address, each address once."""
    first: dict[str, SearchHit] = {}
    for hit in hits:
        if is_web_address(hit.address):
            first.setdefault(hit.address, hit)
    return tuple(first.values())[:max_results]
