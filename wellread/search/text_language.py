"""Whether a text may be in a language: by its script and its commonest words, without a model."""

import re
import unicodedata
from collections import Counter
from functools import lru_cache

from wellread.evidence.terms import listed

_COMMON = {
    "en": "the of and to in is that for with was are this from which by have it not",
    "de": "der die und das ist nicht mit von den für auf ein eine im dem wird sich auch werden zu",
    "fr": "le la les des et est une dans pour que qui sur pas avec du par sont au aux plus",
    "es": "el los las y es una para que por con del en se su al como más no sus fue",
    "it": "il di che è per una con del della sono gli nel non le dei alla più anche dal lo",
    "pt": "o os as e que do da em um uma para com não por dos das mais na no foi",
    "nl": "de het een van en is dat op te in voor met zijn niet aan er ook bij werd uit",
    "sv": "och att det som en är av för på med den till inte ett om har de var från",
    "pl": "i w na z do się jest nie że o to przez dla oraz po od jako są ale był",
}
_WORDS = {language: frozenset(listed(words)) for language, words in _COMMON.items()}
_SCRIPTS = {
    "CYRILLIC": listed("ru uk bg sr mk be kk ky mn"),
    "GREEK": ("el",),
    "ARABIC": listed("ar fa ur ps"),
    "HEBREW": listed("he yi"),
    "DEVANAGARI": listed("hi mr ne"),
    "THAI": ("th",),
    "HANGUL": ("ko",),
    "CJK": listed("zh ja"),
    "HIRAGANA": ("ja",),
    "KATAKANA": ("ja",),
}
"""The first word of a letter's Unicode name, and the languages written so; `sr` also in Latin."""
_IN_TWO_SCRIPTS = frozenset(listed("sr kk mn"))
_FEWEST_COMMON_WORDS = 4
_CLEARLY = 2
_MOST = 0.6
_WORD = re.compile(r"[^\W\d_]+")


def may_be_in(text: str, language: str) -> bool:
    """False only where `text` is clearly in another language; short texts may be in any.

    Args:
        text: some sentences; more than a few hundred words change nothing.
        language: an ISO 639-1 code; of unknown ones only the script is told.
    """
    script = _script_of(text)
    if script and language not in _IN_TWO_SCRIPTS:
        written = {name for name, spoken in _SCRIPTS.items() if language in spoken} or {"LATIN"}
        if script not in written:
            return False
    if language not in _WORDS or script not in {"", "LATIN"}:
        return True
    words = _WORD.findall(text.lower())
    counts = {name: sum(word in common for word in words) for name, common in _WORDS.items()}
    most = max(counts.values())
    return most < _FEWEST_COMMON_WORDS or counts[language] * _CLEARLY > most


def _script_of(text: str) -> str:
    """The script of most letters; empty where there are few letters or no clear majority."""
    letters = [letter for letter in text if letter.isalpha()][:1_000]
    if len(letters) < len("some words"):
        return ""
    name, count = Counter(map(_script, letters)).most_common(1)[0]
    return name if count >= _MOST * len(letters) else ""


@lru_cache(maxsize=10_000)
def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]
