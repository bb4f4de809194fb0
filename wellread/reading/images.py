"""The pictures of a page by caption and address, and where in its text they stand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal
from urllib.parse import urljoin, urlsplit

from wellread.reading.captions import caption_of
from wellread.reading.clean import one_line
from wellread.reading.raster import LEAST_SIDE
from wellread.sources import PageImage

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

MAX_IMAGES = 30
"""Looked for in one page, found or not: each may cost a walk over all that stands before it."""
MAX_ADDRESS_CHARS = 1_000
_IN_DOCUMENT = re.compile(r"#(?:page|picture|slide)=\d{1,6}|#part=[!-~]{1,500}")
_BLOCKS = frozenset(("p", "div", "td", "h3", "h4", "h5", "h6"))
_TELLING_CHARS = 40
"""So much of the text before a picture is looked for, to find its place."""


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
        caption = one_line(told.text(separator=" ")) if told else _caption_beside(node)
        is_written = bool(caption)
        caption = caption or one_line(node.attributes.get("alt") or "")
        if not caption or _is_tiny(node) or not 0 < len(address) <= MAX_ADDRESS_CHARS:
            continue
        tried += 1
        start = text.find(caption) if is_written else -1
        start = start if start >= 0 else _place(figure or node, text)
        if start >= 0:
            found.append(PageImage(address=address, caption=caption, start=start))
        if tried == MAX_IMAGES:
            break
    return tuple(found)


def with_addresses(images: tuple[PageImage, ...], page: str) -> tuple[PageImage, ...]:
    """The pictures with whole addresses, as a browser on `page` has them; others are dropped.

    One of a document is named by the document and its place in it: `file:///a.pdf#page=3`.
    """
    whole = []
    for each in images:
        if _IN_DOCUMENT.fullmatch(each.address):
            address = page.partition("#")[0] + each.address
            whole.append(each.model_copy(update={"address": address}))
            continue
        try:
            address = urljoin(page, each.address)
            is_web = urlsplit(address).scheme in {"http", "https"} and address.isprintable()
        except ValueError:
            continue
        if is_web and " " not in address:
            whole.append(each.model_copy(update={"address": address}))
    return tuple(whole)


def _caption_beside(node: LexborNode) -> str:
    """The caption in the paragraph of the picture, or in the one behind or before it."""
    block = node
    while block.parent is not None and block.tag not in _BLOCKS:
        block = block.parent
    if block.tag not in _BLOCKS:
        return ""
    for beside in (block, _sibling(block, "next"), _sibling(block, "prev")):
        if beside is not None and (caption := caption_of(beside.text(separator=" "))):
            return caption
    return ""


def _sibling(block: LexborNode, way: Literal["next", "prev"]) -> LexborNode | None:
    beside = getattr(block, way)
    while beside is not None and beside.tag == "-text" and not beside.text().strip():
        beside = getattr(beside, way)
    return beside if beside is not None and beside.tag in _BLOCKS else None


def _figure_of(node: LexborNode) -> LexborNode | None:
    parent = node.parent
    while parent is not None and parent.tag not in {"figure", "body", "main", "article"}:
        parent = parent.parent
    return parent if parent is not None and parent.tag == "figure" else None


def _is_tiny(node: LexborNode) -> bool:
    sides = [node.attributes.get(side) or "" for side in ("width", "height")]
    return any(side.isdecimal() and int(side) < LEAST_SIDE for side in sides)


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
