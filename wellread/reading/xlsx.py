"""Excel files: every visible sheet, its rows as lines, values as the cells show them."""

from __future__ import annotations

import io
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from wellread.reading.clean import CleanText, checked, one_line, tidy, unread
from wellread.reading.packages import BROKEN, opened, properties_of
from wellread.reading.parts import in_parts
from wellread.reading.tables import table_text

if TYPE_CHECKING:
    from openpyxl.cell import ReadOnlyCell
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_CHARS = 20_000_000
_DAMAGED = (KeyError, AttributeError, TypeError, IndexError, SyntaxError, *BROKEN)
_CURRENCIES = ("€", "$", "£", "¥", "EUR", "USD", "GBP", "CHF")


def read_xlsx(body: bytes) -> CleanText:
    """The visible sheets in order, with `sheet NAME` as their places.

    Formulas give the value that was last computed. Dates are ISO, percentages and thousands are
    written as the cell's format has them.

    Raises:
        PageError: `unreadable`, `refused` with a password, `too_large`, `empty`.
    """
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    with opened(body) as package:
        title, author, changed = properties_of(package)
    try:
        book = load_workbook(io.BytesIO(body), read_only=True, data_only=True, keep_links=False)
        sheets = [
            (f"sheet {sheet.title}", tidy(_sheet_text(sheet)))
            for sheet in book.worksheets
            if sheet.sheet_state == "visible"
        ]
        book.close()
    except (InvalidFileException, *_DAMAGED) as error:
        raise unread(f"the Excel file is damaged: {error!r}", "unreadable") from error
    clean = in_parts(sheets, MEDIA_TYPE, title=title, author=author, published=changed)
    return checked(clean, "the Excel file")


def _sheet_text(sheet: ReadOnlyWorksheet) -> str:
    rows: list[list[str]] = []
    chars = 0
    for row in sheet.iter_rows():
        cells = [_shown(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells or (rows and rows[-1]):
            rows.append(cells)
        chars += sum(map(len, cells))
        if chars > MAX_CHARS:
            raise unread(f"a sheet has more than {MAX_CHARS} characters: split it", "too_large")
    text = table_text(rows)
    return f"## {one_line(sheet.title)}\n\n{text}" if text else ""


def _shown(cell: ReadOnlyCell) -> str:
    """The cell's value as text, close to what Excel shows."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return _number(value, str(cell.number_format or ""))
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "minutes")
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _number(value: float, shape: str) -> str:
    first = shape.partition(";")[0]
    decimals = min(sum(mark in "0#" for mark in first.partition(".")[2]), 10)
    if first.rstrip().endswith("%"):
        return f"{value * 100:.{decimals}f}%"
    if "," in first and "#" in first:
        number = f"{value:,.{decimals}f}"
    elif first.startswith("0") and "E" not in first:
        number = f"{value:.{decimals}f}"
    else:
        number = f"{value:.12g}"
    unit = next((unit for unit in _CURRENCIES if unit in first), "")
    return f"{number} {unit}".rstrip()
