"""Sentences of clean, Markdown-like text, as spans into it.

Markdown says what no sentence crosses, sentencex where a sentence ends in between.
"""

import re
from collections.abc import Iterator

from sentencex import get_sentence_boundaries

_RULES = "en"
"""The language whose abbreviations are known; stops of other scripts are known with any."""
_ABBREVIATION = re.compile(
    r"\b(?:Abs|bzw|ca|evtl|exkl|ggf|inkl|Mio|Mrd|Tsd|vgl|zzgl)\.$"
    r"|\b(?:[Dd](?:er|as|em|en|es)|[Ii]m|[Vv]om|[Zz]u[mr])\s+\d{1,2}\.$"
)
"""German ones and ordinals, behind which no sentence ends; English words are none of them."""
_DAY = re.compile(r"\b\d{1,2}\.$")
_MONTH = re.compile(
    r"(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
    r"|Jan|Feb|Apr|Aug|Sept?|Okt|Nov|Dez)\b"
)
_MAY_END = re.compile(r"\b(?:etc|Jh|Str|usw|\d{1,2}\.\d{1,2})\.$")
"""They may end a sentence, but not where a small letter follows."""
_LONGEST_ABBREVIATION = 20
_CLOSE_UP = "。！？」』”’）"  # noqa: RUF001 - stops of other scripts
"""What ends a sentence without white space after it; a full stop there is one of `sys.path`."""
_IN_BRACKETS = re.compile(r"\s*\([^()]*[.!?]\)(?=\s)")
"""A whole sentence in brackets, which sentencex takes for the beginning of the next one."""
_BLOCK_START = re.compile(r"[ \t]*(?:#{1,6}[ \t]|[-*+•–][ \t]|\d{1,3}[.)][ \t]|>|\||```|~~~|$)")
_SINGLE_LINE = re.compile(r"[ \t]*(?:#{1,6}[ \t]|\||```|~~~)")
_LIST_MARKER = re.compile(r"[ \t]*(?:#{1,6}[ \t]+|[-*+•][ \t]+|\d{1,3}[.)][ \t]+|>[ \t]*)*")


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
    for found in get_sentence_boundaries(_RULES, text[first_word:end]):
        stop = first_word + found["end_index"]
        said = text[max(sentence, stop - _LONGEST_ABBREVIATION) : stop]
        if _goes_on(said, text[stop : min(end, stop + _LONGEST_ABBREVIATION)]):
            continue
        if text[stop - 1].isspace() or stop == end or text[stop - 1] in _CLOSE_UP:
            if bracketed := _IN_BRACKETS.match(text, sentence, stop):
                yield from _stripped(text, sentence, bracketed.end())
                sentence = bracketed.end()
            yield from _stripped(text, sentence, stop)
            sentence = stop
    yield from _stripped(text, sentence, end)


def _goes_on(said: str, after: str) -> bool:
    """Whether the full stop at the end of `said` is one of an abbreviation or of a German date."""
    last = said.rstrip()
    return (
        _ABBREVIATION.search(last) is not None
        or (_DAY.search(last) is not None and _MONTH.match(after) is not None)
        or (_MAY_END.search(last) is not None and after[:1].islower())
    )


def _stripped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    bare = piece.strip()
    if bare:
        begin = start + len(piece) - len(piece.lstrip())
        yield begin, begin + len(bare)
