"""Every language says everything: one file each, the same keys, the same values put in."""

import re
import string
import tomllib
from datetime import date
from pathlib import Path

import pytest

from wellread import languages
from wellread.languages import LANGUAGES, language_of, phrases

FOLDER = Path(languages.__file__).parent
CODE = [
    path.read_text(encoding="utf-8")
    for package in ("wellread", "graph", "agents")
    for path in (FOLDER.parents[1] / package).rglob("*.py")
]
STAND_IN = "text"
"""What the run said in English: a language may have words of its own instead."""


def texts(code: str) -> dict[str, object]:
    found: dict[str, object] = {}

    def walk(prefix: str, table: dict[str, object]) -> None:
        for key, value in table.items():
            if isinstance(value, dict):
                walk(f"{prefix}{key}.", value)
            else:
                found[f"{prefix}{key}"] = value

    walk("", tomllib.loads((FOLDER / f"{code}.toml").read_text(encoding="utf-8")))
    return found


def values_in(text: object) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(str(text)) if name} - {STAND_IN}


def without_values(text: str) -> str:
    """With the words that go with many, which are the language's own."""
    pieces = string.Formatter().parse(text)
    return "".join(literal + (form or "").rpartition("|")[2] for literal, _, form, _ in pieces)


def test_there_is_a_file_for_each_language_and_no_other() -> None:
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(LANGUAGES)


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_language_has_every_text_with_the_same_values(code: str) -> None:
    english, other = texts("en"), texts(code)
    assert other.keys() == english.keys()
    different = {key for key in english if values_in(english[key]) != values_in(other[key])}
    assert different == set()


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "en"])
def test_no_text_is_still_english(code: str) -> None:
    english, other = texts("en"), texts(code)
    same = {
        key
        for key in english
        if english[key] == other[key]
        and re.search(
            "[a-z]{3}",
            without_values(str(other[key])),
        )
    }
    assert same == set()


def test_every_text_is_said_somewhere() -> None:
    code = "\n".join(CODE)
    named_by_value = (
        "headings.",
        "about.",
        "marks.",
        "counted.",
        "repairs.",
        "notes.",
        "places.",
        "failed.",
        "effects.",
        "filters.",
        "changes.",
    )
    unsaid = [
        key
        for key in texts("en")
        if f'"{key}"' not in code and not key.startswith(named_by_value) and key != "name"
    ]
    assert unsaid == []


@pytest.mark.parametrize(
    ("code", "day"),
    [("en", "5 March 2026"), ("de", "5. März 2026"), ("zh", "2026年3月5日")],
)
def test_a_day_is_written_as_the_language_writes_it(code: str, day: str) -> None:
    assert phrases(code).day(date(2026, 3, 5)) == day


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Who pays for the tram, and what does it cost?", "en"),
        ("Wer bezahlt die Straßenbahn und was kostet sie?", "de"),
        ("电车的费用由谁承担?", "zh"),
        ("Python 的 with 语句如何工作?", "zh"),
        ("路面電車はいくらですか", "en"),
        ("tram costs", "en"),
        ("", "en"),
    ],
)
def test_the_language_of_a_question_is_told(text: str, code: str) -> None:
    assert language_of(text) == code


@pytest.mark.parametrize(
    ("code", "key", "one", "two"),
    [
        (
            "en",
            "about.one_origin",
            "1 of these claims rests on one independent source.",
            "2 of these claims rest on one independent source each.",
        ),
        (
            "de",
            "about.one_origin",
            "1 dieser Aussagen stützt sich auf eine unabhängige Quelle.",
            "2 dieser Aussagen stützen sich auf je eine unabhängige Quelle.",
        ),
        (
            "en",
            "counted.quotes",
            "1 quote was not in its source and was dropped.",
            "2 quotes were not in their source and were dropped.",
        ),
        (
            "de",
            "counted.removed",
            "1 Satz bestand die Prüfung nicht und wurde entfernt.",
            "2 Sätze bestanden die Prüfung nicht und wurden entfernt.",
        ),
    ],
)
def test_words_follow_their_number(code: str, key: str, one: str, two: str) -> None:
    assert [phrases(code)(key, count=count) for count in (1, 2)] == [one, two]


def test_a_language_without_a_file_speaks_english() -> None:
    assert phrases("fr")("headings.sources") == "Sources"


def test_a_text_that_does_not_exist_is_named() -> None:
    with pytest.raises(KeyError, match=r"headings\.nothing is no text"):
        phrases("de")("headings.nothing")
