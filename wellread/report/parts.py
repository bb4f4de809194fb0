"""What a report is made of before any format: sentences with their places, tables, parts."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from wellread.domain import Form, Source, Verdict
from wellread.languages import Phrases, phrases

_LINK = re.compile(r"\b(?:[a-z][a-z0-9+.-]*://|www\.)", re.IGNORECASE)
"""What programs make links of by themselves."""
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML cannot hold."""
Spacing = Literal["years", "months", "days"]
PartKind = Literal[
    "changes",
    "summary",
    "section",
    "figures",
    "images",
    "conclusion",
    "evidence",
    "questions",
    "disagreements",
    "gaps",
    "failures",
    "about",
]


@dataclass(frozen=True)
class Place:
    """Where a sentence has its evidence: a source of the list, and a page, sheet or slide in it."""

    number: int
    page: int | None
    finding_id: str
    name: str = ""
    """Instead of a page: `sheet Budget`, `slide 4`."""


@dataclass(frozen=True)
class Sentence:
    """One claim as it stands in the text; `doubt` is a word beside it, mostly none."""

    text: str
    places: tuple[Place, ...] = ()
    doubt: str = ""
    address: str = ""
    """Stands behind it as text, and is no link: of a picture that nobody has looked at."""
    verdict: Verdict | None = None
    """None of what is no claim: a heading's cell, a caption."""
    reason: str = ""
    """Of the verdict."""


Paragraph = tuple[Sentence, ...]


@dataclass(frozen=True)
class Item:
    """A line of a list; under a disagreement stand the two sides as quotes."""

    text: str
    sides: tuple[Sentence, ...] = ()


@dataclass(frozen=True)
class Table:
    """Rows of cells under a head; the columns from `numbers_from` to `numbers_to` hold numbers."""

    head: tuple[str, ...]
    rows: tuple[tuple[Sentence, ...], ...]
    numbers_from: int
    numbers_to: int
    """The first column behind the numbers."""


@dataclass(frozen=True)
class Chart:
    """Numbers to be drawn, with the name of each and how its source writes it."""

    title: str
    labels: tuple[str, ...]
    values: tuple[float, ...]
    texts: tuple[str, ...]
    """The numbers as their sources write them, with their unit."""
    days: tuple[date, ...] = ()
    """The first day of each number's year or month, or its day, in order: a line is drawn.
    Empty where the numbers are those of several things: they are bars."""
    spaced_by: Spacing = "years"
    decimal_mark: str = "."
    """Of the numbers beside an axis."""

    @property
    def told(self) -> str:
        """All of it in words, for who cannot see it."""
        pairs = (f"{label}: {text}" for label, text in zip(self.labels, self.texts, strict=True))
        return f"{self.title}. {'; '.join(pairs)}".lstrip(". ")


@dataclass(frozen=True)
class Figure:
    """A table with its caption; where it is a series, its rows are drawn as well."""

    caption: str
    table: Table
    chart: Chart | None = None

    @property
    def places(self) -> tuple[Place, ...]:
        """Where all that is drawn has its evidence."""
        cells = (cell for row in self.table.rows for cell in row) if self.chart else ()
        return tuple(dict.fromkeys(place for cell in cells for place in cell.places))


@dataclass(frozen=True)
class Part:
    """A heading and what stands under it. A part without a title goes on with the one before."""

    kind: PartKind
    title: str
    paragraphs: tuple[Paragraph, ...] = ()
    is_list: bool = False
    """Each paragraph is a point of a list."""
    items: tuple[Item, ...] = ()
    table: Table | None = None
    """Stands under the items."""
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True)
class Quote:
    """A cited quote under its source."""

    finding_id: str
    text: str
    page: int | None = None
    place: str = ""
    headings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """One source of the list, with the quotes that the report rests on."""

    number: int
    source: Source
    pages: tuple[int, ...] = ()
    places: tuple[str, ...] = ()
    """Its cited sheets or slides."""
    quotes: tuple[Quote, ...] = ()
    notes: tuple[Paragraph, ...] = ()
    """What an annotated list says of it."""


@dataclass(frozen=True)
class Document:
    """The whole report, in the order of reading: parts, sources, about."""

    title: str
    method: str
    form: Form
    parts: tuple[Part, ...]
    entries: tuple[Entry, ...]
    about: Part

    @property
    def say(self) -> Phrases:
        """The fixed texts of its language."""
        return phrases(self.form.language)

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading below the title, in the order of reading."""
        sources = [self.say("headings.sources")] if self.entries else []
        return (*(part.title for part in self.parts if part.title), *sources, self.about.title)


def harmless(text: str) -> str:
    """`text` on one line, its addresses no links."""
    return " ".join(_LINK.sub("", text).split())


def clean(text: str) -> str:
    """`text` without the characters that XML cannot hold."""
    return _FORBIDDEN.sub("", text)
