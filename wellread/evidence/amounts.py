"""Single numbers with their unit as they are written, in English, German and Chinese texts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_SIGNS = "$€£¥"
_SCALES = {
    "thousand": 1e3,
    "million": 1e6,
    "millions": 1e6,
    "billion": 1e9,
    "mn": 1e6,
    "bn": 1e9,
    "tausend": 1e3,
    "millionen": 1e6,
    "mio": 1e6,
    "milliarde": 1e9,
    "milliarden": 1e9,
    "mrd": 1e9,
    "千": 1e3,
    "万": 1e4,
    "百万": 1e6,
    "亿": 1e8,
}
"""`Billion` is 1e9 in English and 1e12 in German, whose plural is no scale here."""
_SCALE = "|".join(sorted(_SCALES, key=len, reverse=True))
_NUMBER = (
    r"(?P<sign>[-\u2212])?(?P<digits>\d{1,3}(?:[ '\u2019\u00a0\u202f\u2009]\d{3})+(?:[.,]\d+)?"
    r"|\d+(?:[.,]\d+)*)"
)
_IN_TEXT = re.compile(
    rf"(?<![^\W\u3400-\u9fff])(?<![.,+~<>\u2248])(?P<before>[{_SIGNS}]\s?)?{_NUMBER}"
    rf"(?:\s?(?P<scale>(?:{_SCALE})(?![a-z])\.?))?(?:\s?(?P<after>%|[{_SIGNS}]))?"
    rf"(?![^\W\d_\u3400-\u9fff]|[.,]?\d)",
    re.IGNORECASE,
)
"""No part of a word or a longer number: `H100`, `4.4BSD`, `1.2.3`."""
_CELL = re.compile(
    rf"(?P<before>[{_SIGNS}]|[A-Z]{{3}})?\s?{_NUMBER}(?:\s?(?P<scale>(?:{_SCALE})(?![a-z])\.?))?"
    rf"(?:\s?(?P<after>%|[{_SIGNS}]|°?[^\W\d_]{{1,12}}[²³]?(?:/[^\W\d_]{{1,6}}[²³]?)?))?",
    re.IGNORECASE,
)
_GROUPS = {",": re.compile(r"\d{1,3}(?:,\d{3})+"), ".": re.compile(r"\d{1,3}(?:\.\d{3})+")}
_BLANKS = re.compile("[ '\u2019\u00a0\u202f\u2009]")


@dataclass(frozen=True)
class Amount:
    """A number as written; its value depends on what comma and point mean in its text."""

    text: str
    start: int
    end: int
    unit: str
    """Signs and words of the unit, in lower case; what follows a number in prose is left out."""
    with_point: float | None
    """Its value where the point begins the decimals, as in English; None where it cannot."""
    with_comma: float | None
    """... and where the comma does, as in German."""

    @property
    def doubtful_mark(self) -> str:
        """The mark that may be either, as in `1,200`; empty where both readings are one."""
        both = self.with_point is not None and self.with_comma is not None
        if not both or self.with_point == self.with_comma:
            return ""
        return "," if "," in self.text else "."


def amounts_in(text: str) -> tuple[Amount, ...]:
    """The numbers of a sentence, each with its currency, scale or percent sign."""
    return tuple(_amount(match) for match in _IN_TEXT.finditer(text))


def amount_of(cell: str) -> Amount | None:
    """The number that a table's cell is, with its unit; None for any other cell."""
    match = _CELL.fullmatch(cell)
    return _amount(match) if match else None


def values_of(amounts: Sequence[Amount], language: str) -> tuple[float, ...] | None:
    """The values of numbers that are written in one way; None where that way is not certain.

    A number like `12.5` shows what its neighbours mean. Where none does, `1,200` is a thousand
    in all texts but German ones, and `1.200` is one in German ones alone. Three decimals are never
    certain.
    """
    by_mark = {
        ".": [each.with_point for each in amounts],
        ",": [each.with_comma for each in amounts],
    }
    shown = [mark for mark, values in by_mark.items() if None not in values]
    if len(shown) == len(by_mark):
        shown = [","] if language == "de" else ["."]
    if not shown or any(each.doubtful_mark == shown[0] for each in amounts):
        return None
    return tuple(value for value in by_mark[shown[0]] if value is not None)


def _amount(match: re.Match[str]) -> Amount:
    digits = _BLANKS.sub("", match["digits"])
    scale = _SCALES[(match["scale"] or "").lower().rstrip(".")] if match["scale"] else 1.0
    factor = -scale if match["sign"] else scale
    units = (match["before"] or "").strip(), match["after"] or ""
    values = [_value(digits, decimal) for decimal in ".,"]
    point, comma = (None if value is None else value * factor for value in values)
    return Amount(
        text=match.group(),
        start=match.start(),
        end=match.end(),
        unit=" ".join(filter(None, units)).casefold(),
        with_point=point,
        with_comma=comma,
    )


def _value(digits: str, decimal: str) -> float | None:
    """The value where `decimal` begins the decimals; None where it cannot."""
    thousands = "," if decimal == "." else "."
    whole, _, rest = digits.partition(decimal)
    if decimal in rest or thousands in rest:
        return None
    if thousands in whole and not _GROUPS[thousands].fullmatch(whole):
        return None
    return float(f"{whole.replace(thousands, '')}.{rest or '0'}")
