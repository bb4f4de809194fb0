"""What findings without a model promise: verbatim, standing alone, not doubled."""

import string
from datetime import UTC, datetime

import pytest

from agents.extractive.researcher import MAX_FINDINGS, ExtractiveResearcher, telling_headings
from agents.extractive.windows import (
    LONG_QUESTION,
    leans_on_earlier_text,
    question_weights,
    reads_as_prose,
    share_held,
)
from agents.roles import Researcher
from wellread.archive.contract import Budget
from wellread.domain import Finding, Passage, PassageKind, Question, Task
from wellread.evidence.sentences import split_sentences

QUESTION = Question(
    id="turn",
    text="How does PostgreSQL prevent transaction wraparound?",
    asked_at=datetime(2026, 1, 1, tzinfo=UTC),
)
TASK = Task(id="t1", sub_question_id="q1", question=QUESTION.text, queries=("wraparound",))
PAGE = (
    "# Vacuum\n\nThis is explained below. PostgreSQL prevents transaction wraparound by freezing "
    "old rows. VACUUM marks such rows as frozen, so a transaction always sees them. Pasta is "
    "boiled in water.\n\n- To prevent wraparound, run VACUUM on every table of PostgreSQL.\n"
)


def passage(
    text: str,
    *,
    page: str = PAGE,
    snapshot: str = "s1",
    kind: PassageKind = "prose",
    headings: tuple[str, ...] = ("Vacuum",),
) -> Passage:
    start = page.index(text) if text in page else 0
    return Passage(
        snapshot_id=snapshot, start=start, end=start + len(text), text=text, kind=kind,
        headings=headings, page=3,
    )  # fmt: skip


async def findings_of(*passages: Passage) -> tuple[Finding, ...]:
    extraction = await ExtractiveResearcher().extract(QUESTION, TASK, passages, Budget())
    return extraction.findings


async def test_a_finding_is_a_verbatim_window_at_its_place_in_the_snapshot() -> None:
    body = PAGE[PAGE.index("This is") :]
    (finding,) = await findings_of(passage(body))
    assert PAGE[finding.start : finding.end] == finding.quote
    assert finding.quote.startswith("PostgreSQL prevents transaction wraparound")
    assert 1 <= len(split_sentences(finding.quote)) <= 4
    assert "Pasta" not in finding.quote
    assert finding.statement == " ".join(finding.quote.split())
    assert (finding.task_id, finding.sub_question_id, finding.page) == ("t1", "q1", 3)
    assert 0 < finding.relevance <= 1


async def test_a_list_mark_is_not_quoted() -> None:
    item = "- To prevent wraparound, run VACUUM on every table of PostgreSQL."
    (finding,) = await findings_of(passage(item))
    assert finding.quote == item[2:]
    assert PAGE[finding.start : finding.end] == finding.quote


@pytest.mark.parametrize(
    "text",
    [
        "This prevents transaction wraparound in PostgreSQL for good.",
        "However, PostgreSQL prevents transaction wraparound by freezing rows.",
        "It is how PostgreSQL prevents any transaction wraparound at all.",
        "Pasta is boiled in water for about nine minutes.",
        "PostgreSQL prevents transaction wraparound as follows:",
        "Transaction wraparound.",
        "and so wraparound of a transaction in PostgreSQL is prevented.",
    ],
)
async def test_what_does_not_stand_alone_or_is_off_the_subject_is_not_quoted(text: str) -> None:
    assert await findings_of(passage(text)) == ()


@pytest.mark.parametrize("kind", ["code", "table"])
async def test_code_and_tables_are_not_quoted(kind: PassageKind) -> None:
    text = "PostgreSQL prevents transaction wraparound by freezing old rows."
    assert await findings_of(passage(text, kind=kind)) == ()


async def test_the_same_words_are_quoted_once_and_ids_are_unique() -> None:
    text = "PostgreSQL prevents transaction wraparound by freezing old rows on disk."
    many = [passage(text + extra, snapshot=f"s{extra}") for extra in ("", " So it is.", " Yes.")]
    different = [
        passage(
            f"PostgreSQL prevents transaction wraparound since {noun} {verb} and {verb}ly "
            f"{noun}ish towns near {noun}ville {verb}ed.",
            snapshot=verb,
        )
        for verb, noun in zip(
            ["fears", "meets", "stops", "avoids", "handles", "names", "tracks", "delays"],
            ["daily", "tables", "locks", "horizons", "snapshots", "freezers", "workers", "pages"],
            strict=True,
        )
    ]
    found = await findings_of(*many, *different)
    assert sum("freezing" in finding.quote for finding in found) == 1
    assert len(found) > 1
    assert [finding.id for finding in found] == [f"t1.{n}" for n in range(1, len(found) + 1)]
    assert list(found) == sorted(found, key=lambda finding: -finding.relevance)
    assert found == await findings_of(*many, *different)


