"""Numbers with their units, magnitudes and surroundings."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from wellread.evidence.terms import is_stop_word, listed, stem

_SMALL = listed(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
_WORD_VALUES: dict[str, float] = {word: value for value, word in enumerate(_SMALL)} | {
    word: 10.0 * tens
    for tens, word in enumerate(listed("twenty thirty forty fifty sixty seventy eighty ninety"), 2)
}
_SCALES: dict[str, float] = {
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
    "k": 1e3,
    "mn": 1e6,
    "mio": 1e6,
    "bn": 1e9,
    "dozen": 12,
}
_MONEY_SCALES = {"m": 1e6, "b": 1e9, "t": 1e12}
_WHOLE = {
    "half": (0.5, "share"),
    "twice": (2.0, "times"),
    "double": (2.0, "times"),
    "doubled": (2.0, "times"),
    "doubles": (2.0, "times"),
    "doubling": (2.0, "times"),
    "triple": (3.0, "times"),
    "tripled": (3.0, "times"),
    "triples": (3.0, "times"),
    "thrice": (3.0, "times"),
    "quadruple": (4.0, "times"),
    "quadrupled": (4.0, "times"),
}
_ORDINALS: dict[str, float] = {
    word: float(value)
    for value, word in enumerate(listed("third fourth fifth sixth seventh eighth ninth tenth"), 3)
}
_UNIT_LINES = """
    share 0.01: % percent pct
    points 1: points pp
    time 1e-9: ns nanosecond nanoseconds
    time 1e-6: µs μs us microsecond microseconds
    time 1e-3: ms msec millisecond milliseconds
    time 1: s sec secs second seconds
    time 60: min mins minute minutes
    time 3600: h hr hrs hour hours
    time 86400: day days
    time 604800: week weeks
    month 1: month months
    month 12: year years yr yrs
    bytes 1: byte bytes
    bytes 1e3: kb kilobyte kilobytes
    bytes 1e6: mb megabyte megabytes
    bytes 1e9: gb gigabyte gigabytes
    bytes 1e12: tb terabyte terabytes
    bytes 1e15: pb petabyte petabytes
    bytes 1024: kib
    bytes 1048576: mib
    bytes 1073741824: gib
    bytes 1099511627776: tib
    bits 1: bit bits
    length 1e-9: nm
    length 1e-3: mm millimetre millimetres millimeter millimeters
    length 1e-2: cm centimetre centimetres centimeter centimeters
    length 1: m metre metres meter meters
    length 1000: km kilometre kilometres kilometer kilometers
    length 1609.344: mile miles
    length 0.3048: ft foot feet
    mass 1e-3: mg milligram milligrams
    mass 1: g gram grams
    mass 1000: kg kilogram kilograms kilo kilos
    mass 1e6: tonne tonnes
    celsius 1: °c celsius
    fahrenheit 1: °f fahrenheit
    frequency 1: hz hertz
    frequency 1e3: khz
    frequency 1e6: mhz
    frequency 1e9: ghz
    power 1: w watt watts
    power 1e3: kw kilowatt kilowatts
    power 1e6: mw megawatt megawatts
    power 1e9: gw gigawatt gigawatts
    usd 1: $ usd dollar dollars
    eur 1: € eur euro euros
    gbp 1: £ gbp pound pounds
    times 1: × x times fold
