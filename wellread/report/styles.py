"""Five ways to cite, as marks in the text and as entries in the list of sources.

What a page tells of itself is mostly a title, a date and a site, so each style is what its manual
gives for a web page or a report, without the cases that need more: APA 7, MLA 9, Chicago 17
(author and date), IEEE (2021), and plain numbers. The styles of the Citation Style Language are
under a share-alike licence and are not used.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Final

from wellread.domain import CitationStyle, Source
from wellread.languages import Phrases
from wellread.report.parts import Document, Entry, Place, harmless

_YEAR = re.compile(r"\b(1[5-9]\d\d|20\d\d)\b")
_WEB = ("http://", "https://")
BY_NUMBER: Final[tuple[CitationStyle, ...]] = ("numbered", "ieee")
"""Styles whose marks are numbers; the others name author and year."""
_MAX_TITLE_WORDS = 4


@dataclass(frozen=True)
class Span:
    """A stretch of an entry: text, in italics or not, or the address itself."""

    text: str
    italic: bool = False
    is_address: bool = False


@dataclass(frozen=True)
class Mark:
    """One source in a citation, as it is written in the text."""

    text: str
    place: Place


@dataclass(frozen=True)
class Citation:
    """The marks of a sentence with what stands around and between them."""

    opening: str
    marks: tuple[Mark, ...]
    separator: str
    closing: str

    @property
    def text(self) -> str:
        """The whole citation as plain text."""
        return self.opening + self.separator.join(each.text for each in self.marks) + self.closing


class Citing:
    """The marks and entries of one document in its style."""

    def __init__(self, document: Document) -> None:
        self._style = document.form.style
        self._say = document.say
        self._entries = document.entries
        self._by_number = {each.number: each for each in document.entries}

    def citation(self, places: Sequence[Place]) -> Citation | None:
        """The citation of a sentence, or None where it cites nothing."""
        marks: dict[str, Mark] = {}
        for place in places:
            text = self._mark(place)
            marks.setdefault(text, Mark(text, place))
        if not marks:
            return None
        if self._style == "numbered":
            return Citation("[", tuple(marks.values()), ", ", "]")
        if self._style == "ieee":
            return Citation("[", tuple(marks.values()), "], [", "]")
        return Citation("(", tuple(marks.values()), "; ", ")")

    def entries(self) -> tuple[Entry, ...]:
        """The sources in the order of their list: by number, or by author and title."""
        if self._style in BY_NUMBER:
            return self._entries
        return tuple(sorted(self._entries, key=lambda each: (_sort_key(each.source), each.number)))

    def label(self, entry: Entry) -> str:
        """`[3]` before an entry; nothing in styles without numbers."""
        return f"[{entry.number}]" if self._style in BY_NUMBER else ""

    def spans(self, entry: Entry) -> tuple[Span, ...]:
        """The entry as it stands in the list, without its label; says so of an outdated version."""
        spans = _ENTRIES[self._style](entry, self._say, self._letter(entry.source))
        mark = Span(f" {self._say('marks.outdated')}" if entry.source.outdated else "")
        return tuple(span for span in (*spans, mark) if span.text)

    def _mark(self, place: Place) -> str:
        page = pages_text((place.page,), self._say) if place.page is not None else place.name
        if self._style == "numbered":
            return f"{place.number} {page}".strip()
        if self._style == "ieee":
            return f"{place.number}, {page}" if page else str(place.number)
        source = self._by_number[place.number].source
        who = self._who(source)
        when = _year(source, self._say, self._letter(source))
        if self._style == "apa":
            return ", ".join(filter(None, (who, when, page)))
        if self._style == "mla":
            return f"{who} {place.page or place.name}" if page else who
        return f"{who} {when}, {place.page or place.name}" if page else f"{who} {when}"

    def _who(self, source: Source) -> str:
        """Who is named in the text; without years, with the title where others have the name."""
        who = _who(source)
        alike = sum(_who(each.source) == who for each in self._entries)
        if self._style != "mla" or alike == 1:
            return who
        return f"{who}, “{_shortened(source)}”" if source.author else f"“{title_of(source)}”"

    def _letter(self, source: Source) -> str:
        """A letter for the year where author and year are those of another source."""
        said = (_who(source), _year(source, self._say))
        alike = [
            each.source
            for each in self._entries
            if (_who(each.source), _year(each.source, self._say)) == said
        ]
        if len(alike) == 1 or source not in alike[: len(ascii_lowercase)]:
            return ""
        return ascii_lowercase[alike.index(source)]


def pages_text(pages: Iterable[int], say: Phrases) -> str:
    """`p. 4` or `pp. 4, 7` in the report's language."""
    numbers = [str(page) for page in pages]
    key = "marks.pages_one" if len(numbers) == 1 else "marks.pages_many"
    return say(key, pages=", ".join(numbers))