async def test_no_more_is_quoted_than_a_section_can_hold() -> None:
    many = []
    for letter in string.ascii_lowercase:
        towns = " and ".join(f"{letter}{ending}ton" for ending in "abcdefghijk")
        text = f"PostgreSQL prevents transaction ID wraparound in {towns}."
        many.append(passage(text, snapshot=letter))
    assert len(await findings_of(*many)) == MAX_FINDINGS


def test_a_long_question_is_not_held_against_a_window_word_for_word() -> None:
    holding = "Cranes and barges bring salt and timber to the harbour of Ellmouth."
    other = "Orchards bloom in May."
    long = "How do cranes, barges, salt and timber meet in a harbour? " + " ".join(
        f"{letter}alpha {letter}beta {letter}gamma" for letter in "bcdfghjklmnp"
    )
    short = "How do cranes and barges bring salt?"
    for question in (long, short):
        weights = question_weights(question, [holding, other])
        assert share_held(weights, holding) > 0.4
        assert share_held(weights, other) == 0
    assert len(question_weights(long, [holding, long])) > LONG_QUESTION


async def test_the_rank_tells_more_of_a_description_than_the_words_of_a_window() -> None:
    towns = [f"{letter}{ending}ton" for letter in "bcdfgh" for ending in "klmnpqrs"]
    near = passage(f"Barges bring salt to {towns[0]} and {towns[1]}.", snapshot="a")
    far = passage(f"Barges bring salt to {', '.join(towns[:32])}.", snapshot="b")
    described = TASK.model_copy(update={"question": f"Barges, salt, {', '.join(towns)}"})
    budget = Budget()
    long = await ExtractiveResearcher().extract(QUESTION, described, (near, far), budget)
    assert [finding.snapshot_id for finding in long.findings] == ["a", "b"]
    asked = TASK.model_copy(update={"question": f"Barges, salt, {', '.join(towns[:12])}"})
    short = await ExtractiveResearcher().extract(QUESTION, asked, (near, far), budget)
    assert [finding.snapshot_id for finding in short.findings] == ["b"]


async def test_without_passages_there_is_nothing() -> None:
    assert await findings_of() == ()


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (("Vacuum", "Note"), ("Vacuum",)),
        (("Vacuum", "Overview", "See Also"), ("Vacuum",)),
        (("Vacuum", "Freezing"), ("Vacuum", "Freezing")),
        (("3. Introduction",), ()),
    ],
)
def test_a_generic_heading_gives_way_to_its_parent(
    headings: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    assert telling_headings(headings) == expected


@pytest.mark.parametrize(
    "text", ["def f(x): return {x: [1]}", "| a | b |", "# Title", "$ apt update", "x = y[0]; z = 1"]
)
def test_code_does_not_read_as_prose(text: str) -> None:
    assert not reads_as_prose(text)


def test_prose_with_a_name_in_code_marks_reads_as_prose() -> None:
    assert reads_as_prose("Call `asyncio.to_thread()` to run a function in a thread.")
    assert leans_on_earlier_text("“These rows are kept.”")
    assert not leans_on_earlier_text("Itanium servers keep rows.")


def finding(number: int, quote: str) -> Finding:
    return Finding(
        id=f"t1.{number}", task_id="t1", sub_question_id="q1", statement=quote, quote=quote,
        snapshot_id="s1", start=0, end=len(quote),
    )  # fmt: skip


async def test_more_queries_ask_for_what_was_not_met() -> None:
    found = [finding(1, "PostgreSQL prevents it by freezing rows.")]
    queries = await ExtractiveResearcher().more_queries(
        QUESTION, TASK, ("wraparound",), found, Budget()
    )
    assert any("transaction" in query and "wraparound" in query for query in queries)
    assert "wraparound" not in queries


async def test_more_queries_use_telling_words_of_the_findings() -> None:
    found = [
        finding(1, "PostgreSQL prevents transaction wraparound by freezing rows."),
        finding(2, "Freezing rows prevents wraparound of a transaction in PostgreSQL."),
    ]
    queries = await ExtractiveResearcher().more_queries(QUESTION, TASK, (), found, Budget())
    assert any("freezing" in query for query in queries)


async def test_there_are_no_more_queries_when_all_were_tried() -> None:
    role: Researcher = ExtractiveResearcher()
    tried: list[str] = []
    for _ in range(6):
        tried += await role.more_queries(QUESTION, TASK, tried, [], Budget())
    assert await role.more_queries(QUESTION, TASK, tried, [], Budget()) == ()
