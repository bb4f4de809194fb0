"""The benchmark's claims are what their labels say, and the held-out part stays apart."""

import ast
import json
from pathlib import Path
from random import Random

import pytest

from bench.claim_facts import make_borrowed_mutation, make_name_mutation, number, unit
from bench.claim_false import direction, negation, quantifier
from bench.claim_maker import Maker
from bench.claim_text import Document, documents_in, is_fit, sentences_in
from bench.claim_true import dates, make_synonyms, order, units, voice
from bench.claims import checked, matrix, report, summary

ROOT = Path(__file__).resolve().parents[2]
SENTENCES = (
    "The {0} gate of the town has {1} heavy locks on its inner side.",
    "If the {0} river rises, the keeper of the mill shuts {1} gates at once.",
    "The {0} mill can grind {1} sacks of corn for the town on a single day.",
    "Some of the {0} boats in the harbour carry {1} tons of coal to Ellmouth.",
    "The {0} bridge was opened by the mayor of Ellmouth on May {1}, 1903.",
)
PLACES = ("northern", "southern", "eastern", "western", "upper", "lower", "middle", "outer")


def chance(seed: int = 1) -> Random:
    return Random(seed)  # noqa: S311 - repeatable on purpose


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    path = tmp_path / "town" / "papers.jsonl"
    path.parent.mkdir()
    lines = [
        {
            "id": f"p{index}",
            "title": f"On the {place} town",
            "abstract": " ".join(text.format(place, index + 12) for text in SENTENCES),
        }
        for index, place in enumerate(PLACES * 3)
    ]
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return path


def test_the_maker_and_the_checker_share_no_code() -> None:
    for path in (ROOT / "bench").glob("claim_*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        modules = {
            node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
        } | {
            alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.Import)
            for alias in node.names
        }
        assert not {name for name in modules if name.split(".")[0] in {"wellread", "agents"}}


def test_the_same_seed_makes_the_same_pairs(papers: Path) -> None:
    first, again = (Maker([papers], seed=7).pairs("dev", of_a_kind=6) for _ in range(2))
    other = Maker([papers], seed=8).pairs("dev", of_a_kind=6)
    assert first == again
    assert first != other


def test_no_document_is_in_both_splits(papers: Path) -> None:
    maker = Maker([papers])
    seen = {
        split: {pair.text for pair in maker.pairs(split, of_a_kind=30)}
        for split in ("dev", "held-out")
    }
    assert seen["dev"]
    assert seen["held-out"]
    assert not seen["dev"] & seen["held-out"]


def test_verbatim_claims_stand_in_their_passage_and_false_ones_do_not(papers: Path) -> None:
    pairs = Maker([papers]).pairs("dev", of_a_kind=12)
    assert {pair.kind for pair in pairs} >= {"verbatim", "order", "number", "direction"}
    for pair in pairs:
        assert (pair.claim in pair.quote) == (pair.kind == "verbatim")


async def test_the_tables_show_each_kind_with_its_verdicts(papers: Path) -> None:
    outcomes = await checked(Maker([papers]).pairs("dev", of_a_kind=6))
    assert "| verbatim | true |" in matrix(outcomes)
    assert "true: contradicted" in summary(outcomes)
    assert f"{len(outcomes)} pairs" in report(outcomes, "dev")
    assert all(
        outcome.result.verdict == "supported"
        for outcome in outcomes
        if outcome.pair.kind == "verbatim"
    )


def test_pages_are_read_paragraph_by_paragraph(tmp_path: Path) -> None:
    folder = tmp_path / "manual" / "html"
    folder.mkdir(parents=True)
    text = "<title>Mills</title><p>A mill <b>grinds</b>\n corn.<pre>no()</pre><p>It stops.</p>"
    (folder / "mill.html").write_text(text, encoding="utf-8")
    (page,) = documents_in(folder)
    assert (page.source, page.title, page.text) == (
        "manual",
        "Mills",
        "A mill grinds corn.\n\nIt stops.",
    )


