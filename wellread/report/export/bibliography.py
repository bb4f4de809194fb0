"""The sources of a report for reference managers: BibTeX and RIS."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from wellread.domain import Source, SourceKind
from wellread.report.parts import Entry, harmless
from wellread.report.styles import title_of

_SPECIAL = str.maketrans(  # BibTeX counts braces, escaped or not
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "$": r"\$",
        "&": r"\&",
        "%": r"\%",
        "#": r"\#",
        "_": r"\_",
        "^": r"\textasciicircum{}",
        "~": r"\textasciitilde{}",
    }
)
_DATE = re.compile(r"\b(?P<year>1[5-9]\d\d|20\d\d)(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?\b")
_RIS_TYPES: Mapping[SourceKind, str] = {
    "paper": "JOUR",
    "news": "NEWS",
    "document": "RPRT",
    "reference": "ENCYC",
}
_WEB = ("http://", "https://")
"""Addresses that a reference manager may open; others stand as a note."""
_IN_ADDRESS = re.compile(r"[{}\\\s]")


def bibtex(entries: Sequence[Entry]) -> str:
    """One BibTeX entry for each source, under the keys `source1`, `source2`, ..."""
    return "\n".join(_bibtex_entry(each) for each in entries)


def ris(entries: Sequence[Entry]) -> str:
    """One RIS record for each source; lines end as the format asks, with CR and LF."""
    return "".join(f"{tag}  - {value}\r\n" for each in entries for tag, value in _ris_lines(each))


def _bibtex_entry(entry: Entry) -> str:
    source = entry.source
    kind = "article" if source.kind == "paper" else "misc"
    when = _DATE.search(source.published)
    is_web = source.address.startswith(_WEB)
    fields = {
        "title": "{" + _escaped(title_of(source)) + "}",
        "author": "{" + _escaped(harmless(source.author)) + "}" if source.author else "",
        "year": when["year"] if when else "",
        "month": str(int(when["month"])) if when and when["month"] else "",
        "pages": ", ".join(str(page) for page in entry.pages),
        "url": _address(source) if is_web else "",
        "note": "" if is_web else "{" + _escaped(source.address) + "}",
        "urldate": source.read_at.date().isoformat(),
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@{kind}{{source{entry.number},\n" + ",\n".join(lines) + "\n}\n"


def _escaped(text: str) -> str:
    return " ".join(text.split()).translate(_SPECIAL)


def _address(source: Source) -> str:
    """The address with what would end a field in percent signs."""
    return _IN_ADDRESS.sub(lambda found: f"%{ord(found.group()):02X}", source.address)


def _ris_lines(entry: Entry) -> Iterable[tuple[str, str]]:
    source = entry.source
    yield "TY", _RIS_TYPES.get(source.kind, "ELEC")
    yield "ID", f"source{entry.number}"
    yield "TI", title_of(source)
    if source.author:
        yield "AU", harmless(source.author)
    when = _DATE.search(source.published)
    if when:
        yield "PY", when["year"]
        yield "DA", "/".join((when["year"], when["month"] or "", when["day"] or "", ""))
    if entry.pages:
        yield "SP", str(entry.pages[0])
    yield "UR" if source.address.startswith(_WEB) else "N1", _address(source)
    yield "Y2", _day(source.read_at.date())
    yield "ER", ""


def _day(day: date) -> str:
    return f"{day:%Y/%m/%d}/"
