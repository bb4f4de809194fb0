"""Content words and their stems: the common measure of ranking, coverage and checking.

The stemmer is deliberately light. It joins the forms of one word (replicate, replicates,
replicated, replication) and leaves prefixes alone, because `un-` and `dis-` turn a meaning round.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache


def listed(words: str) -> tuple[str, ...]:
    """The words of a list that is written with spaces and line breaks between them."""
    return tuple(words.split())


_GERMAN_STOP_WORDS = listed("""
    aber als auch auf aus bei beim bis das dem den der des dessen deren durch ein eine einem einen
    einer eines er es für gegen hat haben ich ihr ihre im ist kann können mit nach nicht noch nur
    oder ob seit sein seine sich sie sind so über um und unter viel viele vielen vieler vom von vor
    wann warum weil welche welchem welchen welcher welches wenn wer werden weshalb wie wieso
    wieviel wieviele wird wo wurde wurden zu zum zur zwischen
""")
"""Only words that are none in English, or stop words there as well: not `die`, `war` and `will`."""
STOP_WORDS = frozenset(_GERMAN_STOP_WORDS) | frozenset(
    listed("""
    a about above across after again against all also although always am among an and another any
    anyone anything are around as at be because been before being below between beyond both but by
    came can cannot come could did do does doing done down during each either else etc even ever
    every few for from further get gets got had has have having he hence her here hers him his how
    however i if in inside into is it its itself just let like made make makes many may me might
    more most much must my neither never no nor not now of off often on once one only or other
    others our out outside over own per please quite rather really same say says see shall she
    should since so some something such tell than that the their them themselves then there
    therefore these they thing things this those though through thus to together too under until up
    upon us use used uses using very via was we well were what when where whether which while who
    whom whose why will with within without would yet you your
    """)
)
"""Words too common to tell what a text is about. Checks of meaning read the full text instead."""

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W_]+(?:['’][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$", re.IGNORECASE)
_CONTRACTION = re.compile(r"['’](?:t|re|ve|ll|d|m)$", re.IGNORECASE)
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_JOINING = re.compile("[的了吗呢么是]|什么|多少|如何|怎样|为何|哪些|哪个|由谁")
_VOWEL = re.compile("[aeiouy]")
_SUFFIXES: tuple[tuple[str, int], ...] = (
    ("ations", 4),
    ("ation", 4),
    ("ators", 4),
    ("ator", 4),
    ("ating", 4),
    ("ated", 4),
    ("ates", 4),
    ("ate", 4),
    ("ional", 4),
    ("ions", 3),
    ("ion", 3),
    ("ings", 3),
    ("ing", 3),
    ("ied", 3),
    ("ies", 2),
    ("ed", 3),
    ("es", 3),
    ("ly", 4),
)
"""Ending and the fewest letters that must stay; the longest fitting ending goes, once."""
_MIN_STEMMED_LETTERS = 4


def spread(text: str) -> str:
    """`text` with its Chinese and Japanese runs as overlapping pairs of letters.

    These scripts put no spaces between words; pairs stand in for words, as in Lucene's
    CJKBigramFilter. Letters that only join or ask separate the runs.
    """
    if text.isascii():
        return text
    return _UNSPACED.sub(lambda run: f" {' '.join(_pairs(run.group()))} ", text)


def rejoined(words: Iterable[str]) -> list[str]:
    """The words with pairs that overlap put together again, for what people read."""
    runs: list[str] = []
    for word in words:
        if runs and _UNSPACED.fullmatch(word) and runs[-1][-1:] == word[0]:
            runs[-1] += word[1:]
        else:
            runs.append(word)
    return runs


def _pairs(run: str) -> Iterable[str]:
    for part in _JOINING.split(run):
        if len(part) == 1:
            yield part
        yield from (part[place : place + 2] for place in range(len(part) - 1))


def words_of(text: str) -> list[str]:
    """The words and numbers of `text` in order, as written, without a possessive 's.

    Of scripts without spaces the pairs of letters that `spread` gives.
    """
    words: list[str] = _WORD.findall(spread(unicodedata.normalize("NFC", text)))
    if "'" not in text and "’" not in text:
        return words
    return [_POSSESSIVE.sub("", word) if "'" in word or "’" in word else word for word in words]


@lru_cache(maxsize=50_000)
def is_stop_word(word: str) -> bool:
    """Whether `word`, in any case, tells nothing about a text's subject."""
    lowered = word.lower()
    if lowered in STOP_WORDS or _CONTRACTION.search(word):
        return True
    return len(word) == 1 and not word.isdigit() and not _is_capital_name(word)


def _is_capital_name(letter: str) -> bool:
    """Whether a single letter may be a name: the languages C and R, but not the words A and I."""
    return letter.isupper() and letter not in {"A", "I"}


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The lower-case stem of one word; numbers stay as they are."""
    lowered = word.lower()
    if len(lowered) < _MIN_STEMMED_LETTERS or not lowered.isalpha():
        return lowered
    return _finished(_without_suffix(lowered))


def _without_suffix(word: str) -> str:
    if word.endswith(("eed", "ply")):
        return word
    for ending, fewest in _SUFFIXES:
        if word.endswith(ending):
            rest = word[: -len(ending)]
            if len(rest) >= fewest and _VOWEL.search(rest):
                return rest + "i" if ending in {"ies", "ied"} else rest
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _finished(rest: str) -> str:
    """Brings a final e, y or doubled letter to one form, so that `plan` and `planning` meet."""
    if len(rest) >= _MIN_STEMMED_LETTERS and rest.endswith("e"):
        rest = rest[:-1]
    if len(rest) >= _MIN_STEMMED_LETTERS and rest[-1] == rest[-2]:
        rest = rest[:-1]
    return rest[:-1] + "i" if rest.endswith("y") else rest


def content_words(text: str) -> list[str]:
    """The words of `text` that are no stop words, as written, in order and with repeats."""
    return [word for word in words_of(text) if not is_stop_word(word)]


def content_terms(text: str) -> list[str]:
    """The stems of the content words of `text`, in order and with repeats."""
    return [term for term in map(_term_of, words_of(text)) if term]


@lru_cache(maxsize=50_000)
def _term_of(word: str) -> str:
    """The stem of a content word; nothing of a stop word."""
    return "" if is_stop_word(word) else stem(word)


def share_of(wanted: Iterable[str], present: Iterable[str]) -> float:
    """The share, 0 to 1, of the distinct `wanted` terms that are among `present`; 0 for none."""
    asked = set(wanted)
    if not asked:
        return 0.0
    return len(asked & set(present)) / len(asked)
