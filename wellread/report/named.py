"""Citations by author and year, or by author alone, matched with a list of sources.

`(Miller, 2021)`, `(Miller & Poe, 2020a, p. 4; WHO, n.d.)`, `Miller et al. (2021)`, `(Miller 4)` and
`(“The first words …”, 2021)`. An entry is what the manuals of APA, MLA, Chicago and Harvard make of
it: author or title first, a year somewhere, an address if it has one. A mark that fits no entry is
given as well, so that it can be told.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from wellread.languages import LANGUAGES, phrases

MOST_ALIKE = 20
"""Entries of one name that are looked at: of more, no reader could tell which is meant."""
_MOST_CHARS = 300
_HEAD_CHARS = 250
"""How far into an entry its author or title may reach."""
_NARRATIVE_CHARS = 120
"""How much of the text before `(2021)` may hold the name."""
_ENTRY_CHARS = 1_000

_UNDATED = "|".join(
    sorted({re.escape(phrases(code)("marks.undated")) for code in LANGUAGES} | {"n\\.\\s?d\\."})
)
_WHEN = (
    rf"(?:(?<![\w/.-])(?:1[5-9]\d\d|20\d\d)[a-z]?(?![\w/])|(?<!\w)(?:{_UNDATED})(?:-[a-z])?(?!\w))"
)
_YEAR = re.compile(_WHEN)
IN_PARENTHESES = rf"[(\uff08][^()\uff08\uff09\[\]\ue000-\uf8ff]{{1,{_MOST_CHARS}}}[)\uff09]"
"""What may hold citations by name."""
_GROUP = re.compile(IN_PARENTHESES)
_ALSO = re.compile(
    r"^(?:(?:see(?: also)?|e\.\s?g\.|cf\.|compare|as cited in|cited in|and|vgl\.|siehe)"
    r"(?:,\s*|\s+))+",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"(?:pp?\.|pages?|paras?\.?|ch(?:ap)?\.|sec\.|§|S\.|sheet|slide|Blatt|Folie)\s?\S.{0,60}"
    r"|\d[\d–, -]{0,20}",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[“\"„]([^“”\"„]{1,200})[”\"“]")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_JOINING = frozenset(["and", "et", "al", "und", "y", "e", "u", "a", "others", "等"])
_NAME = re.compile(r"[^\W\d_][\w.'’-]*")
_BETWEEN = re.compile(
    r"(?:and|&|et|al\.?|und|y|de|van|von|der|den|del|la|le|the|of|for)", re.IGNORECASE
)
_NO_NAME = re.compile(
    "january|february|march|april|may|june|july|august|september|october|november|december|"
    "jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|spring|summer|autumn|fall|winter|"
    "early|late|mid|since|until|in|by|from|before|after|about|around|circa|ca|between|during|as|"
    "version|table|figure"
)
"""What stands before a year and is nobody's name."""
_MOST_WORDS = 12


@dataclass(frozen=True)
class NamedEntry:
    """One entry of a list of sources that has no number, as it stands there."""

    text: str
    address: str = ""


@dataclass(frozen=True)
class NamedMark:
    """A citation in running text: the characters it takes up, and what it fits."""

    start: int
    end: int
    label: str
    """As written, in parentheses."""
    entries: tuple[NamedEntry, ...] = ()
    """Several where the list does not tell them apart; none where nothing fits."""
    is_loose: bool = False
    """Only a name before a year in parentheses: it may say when something was."""


_Key = tuple[tuple[str, ...], bool, tuple[str, ...], str]


@dataclass(frozen=True)
class _Known:
    entry: NamedEntry
    words: tuple[str, ...]
    first: tuple[str, ...]
    """The words of the first author, or of the title."""
    head: frozenset[str]
    """The words before the year."""
    initials: str
    years: frozenset[str]


@dataclass(frozen=True)
class _Part:
    """What one mark asks for."""

    label: str
    who: tuple[str, ...]
    is_title: bool = False
    by: tuple[str, ...] = ()
    """The author beside a title."""
    whens: tuple[str, ...] = ()
    is_shaped: bool = False
    """It can hardly be anything but a citation."""


