"""Rules that make a true sentence false by another number, unit, date or name.

A rule gives nothing where the changed sentence might still be true: a bound that is only made
weaker, or a value that stands nearby as well.
"""

import re
from collections.abc import Callable, Sequence
from random import Random

from bench.claim_true import dated
from bench.claim_words import CARDINALS, LARGER_UNIT, MONTHS

Mutation = Callable[[str, str, Random], str | None]
"""Takes sentence, neighbourhood and chance; gives a false sentence or nothing."""

_LOWER_BOUND = re.compile(
    r"\b(?:at least|more than|over|above|greater than|exceeds?|exceeding|minimum(?: of)?|after|from"
    r"|longer than|larger than|higher than|or more|no less than|no fewer than)\s+(?:\S+ )?$"
)
_UPPER_BOUND = re.compile(
    r"\b(?:at most|less than|under|below|fewer than|up to|within|maximum(?: of)?|no more than|until"
    r"|before|not exceed|smaller than|shorter than|first|limit(?:ed)? (?:to|of)|only|just)"
    r"\s+(?:\S+ )?$"
)
_BOUND_AFTER = re.compile(
    r"^ ?(?:\S+ ){0,3}or (?:more|less|fewer|greater|higher|later|earlier|newer)\b"
)
_FIGURE = re.compile(
    r"(?<![\w.,:/$€'-])(?P<figure>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?P<after>%|x|×)?"
    r"(?![\w,:/'-]|\.\d)(?!\.\w)"
)
_WORD_FIGURE = re.compile(rf"\b(?P<figure>{'|'.join(CARDINALS[2:])})\b(?!-)(?= [a-z])")
_LABEL = re.compile(r"(?:UTF|SHA|ISO|Base|RFC|PEP|IEEE|POSIX|SQL|Unicode|CVE|bpo|BPO|C|X)[ :-]?$")
_YEAR = re.compile(r"1[5-9]\d\d|20\d\d")


def number(text: str, near: str, rng: Random) -> str | None:
    """Another number in the place of one."""
    found = [*_FIGURE.finditer(text), *_WORD_FIGURE.finditer(text)]
    rng.shuffle(found)
    for match in found:
        before = text[: match.start()]
        if _LABEL.search(before) or _YEAR.fullmatch(match["figure"]):
            continue
        if _BOUND_AFTER.match(text[match.end() :]):
            continue
        new = _other_figure(match["figure"], near, _direction(before), rng)
        if new:
            return text[: match.start("figure")] + new + text[match.end("figure") :]
    return None


def _direction(before: str) -> int:
    """1 where a number must grow to be false, -1 where it must shrink, else 0."""
    if _LOWER_BOUND.search(before):
        return 1
    return -1 if _UPPER_BOUND.search(before) else 0


def _other_figure(figure: str, near: str, direction: int, rng: Random) -> str | None:
    if figure in CARDINALS:
        value = CARDINALS.index(figure)
        others = [number for number in range(2, 13) if abs(number - value) in {1, 2, 3, 5}]
    else:
        value = int(figure.replace(",", "").partition(".")[0])
        others = _others(value, rng)
    fitting = [
        other
        for other in others
        if other != value and other > 0 and (other - value) * (direction or other - value) > 0
    ]
    rng.shuffle(fitting)
    shown = (_like(figure, other) for other in fitting)
    return next((new for new in shown if not _stands(new, near)), None)


def _others(value: int, rng: Random) -> list[int]:
    """Numbers that are no rounding of `value`."""
    if value < 20:
        return [value + step for step in (-4, -3, -2, 2, 3, 4, 7)]
    return [round(value * factor) + rng.randint(0, 2) for factor in (0.4, 0.6, 0.75, 1.3, 1.6, 2.2)]


def _like(figure: str, value: int) -> str:
    """`value` written the way `figure` is."""
    if figure in CARDINALS:
        return CARDINALS[value]
    if "," in figure:
        return f"{value:,}"
    whole, point, part = figure.partition(".")
    return f"{value}{point}{part}" if whole != str(value) else figure


def _stands(new: str, near: str) -> bool:
    """Whether a number stands in the neighbourhood, in figures or in words."""
    plain = new.replace(",", "")
    forms = {new, plain}
    if plain in CARDINALS:
        forms.add(str(CARDINALS.index(plain)))
    elif plain.isdigit() and int(plain) < len(CARDINALS):
        forms.add(CARDINALS[int(plain)])
    return any(re.search(rf"(?<![\d.,]){re.escape(form)}(?!\d|[.,]\d)", near) for form in forms)


_MEASURED = re.compile(
    rf"(?<![\w.,:/'-])(?P<figure>\d[\d,]*(?:\.\d+)?|{'|'.join(CARDINALS[2:])})(?P<gap>[ -]?)"
    rf"(?P<unit>%|(?:{'|'.join(LARGER_UNIT)})s?)(?![\w/-]|\.\w| per)"
)


def unit(text: str, near: str, rng: Random) -> str | None:
    """The same number with another unit or magnitude."""
    found = [*_MEASURED.finditer(text)]
    rng.shuffle(found)
    for match in found:
        if match["figure"] == "0" or _BOUND_AFTER.match(text[match.end() :]):
            continue
        new = _other_unit(match, _direction(text[: match.start()]), rng)
        if (
            new
            and re.search(rf"(?<![\d.]){re.escape(match['figure'])}[ -]?{new.strip()}", near)
            is None
        ):
            gap = match["gap"] or " "
            return f"{text[: match.start('gap')]}{gap}{new}{text[match.end('unit') :]}"
    return None


