"""The pictures of a page by caption and address, and where in its text they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from wellread.reading.clean import one_line
from wellread.sources import PageImage

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

MAX_IMAGES = 30
"""Looked for in one page, found or not: each may cost a walk over all that stands before it."""
MAX_ADDRESS_CHARS = 1_000
_TELLING_CHARS = 40
"""So much of the text before a picture is looked for, to find its place."""
_LEAST_SIDE = 60
"""Pixels; what is smaller by its own attributes is an icon or counts visitors."""


def images_of(main: LexborNode, text: str) -> tuple[PageImage, ...]:
    """The first pictures with a caption or a description; addresses are as the page writes them.

    `text` is the page's clean text; a picture whose place in it is not found is left out.
    """
    found: list[PageImage] = []
    tried = 0
    for node in main.css("img"):
        address = (node.attributes.get("src") or "").strip()
        figure = _figure_of(node)
        told = figure.css_first("figcaption") if figure is not None else None
        caption = one_line((told.text(separator=" ") if told else node.attributes.get("alt")) or "")
        if not caption or _is_tiny(node) or not 0 < len(address) <= MAX_ADDRESS_CHARS:
            continue
        tried += 1
        start = text.find(caption) if told else -1
        start = start if start >= 0 else _place(figure or node, text)
        if start >= 0:
            found.append(PageImage(address=address, caption=caption, start=start))
        if tried == MAX_IMAGES:
            break
    return tuple(found)


def on_the_web(images: tuple[PageImage, ...], page: str) -> tuple[PageImage, ...]:
    """The pictures with whole addresses, as a browser on `page` has them; others are dropped."""
    whole = []
    for each in images:
        try:
            address = urljoin(page, each.address)
            is_web = urlsplit(address).scheme in {"http", "https"} and address.isprintable()
        except ValueError:
            continue
        if is_web and " " not in address:
            whole.append(each.model_copy(update={"address": address}))
    return tuple(whole)


def _figure_of(node: LexborNode) -> LexborNode | None:
    parent = node.parent
    while parent is not None and parent.tag not in {"figure", "body", "main", "article"}:
        parent = parent.parent
    return parent if parent is not None and parent.tag == "figure" else None


def _is_tiny(node: LexborNode) -> bool:
    sides = [node.attributes.get(side) or "" for side in ("width", "height")]
    return any(side.isdecimal() and int(side) < _LEAST_SIDE for side in sides)


def _place(node: LexborNode, text: str) -> int:
    """Where the text right before the node ends in the page's text; -1 where it is not found."""
    current: LexborNode | None = node
    while current is not None and current.tag != "body":
        before = current.prev
        while before is not None:
            words = " ".join((before.text() or "").split())
            if len(words) >= _TELLING_CHARS:
                found = text.find(words[-_TELLING_CHARS:])
                return found + _TELLING_CHARS if found >= 0 else -1
            before = before.prev
        current = current.parent
    return -1