def test_sentences_stand_where_they_say() -> None:
    text = (
        "The old mill of the town grinds corn for all of the bakers, e.g. on Mondays in spring. "
        "It stops when the river has no water left to turn the wheel."
    )
    found = list(sentences_in(Document("town", "mill", "Mills", text)))
    assert [sentence.text for sentence in found] == [
        text[sentence.start : sentence.end] for sentence in found
    ]
    assert all(is_fit(sentence.text) for sentence in found)


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        (
            "The valve controls a pump of the mill.",
            "A pump of the mill is controlled by the valve.",
        ),
        ("We propose a new map of the town.", "A new map of the town is proposed."),
        ("The pump is controlled by the valve.", "The valve controls the pump."),
    ],
)
def test_the_voice_is_changed(text: str, changed: str) -> None:
    assert voice(text, chance()) == changed


@pytest.mark.parametrize(
    "text",
    [
        "The valve controls a pump which drives the mill.",
        "The valve converts water into steam.",
        "It is called by default.",
    ],
)
def test_where_the_sides_of_a_verb_are_unclear_the_voice_stays(text: str) -> None:
    assert voice(text, chance()) is None


def test_a_clause_is_moved_but_not_out_of_a_tie() -> None:
    assert order("If it rains, the mill stops.", chance()) == "The mill stops if it rains."
    assert order("The keeper checks whether the gate holds only if it rains.", chance()) is None


@pytest.mark.parametrize(
    ("rule", "text", "changed"),
    [
        (units, "It holds 5% of the corn.", "It holds 5 percent of the corn."),
        (units, "It has 8 kB of notes.", "It has 8 kilobytes of notes."),
        (dates, "It came on 1903-05-02 by boat.", {"May 2, 1903", "2 May 1903"}),
        (make_synonyms({"shut": "close"}), "They shut the gate.", "They close the gate."),
    ],
)
def test_the_same_value_is_written_in_another_way(
    rule: object, text: str, changed: str | set[str]
) -> None:
    assert callable(rule)
    found = {rule(text, chance(seed)) for seed in range(20)}
    wanted = {changed} if isinstance(changed, str) else changed
    assert all(any(one in str(other) for other in found) for one in wanted)


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [("It has at least 40 doors.", 41, 10_000), ("It has up to 40 doors.", 1, 39)],
)
def test_a_bound_is_never_only_made_weaker(text: str, least: int, most: int) -> None:
    for seed in range(20):
        changed = number(text, text, chance(seed))
        assert changed is not None
        figure = next(int(word) for word in changed.split() if word.isdigit())
        assert least <= figure <= most


def test_a_number_that_stands_nearby_is_not_used() -> None:
    near = "It has 3 doors and 5 locks, 6 keys, 7 bars, 8 hooks, 10 bolts."
    for seed in range(20):
        changed = number("It has 3 doors in the hall.", near, chance(seed))
        assert changed is None or not {"5", "6", "7", "8", "10"} & set(changed.split())


def test_percent_become_points_only_where_that_changes_the_meaning() -> None:
    accuracy = "It reaches an accuracy of 82%."
    assert unit(accuracy, accuracy, chance()) is None
    assert "points" in str(unit("It keeps 82% of the corn.", "", chance()))


@pytest.mark.parametrize(
    ("rule", "text", "changed"),
    [
        (negation, "The gate is open in spring.", "The gate is not open in spring."),
        (negation, "The gate does not hold water.", "The gate does hold water."),
        (quantifier, "The mill often stops in winter.", "The mill always stops in winter."),
        (direction, "The gate opens before the flood.", "The gate opens after the flood."),
    ],
)
def test_the_meaning_is_turned(rule: object, text: str, changed: str) -> None:
    assert callable(rule)
    assert rule(text, text, chance()) == changed


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (negation, "Some of the gates are open in spring."),
        (quantifier, "The mill never stops in winter."),
        (direction, "The gate may open before the flood."),
    ],
)
def test_where_both_may_be_true_nothing_is_made(rule: object, text: str) -> None:
    assert callable(rule)
    assert rule(text, text, chance()) is None


def test_a_name_is_replaced_by_one_that_is_not_near_or_by_one_that_is() -> None:
    names = ("Ellmouth", "Harwick", "Sandport")
    near = "The boats sail to Harwick in spring."
    text = "The coal comes from Ellmouth by boat."
    assert make_name_mutation(names)(text, near, chance()) == text.replace("Ellmouth", "Sandport")
    borrowed = make_borrowed_mutation(names)(text, near, chance())
    assert borrowed == text.replace("Ellmouth", "Harwick")
