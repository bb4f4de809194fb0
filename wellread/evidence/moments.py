"""Years, months and days as labels of a series, in English, German and Chinese texts."""

import re
from dataclasses import dataclass

from wellread.evidence.checks.dates import dates_of
from wellread.evidence.terms import listed

_HAN = re.compile(r"(?<!\d)(?P<year>1[5-9]\d\d|20\d\d)\s?年(?:\s?(?P<month>1[0-2]|0?[1-9])\s?月)?")
_GERMAN_MONTHS = listed(
    "januar februar märz april mai juni juli august september oktober november dezember"
)
_GERMAN = re.compile(
    rf"\b(?P<month>{'|'.join(_GERMAN_MONTHS)})\s+(?P<year>1[5-9]\d\d|20\d\d)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Moment:
    """A date that names its year: `text[start:end]`."""

    start: int
    end: int
    key: tuple[int, ...]
    """Year, month, day, as far as it gives them: moments of equal length can be put in order."""


def moments_in(text: str) -> tuple[Moment, ...]:
    """The dates of `text` in order. One without a year has no place in a series."""
    found = [
        Moment(match.start(), match.end(), (int(match["year"]), int(match["month"])))
        if match["month"]
        else Moment(match.start(), match.end(), (int(match["year"]),))
        for match in _HAN.finditer(text)
    ]
    for match in _GERMAN.finditer(text):
        month = _GERMAN_MONTHS.index(match["month"].lower()) + 1
        found.append(Moment(match.start(), match.end(), (int(match["year"]), month)))
    for day, (start, end) in dates_of(text):
        taken = any(each.start < end and start < each.end for each in found)
        if day.year is not None and not day.decade and not taken:
            parts = (day.year, day.month, day.day)
            key = tuple(each for each in parts if each is not None)
            found.append(Moment(start, end, key))
    return tuple(sorted(found, key=lambda each: each.start))


def moment_of(cell: str) -> Moment | None:
    """The date that a table's cell is; None for any other cell."""
    found = moments_in(cell)
    whole = len(found) == 1 and (found[0].start, found[0].end) == (0, len(cell))
    return found[0] if whole else None
