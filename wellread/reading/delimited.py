"""Tables in plain text: comma, semicolon or tab between the cells."""

import csv
import io

from wellread.reading.clean import CleanText, checked, decode, tidy, unread
from wellread.reading.tables import table_text

_DELIMITERS = ",;\t|"
_SAMPLE_CHARS = 20_000


def read_delimited(body: bytes, charset: str | None = None) -> CleanText:
    """The rows as lines; the delimiter is the one that stands in most of the first rows.

    Raises:
        PageError: `unreadable`, `empty`.
    """
    text = tidy(decode(body, charset))
    sample = text[:_SAMPLE_CHARS].split("\n")[:50]
    delimiter = max(_DELIMITERS, key=lambda mark: sum(mark in line for line in sample))
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as error:
        raise unread(f"the table is damaged: {error}", "unreadable") from error
    return checked(
        CleanText(title="", text=tidy(table_text(rows)), media_type="text/csv"), "the table"
    )
