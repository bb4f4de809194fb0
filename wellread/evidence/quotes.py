"""Finding a quote in the text it is said to come from.

The law: a quote that is not there is never located. Differences of typography are forgiven, slips
of a few letters too; another number, another number word, a negation that came or went, or a word
that is not in the text are not.
"""

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from wellread.evidence.terms import content_terms

MIN_FUZZY_SCORE = 92.0
"""Least RapidFuzz partial ratio, 0 to 100, of a quote with slips."""
MIN_FUZZY_CHARACTERS = 20
"""Shorter quotes must match to the letter."""
MIN_WORD_SCORE = 80.0
"""Least RapidFuzz ratio of each content word of a quote with a word of the text."""

_DASHES = "-‐‑‒–—―−﹣－"  # noqa: RUF001 - the dashes that pages use
_LETTER = r"[^\W\d_]"
_SPECIAL = re.compile(
    rf"""
    (?P<joined>(?<={_LETTER})(?:\u00ad\s*|[{_DASHES}]+(?:[ \t]*\n\s*)?)(?={_LETTER}))
  | (?P<space>[\s\u00a0\u200b\u2060\ufeff]+(?:(?<=\n)(?:\#{{1,6}}|[-*+•>])[ \t]+)?)
  | (?P<link>\]\([^()\s]*\) | !?\[(?=[^\[\]\n]{{0,300}}\]\())
  | (?P<escape>\\(?=[\\`*_{{}}\[\]()\#+.!|<>~-]))
  | (?P<emphasis>`+ | \*+(?=\S) | (?<=\S)\*+ | (?<![^\W_])_+(?=\w) | (?<=\w)_+(?![^\W_]))
  | (?P<soft>\u00ad)
  | (?P<dash>[{_DASHES}]+)
  | (?P<apostrophe>['‘’‚‛′´])
  | (?P<quotation>["“”„‟″«»]|'')
  | (?P<ellipsis>…)
  | (?P<composed>{_LETTER}[\u0300-\u036f]+)
  | (?P<ligature>[\ufb00-\ufb06])
    """,  # noqa: RUF001 - typographic marks
    re.VERBOSE,
)
_REPLACEMENTS = {
    "joined": "",
    "space": " ",
    "link": "",
    "escape": "",
    "emphasis": "",
    "soft": "",
    "dash": "-",
    "apostrophe": "'",
    "quotation": '"',
    "ellipsis": "...",
}
_NUMBER = re.compile(r"\d+(?:[.,:/]\d+)*(?:\s?%|[^\W\d_]+)?")
_EXACT_WORDS = re.compile(
    r"\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|"
    r"(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundred|thousand|[mbtr]+illion|half|twice|double|"
    r"first|second|third|not|no|never|none|nor|neither|without|cannot|hardly|n't)\b|n't\b",
    re.IGNORECASE,
)
"""Words that a slip may not touch: numbers and negations."""


@dataclass(frozen=True)
class _Normalised:
    """A text in plain typography, with the way back to its offsets."""

    text: str
    starts: tuple[int, ...]
    """Offsets in `text` where a piece begins."""
    origins: tuple[tuple[int, int, bool], ...]
    """For each piece: its original start and end, and whether it was copied letter by letter."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original span of `text[start:end]`, which must not be empty."""
        return self._original(start)[0], self._original(end - 1)[1]

    def _original(self, index: int) -> tuple[int, int]:
        piece = bisect_right(self.starts, index) - 1
        begin, finish, copied = self.origins[piece]
        if not copied:
            return begin, finish
        offset = begin + index - self.starts[piece]
        return offset, offset + 1


def normalised(text: str) -> str:
    """`text` in plain typography: what two spellings of one quote have in common.

    White space is one space; quotation marks, dashes, ellipses and ligatures are plain;
    hyphens between letters, Markdown emphasis, code marks and link targets are gone.
    """
    return _normalise(text).text.strip()


def locate(quote: str, text: str) -> tuple[int, int] | None:
    """The span (start, end) of `text` that `quote` comes from, or None if it is not there.

    The first exact occurrence counts, then the first that differs in typography only, then the
    closest that differs by slips. An occurrence that cuts a number in two is none. An empty
    quote is nowhere.
    """
    bare = quote.strip()
    if not bare:
        return None
    exact = _occurrence(bare, text)
    if exact is not None:
        return exact, exact + len(bare)
    wanted, source = normalised(bare), _normalise(text)
    if not wanted:
        return None
    found = _occurrence(wanted, source.text)
    if found is not None:
        return source.span(found, found + len(wanted))
    return _locate_with_slips(wanted, source)


