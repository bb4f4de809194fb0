"""Sentences of clean, Markdown-like text, as spans into it."""

import re
from collections.abc import Iterator

from wellread.evidence.terms import listed

_ABBREVIATIONS = frozenset(
    listed("""
    al anon approx apr assoc asst aug av ave bld bros c ca capt cf ch chap col comdr cont
    cpl dept diff dist div dr ed eds eq eqs esp est exc exp feb fed fig figs fn fr ft gen gov
    hon ibid illus incl int intl jan jul jun lat lect lt maj mar med misc mr mrs ms mt mss nb
    nov obs oct op opp ord orig par para pp pres prof pt pts ref refs rep resp rev secs
    sen sep sept sgt sr st stat subsec supp tab tel transl univ v ver viz vol vols vs wk yr
    """)
)
"""Words whose full stop does not end a sentence when something follows on the line."""
_BEFORE_NUMBERS = frozenset({"no", "nos", "art", "sec", "max", "min", "adm", "p", "dec", "mar"})
"""Abbreviations only when a number follows; else words."""
_ENDING_ABBREVIATIONS = frozenset({"etc", "inc", "ltd", "co", "corp", "jr", "a.m", "p.m"})
"""Abbreviations that end a sentence when a capital follows."""

_BLOCK_START = re.compile(r"[ \t]*(?:#{1,6}[ \t]|[-*+•–][ \t]|\d{1,3}[.)][ \t]|>|\||```|~~~|$)")
_SINGLE_LINE = re.compile(r"[ \t]*(?:#{1,6}[ \t]|\||```|~~~)")
_LIST_MARKER = re.compile(r"[ \t]*(?:#{1,6}[ \t]+|[-*+•][ \t]+|\d{1,3}[.)][ \t]+|>[ \t]*)*")
_STOP = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»)\]*_`]*+(?=\s)|[。！？]++[」』”’）]*+")  # noqa: RUF001 - stops of other scripts
_NEXT = re.compile(r"\s*[\"'“‘«(\[*_`]*(\S)")  # noqa: RUF001 - typographic quotes
_LAST_WORD = re.compile(r"[^\s(\[\"'“‘«/]+$")  # noqa: RUF001 - typographic quotes
_LONGEST_WORD = 40
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?")


def split_sentences(text: str) -> tuple[tuple[int, int], ...]:
    """The sentences of `text` as (start, end), in order, without surrounding white space.

    Every character that is no white space lies in exactly one span. A blank line, a heading, a
    table row and a list item end a sentence; a single line break inside a paragraph does not.
    """
    spans: list[tuple[int, int]] = []
    for start, end in _blocks(text):
        spans.extend(_sentences_in(text, start, end))
    return tuple(spans)


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Stretches of whole lines that no sentence crosses."""
    start = position = 0
    closed = True
    for line in text.splitlines(keepends=True):
        bare = line.strip()
        if position > start and (closed or not bare or _BLOCK_START.match(line)):
            yield start, position
            start = position
        closed = not bare or _SINGLE_LINE.match(line) is not None
        position += len(line)
    if position > start:
        yield start, position


def _sentences_in(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    marker = _LIST_MARKER.match(text, start, end)
    first_word = marker.end() if marker else start
    sentence = start
    for stop in _STOP.finditer(text, first_word, end):
        if _ends_sentence(text, stop, end):
            yield from _stripped(text, sentence, stop.end())
            sentence = stop.end()
    yield from _stripped(text, sentence, end)


def _stripped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    bare = piece.strip()
    if bare:
        begin = start + len(piece) - len(piece.lstrip())
        yield begin, begin + len(bare)


def _ends_sentence(text: str, stop: re.Match[str], end: int) -> bool:
    following = _NEXT.match(text, stop.end(), end)
    if following is None or not stop.group().startswith("."):
        return True
    following_letter = following.group(1)
    if following_letter.islower():
        return False
    if stop.group().startswith(".."):
        return True
    word = _LAST_WORD.search(text, max(0, stop.start() - _LONGEST_WORD), stop.start())
    return word is None or not _is_abbreviation(word.group().lower(), following_letter)


def _is_abbreviation(word: str, following: str) -> bool:
    """Whether the full stop after `word` belongs to the word."""
    if word in _BEFORE_NUMBERS:
        return following.isdigit()
    if word in _ENDING_ABBREVIATIONS:
        return not following.isupper()
    if word in _ABBREVIATIONS:
        return True
    if len(word) == 1 and word.isalpha():
        return True
    return "." in word and _DOTTED.fullmatch(word) is not None
