"""Series of numbers in sentences that say the same of several years, or of several things.

The rule is strict, because a chart of numbers that mean different things is a wrong statement: a
sentence counts with one number and one date or name, and two of them belong together only where
all their other words are the same, in the same order. Whatever hedges or denies is left out.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from wellread.domain import Finding
from wellread.evidence.amounts import Amount, amounts_in, values_of
from wellread.evidence.checks.names import names_of
from wellread.evidence.moments import Moment, moments_in
from wellread.evidence.sentences import split_sentences
from wellread.evidence.table_rows import is_row
from wellread.evidence.terms import listed
from wellread.figures import Over, Point, Series
from wellread.languages import language_of

MIN_POINTS = 3
"""Fewer numbers are read in a sentence."""
MAX_POINTS = 40
"""More bars than that cannot be told apart on a page."""
_GAP = "\u25a1"
"""Stands for the number and the name in what two sentences must have in common."""
_TOKEN = re.compile(rf"[^\W\d_]+|[$€£¥%{_GAP}]")
_NUMBERED = re.compile(r"\W*\d+[.)]\s")
"""A number that only counts the lines of a list or the headings of a page."""
_FEWEST_WORDS = 3
_FEWEST_HAN = 6
"""So much two sentences must have in common; Chinese is counted in letters."""
_DIGIT = re.compile(r"\d")
_WITHOUT_MEANING = frozenset(listed("the a an in im year jahr der die das den dem 年 在"))
_HEDGES = frozenset(
    listed("""
    about approximately around roughly nearly almost over under above below more less fewer least
    most up between not no never without etwa rund ungefähr circa ca fast knapp über unter mehr
    weniger mindestens höchstens bis zwischen nicht kein keine nie ohne
    """)
)
_HAN = re.compile("[\u3400-\u9fff]")
_HAN_HEDGES = re.compile("[约近超逾不没未非]|至少|至多|以上|以下|左右")


@dataclass(frozen=True)
class Reading:
    """A number with what it is the number of."""

    label: str
    order: tuple[int, ...]
    """By which readings over time are put in order; empty for things."""
    amount: Amount
    finding_id: str
    context: str
    """The text around, whose language tells how numbers are written."""


def series_of(
    title: str, over: Over, readings: Sequence[Reading], *, of: str = ""
) -> Series | None:
    """The readings as a series; None where they are no such thing.

    They need one unit, one way of writing numbers, dates of one form that the calendar has, and one
    number for each label: where a label has two that differ, none of the series can be trusted.
    """
    if len({each.amount.unit for each in readings}) != 1:
        return None
    if over == "time" and len({len(each.order) for each in readings}) != 1:
        return None
    language = language_of(" ".join(each.context for each in readings))
    values = values_of([each.amount for each in readings], language)
    if values is None:
        return None
    points: dict[tuple[tuple[int, ...], str], Point] = {}
    for reading, value in zip(readings, values, strict=True):
        key = reading.order, "" if reading.order else reading.label.casefold()
        point = Point(
            label=reading.label,
            text=reading.amount.text,
            value=value,
            finding_id=reading.finding_id,
            moment=reading.order,
        )
        if points.setdefault(key, point).value != value:
            return None
    in_time = over != "time" or all(point.day for point in points.values())
    if not (in_time and MIN_POINTS <= len(points) <= MAX_POINTS):
        return None
    if over == "time":
        points = dict(sorted(points.items()))
    return Series(title=title, over=over, of=of, points=tuple(points.values()))


def series_in_sentences(findings: Iterable[Finding]) -> Iterator[Series]:
    """The series over time, then those over things, in the order of their first sentence."""
    groups: defaultdict[tuple[Over, tuple[str, ...]], list[tuple[str, Reading]]] = defaultdict(list)
    for finding in findings:
        for start, end in split_sentences(finding.quote):
            sentence = finding.quote[start:end]
            for over, words, title, reading in _readings(sentence, finding.id):
                if not _says_enough(words):
                    continue
                groups[over, words].append((title, reading))
    for wanted in ("time", "things"):
        for (over, _), found in groups.items():
            series = series_of(found[0][0], over, [reading for _, reading in found])
            if over == wanted and series is not None:
                yield series


def _readings(
    sentence: str, finding_id: str
) -> Iterator[tuple[Over, tuple[str, ...], str, Reading]]:
    """The number of a sentence as that of its year, and as that of each of its names."""
    moments = moments_in(sentence)
    undated = _blanked(sentence, moments)
    amounts = amounts_in(undated)
    if (
        is_row(sentence)
        or _NUMBERED.match(sentence)
        or len(amounts) != 1
        or len(moments) > 1
        or is_hedged(sentence)
    ):
        return
    amount = amounts[0]
    if _DIGIT.search(_blanked(undated, amounts)):
        return
    for moment in moments:
        words = _words(_with_gaps(_blanked(sentence, (moment,)), (amount,), _GAP))
        title = _with_gaps(sentence, (moment, amount))
        label = sentence[moment.start : moment.end]
        yield "time", words, title, Reading(label, moment.key, amount, finding_id, sentence)
    for start, end in _names(sentence, amount):
        slots = (_Span(start, end), amount)
        dated = [str(part) for moment in moments for part in moment.key]
        words = (*_words(_with_gaps(sentence, slots, _GAP)), *dated)
        title = _with_gaps(sentence, slots)
        yield "things", words, title, Reading(sentence[start:end], (), amount, finding_id, sentence)


@dataclass(frozen=True)
class _Span:
    start: int
    end: int


_Place = _Span | Amount | Moment


def _names(sentence: str, amount: Amount) -> Iterator[tuple[int, int]]:
    """Where names stand, but those beside the number, which are its unit or its label."""
    for name in names_of(sentence):
        found = re.search(r"\b" + r"\s+".join(map(re.escape, name)) + r"\b", sentence)
        if found is None:
            continue
        start, end = found.span()
        between = (
            sentence[end : amount.start] if end <= amount.start else sentence[amount.end : start]
        )
        if re.search(r"\w", between):
            yield start, end


def is_hedged(sentence: str) -> bool:
    """Whether a number in it is not that number, or the sentence denies it."""
    words = (match.group().casefold() for match in _TOKEN.finditer(sentence))
    return _HAN_HEDGES.search(sentence) is not None or any(word in _HEDGES for word in words)


def _words(text: str) -> tuple[str, ...]:
    found = (match.group().casefold() for match in _TOKEN.finditer(text))
    return tuple(word for word in found if word not in _WITHOUT_MEANING)


def _says_enough(words: Sequence[str]) -> bool:
    text = "".join(words)
    if _HAN.search(text):
        return len(text) > _FEWEST_HAN
    return sum(word.isalpha() for word in words) >= _FEWEST_WORDS


def _blanked(text: str, places: Sequence[_Place]) -> str:
    for place in places:
        text = text[: place.start] + " " * (place.end - place.start) + text[place.end :]
    return text


def _with_gaps(text: str, places: Sequence[_Place], gap: str = "…") -> str:
    """`text` with `gap` in each of the places."""
    for place in sorted(places, key=lambda each: -each.start):
        text = f"{text[: place.start]} {gap} {text[place.end :]}"
    return " ".join(text.split())