def title_of(source: Source) -> str:
    """The source's title, or its address where it has none."""
    return harmless(source.title or source.address)


def _who(source: Source) -> str:
    """Who is named in the text: the author, else the first words of the title."""
    if source.author:
        return harmless(source.author)
    return f"“{_shortened(source)}”"


def _shortened(source: Source) -> str:
    """The first words of the title."""
    words = title_of(source).split()
    short = " ".join(words[:_MAX_TITLE_WORDS])
    return short if len(words) <= _MAX_TITLE_WORDS else f"{short} …"


def _sort_key(source: Source) -> str:
    return harmless(source.author or title_of(source)).casefold()


def _year(source: Source, say: Phrases, letter: str = "") -> str:
    """`2026`, `2026a`, `n.d.` or `n.d.-a`."""
    found = _YEAR.search(source.published)
    if found:
        return found.group() + letter
    return say("marks.undated") + (f"-{letter}" if letter else "")


def _published(source: Source, say: Phrases) -> str:
    return harmless(source.published) or say("marks.undated")


def _address(source: Source) -> Span:
    return Span(source.address, is_address=True)


def _site(source: Source) -> str:
    """The site's name in a citation, as far as an address tells it."""
    if not source.address.startswith(_WEB):
        return ""
    return source.address.split("/")[2].removeprefix("www.")


def _pages(entry: Entry, say: Phrases, before: str = ", ", after: str = "") -> str:
    """The cited pages, sheets or slides between `before` and `after`; empty without any."""
    pages = pages_text(entry.pages, say) if entry.pages else ", ".join(entry.places)
    return f"{before}{pages}{after}" if pages else ""


def _numbered(entry: Entry, say: Phrases, _: str) -> tuple[Span, ...]:
    """Author, date, title, place, day of reading."""
    source = entry.source
    title, when = Span(title_of(source), italic=True), f"({_published(source, say)})"
    read = Span(" " + say("marks.read", day=say.day(source.read_at.date())))
    after = Span(_pages(entry, say) + ". ")
    if source.author:
        head = Span(f"{harmless(source.author)}. {when}. ")
        return (head, title, after, _address(source), read)
    return (title, Span(f". {when}"), after, _address(source), read)


def _apa(entry: Entry, say: Phrases, letter: str) -> tuple[Span, ...]:
    source = entry.source
    year, exact = _year(source, say, letter), _published(source, say)
    shown = exact if not letter else year if exact in year else f"{year}, {exact}"
    title, when = Span(title_of(source), italic=True), f"({shown}). "
    pages = _pages(entry, say, " (", ")")
    site = _site(source)
    place = Span(f"{pages}. {site}. " if site else f"{pages}. ")
    if source.author:
        return (Span(f"{harmless(source.author)}. {when}"), title, place, _address(source))
    return (title, Span(f". {when}"), Span(place.text.lstrip(". ")), _address(source))


def _mla(entry: Entry, say: Phrases, _: str) -> tuple[Span, ...]:
    source = entry.source
    head = f"{harmless(source.author)}. " if source.author else ""
    site = _site(source)
    when = f"{harmless(source.published)}, " if source.published else ""
    return (
        Span(f"{head}“{title_of(source)}.” "),
        Span(site, italic=True),
        Span(", " if site else ""),
        Span(when),
        Span(_pages(entry, say, "", ", ")),
        _address(source),
        Span(". " + say("marks.accessed", day=say.day(source.read_at.date()))),
    )


def _chicago(entry: Entry, say: Phrases, letter: str) -> tuple[Span, ...]:
    source = entry.source
    who = harmless(source.author) or _site(source) or title_of(source)
    exact = harmless(source.published)
    when = f"{exact}. " if exact and exact != _year(source, say) else ""
    return (
        Span(f"{who}. {_year(source, say, letter).rstrip('.')}. “{title_of(source)}.” "),
        Span(when),
        Span(_pages(entry, say, "", ". ")),
        Span(say("marks.accessed", day=say.day(source.read_at.date())) + " "),
        _address(source),
        Span("."),
    )


def _ieee(entry: Entry, say: Phrases, _: str) -> tuple[Span, ...]:
    source = entry.source
    head = f"{harmless(source.author)}, " if source.author else ""
    when = f" {harmless(source.published)}." if source.published else ""
    site = _site(source)
    return (
        Span(f"{head}“{title_of(source)},” "),
        Span(site, italic=True),
        Span(("," if site else "") + when + _pages(entry, say, " ", ".")),
        Span(" " + say("marks.accessed", day=say.day(source.read_at.date())) + " "),
        Span("[Online]. "),
        _address(source),
    )


_ENTRIES: Mapping[CitationStyle, Callable[[Entry, Phrases, str], tuple[Span, ...]]] = {
    "numbered": _numbered,
    "apa": _apa,
    "mla": _mla,
    "chicago": _chicago,
    "ieee": _ieee,
}
