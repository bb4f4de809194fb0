"""A document's text as passages: stretches that stand under their headings and know their place."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wellread.domain import Passage, PassageKind, Snapshot
from wellread.reading.fences import fence_after

_HEADING = re.compile(r"(#{1,6})[ \t]+(\S.*)")
_LINE = re.compile(r"[^\n]+")
_ATOM_END = re.compile(
    r"[.!?][\"')\]\u201d\u2019]*\s+|[\u3002\uff01\uff1f]+|\n(?=[ \t]*(?:[-*+]|\d{1,3}[.)])\s)"
)
_WORD = re.compile(r"\S+")
_SENTENCE_ENDS = (".", "!", "?", "\u2026", "\u3002", "\uff01", "\uff1f")
_CHARS_PER_WORD = 10
"""Bounds passages of scripts that do not separate words, and of data."""

_Span = tuple[int, int]


@dataclass
class _Group:
    """Paragraphs of one kind that stand together under one heading path."""

    kind: PassageKind
    headings: tuple[str, ...]
    spans: list[_Span]


def passages_of(snapshot: Snapshot, *, max_words: int = 130) -> tuple[Passage, ...]:
    """Everything in `snapshot` but its title, headings and fence lines, in order, without overlap.

    No passage crosses a heading or a page (sheet, slide), or holds more than `max_words` words (or
    ten times as many characters); long paragraphs end at sentences where they can. Code and tables
    stand apart.
    `passage.text` is `snapshot.text[passage.start:passage.end]`. The heading path leaves out
    the document's title. (Passage size from the project's own measurements.)
    """
    made: list[Passage] = []
    for group in _groups(snapshot.text, snapshot.title, snapshot.page_starts):
        for start, end in _packed(snapshot.text, group, max_words):
            page, place = snapshot.place_at(start)
            made.append(
                Passage(
                    snapshot_id=snapshot.id,
                    start=start,
                    end=end,
                    text=snapshot.text[start:end],
                    headings=group.headings,
                    page=page,
                    place=place,
                    kind=group.kind,
                )
            )
    return tuple(made)


def _groups(text: str, title: str, page_starts: Sequence[int]) -> Iterator[_Group]:
    pages = iter(page_starts)
    next_page = next(pages, None)
    path: list[tuple[int, str]] = []
    group = _Group("prose", (), [])
    fence = ""
    first = True
    gap_after = -1
    for line in _LINE.finditer(text, _end_of_title(text, title)):
        content = line.group()
        if next_page is not None and line.start() >= next_page:
            yield group
            group = _Group(group.kind, group.headings, [])
            next_page = next((start for start in pages if start > line.start()), None)
        fence_before, fence = fence, fence_after(content, fence)
        heading = None if fence_before or fence else _HEADING.match(content)
        if heading or fence != fence_before:
            yield group
            if heading:
                level, name = len(heading.group(1)), heading.group(2).rstrip(" \t#")
                path = [part for part in path if part[0] < level]
                if not (first and _is_title(name, title)):
                    path.append((level, name))
                first = False
            group = _Group("code" if fence else "prose", tuple(part[1] for part in path), [])
            continue
        if not content.strip():
            continue
        kind = _kind_of(content, fence)
        if kind != group.kind:
            yield group
            group = _Group(kind, group.headings, [])
        joins = line.start() == gap_after + 1 and group.spans
        if joins:
            group.spans[-1] = (group.spans[-1][0], line.end())
        else:
            group.spans.append(line.span())
        gap_after = line.end()
    yield group


def _kind_of(line: str, fence: str) -> PassageKind:
    if fence:
        return "code"
    return "table" if line.lstrip()[0] == "|" else "prose"


def _end_of_title(text: str, title: str) -> int:
    """Where the first line ends, if it is the title and no sentence of the text."""
    first, _, rest = text.partition("\n")
    gap, _, others = rest.partition("\n")
    stands_alone = not gap.strip() and bool(others.strip())
    is_title = stands_alone and first.split() == title.split()
    return len(first) if is_title and not first.rstrip().endswith(_SENTENCE_ENDS) else 0


def _is_title(heading: str, title: str) -> bool:
    name, whole = " ".join(heading.lower().split()), " ".join(title.lower().split())
    return not whole or name in whole or whole in name


def _packed(text: str, group: _Group, max_words: int) -> Iterator[_Span]:
    """The group's spans joined and cut to passages of a bounded size."""
    max_chars = max_words * _CHARS_PER_WORD
    start = end = words = 0
    for atom_start, atom_end in _bounded_atoms(text, group, max_words):
        count = len(text[atom_start:atom_end].split())
        full = words + count > max_words or atom_end - start > max_chars
        if words and full:
            yield start, end
            words = 0
        if not words:
            start = atom_start
        end, words = atom_end, words + count
    if words:
        yield start, end


def _bounded_atoms(text: str, group: _Group, max_words: int) -> Iterator[_Span]:
    max_chars = max_words * _CHARS_PER_WORD
    for span in group.spans:
        fits = span[1] - span[0] <= max_chars and len(text[slice(*span)].split()) <= max_words
        for start, end in [span] if fits else _atoms(text, span, group.kind):
            if end - start <= max_chars and len(text[start:end].split()) <= max_words:
                yield _stripped(text, start, end)
                continue
            for word in _WORD.finditer(text, start, end):
                for at in range(word.start(), word.end(), max_chars):
                    yield at, min(at + max_chars, word.end())


def _atoms(text: str, span: _Span, kind: PassageKind) -> Iterator[_Span]:
    """Sentences and list items of prose, lines of code and tables; none is blank."""
    start, end = span
    if kind != "prose":
        yield from (
            line.span() for line in _LINE.finditer(text, start, end) if line.group().strip()
        )
        return
    at = start
    for stop in _ATOM_END.finditer(text, start, end):
        if text[at : stop.end()].strip():
            yield at, stop.end()
            at = stop.end()
    if text[at:end].strip():
        yield at, end


def _stripped(text: str, start: int, end: int) -> _Span:
    piece = text[start:end]
    return start, start + len(piece.rstrip())
