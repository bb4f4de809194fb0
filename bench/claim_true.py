"""Rules that say a sentence in other words: what they give is as true as what they were given.

Each rule takes a sentence and a source of chance and gives the reworded sentence, or nothing
where it does not fit.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from random import Random

from bench.claim_words import (
    CARDINALS,
    LONG_UNITS,
    MAGNITUDES,
    MONTHS,
    PARTICIPLE_TO_BASE,
    SECONDS_IN,
    THIRD_TO_BASE,
    VERBS,
    words,
)

Rule = Callable[[str, Random], str | None]

_SMALL_STARTS = {
    *words("The This These Those That A An It Its They Their All Each Every Both Any Some Most"),
    *words("Many No In On At By For With To If When While We Our Several Such There Two Three One"),
    *words("Other Only Once Because Since Although Unless After Before During Under Within From"),
    *words("Another Further Existing Recent Current Multiple Various Different Using Your You"),
}
_JOINT = re.compile(
    r"\b(?:that|which|who|and|or|but|to|by|when|while|if|so|using|as|into|from|than|unless|because)"
    r"\b|[,()–—]"
)
_PREPOSITION = re.compile(
    r"\b(?:of|for|with|in|on|at|between|over|about|within|without|under|across|among|where)\b"
)


def lowered(text: str) -> str:
    """`text` without its capital, where its first word is a common one."""
    first = text.split(maxsplit=1)[0].rstrip(",")
    return text[0].lower() + text[1:] if first in _SMALL_STARTS else text


def raised(text: str) -> str:
    """`text` with a capital."""
    return text[0].upper() + text[1:]


def voice(text: str, rng: Random) -> str | None:  # noqa: ARG001 - every rule has one signature
    """Active made passive, or passive active."""
    return _passive(text) or _proposed(text) or _active(text)


_ACTIVE = re.compile(
    r"^(?P<doer>(?:The|This|That|Each|A|An|Python|PostgreSQL) (?:[\w’'-]+ ){0,4}?[\w’'-]+)"
    r" (?P<verb>[a-z]+s)"
    r" (?P<object>(?:a|an|the|all|two|three|several|multiple|new|its) [^;:]+)\.$"
)


def sides(text: str) -> tuple[str, str, str] | None:
    """Doer, verb and object of a plain active sentence."""
    match = _ACTIVE.match(text)
    if not match or match["verb"] not in THIRD_TO_BASE or _JOINT.search(match["object"]):
        return None
    return None if _busy(match["doer"]) else (match["doer"], match["verb"], match["object"])


def _passive(text: str) -> str | None:
    found = sides(text)
    if found is None:
        return None
    doer, verb, thing = found
    return f"{raised(thing)} {_be(thing)} {VERBS[THIRD_TO_BASE[verb]][2]} by {lowered(doer)}."


def _busy(doer: str) -> bool:
    """Whether the words before the verb hold a verb or a side clause themselves."""
    words = doer.split()
    verbs = any(word in THIRD_TO_BASE or word in PARTICIPLE_TO_BASE for word in words[1:])
    auxiliary = re.search(
        r"\b(?:is|are|was|were|be|been|has|have|had|can|will|must|not|also|only|it|then|we|does)\b",
        doer,
    )
    return verbs or auxiliary is not None or _JOINT.search(doer) is not None


def _be(thing: str) -> str:
    head = _PREPOSITION.split(thing)[0].split()
    many = {"two", "three", "several", "multiple", "all", "both", "these"}
    plural = thing.split(maxsplit=1)[0].lower() in many or (
        head[-1].endswith("s") and not re.search(r"(?:ss|us|is)$", head[-1])
    )
    return "are" if plural and head[0] not in {"a", "an"} else "is"


_PROPOSED = re.compile(
    r"^(?P<before>(?:In this (?:paper|work|study|article|survey)|To this end)?),? ?"
    r"[Ww]e (?:also )?(?P<verb>[a-z]+) (?P<object>(?:a|an|the|several|two|three|new) [^;:]+)\.$"
)


def _proposed(text: str) -> str | None:
    match = _PROPOSED.match(text)
    if not match or match["verb"] not in VERBS or _JOINT.search(match["object"]):
        return None
    where = f" {lowered(match['before'])}" if match["before"] else ""
    return f"{raised(match['object'])} {_be(match['object'])} {VERBS[match['verb']][2]}{where}."


_PASSIVE = re.compile(
    r"^(?P<object>(?:The|This|These|All|Each|A|An|It|They|[A-Z][\w-]+)(?: [\w’'-]+){0,6}?)"
    r" (?P<be>is|are|was|were) (?P<verb>[a-z]+) by "
    r"(?P<doer>(?:the|a|an|each|this|PostgreSQL|Python)\b[^;:]*)\.$"
)


def _active(text: str) -> str | None:
    match = _PASSIVE.match(text)
    base = PARTICIPLE_TO_BASE.get(match["verb"]) if match else None
    if not match or not base or _JOINT.search(match["doer"]) or _busy(match["object"]):
        return None
    if match["object"] in {"It", "They"}:
        return None
    plural = _be(match["doer"]) == "are"
    third, past, _ = VERBS[base]
    verb = past if match["be"] in {"was", "were"} else base if plural else third
    return f"{raised(match['doer'])} {verb} {lowered(match['object'])}."


_CLAUSE = r"If|When|Once|Because|Although|Since|Unless|After|Before|As long as|Whenever"
_CLAUSE_FIRST = re.compile(rf"^(?P<clause>(?:{_CLAUSE}) [^,;:]+), (?:then )?(?P<main>[^,;:]+)\.$")
_CLAUSE_LAST = re.compile(
    r"^(?P<main>[^,;:]{15,}?) (?P<clause>(?:if|when|because|unless|although) [^,;:]{12,})\.$"
)
_PHRASE_FIRST = re.compile(
    r"^(?P<clause>(?:In|On|With|By|At|Under|During|To|From|Within|For|Throughout|Using)"
    r"(?: [^,;:\s]+){1,9}), (?P<main>[^,;:]+)\.$"
)
_TURNS = re.compile(
    r"^(?:In (?:addition|contrast|particular|fact|other words|general|short|practice|summary|turn"
    r"|essence|other|comparison)|For (?:example|instance|this reason)|On the (?:other|contrary)"
    r"|At (?:first|the same time|least)|To (?:this|that) end|By (?:contrast|the way))\b"
)
_TIED = re.compile(
    r"\b(?:even|only|except|just|see|know|knows|specify|determine|determines|check|checks|case"
    r"|cases|time|times|ask|whether|tell|sure|as|used|than|say|moment|point|indicates?|that|which"
    r"|and|or|but|not|be)$"
)


def order(text: str, rng: Random) -> str | None:
    """A clause or phrase moved from the front to the end, or the other way round."""
    found = [moved for moved in (_to_the_end(text), _to_the_front(text)) if moved]
    return rng.choice(found) if found else None


def _to_the_end(text: str) -> str | None:
    match = _CLAUSE_FIRST.match(text) or _PHRASE_FIRST.match(text)
    if not match or _TURNS.match(text) or _JOINED.search(match["main"]):
        return None
    if match["main"].startswith("("):
        return None
    return f"{raised(match['main'])} {lowered(match['clause'])}."


_JOINED = re.compile(r"\b(?:and|or|but|which|that|while|if|when|because|unless|than|where)\b")


def _to_the_front(text: str) -> str | None:
    match = _CLAUSE_LAST.match(text)
    if not match or _TIED.search(match["main"]) or _JOINED.search(match["main"]):
        return None
    first = match["main"].split()[0].lower()
    if first in THIRD_TO_BASE or first in VERBS or len(match["main"].split()) < 4:
        return None
    if _JOINED.search(match["clause"].partition(" ")[2]):
        return None
    return f"{raised(match['clause'])}, {lowered(match['main'])}."


def units(text: str, rng: Random) -> str | None:
    """A number or its unit in another spelling with the same value."""
    choices = [changed for rule in _UNIT_RULES for changed in rule(text)]
    if not choices and rng.random() < _CARDINAL_SHARE:
        choices = [*_cardinal(text)]
    return rng.choice(choices) if choices else None


def _grouped(text: str) -> Iterator[str]:
    """1,200: 1.2 thousand or 1200."""
    for match in re.finditer(r"(?<![\w.,-])\d{1,3}(?:,\d{3})+(?![\w,-]|\.\d)", text):
        value = int(match.group().replace(",", ""))
        yield _put(text, match, str(value))
        for name, size in MAGNITUDES.items():
            if size <= value < size * 1_000 and value * 100 % size == 0:
                yield _put(text, match, f"{value / size:.6g} {name}")


def _magnitude(text: str) -> Iterator[str]:
    """1.2 million: 1,200,000."""
    for match in re.finditer(r"(?<![\w.,$€-])(\d+(?:\.\d+)?) (thousand|million|billion)\b", text):
        value = round(float(match[1]) * MAGNITUDES[match[2]])
        yield _put(text, match, f"{value:,}")


def _percent(text: str) -> Iterator[str]:
    """5%: 5 percent, and back."""
    for match in re.finditer(r"(?<![\w.,-])(\d+(?:\.\d+)?) ?(%|percent\b)(?! points?)", text):
        yield _put(text, match, f"{match[1]} percent" if match[2] == "%" else f"{match[1]}%")


def _cardinal(text: str) -> Iterator[str]:
    """From three modes to 3 modes, and back."""
    counted = (
        r"(?<=[a-z] )(?P<count>{})(?= (?!is\b|was\b|has\b|as\b|this\b|its\b)(?P<thing>[a-z]+s)\b)"
    )
    for match in re.finditer(counted.format("|".join(CARDINALS[2:])), text):
        yield _put(text, match, str(CARDINALS.index(match["count"])))
    for match in re.finditer(counted.format("[2-9]|1[0-2]"), text):
        if match["thing"] not in THIRD_TO_BASE:
            yield _put(text, match, CARDINALS[int(match["count"])])


def _symbol(text: str) -> Iterator[str]:
    """8 kB: 8 kilobytes, and back."""
    for match in re.finditer(rf"(?:(?<=[2-9])|(?<=\d\d)) ?({'|'.join(LONG_UNITS)})\b(?!/)", text):
        yield _put(text, match, f" {LONG_UNITS[match[1]]}")


def _duration(text: str) -> Iterator[str]:
    """2 minutes: 120 seconds, and back."""
    for match in re.finditer(
        r"(?<![\w.,–-])(?<!\d or )(?<!\d to )(?<!\d and )(\d+|two|three|five|ten)"
        r" (seconds|minutes|hours|days)\b",
        text,
    ):
        count = int(match[1]) if match[1].isdigit() else CARDINALS.index(match[1])
        for unit, length in SECONDS_IN.items():
            value = count * SECONDS_IN[match[2]] / length
            if unit != match[2] and value == int(value) and 1 < value < 10_000:
                yield _put(text, match, f"{int(value)} {unit}")


def _times(text: str) -> Iterator[str]:
    """16.2x: 16.2 times."""
    for match in re.finditer(r"(?<=[a-z] )(\d+(?:\.\d+)?)(?:x|×)(?= [a-z])", text):
        yield _put(text, match, f"{match[1]} times")


_UNIT_RULES: tuple[Callable[[str], Iterator[str]], ...] = (
    _grouped,
    _magnitude,
    _percent,
    _symbol,
    _duration,
    _times,
)


_CARDINAL_SHARE = 0.1
"""Small counts are so frequent that they would crowd out everything else."""


def _put(text: str, match: re.Match[str], new: str) -> str:
    return text[: match.start()] + new + text[match.end() :]


_MONTH = rf"(?P<month>{'|'.join(MONTHS)})"
_DATES = (
    re.compile(rf"\b{_MONTH} (?P<day>\d{{1,2}}),? (?P<year>[12]\d{{3}})\b(?!-)"),
    re.compile(rf"(?<![\w-])(?P<day>\d{{1,2}}) {_MONTH} (?P<year>[12]\d{{3}})\b"),
    re.compile(r"(?<![\w'-])(?P<year>[12]\d{3})-(?P<number>\d\d)-(?P<day>\d\d)(?![\w:'-])(?! \d)"),
    re.compile(rf"\b{_MONTH},? (?P<year>[12]\d{{3}})\b"),
    re.compile(
        r"(?<=\b[Ii]n )(?P<year>19\d\d|20\d\d)(?![\w-]|\.\d| (?:through|to|or|and)\b)"
        r"|(?<=(?:since|until| from) )(?P<since>19\d\d|20\d\d)"
        r"(?=[,.]? |\.$)(?! (?:through|to|and)\b)"
    ),
)


def dates(text: str, rng: Random) -> str | None:
    """A date in another form."""
    if re.search(r"\bform(?:at)?s?\b", text):
        return None
    choices = [_put(text, match, form) for form, match in dated(text)]
    return rng.choice(choices) if choices else None


def dated(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    """Each date of `text` with every other way to write it."""
    taken: list[tuple[int, int]] = []
    for pattern in _DATES:
        for match in pattern.finditer(text):
            if all(match.end() <= start or match.start() >= end for start, end in taken):
                taken.append(match.span())
                for form in spelled(match.groupdict()):
                    if form.strip(".") != match.group():
                        yield form, match


def spelled(parts: Mapping[str, str | None]) -> tuple[str, ...]:
    """The ways to write a date of which these parts are known."""
    year = parts["year"] or parts["since"]
    number = parts.get("number")
    month = parts.get("month") or (MONTHS[int(number) - 1] if number else None)
    if month is None:
        return (f"the year {year}",)
    if not parts.get("day"):
        return (f"{month[:3]}. {year}",) if month != "May" else (f"{month}, {year}",)
    day = int(parts["day"] or 0)
    place = MONTHS.index(month) + 1
    return (
        f"{month} {day}, {year}",
        f"{day} {month} {year}",
        f"{month[:3]} {day}, {year}",
        f"{year}-{place:02}-{day:02}",
    )


def make_synonyms(table: Mapping[str, str], most: int = 2) -> Rule:
    """The rule that exchanges up to `most` words for words of the same meaning."""
    any_word = re.compile(rf"(?<![-.\w])(?:{'|'.join(map(re.escape, table))})\b(?![-'’(])")

    def synonyms(text: str, rng: Random) -> str | None:
        """One or two words exchanged."""
        found = [*any_word.finditer(text)]
        if not found:
            return None
        changed = text
        for match in sorted(rng.sample(found, min(most, len(found))), key=lambda one: -one.start()):
            changed = _put(changed, match, table[match.group()])
        return with_articles(changed)

    return synonyms


def with_articles(text: str) -> str:
    """`text` with a and an as the following letter asks."""
    text = re.sub(r"\b([Aa])n(?= [bcdfgjklmnpqrstvwz][a-z])", r"\1", text)
    return re.sub(r"\b([Aa])(?= (?:[aei]|o(?!ne))[a-z]{2})", r"\1n", text)


RULES: dict[str, Rule] = {
    "voice": voice,
    "order": order,
    "units": units,
    "dates": dates,
}
"""Every way of rewording but by synonyms, by the name of its kind."""
