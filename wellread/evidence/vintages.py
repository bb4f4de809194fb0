"""Versions of one document: which is current, which are outdated, and by what signs."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, combinations, pairwise
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from wellread.evidence.checks.dates import Day, dates_of
from wellread.evidence.shingles import SKETCHED_CHARS, resemblance, sketch_of
from wellread.evidence.terms import content_terms, listed

OPENING_CHARS = 1_500
"""Where a document says what it is, as of when, and whether it still counts."""
SAME_TEXT = 0.25
"""Documents of one name that share this part of their word pairs are versions of one document."""
SAME_TEXT_MARKED = 0.12
"""... so much is enough where a version number or a word like `draft` tells them apart too."""
_MAX_NAMESAKES = 200
"""More documents of one name (`index`, `readme`) are no versions of each other."""

_RETIRED = frozenset(
    listed(
        "archive archived archives deprecated discontinued expired former historic historical"
        " obsolete old outdated previous replaced retired superseded withdrawn"
    )
)
_UNFINISHED = frozenset(listed("draft drafts preliminary proposed provisional wip"))
_NOT_THE_NAME = frozenset(
    listed(
        "approved backup bak copy current edition final issue issued latest new orig original rev"
        " revised revision signed update updated ver version"
    )
)
_MONTHS = listed(
    "january february march april may june july august september october november december"
    " jan feb mar apr jun jul aug sep sept oct nov dec"
)
_DATE_WORDS = frozenset((*_MONTHS, "q1", "q2", "q3", "q4", "h1", "h2", "fy"))
_WORD = re.compile(r"\d+(?:\.\d+)+|\d+|[^\W\d_]+", re.UNICODE)
_VERSION = re.compile(
    r"(?<![^\W_])(?:v|ver|version|rev|revision|edition|issue|release)[\s._:-]*(?:no\.?\s*)?"
    r"(\d{1,3}(?:\.\d{1,3}){0,3})(?![\d-])",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?<![^\W_])(?:v|r)\d{1,3}(?:\.\d+)*(?![^\W_])", re.IGNORECASE)
_NAME_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(?:[-_. ]?(0[1-9]|1[0-2])(?:[-_. ]?([0-2]\d|3[01]))?)?(?!\d)"
)
_SPAN_OF_YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)[/\u2013_-](?:20)?(\d\d)(?!\d)")
_DATE_CUE = re.compile(
    r"\b(?:approved|as (?:at|of)|date|dated|edition|effective|issued?|last|modified|period|printed"
    r"|published|publication|released?|reporting|revis(?:ed|ion)|state|status|updated?|valid"
    r"|version)\b",
    re.IGNORECASE,
)
_CUE_REACH_CHARS = 40
_PART_OF_YEAR = re.compile(r"(?<![^\W_])([qh][1-4])(?![^\W_])", re.IGNORECASE)
_RECURRING = re.compile(r"\b(?:weekly|monthly|quarterly|month of|quarter of)\b", re.IGNORECASE)
_RHYTHMS_MONTHS = (1, 3)
"""Three documents at these distances are reports on one month or quarter each."""
_NO_MORE = (
    r"(?:superseded|obsolete|withdrawn|outdated|archived|deprecated|replaced|retired"
    r"|(?:no longer|not) (?:valid|current|in force|maintained|in use))"
)
_SAYS_RETIRED = re.compile(
    rf"^\W*(?:(?:status|note|notice|attention|warning)\W+)?(?:this is )?{_NO_MORE}"
    r"(?=\W*$|\s*[.:;,!(\u2013\u2014*-]|\s+(?:as|by|from|in|on|since|edition|version)\b)"
    rf"|\b(?:this|these|the present)\s+(?:[\w-]+\s+){{0,4}}?(?:has|have|was|were|is|are)\s+"
    rf"(?:[\w-]+\s+){{0,2}}?{_NO_MORE}"
    r"|\bdo not use (?:this|these)\b"
    r"|\b(?:kept|retained) (?:only )?for (?:the )?(?:archive|history|record|reference)",
    re.IGNORECASE | re.MULTILINE,
)
_SAYS_DRAFT = re.compile(r"^\W*(?:status\W+)?(?:draft|work in progress|preliminary)\b", re.I | re.M)
_NOTICE_CHARS = 600


@dataclass(frozen=True)
class Document:
    """What tells the version of a document."""

    address: str
    title: str
    published: str
    """ISO date, or its beginning, from the document's metadata."""
    opening: str
    """Its first `OPENING_CHARS` characters."""
    sketch: frozenset[int]
    """Of its text, by `sketch_of_text`."""

    @cached_property
    def path(self) -> PurePosixPath:
        """Where it stands."""
        return PurePosixPath(unquote(urlsplit(self.address).path or self.address))

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """What versions of one document share: its name and its title without dates and the like.

        A date, a version number and words like `draft` do not tell documents apart; all other
        words and numbers do.
        """
        name, title = _key(self.path.stem), _key(self.title)
        return tuple(f"{kind}:{key}" for kind, key in (("n", name), ("t", title)) if key)

    @cached_property
    def stated(self) -> str:
        """The date in its name, title or opening, as `2024-05-01`, or as far as it is given."""
        for text in (self.path.stem, self.title):
            if found := _dates_in_name(text):
                return max(found)
        return max(_dates_in_opening(self.opening), default="")

    @cached_property
    def period(self) -> str:
        """The month or part of a year in its name or title: `2024-05`, `2024 q1`, `may`."""
        for text in (self.path.stem, self.title):
            year = self.stated[:4]
            if part := _PART_OF_YEAR.search(text):
                return f"{year} {part.group(1).lower()}".strip()
            if dated := [day for day in _dates_in_name(text) if len(day) >= len("2024-05")]:
                return max(dated)[: len("2024-05")]
            words = (word.lower()[:3] for word in _WORD.findall(text) if word.lower() in _MONTHS)
            if month := next(words, ""):
                return f"{year} {month}".strip()
        return ""

    @cached_property
    def version(self) -> tuple[int, ...]:
        """Its version number; empty where it has none."""
        first_lines = "\n".join(self.opening.split("\n")[:8])
        for text in (self.path.stem, self.title, first_lines):
            if found := _VERSION.search(text):
                return tuple(int(part) for part in found.group(1).split("."))
        return ()

    @cached_property
    def says_retired(self) -> bool:
        """Whether its own first words say that it no longer counts."""
        return _SAYS_RETIRED.search(self.opening[:_NOTICE_CHARS]) is not None

    @cached_property
    def rank(self) -> int:
        """2 for a document that counts, 1 for a draft, 0 for one that was put away."""
        words = {word.lower() for part in self.path.parts[:-1] for word in _WORD.findall(part)}
        own = {word.lower() for word in _WORD.findall(f"{self.path.stem} {self.title}")}
        if self.says_retired or (words | own) & _RETIRED:
            return 0
        draft = (words | own) & _UNFINISHED or _SAYS_DRAFT.search(self.opening[:_NOTICE_CHARS])
        return 1 if draft else 2

    @cached_property
    def labels(self) -> frozenset[str]:
        """The words by which a question may ask for just this version: `2022`, `v1`, `draft`."""
        year, month = self.stated[:4], self.stated[5:7]
        labels = {year, *_NUMBERED.findall(self.path.stem.lower())}
        if month:
            name = _MONTHS[int(month) - 1]
            labels = {f"{year}-{month}", f"{name} {year}", *(labels - {year})}
        if self.version:
            number = ".".join(map(str, self.version))
            labels |= {f"v{number}", f"version {number}"}
        if self.rank == 1:
            labels.add("draft")
        return frozenset(labels - {""})


