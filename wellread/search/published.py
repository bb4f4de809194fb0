"""Dates of publication as services write them, and the days that they may mean."""

import calendar
import re
from datetime import date
from typing import TypeAlias

Span: TypeAlias = tuple[date, date]
"""The first and the last day."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)"
_DAY = r"(?P<day>\d\d?)(?:st|nd|rd|th)?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"\s*{_YEAR}(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?(?![\d-])",
        rf"(?:[a-z]+,?\s+)?{_DAY}\s+{_MONTH},?\s+{_YEAR}\b",
        rf"{_MONTH}\s+{_DAY},?\s+{_YEAR}\b",
        rf"{_MONTH}\s+{_YEAR}\b",
    )
)


def published_days(text: str) -> Span | None:
    """The first and last day that a date of publication may mean; None where none is told.

    Read are ISO 8601 as far as it goes, RFC 5322, and English dates such as `Mar 3, 2024`.
    """
    for form in _FORMS:
        if match := form.match(text.strip()):
            parts = match.groupdict()
            month = parts.get("month")
            number = month and (
                int(month) if month.isdigit() else _MONTHS.index(month[:3].lower()) + 1
            )
            return days_of(
                int(parts["year"]), number or None, int(parts["day"]) if parts.get("day") else None
            )
    return None


def days_of(year: int, month: int | None = None, day: int | None = None) -> Span | None:
    """The first and last day of a year, a month or a day; None where there is no such day."""
    try:
        first = date(year, month or 1, day or 1)
    except ValueError:
        return None
    if month is None:
        return first, first.replace(month=12, day=31)
    if day is None:
        return first, first.replace(day=calendar.monthrange(year, month)[1])
    return first, first
