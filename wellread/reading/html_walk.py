"""The walk over a page's elements: headings, paragraphs, lists, tables and code as Markdown."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wellread.reading.fences import fenced
from wellread.reading.tables import table_text

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset(
    (  # noqa: SIM905 - a list of that many strings reads worse
        "address article aside blockquote body caption center dd details div dl dt"
        " fieldset figcaption figure footer form header hgroup hr html legend li main"
        " menu ol p section summary table tbody td tfoot th thead tr ul"
    ).split()
)
_INLINE = frozenset(
    (  # noqa: SIM905 - a list of that many strings reads worse
        "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd"
        " label mark nobr q s samp small span strike strong sub sup time tt u var wbr"
    ).split()
)
_LISTS = frozenset(("ul", "ol", "menu"))
_NOT_DATA = "h1, h2, h3, h4, h5, h6, pre, ul, ol, p + p"
_MAX_INDENT = 8
_MARKUP_AT_START = re.compile(r"^(#{1,6}\s|`{3}|~{3})")
_HEADING_END = " \u00b6#"


@dataclass
class _Page:
    """What has been written so far, and the paragraph that is being gathered."""

    blocks: list[str] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)
    lists: list[int] = field(default_factory=list)
    """For each open list its next number, 0 for bullets."""
    bullet: str = ""
    """Waits for the text of the item it belongs to."""
    after_item: bool = False
    """The last block is a list item, so that the next one follows without an empty line."""
    breaks: int = 0
    """`br` elements in a row."""

    def flush(self) -> None:
        """Ends the paragraph that is being gathered."""
        if not self.inline:
            return
        lines = "".join(self.inline).split("\n")
        self.inline.clear()
        self.breaks = 0
        text = "\n".join(line for line in (" ".join(raw.split()) for raw in lines) if line)
        if not text:
            return
        if text[0] in "#`~":
            text = _MARKUP_AT_START.sub(r"\\\1", text)
        gap = "\n" if self.bullet and self.after_item else "\n\n"
        self.blocks.append(f"{gap}{self.bullet}{text}")
        self.after_item = bool(self.bullet)
        self.bullet = ""

    def block(self, text: str) -> None:
        """Writes a block of its own."""
        self.flush()
        self.bullet = ""
        self.after_item = False
        if text:
            self.blocks.append(f"\n\n{text}")

    def line_break(self) -> None:
        """A `br`; a second one in a row ends the paragraph, as old pages mean it."""
        self.breaks += 1
        if self.breaks > 1:
            self.flush()
        else:
            self.inline.append("\n")


def markdown_of(root: LexborNode) -> str:
    """Everything readable below `root`, in the page's order; takes linear time at any depth."""
    page = _Page()
    node: LexborNode | None = root
    while node is not None:
        inner = _enter(node, page)
        if inner is not None:
            node = inner
            continue
        following: LexborNode | None = None
        while node is not None and following is None:
            _leave(node, page)
            if node.mem_id == root.mem_id:
                return _ended(page)
            following = node.next
            node = following or node.parent
    return _ended(page)


def _ended(page: _Page) -> str:
    page.flush()
    return "".join(page.blocks).strip("\n")


def _enter(node: LexborNode, page: _Page) -> LexborNode | None:
    """Writes what begins at `node`; gives the child to go on with, or None."""
    tag = node.tag or ""
    if tag == "-text":
        _add_text(node.text_content or "", page)
        return None
    if tag in _INLINE:
        return node.first_child
    if tag in _HEADINGS:
        text = " ".join(node.text().split()).rstrip(_HEADING_END)
        page.block(f"{'#' * _HEADINGS[tag]} {text}" if text else "")
        return None
    if tag in {"br", "pre", "table"}:
        return _enter_special(node, tag, page)
    if tag in _BLOCKS:
        page.flush()
        _open_list(tag, page)
    elif tag.startswith(("-", "!")):
        return None
    else:
        page.inline.append(" ")
    return node.first_child


def _add_text(text: str, page: _Page) -> None:
    if not text.isspace():
        page.breaks = 0
    page.inline.append(text.replace("\n", " "))


def _enter_special(node: LexborNode, tag: str, page: _Page) -> LexborNode | None:
    if tag == "br":
        page.line_break()
        return None
    if tag == "pre":
        code = node.text().strip("\n").rstrip()
        page.block(fenced(code) if code.strip() else "")
        return None
    rows = _data_rows(node)
    page.block(table_text(rows))
    return None if rows else node.first_child


def _open_list(tag: str, page: _Page) -> None:
    if tag in _LISTS:
        page.lists.append(1 if tag == "ol" else 0)
    elif tag == "li":
        depth = min(max(len(page.lists) - 1, 0), _MAX_INDENT)
        number = page.lists[-1] if page.lists else 0
        page.bullet = "  " * depth + (f"{number}. " if number else "- ")
        if number:
            page.lists[-1] += 1


def _leave(node: LexborNode, page: _Page) -> None:
    tag = node.tag or ""
    if tag in _BLOCKS:
        page.flush()
        if tag in _LISTS and page.lists:
            page.lists.pop()
        if tag == "li":
            page.bullet = ""
    elif tag[:1] not in {"-", "!"} and tag not in _INLINE:
        page.inline.append(" ")


def _data_rows(table: LexborNode) -> list[list[str]]:
    """The cells of a table of data; empty for one that only lays out the page."""
    # A search below a node finds the node itself as well.
    if table.css_first(_NOT_DATA) is not None or len(table.css("table")) > 1:
        return []
    rows = [
        [" ".join(cell.text(separator=" ").split()) for cell in cells]
        for row in table.css("tr")
        if (cells := row.css("td, th"))
    ]
    return rows if max((len(row) for row in rows), default=0) > 1 else []