class NamedList:
    """A list of sources by name."""

    def __init__(self, entries: Iterable[NamedEntry]) -> None:
        self._by_word: dict[str, list[_Known]] = {}
        self._found: dict[_Key, tuple[NamedEntry, ...]] = {}
        self.is_empty = True
        for entry in dict.fromkeys(entries):
            known = _known(entry)
            if not known.words:
                continue
            self.is_empty = False
            for word in {*known.words, known.initials} - {""}:
                alike = self._by_word.setdefault(word, [])
                if len(alike) < MOST_ALIKE:
                    alike.append(known)

    def marks(self, text: str) -> Iterator[NamedMark]:
        """Every citation by name in `text`, in order, also those that fit no entry."""
        for group in _GROUP.finditer(text):
            inside = group.group()[1:-1]
            narrative = _YEAR.match(inside)
            if narrative and (mark := self._narrative(text, group, inside)):
                yield mark
                continue
            yield from self._listed(group, inside)

    def _listed(self, group: re.Match[str], inside: str) -> Iterator[NamedMark]:
        """The marks of one pair of parentheses; none where it holds something else."""
        pieces = re.split(r"[;\uff1b]", inside)
        parts = [part for each in pieces if (part := _part(each)) is not None]
        if len(parts) != len(pieces):
            return
        found = [self._fitting(part) for part in parts]
        if not any(found) and not all(part.is_shaped for part in parts):
            return
        for part, entries in zip(parts, found, strict=True):
            yield NamedMark(group.start(), group.end(), f"({part.label})", entries)

    def _narrative(self, text: str, group: re.Match[str], inside: str) -> NamedMark | None:
        """`Miller et al. (2021)`: the name stands before the parentheses and stays there."""
        before = text[max(0, group.start() - _NARRATIVE_CHARS) : group.start()]
        names = _names_before(before)
        rest = _YEAR.sub("", inside).strip(" ,:;")
        if not names or (rest and not _PLACE.fullmatch(rest)):
            return None
        whens = tuple(_YEAR.findall(inside))
        for first in range(len(names)):
            who = _words(" ".join(names[first:]))
            label = f"({' '.join(names[first:])}, {inside.strip()})"
            if who and (entries := self._fitting(_Part(label, who, whens=whens))):
                return NamedMark(group.start(), group.end(), label, entries)
        if _words(names[-1])[:1] == () or _NO_NAME.fullmatch(names[-1].casefold()):
            return None
        label = f"({' '.join(names)}, {inside.strip()})"
        joined = any(name.rstrip(".") in {"al", "and", "&", "und"} for name in names)
        return NamedMark(group.start(), group.end(), label, is_loose=not joined)

    def _fitting(self, part: _Part) -> tuple[NamedEntry, ...]:
        fitting: dict[NamedEntry, None] = {}
        for when in part.whens or ("",):
            key = (part.who, part.is_title, part.by, when)
            if key not in self._found:
                self._found[key] = self._looked_up(part, when)
            fitting |= dict.fromkeys(self._found[key])
        return tuple(fitting)

    def _looked_up(self, part: _Part, when: str) -> tuple[NamedEntry, ...]:
        alike = self._by_word.get(part.who[0], []) if part.who else []
        named = [known for known in alike if _is_named(known, part, dated=bool(when))]
        if not when:
            return _of(named)
        dated = [known for known in named if _when(when) in known.years]
        if dated:
            return _of(dated)
        base, letter = _lettered(_when(when))
        same_year = [
            known for known in named if base in {_lettered(each)[0] for each in known.years}
        ]
        if letter and len(same_year) > 1:
            same_year = same_year[ord(letter) - ord("a") :][:1]
        return _of(same_year)


def _of(known: Iterable[_Known]) -> tuple[NamedEntry, ...]:
    return tuple(each.entry for each in known)


def is_entry(text: str) -> bool:
    """Whether a text without an address reads like an entry: a name, then a year, then more."""
    year = _YEAR.search(text[:_HEAD_CHARS])
    return (
        year is not None
        and year.start() > 0
        and len(text) <= _ENTRY_CHARS
        and len(_words(text[year.end() :])) > 1
        and text[year.start() - 1] in "( "
    )


def _known(entry: NamedEntry) -> _Known:
    text = entry.text[:_ENTRY_CHARS]
    year = _YEAR.search(text)
    quoted = _QUOTED.search(text)
    head = text[: year.start()] if year and year.start() <= _HEAD_CHARS else text[:_HEAD_CHARS]
    if quoted and quoted.start() < len(head):
        head = quoted.group(1) if not quoted.start() else head[: quoted.start()]
    head = head.split(". (")[0]
    first = re.split(r",|&|;|\band\b|\bund\b|\. ", head, maxsplit=1)[0]
    capitals = [word for word in re.findall(r"[^\W_]+", head) if word[0].isupper()]
    years = frozenset(map(_when, _YEAR.findall(text))) or frozenset({"nd"})
    return _Known(
        entry=entry,
        words=_words(text),
        first=_words(first),
        head=frozenset(_words(head)),
        initials="".join(word[0] for word in capitals).casefold() if len(capitals) > 1 else "",
        years=years,
    )