"""
_UNITS: dict[str, tuple[str, float]] = {
    word: (line.split()[0], float(line.split()[1].rstrip(":")))
    for line in _UNIT_LINES.strip().splitlines()
    for word in line.split(":", 1)[1].split()
}
_PAIRED_UNITS: dict[tuple[str, str], tuple[str, float]] = {("per", "cent"): ("share", 0.01)} | {
    (first, second): ("points", 1.0)
    for first in ("percentage", "percent", "%")
    for second in ("point", "points")
}
_CASED_UNITS = {"s", "m", "g", "h", "w", "min"}
"""Unit signs that are words or letters elsewhere: they count only in this case."""

UNIT_SIGNS = frozenset(
    word for word, (dimension, _) in _UNITS.items() if dimension in {"bytes", "frequency", "power"}
)
"""Units in lower case that are written in capitals and yet are no names: MB, GHz."""
COUNTED_UNITS = frozenset(
    word
    for word in _UNITS
    if len(word) > 3 and word.endswith("s")  # noqa: PLR2004 - not `ms`
)
"""Units in the plural: what stands before them is no year."""
NUMBER_WORDS = frozenset((*_WORD_VALUES, *_SCALES, *_WHOLE, *_ORDINALS, *_UNITS))
"""Words that belong to quantities: they are compared as numbers, not as wording."""

_TOKEN = re.compile(
    r"(?P<number>\d{1,3}(?:[,\u202f\u00a0\u2009]\d{3})+(?:\.\d+)?(?!\.?\d)"
    r"|\d+(?:\.\d+)*(?:[eE][+-]?\d+)?)"
    r"|(?P<word>°[CF]|[^\W\d_]+(?:['’][^\W\d_]+)*)|(?P<sign>[%$€£×]|\S)"
)
_APPROXIMATE = frozenset(listed("about almost approximately around circa nearly roughly some"))
_JOINERS = frozenset({"-", "–", "—", "to", "and", "or", "through"})
_NUMBERED = frozenset(
    listed("chapter figure level part phase python release section step table version")
)


@dataclass(frozen=True)
class Quantity:
    """A number in a text."""

    raw: str
    value: float
    """In the base of its unit: seconds, bytes, metres, a share of 1 for percent."""
    dimension: str
    """`time`, `bytes`, `share`, ...; empty for a bare number."""
    noun: str
    """Stem of the content word that follows, else empty."""
    label: str
    """What is numbered: stem of a capitalised word, `version` or the like right before it."""
    plain: float
    """The number as written, without its unit."""
    approximate: bool
    optional: bool
    """Too weak to need support of its own: the pronoun-like `one`."""


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str

    @property
    def lower(self) -> str:
        return self.text.lower()


@lru_cache(maxsize=1_000)
def quantities_of(text: str) -> tuple[Quantity, ...]:
    """The numbers of `text`, in figures or words, in order; dotted versions are kept as written."""
    tokens = [_Token(match.lastgroup or "", match.group()) for match in _TOKEN.finditer(text)]
    return tuple(_with_shared_units(tokens, list(_scan(tokens))))


def _scan(tokens: Sequence[_Token]) -> Iterator[tuple[Quantity, int, int]]:
    position = 0
    while position < len(tokens):
        number = _number_at(tokens, position)
        if number is None:
            position += 1
            continue
        plain, end, unit_known = number
        dimension, factor, end = unit_known or _unit_at(tokens, end, _currency(tokens, position))
        if dimension in {"usd", "eur", "gbp"} and end < len(tokens):
            scale = _MONEY_SCALES.get(tokens[end].lower)
            if scale:
                plain, end = plain * scale, end + 1
        yield _quantity(tokens, (position, end), plain, dimension, factor), position, end
        position = end


def _quantity(
    tokens: Sequence[_Token], span: tuple[int, int], plain: float, dimension: str, factor: float
) -> Quantity:
    start, end = span
    raw = tokens[start].text
    negative = (
        start > 0
        and tokens[start - 1].text in {"-", "−"}  # noqa: RUF001 - the minus sign
        and (
            start == 1
            or tokens[start - 2].kind == "sign"
            or tokens[start - 2].lower in {"to", "of"}
        )
    )
    signed = -plain if negative else plain
    return Quantity(
        raw=raw,
        value=signed * factor,
        dimension=dimension,
        noun=_content_stem(tokens, end),
        label=_label(tokens, start - 1),
        plain=signed,
        approximate=any(
            token.lower in _APPROXIMATE | {"~"} for token in tokens[max(0, start - 2) : start]
        ),
        optional=raw.lower() == "one" and not dimension and end == start + 1,
    )


def _content_stem(tokens: Sequence[_Token], index: int) -> str:
    if not 0 <= index < len(tokens) or tokens[index].kind != "word":
        return ""
    word = tokens[index].text
    return "" if is_stop_word(word) else stem(word)


def _label(tokens: Sequence[_Token], index: int) -> str:
    if not 0 <= index < len(tokens):
        return ""
    word = tokens[index].text
    named = word[0].isupper() or word.lower() in _NUMBERED
    return _content_stem(tokens, index) if named else ""


def _number_at(
    tokens: Sequence[_Token], position: int
) -> tuple[float, int, tuple[str, float, int] | None] | None:
    """Value, end and, where the word names it, the unit of a number that begins here."""
    token = tokens[position]
    if token.kind == "number":
        digits = re.sub(r"[,\u202f\u00a0\u2009]", "", token.text)
        value = float(digits) if digits.count(".") <= 1 else _version_value(digits)
        value, end = _scaled(tokens, value, position + 1)
        if end < len(tokens) and tokens[end].lower in {"st", "nd", "rd", "th"}:
            return value, end + 1, ("ordinal", 1.0, end + 1)
        return value, end, None
    if token.lower in _WHOLE:
        value, dimension = _WHOLE[token.lower]
        return value, position + 1, (dimension, 1.0, position + 1)
    if token.lower in _ORDINALS:
        return _ordinal_at(tokens, position)
    if token.lower in _WORD_VALUES or _is_a_scale(tokens, position):
        return _words_at(tokens, position)
    return None


def _ordinal_at(
    tokens: Sequence[_Token], position: int
) -> tuple[float, int, tuple[str, float, int] | None] | None:
    """An ordinal word, but not the fractions "one third" and the word "third-party"."""
    after = tokens[position + 1].text if position + 1 < len(tokens) else ""
    before = tokens[position - 1].lower if position else ""
    if after in {"-", "party", "parties"} or before in _WORD_VALUES or before == "a":
        return None
    return _ORDINALS[tokens[position].lower], position + 1, ("ordinal", 1.0, position + 1)


def _version_value(digits: str) -> float:
    """One number for `1.2.3`, so that equal versions are equal and others are not."""
    parts = enumerate(digits.split("."))
    return sum((float(part) / 1e3**place for place, part in parts), 1e-13)


def _is_a_scale(tokens: Sequence[_Token], position: int) -> bool:
    """Whether this is the scale of "a hundred", which has no number before it."""
    named = tokens[position].lower in {"hundred", "thousand", "million", "billion", "dozen"}
    return named and position > 0 and tokens[position - 1].lower in {"a", "an"}


def _words_at(
    tokens: Sequence[_Token], position: int
) -> tuple[float, int, tuple[str, float, int] | None]:
    total, current, end = 0.0, 0.0, position
    if _is_a_scale(tokens, position):
        current = 1.0
    while end < len(tokens):
        word = tokens[end].lower
        if word in _WORD_VALUES:
            current += _WORD_VALUES[word]
        elif word in _SCALES and len(word) > 2:  # noqa: PLR2004 - not the letters k, m, b
            current = (current or 1.0) * _SCALES[word]
            if current >= 1e3:  # noqa: PLR2004 - thousands close a group
                total, current = total + current, 0.0
        elif not (word in {"-", "and"} and _continues(tokens, end)):
            break
        end += 1
    return total + current, end, None


def _continues(tokens: Sequence[_Token], joint: int) -> bool:
    """Whether a hyphen or `and` stands inside a number: twenty-five, two hundred and six."""
    if joint + 1 >= len(tokens) or tokens[joint + 1].lower not in _WORD_VALUES:
        return False
    before = tokens[joint - 1].lower
    if tokens[joint].text == "-":
        return before.endswith("ty") and before in _WORD_VALUES
    return before in {"hundred", "thousand"}


def _scaled(tokens: Sequence[_Token], value: float, end: int) -> tuple[float, int]:
    if end < len(tokens) and tokens[end].text == "-" and end + 1 < len(tokens):
        after = tokens[end + 1].lower
        if after in _SCALES:
            return value * _SCALES[after], end + 2
    if end < len(tokens) and tokens[end].lower in _SCALES:
        return value * _SCALES[tokens[end].lower], end + 1
    return value, end


def _currency(tokens: Sequence[_Token], position: int) -> str:
    return tokens[position - 1].text if position and tokens[position - 1].text in "$€£" else ""


def _unit_at(tokens: Sequence[_Token], end: int, currency: str) -> tuple[str, float, int]:
    """Dimension, factor to its base and end of the unit that follows a number."""
    if currency:
        return *_UNITS[currency], end
    if end >= len(tokens):
        return "", 1.0, end
    word, following = tokens[end].text, tokens[end + 1].lower if end + 1 < len(tokens) else ""
    if (word.lower(), following) in _PAIRED_UNITS:
        return *_PAIRED_UNITS[word.lower(), following], end + 2
    if word == "-" and following in _UNITS:
        return *_UNITS[following], end + 2
    known = word.lower() in _UNITS and (word.islower() or word.lower() not in _CASED_UNITS)
    measures = known and not (word == "x" and following.isdigit())
    return (*_UNITS[word.lower()], end + 1) if measures else ("", 1.0, end)


def _with_shared_units(
    tokens: Sequence[_Token], found: Sequence[tuple[Quantity, int, int]]
) -> Iterator[Quantity]:
    """Gives "10" the unit of "20 ms" in "10 to 20 ms"."""
    for index, (quantity, _, end) in enumerate(found):
        shared = quantity
        if not quantity.dimension and not quantity.noun and index + 1 < len(found):
            following, start, _ = found[index + 1]
            joined = start - end == 1 and tokens[end].lower in _JOINERS
            if joined and following.dimension and following.plain:
                factor = following.value / following.plain
                shared = replace(
                    quantity,
                    value=quantity.plain * factor,
                    dimension=following.dimension,
                    noun=following.noun,
                )
        yield shared
