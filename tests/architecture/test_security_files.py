"""The threat model names tests that exist, and every installed licence is one that we may use."""

import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest

from bench.defences import defences

ROOT = Path(__file__).resolve().parents[2]
PERMISSIVE = re.compile(
    r"\b(MIT|BSD|0BSD|Apache|PSF|Python Software Foundation|ISC|Zlib|CC0|CNRI)\b", re.IGNORECASE
)
TEST = re.compile(r"`(tests/[\w/]+\.py::\w+)`")
EXCEPTIONS = {
    "axe-playwright-python": "tests alone; MIT, with axe-core under MPL-2.0",
    "certifi": "MPL-2.0: a list of certificates, unchanged",
    "hypothesis": "tests alone; MPL-2.0",
    "langgraph-api": "Elastic-2.0: LangGraph's development server, which `make studio` starts",
    "langgraph-runtime-inmem": "Elastic-2.0: a part of that server",
    "manimgx-fonts": "fonts under OFL-1.1",
    "manimgx-fonts-cjk": "fonts under OFL-1.1",
    "orjson": "MPL-2.0 in a part, unchanged",
    "pathspec": "tools alone; MPL-2.0",
    "tld": "MPL-1.1 by choice, unchanged",
}


def locked() -> list[str]:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)


def licence_of(name: str) -> str:
    """What the package's metadata say: expression, classifiers, or the first line of the text."""
    told = metadata(name)
    classifiers = told.get_all("Classifier") or []
    named = " OR ".join(
        each.rpartition(" :: ")[2] for each in classifiers if each.startswith("License")
    )
    text = "".join(told.get_all("License") or []).strip()
    [expression] = told.get_all("License-Expression") or [""]
    return str(expression) or named or text.partition("\n")[0]


def is_permissive(licence: str) -> bool:
    """Whether each part that must hold offers a permissive licence."""
    return bool(licence) and all(
        PERMISSIVE.search(part) for part in re.split(r"\bAND\b", licence) if part.strip()
    )


@pytest.mark.parametrize(
    ("licence", "good"),
    [
        ("MIT", True), ("Apache-2.0 OR GPL-3.0-only", True), ("GPL-3.0-only", False), ("", False),
        ("MIT AND GPL-2.0-only", False), ("Elastic-2.0", False), ("MPL-2.0", False),
    ],
)  # fmt: skip
def test_a_licence_that_binds_is_told_from_one_that_does_not(licence: str, good: bool) -> None:
    assert is_permissive(licence) == good


def test_every_locked_package_has_a_permissive_licence_or_a_reason() -> None:
    strange = {}
    for name in locked():
        try:
            licence = licence_of(name)
        except PackageNotFoundError:  # of another system or Python
            continue
        if name not in EXCEPTIONS and not is_permissive(licence):
            strange[name] = licence
    assert strange == {}


def test_every_exception_is_still_locked() -> None:
    assert sorted(EXCEPTIONS.keys() - set(locked())) == []


def test_the_threat_model_and_the_table_of_defences_name_the_same_tests_and_all_exist() -> None:
    text = (ROOT / "docs" / "threats.md").read_text(encoding="utf-8")
    table = {
        row for line in text.splitlines() if line.startswith("|") for row in TEST.findall(line)
    }
    assert table == {each.test for each in defences()}
    gone = [
        named for named in TEST.findall(text)
        if not re.search(rf"def {named.partition('::')[2]}\(", source_of(named.partition("::")[0]))
    ]  # fmt: skip
    assert gone == []


def test_what_takes_a_defence_away_stands_where_the_table_says() -> None:
    every = defences()
    assert len({each.name for each in every}) == len(every)
    for each in every:
        broken = each.broken_in(source_of(each.file))
        assert broken != source_of(each.file), each.name
        if each.file.endswith(".py"):
            compile(broken, each.file, "exec")


def source_of(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")