def _is_named(known: _Known, part: _Part, *, dated: bool) -> bool:
    """Whether an entry is what a mark names. Without a year the whole name must be there."""
    who = part.who
    if part.is_title:
        return _holds(known.words, who) and known.head.issuperset(part.by)
    if who == (known.initials,):
        return True
    if known.words[: len(who)] == who and (dated or who == known.first or known.first[:1] == who):
        return True
    if not known.head.issuperset(who):
        return False
    if not dated:
        return who[0] in known.first[-1:]
    return who[0] in known.first


def _holds(words: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    first = wanted[0]
    return any(
        words[start : start + len(wanted)] == wanted
        for start, word in enumerate(words)
        if word == first
    )


def _part(text: str) -> _Part | None:
    """What a mark between semicolons asks for, or None where it is none."""
    label = " ".join(text.replace("\uff0c", ", ").split())
    bare = _ALSO.sub("", label)
    whens = tuple(_YEAR.findall(bare))
    year = _YEAR.search(bare)
    named = bare[: year.start()].rstrip(" ,(") if year else bare
    rest = _YEAR.sub("", bare[year.start() :]) if year else ""
    quoted, by = _QUOTED.search(named), ""
    if quoted:
        by = named[: quoted.start()].rstrip(" ,")
        rest = f"{named[quoted.end() :]} {rest}"
        named = quoted.group(1).rstrip("….,; ")
    elif not year:
        named, rest = _without_page(named)
    rest = rest.strip(" ,:;")
    who = _words(named)
    if not who or (rest and not quoted and not _PLACE.fullmatch(rest)):
        return None
    if (by or not quoted) and not _reads_as_name(by or named):
        return None
    shaped = bool(year) and (bare[len(named) :].lstrip().startswith(",") or " al" in named)
    return _Part(
        label=label,
        who=who,
        is_title=bool(quoted),
        by=_words(by),
        whens=whens,
        is_shaped=bool(quoted) or (shaped and not _NO_NAME.fullmatch(who[0])),
    )


def _without_page(named: str) -> tuple[str, str]:
    """`Miller 4`: the name and the page."""
    found = re.fullmatch(r"(.*?[^\d\s,])[\s,]+(\d[\d–-]{0,12})", named)
    return (found[1], found[2]) if found else (named, "")


def _reads_as_name(text: str) -> bool:
    """Whether every word is a name, or joins names."""
    words = text.replace(",", " ").split()
    return (
        0 < len(words) <= _MOST_WORDS
        and all(
            _BETWEEN.fullmatch(word) or (_NAME.fullmatch(word) and not word[0].islower())
            for word in words
        )
        and not _BETWEEN.fullmatch(words[0])
    )


def _names_before(text: str) -> list[str]:
    """The names at the end of a text, with what joins them."""
    names: list[str] = []
    for word in reversed(text.split()):
        bare = word.strip(",")
        joins = bool(_BETWEEN.fullmatch(bare))
        if not joins and not (_NAME.fullmatch(bare) and bare[:1].isupper()):
            break
        if names and bare.endswith(".") and not joins and len(bare) > len("J."):
            break
        names.insert(0, bare)
    while names and _BETWEEN.fullmatch(names[0]):
        names.pop(0)
    return names


def _when(written: str) -> str:
    """A year as it is compared: `2021a`, `nd`, `nda`."""
    year = re.match(r"\d{4}[a-z]?", written)
    if year:
        return year.group()
    letter = re.search(r"-([a-z])$", written)
    return "nd" + (letter.group(1) if letter else "")


def _lettered(when: str) -> tuple[str, str]:
    base = when[:4] if when[0].isdigit() else when[:2]
    return base, when[len(base) :]


@lru_cache(maxsize=2_000)
def _words(text: str) -> tuple[str, ...]:
    """The words of a name or title, without accents, case and initials."""
    flat = unicodedata.normalize("NFKD", text).casefold()
    flat = "".join(letter for letter in flat if not unicodedata.combining(letter))
    words = [word.removesuffix("'s").removesuffix("’s") for word in _WORD.findall(flat)]
    telling = [word for word in words if word not in _JOINING]
    return tuple(word for word in telling if len(word) > 1 or not re.match("[a-z]", word)) or tuple(
        telling
    )