@dataclass(frozen=True)
class Outdated:
    """A document that is not to be quoted as current."""

    address: str
    successor: str
    """Address of the current version; empty where only the document says that it is outdated."""
    reason: str
    labels: frozenset[str]
    """What a question names when it asks for this version and not for the current one."""

    def is_asked_for(self, query: str) -> bool:
        """Whether `query` names this version."""
        lowered = query.lower()
        return any(re.search(rf"(?<!\w){re.escape(label)}(?!\w)", lowered) for label in self.labels)


def sketch_of_text(text: str) -> frozenset[int]:
    """The sketch of a text's words in pairs, numbers left out, since versions differ in them."""
    terms = content_terms(text[:SKETCHED_CHARS])
    return sketch_of([term for term in terms if term.isalpha()], 2)


def outdated_among(documents: Sequence[Document]) -> dict[str, Outdated]:
    """The outdated documents by address.

    Versions share a name or title and a part of their text. Among them counts first what was not
    put away or marked, then the version number, then the date that name, title or opening give,
    then the date of the metadata. Where nothing tells which is newer, none is outdated. Reports
    on a month or a quarter each are no versions of each other.
    """
    found: dict[str, Outdated] = {}
    for family in chain.from_iterable(map(_by_period, _families(documents))):
        current = family[0]
        for document in family[1:]:
            if _is_newer(document, current):
                current = document
        for document in family:
            if document is not current and _is_newer(current, document):
                found[document.address] = _outdated(document, current)
    for document in documents:
        if document.says_retired and document.address not in found:
            reason = "it says of itself that it no longer counts"
            found[document.address] = Outdated(document.address, "", reason, document.labels)
    return found


def _outdated(document: Document, current: Document) -> Outdated:
    how = document.stated or document.published
    if document.rank == 0:
        why = "a superseded version"
    elif document.rank == 1 and current.rank > 1:
        why = "a draft"
    else:
        why = "an older version"
    dated = f" ({how})" if how else ""
    return Outdated(
        address=document.address,
        successor=current.address,
        reason=f"{why}{dated} of {current.path.name}",
        labels=document.labels - current.labels,
    )


