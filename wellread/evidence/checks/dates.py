"""Whether the dates of a claim are those of its evidence."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from wellread.evidence.checks.quantities import COUNTED_UNITS
from wellread.evidence.checks.result import Comparison, Fault
from wellread.evidence.terms import listed

_MONTH_NAMES = listed(
    "january february march april may june july august september october november december"
)
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, 1)} | {
    name[:3]: number for number, name in enumerate(_MONTH_NAMES, 1)
}
_MONTHS["sept"] = 9
_MONTH = r"(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_YEAR = r"(?P<year>1[5-9]\d\d|20\d\d|2100)"
_DAY = r"(?P<day>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_NO_COUNT = rf"(?!\s(?:{'|'.join(sorted(COUNTED_UNITS))})\b)"
_FORMS = tuple(
    re.compile(rf"(?<![\w.,/$€£-]){form}(?![\w/])", re.IGNORECASE)
    for form in (
        rf"{_YEAR}-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>[0-2]\d|3[01]))?",
        rf"{_DAY}\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?",
        rf"{_MONTH}\s+{_DAY}(?:,?\s+{_YEAR})?",
        rf"{_MONTH},?\s+{_YEAR}",
        rf"{_YEAR}(?P<decade>['’]?s)?(?!\.\d|,\d{{3}}){_NO_COUNT}",
    )
)
_CONTRADICTING_OVERLAP = 0.7


@dataclass(frozen=True)
class Day:
    """A date as far as the text gives it."""

    raw: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    decade: bool = False

    def fits(self, other: "Day") -> bool:
        """Whether `other` says all that this date says."""
        return (
            self.decade == other.decade
            and self.year in {None, other.year}
            and self.month in {None, other.month}
            and self.day in {None, other.day}
        )

    @property
    def parts(self) -> tuple[bool, bool, bool, bool]:
        """Which parts it has: dates with the same parts can contradict each other."""
        return (self.year is not None, self.month is not None, self.day is not None, self.decade)


@lru_cache(maxsize=1_000)
def dates_of(text: str) -> tuple[tuple[Day, tuple[int, int]], ...]:
    """The dates of `text` with their spans, in order; each part of the text counts once."""
    taken: list[tuple[int, int]] = []
    found = []
    for form in _FORMS:
        for match in form.finditer(text):
            start, end = match.span()
            if all(end <= first or start >= last for first, last in taken):
                taken.append((start, end))
                found.append((_day(match), (start, end)))
    return tuple(sorted(found, key=lambda item: item[1]))


def _day(match: re.Match[str]) -> Day:
    parts = match.groupdict()
    month = parts.get("month")
    return Day(
        raw=match.group(),
        year=int(parts["year"]) if parts.get("year") else None,
        month=None if not month else int(month) if month.isdigit() else _MONTHS[month.lower()],
        day=int(parts["day"]) if parts.get("day") else None,
        decade=bool(parts.get("decade")),
    )


def without_dates(text: str) -> str:
    """`text` with its dates blanked out, so that they are not read as quantities."""
    return _with_dates_as(text, lambda _: " , ")


def with_plain_dates(text: str) -> str:
    """`text` with each date as one word, which is the same for every way to write it."""
    return _with_dates_as(text, lambda day: f" date{day.year}m{day.month}d{day.day} ")


def _with_dates_as(text: str, written: Callable[[Day], str]) -> str:
    pieces = []
    done = 0
    for day, (start, end) in dates_of(text):
        pieces += [text[done:start], written(day)]
        done = end
    return "".join((*pieces, text[done:]))


def date_faults(pair: Comparison) -> list[Fault]:
    """A fault for each date of the claim that the evidence does not hold.

    `contradicted` where the sentence has another date of the same form in its place, else
    `not_supported`.
    """
    claimed = [day for day, _ in dates_of(pair.claim)]
    return [
        _fault(day, _rival(day, claimed, pair.sentence), pair)
        for day in claimed
        if not has_dates([day], pair.evidence)
        or (pair.twin and _is_replaced(day, claimed, pair.sentence))
    ]


def has_dates(days: Sequence[Day], text: str) -> bool:
    """Whether `text` gives every one of the dates."""
    present = [day for day, _ in dates_of(text)]
    return all(any(day.fits(other) for other in present) or _bare_number(day, text) for day in days)


def _is_replaced(day: Day, claimed: Sequence[Day], sentence: str) -> bool:
    """Whether the sentence has another date in its place."""
    return not has_dates([day], sentence) and _rival(day, claimed, sentence) is not None


def _bare_number(day: Day, evidence: str) -> bool:
    """Whether a lone year stands in the evidence in some other form: FY2024, 2024/25, 2,024."""
    if day.month or day.decade or day.year is None:
        return False
    return str(day.year) in evidence or f"{day.year:,}" in evidence


def _rival(day: Day, claimed: Sequence[Day], sentence: str) -> Day | None:
    """A date of the same form in the sentence that the claim does not give."""
    rivals = (
        other
        for other, _ in dates_of(sentence)
        if other.parts == day.parts and not any(mine.fits(other) for mine in claimed)
    )
    return next(rivals, None)


def _fault(day: Day, rival: Day | None, pair: Comparison) -> Fault:
    if rival is not None and pair.overlap >= _CONTRADICTING_OVERLAP:
        return Fault("date", "contradicted", f"The source says {rival.raw}, not {day.raw}.")
    return Fault("date", "not_supported", f"The date {day.raw} is not in the source.")
