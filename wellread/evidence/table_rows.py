"""Tables found again in a clean text: Markdown tables, and lines `- Station: North · Beds: 410`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from wellread.evidence.amounts import amount_of
from wellread.evidence.moments import moment_of

MAX_ROWS = 60
"""A longer table is data to be worked with, and nothing that is read in a report."""
_BEGIN = "- "
_GAP = " · "
_NAMED = ": "
_CELL_END = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"[|\s:-]*-[|\s:-]*")
_MARKUP = re.compile(r"[*_`\\]|\]\(")
"""In a cell of a Markdown file: what stands there is not what is read. Pages have plain text."""


@dataclass(frozen=True)
class TableRow:
    """One row: `text[start:end]`, with its cells by the names of their columns."""

    start: int
    end: int
    cells: dict[str, str]


@dataclass(frozen=True)
class _Line:
    start: int
    end: int
    text: str

    @property
    def is_piped(self) -> bool:
        return self.text.startswith("|") and self.text.endswith("|") and len(self.text) > 1

    @property
    def opening(self) -> str:
        """What neighbours of one table share: the name of the first column, or the bar."""
        if self.is_piped:
            return "|"
        cells = _named_cells(self.text)
        return next(iter(cells)) if cells else ""


def table_around(text: str, start: int, end: int) -> tuple[TableRow, ...]:
    """The whole table of which `text[start:end]` holds a row, or which it introduces.

    A paragraph introduces the table that follows it. Rows stand without a gap between them; a
    table of more than `MAX_ROWS` rows, or with markup in its cells, is none.
    """
    touched = _touched(text, start, end)
    if touched is None:
        return ()
    top = touched
    while top.start > 0:
        above = _line(text, text.rfind("\n", 0, top.start - 1) + 1)
        if above.opening != touched.opening:
            break
        top = above
    block: list[_Line] = []
    for line in _lines(text, top.start):
        if line.opening != touched.opening:
            break
        block.append(line)
        if len(block) > MAX_ROWS:
            return ()
    return tuple(_piped(block) if touched.is_piped else _named(block))


def is_row(sentence: str) -> bool:
    """Whether a sentence is a row of cells with names, with or without its `- `."""
    return bool(cells_of(sentence)) or sentence.startswith("|")


def cells_of(sentence: str) -> dict[str, str]:
    """The cells of a row by the names of their columns; none of another sentence."""
    return _named_cells(sentence if sentence.startswith(_BEGIN) else f"{_BEGIN}{sentence}")


def _touched(text: str, start: int, end: int) -> _Line | None:
    """The first line with cells, up to the one behind the paragraph that ends with the quote."""
    blank = False
    for line in _lines(text, text.rfind("\n", 0, start) + 1):
        if line.opening:
            return line
        if line.start >= end and blank and line.text:
            return None
        blank = not line.text
    return None


def _lines(text: str, start: int) -> Iterator[_Line]:
    while start < len(text):
        line = _line(text, start)
        yield line
        start = line.end + 1


def _line(text: str, start: int) -> _Line:
    end = text.find("\n", start)
    end = len(text) if end < 0 else end
    return _Line(start, end, text[start:end])


def _named(block: list[_Line]) -> Iterator[TableRow]:
    for line in block:
        yield TableRow(line.start + len(_BEGIN), line.end, _named_cells(line.text))


def _piped(block: list[_Line]) -> Iterator[TableRow]:
    """The rows below a head; nothing where cells cannot be read as they stand."""
    lines = [line for line in block if not _RULE.fullmatch(line.text)]
    rows = [[cell.strip() for cell in _CELL_END.split(line.text[1:-1])] for line in lines]
    names = rows[0] if rows else []
    is_ruled = len(block) > 1 and _RULE.fullmatch(block[1].text) is not None
    has_markup = is_ruled and any(_MARKUP.search(line.text) for line in lines)
    if len(set(names)) < len(names) or has_markup:
        return
    if not is_ruled and not _is_head(names, rows[1:]):
        return
    for line, cells in zip(lines[1:], rows[1:], strict=True):
        if len(cells) == len(names):
            named = {name: cell for name, cell in zip(names, cells, strict=True) if cell}
            yield TableRow(line.start, line.end, named)


def _is_head(names: list[str], rows: list[list[str]]) -> bool:
    """Whether the first row of a table without a rule, as web pages give it, names its columns.

    A list of facts in two columns has no head, unless its first column holds dates.
    """
    if any(map(amount_of, names)) or any(len(row) != len(names) for row in rows):
        return False
    columns = [[cell for cell in column if cell] for column in zip(*rows, strict=True)]
    dated = bool(rows) and all(map(moment_of, columns[0]))
    counted = any(column and all(map(amount_of, column)) for column in columns[1:])
    return counted and (dated or len(names) > len(("fact", "value")))


def _named_cells(line: str) -> dict[str, str]:
    if not line.startswith(_BEGIN) or _GAP not in line:
        return {}
    cells: dict[str, str] = {}
    for part in line.removeprefix(_BEGIN).removesuffix(".").split(_GAP):
        name, named, cell = part.partition(_NAMED)
        if not named or not name or not cell.strip() or name in cells:
            return {}
        cells[name] = cell.strip()
    return cells
