"""What a report says by itself: one TOML file per language, all with one set of keys."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final

LANGUAGES: Final = ("en", "de", "zh")
"""ISO 639-1 codes for which a file stands here."""
DEFAULT: Final = "en"
_HAN = re.compile(r"[\u3400-\u9fff]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+")
_HAN_SHARE = 0.2


class Count(int):
    """A number in a text, where `{count:sentence|sentences}` is the word that goes with it."""

    def __format__(self, form: str) -> str:
        """The word for one, or for any other number; without a `|`, the number itself."""
        one, bar, many = form.partition("|")
        if not bar:
            return super().__format__(form)
        return one if self == 1 else many


class Phrases:
    """The fixed texts of one language."""

    def __init__(self, code: str) -> None:
        self.code = code
        self._texts: Mapping[str, object] = _file(code)

    def __call__(self, key: str, **values: object) -> str:
        """The text under `key`, such as "headings.sources", with its values put in.

        Words follow the numbers that they go with, as `Count` says.

        Raises:
            KeyError: no such text, or a value is missing.
        """
        counted = {
            name: Count(value) if isinstance(value, int) else value
            for name, value in values.items()
        }
        return self._text(key).format_map(counted)

    def rendered(self, table: str, name: str, text: str) -> str:
        """What this language says for the English `text` that stands for `name` in `table`.

        A name that the table does not have keeps its text.
        """
        texts = self._texts[table]
        assert isinstance(texts, dict)  # noqa: S101  a test reads every file
        return str(texts.get(name, "{text}")).format_map({"text": text})

    def day(self, day: date) -> str:
        """A date in words."""
        months = self._texts["months"]
        assert isinstance(months, list)  # noqa: S101  a test reads every file
        month = months[day.month - 1]
        return self("day", day=day.day, month=month, year=day.year)

    def _text(self, key: str) -> str:
        found: object = self._texts
        for part in key.split("."):
            if not isinstance(found, dict) or part not in found:
                raise KeyError(f"{key} is no text of wellread/languages/{self.code}.toml")
            found = found[part]
        return str(found)


@cache
def phrases(code: str) -> Phrases:
    """The texts of a language; those of English where there is no file for it."""
    return Phrases(code if code in LANGUAGES else DEFAULT)


def language_of(text: str) -> str:
    """The language of `LANGUAGES` that a question is written in, as far as code can tell."""
    letters = len(_LETTER.findall(text))
    if len(_HAN.findall(text)) > _HAN_SHARE * letters and not _KANA.search(text):
        return "zh"
    words = _WORD.findall(text.lower())
    counts = {code: sum(word in _telling(code) for word in words) for code in LANGUAGES}
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] > counts[DEFAULT] else DEFAULT


@cache
def _telling(code: str) -> frozenset[str]:
    return frozenset(phrases(code)("telling").split())


@cache
def _file(code: str) -> Mapping[str, object]:
    return tomllib.loads(files(__name__).joinpath(f"{code}.toml").read_text(encoding="utf-8"))
