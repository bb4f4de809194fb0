"""Passages cover the text, know their place, and never cross a heading."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from wellread.domain import Passage, Snapshot
from wellread.reading.fences import fence_after
from wellread.reading.passages import passages_of

TEXT = """# The Title

Lead paragraph.

## One

First text of one.

Second text of one.

| a | b |
| c | d |

### Deep

```
# not a heading
x = 1
```

After the code.

## Two

- item
- other"""


def snapshot_of(text: str, title: str = "", page_starts: tuple[int, ...] = ()) -> Snapshot:
    return Snapshot(
        id="s",
        address="file:///a",
        title=title,
        read_at=datetime(2026, 11, 23, tzinfo=UTC),
        text=text,
        page_starts=page_starts,
    )


def shown(passages: tuple[Passage, ...]) -> list[tuple[str, tuple[str, ...], str]]:
    return [(passage.text, passage.headings, passage.kind) for passage in passages]


def test_passages_know_headings_and_kind() -> None:
    assert shown(passages_of(snapshot_of(TEXT, "The Title"))) == [
        ("Lead paragraph.", (), "prose"),
        ("First text of one.\n\nSecond text of one.", ("One",), "prose"),
        ("| a | b |\n| c | d |", ("One",), "table"),
        ("# not a heading\nx = 1", ("One", "Deep"), "code"),
        ("After the code.", ("One", "Deep"), "prose"),
        ("- item\n- other", ("Two",), "prose"),
    ]


def test_only_the_title_itself_is_left_out_of_the_path() -> None:
    passages = passages_of(snapshot_of("# Other\n\nText.\n\n# Next\n\nMore.", "A report"))
    assert [passage.headings for passage in passages] == [("Other",), ("Next",)]


def test_a_title_without_a_mark_is_no_text_either() -> None:
    title = "Heat pumps for pools: what we learned in 2025"
    snapshot = snapshot_of(f"{title}\n\nThe pump used 118 MWh.", title)
    assert [each.text for each in passages_of(snapshot)] == ["The pump used 118 MWh."]


@pytest.mark.parametrize(
    "text",
    [
        "The pump used 118 MWh.\n\nIt is loud.",
        "The pump used\n118 MWh in a year.",
        "Heat pumps for pools",
    ],
)
def test_a_first_line_that_is_a_sentence_or_the_whole_text_stays(text: str) -> None:
    snapshot = snapshot_of(text, text.split("\n", 1)[0])
    assert "".join(each.text for each in passages_of(snapshot)) == text


def test_long_paragraphs_end_at_sentences() -> None:
    sentence = "This sentence has exactly seven words here. "
    passages = passages_of(snapshot_of(sentence * 40), max_words=30)
    assert all(passage.text.endswith("here.") for passage in passages)
    assert max(len(passage.text.split()) for passage in passages) == 28


def test_sentences_of_scripts_without_spaces_are_bounded_too() -> None:
    passages = passages_of(snapshot_of("\u6587" * 50_000), max_words=20)
    assert {len(passage.text) for passage in passages} == {200}


def test_a_passage_tells_the_page_it_begins_on() -> None:
    text = "Words of page one.\n\n# Next\n\nWords of page two."
    passages = passages_of(snapshot_of(text, page_starts=(0, 20)))
    assert [passage.page for passage in passages] == [1, 2]
    assert passages_of(snapshot_of(text))[0].page is None


@pytest.mark.parametrize("unit", ["x", "x ", "x. ", "x\n", "# x\n", "| x", "```\n", "- x\n", "#"])
def test_large_texts_take_no_time(unit: str) -> None:
    passages = passages_of(snapshot_of(unit * 100_000))
    assert sum(len(passage.text) for passage in passages) <= 100_000 * len(unit)


LINES = st.sampled_from(
    ["# One", "## Two", "#no", "####### no", "```", "~~~", "````", "| a | b |", "- item", "", " ",
     "A sentence. Another one! A third?", "word " * 30, "w" * 300, "\u6587\u5b57\u3002" * 60,
     "  # in"]
)  # fmt: skip
TEXTS = st.lists(LINES | st.text(max_size=20), max_size=14).map("\n".join)


def visible_parts(text: str) -> str:
    """The text without heading and fence lines and without white space."""
    kept: list[str] = []
    fence = ""
    for line in text.split("\n"):
        before, fence = fence, fence_after(line, fence)
        heading = (
            line.startswith("#") and line.lstrip("#")[:1] in {" ", "\t"} and line.strip("# \t\n")
        )
        level = len(line) - len(line.lstrip("#"))
        if before != fence or (not fence and heading and level <= 6):
            continue
        kept.append(line)
    return "".join("".join(kept).split())


@given(TEXTS, st.integers(1, 40), st.sampled_from(["", "One", "Other"]))
@hypothesis_settings(max_examples=100, deadline=None)
def test_passages_cover_all_but_headings_in_order_without_overlap(
    text: str, max_words: int, title: str
) -> None:
    passages = passages_of(snapshot_of(text, title), max_words=max_words)
    end = 0
    for passage in passages:
        assert passage.start >= end
        end = passage.end
        assert passage.text == text[passage.start : passage.end]
        assert passage.text.strip()
        assert len(passage.text.split()) <= max_words
        assert len(passage.text) <= max_words * 10
    joined = "".join("".join(passage.text for passage in passages).split())
    assert joined == visible_parts(text)
