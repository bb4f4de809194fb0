"""Rows of cells as text in which every row can be read, found and quoted by itself."""

import re
from collections.abc import Sequence

from wellread.reading.fences import fence_after

_NUMBER = re.compile(r"[-+(]?\s*[$€£¥]?\s*\d[\d.,'\s]*\s*(?:%|[$€£¥]|[A-Za-z]{1,3})?\)?")
_PIPE_ROW = re.compile(r" {0,3}\|(.*)\|")
_RULE = re.compile(r" *:?-+:? *")
_CELL_END = re.compile(r"(?<!\\)\|")
_GAP = " · "
_MAX_HEADER_CHARS = 80
_MAX_ADDED_CHARS = 20_000_000
"""Where naming the columns in every row would add more, rows stand without the names."""

Row = Sequence[str]


def table_text(rows: Sequence[Row]) -> str:
    """`- Station: North · Capacity: 410.` for each row below a header; blocks end at empty rows.

    A row with one cell above a header is a line of its own. Where there is no header, two columns
    read `- Capacity: 410.`, and more of them are the row's cells one after another.
    """
    return "\n\n".join(text for block in _blocks(rows) if (text := _block_text(block)))


def with_readable_tables(markdown: str) -> str:
    """The Markdown with its pipe tables written as `table_text` does; code stays as it is."""
    parts: list[str] = []
    rows: list[Row] = []
    fence = ""
    for line in (*markdown.split("\n"), None):
        fence = fence_after(line or "", fence)
        found = _PIPE_ROW.fullmatch(line) if line and not fence else None
        if found:
            cells = _CELL_END.split(found.group(1))
            if not all(map(_RULE.fullmatch, cells)):
                rows.append([cell.replace("\\|", "|").strip() for cell in cells])
            continue
        if rows:
            parts.append(table_text(rows))
            rows = []
        if line is not None:
            parts.append(line)
    return "\n".join(parts)


def _blocks(rows: Sequence[Row]) -> list[list[Row]]:
    blocks: list[list[Row]] = [[]]
    for row in rows:
        cells = [" ".join(cell.split()) for cell in row]
        if any(cells):
            blocks[-1].append(cells)
        elif blocks[-1]:
            blocks.append([])
    return blocks


def _block_text(block: list[Row]) -> str:
    lines: list[str] = []
    at = 0
    while at < len(block) and len(_filled(block[at])) == 1:
        lines += [_filled(block[at])[0], ""]
        at += 1
    rows = block[at:]
    header = rows[0] if len(rows) > 1 and _is_header(rows) else None
    if header and sum(map(len, header)) * len(rows) > _MAX_ADDED_CHARS:
        header = None
    body = rows[1:] if header else rows
    lines += [f"- {_ended(_row_text(row, header))}" for row in body]
    return "\n".join(lines).strip("\n")


def _is_header(rows: Sequence[Row]) -> bool:
    """Whether the first row names the columns: short texts, each once, and fuller than a title."""
    names = _filled(rows[0])
    texts = [name for name in names if not _NUMBER.fullmatch(name) or _is_year(name)]
    short = all(len(name) <= _MAX_HEADER_CHARS for name in names)
    widest = max(len(_filled(row)) for row in rows[1:])
    if not short or len(texts) < len(names) or len(set(names)) < len(names):
        return False
    if all(map(_is_year, names[1:])) and not any(_NUMBER.fullmatch(name) for name in names[:1]):
        return any(_NUMBER.fullmatch(cell) for row in rows[1:] for cell in row[1:])
    return len(names) > 1 and len(names) + 1 >= widest


def _is_year(cell: str) -> bool:
    return len(cell) == len("2024") and cell.isdigit() and cell[:2] in {"19", "20"}


def _row_text(row: Row, header: Row | None) -> str:
    if header is None:
        cells = _filled(row)
        pair = len(cells) == len(("name", "value")) and not cells[0].endswith(":")
        return (": " if pair else _GAP if len(cells) > 1 else "").join(cells)
    names = [*header, *[""] * (len(row) - len(header))]
    named = [
        f"{name.rstrip(':')}: {cell}" if name else cell
        for name, cell in zip(names, row, strict=False)
        if cell
    ]
    return _GAP.join(named)


def _filled(row: Row) -> list[str]:
    return [cell for cell in row if cell]


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?", ":")) else f"{text}."
