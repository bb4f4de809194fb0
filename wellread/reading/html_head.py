"""What a page says about itself: title, author and date from its metadata."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wellread.reading.clean import iso_date, one_line

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

_AUTHOR_NAMES = ("citation_author", "author", "dc.creator", "dcterms.creator", "article:author")
_DATE_NAMES = (
    "article:published_time",
    "citation_publication_date",
    "citation_date",
    "datepublished",
    "dc.date",
    "dc.date.issued",
    "dcterms.created",
    "date",
    "pubdate",
)
_MAX_AUTHORS = 12
_MAX_JSON_CHARS = 200_000
_SITE_PARTS = re.compile(r"\s+[|\u2014\u2013\u00b7]\s+|\s+-\s+|\s+::\s+")


@dataclass(frozen=True)
class Head:
    """The page's own word on what it is; each empty where it says nothing."""

    title: str
    """A title meant to be cited."""
    window_title: str
    """What the browser's window shows, without the site's name."""
    author: str
    published: str


def page_head(tree: LexborHTMLParser) -> Head:
    """Title, author and date of the page, from meta tags, JSON-LD and `time` elements."""
    metas = _metas(tree)
    linked = tuple(_linked_data(tree))
    authors = _first_of(metas, _AUTHOR_NAMES) or tuple(_linked_authors(linked))
    dates = [
        *(_first_of(metas, _DATE_NAMES)),
        *(str(part.get("datePublished", "")) for part in linked),
    ]
    dates.extend(node.attributes.get("datetime") or "" for node in tree.css("time[pubdate]"))
    window = tree.css_first("head title")
    titles = _first_of(metas, ("citation_title", "og:title", "dc.title"))
    return Head(
        title=one_line(titles[0]) if titles else "",
        window_title=_SITE_PARTS.split(one_line(window.text()), maxsplit=1)[0] if window else "",
        author="; ".join(dict.fromkeys(one_line(name, 80) for name in authors[:_MAX_AUTHORS])),
        published=next((found for found in map(iso_date, dates) if found), ""),
    )


def _metas(tree: LexborHTMLParser) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for node in tree.css("meta[content]")[:200]:
        attributes = node.attributes
        name = attributes.get("name") or attributes.get("property") or attributes.get("itemprop")
        content = attributes.get("content")
        if name and content and content.strip():
            found[name.lower()] = (*found.get(name.lower(), ()), content)
    return found


def _first_of(metas: dict[str, tuple[str, ...]], names: tuple[str, ...]) -> tuple[str, ...]:
    for name in names:
        values = tuple(value for value in metas.get(name, ()) if "://" not in value)
        if values:
            return values
    return ()


def _linked_data(tree: LexborHTMLParser) -> Iterator[dict[str, object]]:
    for node in tree.css("script[type='application/ld+json']")[:5]:
        text = node.text()
        if len(text) > _MAX_JSON_CHARS:
            continue
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            continue
        graph = data.get("@graph", [data]) if isinstance(data, dict) else data
        for part in graph if isinstance(graph, list) else []:
            if isinstance(part, dict):
                yield part


def _linked_authors(linked: tuple[dict[str, object], ...]) -> Iterator[str]:
    for part in linked:
        given = part.get("author")
        for author in given if isinstance(given, list) else [given]:
            name = author.get("name") if isinstance(author, dict) else author
            if isinstance(name, str) and name.strip() and "://" not in name:
                yield name