@lru_cache(maxsize=64)
def _normalise(text: str) -> _Normalised:
    parts: list[str] = []
    starts: list[int] = []
    origins: list[tuple[int, int, bool]] = []
    length = done = 0

    def add(piece: str, start: int, end: int, *, copied: bool) -> None:
        nonlocal length
        if piece:
            parts.append(piece)
            starts.append(length)
            origins.append((start, end, copied))
            length += len(piece)

    for match in _SPECIAL.finditer(text):
        add(text[done : match.start()], done, match.start(), copied=True)
        add(_plain(match), match.start(), match.end(), copied=False)
        done = match.end()
    add(text[done:], done, len(text), copied=True)
    return _Normalised("".join(parts), tuple(starts), tuple(origins))


def _plain(match: re.Match[str]) -> str:
    kind = match.lastgroup or ""
    if kind in _REPLACEMENTS:
        return _REPLACEMENTS[kind]
    form = "NFKC" if kind == "ligature" else "NFC"
    return unicodedata.normalize(form, match.group())  # type: ignore[arg-type]  # literal names


def _occurrence(quote: str, text: str) -> int | None:
    """Where `quote` first stands in `text` without cutting a number, or None."""
    start = text.find(quote)
    while start >= 0:
        if not _cuts_number(text, start, start + len(quote)):
            return start
        start = text.find(quote, start + 1)
    return None


_NUMBER_BEFORE = re.compile(r"(?:\d[.,]?|\w)$")
_SIGN_BEFORE = re.compile(r"(?:^|[\s(])[-−]$")  # noqa: RUF001 - the minus sign
_SEPARATED_DIGIT = re.compile(r"[.,]?\d")


def _cuts_number(text: str, start: int, end: int) -> bool:
    before, first = text[max(0, start - 2) : start], text[start]
    last, after = text[end - 1], text[end : end + 2]
    if first.isdigit() and (_NUMBER_BEFORE.search(before) or _SIGN_BEFORE.search(before)):
        return True
    if first in ".," and text[start + 1 : start + 2].isdigit() and before[-1:].isdigit():
        return True
    if last.isdigit():
        return _SEPARATED_DIGIT.match(after) is not None or after[:1].isalpha()
    return last in ".," and text[end - 2 : end - 1].isdigit() and after[:1].isdigit()


def _locate_with_slips(wanted: str, source: _Normalised) -> tuple[int, int] | None:
    from rapidfuzz import fuzz

    if len(wanted) < MIN_FUZZY_CHARACTERS or len(source.text) < MIN_FUZZY_CHARACTERS:
        return None
    if len(wanted) > len(source.text) * 100 / MIN_FUZZY_SCORE:
        return None
    alignment = fuzz.partial_ratio_alignment(wanted, source.text, score_cutoff=MIN_FUZZY_SCORE)
    if alignment is None or alignment.dest_start == alignment.dest_end:
        return None
    start, end = _whole_words(source.text, alignment.dest_start, alignment.dest_end)
    found = source.text[start:end]
    if not found or not _says_the_same(wanted, found):
        return None
    return source.span(start, end)


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and not text[start].isspace() and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end - 1].isspace() and not text[end].isspace():
        end += 1
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _says_the_same(wanted: str, found: str) -> bool:
    """Whether two close texts agree in every number, negation and content word."""
    return (
        _numbers(wanted) == _numbers(found)
        and _exact_words(wanted) == _exact_words(found)
        and _words_have_counterparts(wanted, found)
    )


def _numbers(text: str) -> list[str]:
    return [re.sub(r"\s", "", match.group()).lower() for match in _NUMBER.finditer(text)]


def _exact_words(text: str) -> Counter[str]:
    return Counter(match.group().lower() for match in _EXACT_WORDS.finditer(text))


def _words_have_counterparts(wanted: str, found: str) -> bool:
    from rapidfuzz import fuzz, process

    present = content_terms(found)
    known = set(present)
    return all(
        term in known
        or process.extractOne(term, present, scorer=fuzz.ratio, score_cutoff=MIN_WORD_SCORE)
        is not None
        for term in content_terms(wanted)
    )