def _other_unit(match: re.Match[str], direction: int, rng: Random) -> str | None:
    name, many = match["unit"], False
    if name == "%":
        relative = re.match(r" (?:of|faster|slower|smaller|cheaper)\b", match.string[match.end() :])
        return "percentage points" if relative else None
    if name not in LARGER_UNIT and name.endswith("s"):
        name, many = name[:-1], True
    larger = LARGER_UNIT.get(name)
    smaller = next((low for low, high in LARGER_UNIT.items() if high == name), None)
    choices = [new for new, way in ((larger, 1), (smaller, -1)) if new and way * direction >= 0]
    if not choices:
        return None
    new = rng.choice(choices)
    return f"{new}s" if many and not new.endswith("s") and new.islower() else new


_YEAR_ONLY = re.compile(
    r"(?<!Windows )(?<!Server )(?<!Studio )(?<!NT, )(?<![\w.,:/$-])(?P<year>19[5-9]\d|20[0-2]\d)"
    r"(?![\w:/-]|[.,]\d| (?:bytes|bits|items|rows|to|through|and)\b)"
)
_BY = re.compile(r"\b[Bb]y $")


def date(text: str, near: str, rng: Random) -> str | None:
    """Another year, month or day."""
    found = [match for _, match in dated(text)] or [*_YEAR_ONLY.finditer(text)]
    rng.shuffle(found)
    for match in found:
        new = _other_date(match, rng)
        if new and new not in near and new not in text:
            before = text[: match.start()]
            if _YEAR.fullmatch(new) and (_direction(before) or _BY.search(before)):
                continue
            return text[: match.start()] + new + text[match.end() :]
    return None


def _other_date(match: re.Match[str], rng: Random) -> str:
    """The matched date with one part changed, written in the same form."""
    parts = match.groupdict()
    known = [name for name in ("year", "since", "month", "number", "day") if parts.get(name)]
    name = rng.choice(known)
    old = str(parts[name])
    if name in {"year", "since"}:
        new = str(int(old) + rng.choice((-7, -4, -3, -2, -1, 1, 2, 3, 4)))
    elif name == "month":
        new = rng.choice([month for month in MONTHS if month != old])
    elif name == "number":
        new = f"{(int(old) + rng.randint(0, 10)) % 12 + 1:02}"
    else:
        new = str(rng.choice([day for day in range(10, 28) if day != int(old)]))
    whole, base = match.group(), match.start()
    start, end = match.span(name)
    return whole[: start - base] + new + whole[end - base :]


_NAME = re.compile(
    r"(?<=[a-z,] )(?P<name>[A-Z][A-Z0-9]{2,}|[A-Z][a-z]+[A-Z]\w*|[A-Z][a-z]{2,})"
    r"(?![\w(.@/]|-|[’']s? [A-Z])"
)


def names_in(text: str) -> list[str]:
    """Words inside a sentence that look like names, outside brackets and quotation marks."""
    bare = re.sub(r"\([^)]*\)|[\"“][^\"”]*[\"”]", " ", text)
    return [match["name"] for match in _NAME.finditer(bare)]


def shape_of(name: str) -> str:
    """How a name is written: names of one shape may stand for each other."""
    return "acronym" if name.isupper() else "mixed" if not name[1:].islower() else "word"


def make_name_mutation(names: Sequence[str]) -> Mutation:
    """The rule that puts one of `names` in the place of another of the same shape."""

    def name(text: str, near: str, rng: Random) -> str | None:
        """Another name in the place of one."""
        own = [word for word in names_in(text) if word in names]
        if not own:
            return None
        old = rng.choice(own)
        fitting = [word for word in names if shape_of(word) == shape_of(old)]
        for _ in range(20):
            new = rng.choice(fitting)
            if new[:3].lower() != old[:3].lower() and new.lower() not in near.lower():
                return re.sub(rf"\b{old}\b", new, text)
        return None

    return name


def make_borrowed_mutation(names: Sequence[str]) -> Mutation:
    """The rule that puts a number or name of a neighbouring sentence in the place of one."""

    def borrowed(text: str, near: str, rng: Random) -> str | None:
        """A number or a name from nearby, of the same form."""
        own = [(word, _form_of(word)) for word in _facts_in(text, names)]
        there = [word for word in _facts_in(near, names) if word not in text]
        rng.shuffle(own)
        for old, form in own:
            fitting = [word for word in there if _form_of(word) == form and not _alike(old, word)]
            place = re.search(rf"(?<![\w.,-]){re.escape(old)}(?![\w]|[.,]\d)", text)
            if not place or not fitting:
                continue
            before = text[: place.start()]
            is_name = old in names
            if is_name or not (_direction(before) or _LABEL.search(before)):
                return before + rng.choice(fitting) + text[place.end() :]
        return None

    return borrowed


def _facts_in(text: str, names: Sequence[str]) -> list[str]:
    figures = [
        match["figure"]
        for pattern in (_FIGURE, _WORD_FIGURE)
        for match in pattern.finditer(text)
        if not _YEAR.fullmatch(match["figure"]) and match["figure"] not in {"0", "1"}
    ]
    return [*figures, *(name for name in names_in(text) if name in names)]


def _form_of(word: str) -> str:
    if word in CARDINALS:
        return "cardinal"
    return re.sub(r"\d+", "9", word) if word[0].isdigit() else shape_of(word)


def _alike(one: str, other: str) -> bool:
    return one[:3].lower() == other[:3].lower() if one[0].isalpha() else one == other