def _families(documents: Iterable[Document]) -> list[list[Document]]:
    """The documents that are versions of one another, in groups of two and more."""
    namesakes: defaultdict[str, list[Document]] = defaultdict(list)
    for document in documents:
        for key in document.keys:
            namesakes[key].append(document)
    group_of: dict[str, list[Document]] = {}
    for alike in namesakes.values():
        if len(alike) > _MAX_NAMESAKES:
            continue
        for one, other in combinations(alike, 2):
            mine = group_of.setdefault(one.address, [one])
            theirs = group_of.setdefault(other.address, [other])
            if mine is not theirs and _are_versions(one, other):
                mine += theirs
                group_of |= dict.fromkeys((each.address for each in theirs), mine)
    unique = {id(group): group for group in group_of.values()}
    return [group for group in unique.values() if len(group) > 1]


def _by_period(family: list[Document]) -> list[list[Document]]:
    """The family itself, or one for each period where its documents are a series of reports."""
    periods = sorted({each.period for each in family})
    named = [period for period in periods if period]
    if not named[1:] or not _is_series(family, named):
        return [family]
    return [[each for each in family if each.period == period] for period in periods]


def _is_series(family: Iterable[Document], periods: Iterable[str]) -> bool:
    """Whether they call themselves monthly or the like, name parts of years, or come regularly."""
    if any(_RECURRING.search(f"{each.path.stem} {each.title}") for each in family):
        return True
    months = []
    for period in periods:
        year, separator, month = period.partition("-")
        if not separator:
            return True
        months.append(12 * int(year) + int(month))
    months.sort()
    steps = [later - earlier for earlier, later in pairwise(months)]
    return any(one == other and one in _RHYTHMS_MONTHS for one, other in pairwise(steps))


def _are_versions(one: Document, other: Document) -> bool:
    mine, theirs = _key(one.path.stem), _key(other.path.stem)
    if mine != theirs and _without_numbers(mine) == _without_numbers(theirs):
        return False
    if not (_is_newer(one, other) or _is_newer(other, one)):
        return False
    marked = (one.rank, one.version) != (other.rank, other.version)
    least = SAME_TEXT_MARKED if marked else SAME_TEXT
    return resemblance(one.sketch, other.sketch) >= least


def _is_newer(one: Document, other: Document) -> bool:
    """Whether `one` is the newer version; False where nothing tells."""
    if one.rank != other.rank:
        return one.rank > other.rank
    if one.version and other.version and one.version != other.version:
        return one.version > other.version
    for mine, theirs in ((one.stated, other.stated), (one.published, other.published)):
        shared = min(len(mine), len(theirs))
        if shared and mine[:shared] != theirs[:shared]:
            return mine[:shared] > theirs[:shared]
    return False


def _key(text: str) -> str:
    """The words and numbers of a name that are neither date, version nor state, in order."""
    bare = _NUMBERED.sub(" ", _VERSION.sub(" ", _SPAN_OF_YEARS.sub(" ", text)))
    bare = _NAME_DATE.sub(" ", bare)
    for _, (start, end) in reversed(dates_of(bare)):
        bare = f"{bare[:start]} {bare[end:]}"
    words = (word.lower() for word in _WORD.findall(bare))
    passing = _RETIRED | _UNFINISHED | _NOT_THE_NAME | _DATE_WORDS
    return " ".join(word for word in words if word not in passing)


def _without_numbers(key: str) -> str:
    return " ".join(word for word in key.split() if word.isalpha())


def _dates_in_name(text: str) -> list[str]:
    spans = [f"{year}-{last}" for year, last in _SPAN_OF_YEARS.findall(text) if last > year[2:]]
    named = ["-".join(part for part in found if part) for found in _NAME_DATE.findall(text)]
    spaced = re.sub(r"[_-]+", " ", text)
    return [*(f"20{span[-2:]}" for span in spans), *named, *map(_iso, _with_year(spaced))]


def _dates_in_opening(text: str) -> Iterator[str]:
    """The dates that stand behind a word that says whose date it is."""
    for line in text.split("\n"):
        for day, (start, _) in dates_of(line):
            before = line[max(0, start - _CUE_REACH_CHARS) : start]
            if day.year is not None and not day.decade and _DATE_CUE.search(before):
                yield _iso(day)


def _with_year(text: str) -> list[Day]:
    return [day for day, _ in dates_of(text) if day.year is not None and not day.decade]


def _iso(day: Day) -> str:
    parts = (f"{day.year}", day.month and f"{day.month:02}", day.day and f"{day.day:02}")
    return "-".join(part for part in parts if part)
