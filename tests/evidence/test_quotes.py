"""What quote matching promises: a quote that is not there is never located."""

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from wellread.evidence.quotes import locate, normalised

TEXT = """## Routine Vacuuming

PostgreSQL's **VACUUM** com-
mand has to process each table on a “regular basis” for 1,200 rows — see [the docs](http://x.y/z_a).
It is not well-known that `auto_vacuum` uses the ﬁle system, and takes 15.5 GB of memory. It
increased throughput by 12 % in 2023…
"""

WORDS = st.sampled_from(
    [
        "the",
        "table",
        "is",
        "not",
        "vacuumed",
        "when",
        "5",
        "12.5",
        "1,200",
        "rows",
        "“are”",
        "dead",
        "—",
        "well-known",
        "*really*",
        "`code`",
        "ﬁle.",
        "memory,",
        "system",
        "(which)",
        "[linked](http://a.b/c_d)",
        "e.g.",
        "naïve",
        "café",
        "_under_",
        "line\\_d",
        "-7",
    ]
)
TEXTS = st.lists(
    st.tuples(WORDS, st.sampled_from([" ", "\n", "  ", "\n\n- "])), min_size=3, max_size=40
)


def found(quote: str, text: str = TEXT) -> str | None:
    span = locate(quote, text)
    return None if span is None else text[span[0] : span[1]]


def cuts_a_number(text: str, start: int, end: int) -> bool:
    inside = re.compile(r"[\d.,\u2212-]")
    return any(
        0 < at < len(text) and inside.match(text[at - 1]) and inside.match(text[at])
        for at in (start, end)
    )


@settings(max_examples=100, deadline=None)
@given(TEXTS, st.data())
def test_every_part_of_a_text_is_located_where_it_reads_the_same(
    pieces: list[tuple[str, str]], data: st.DataObject
) -> None:
    text = "".join(word + space for word, space in pieces)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote = text[start:end]
    assume(quote.strip())
    around = text[max(0, start - 1) : end + 1]
    assume(not cuts_a_number(text, start, end) and not re.search(r"\d[^\W\d]|[^\W\d]\d", around))
    assume(not re.match(r"\d", quote.strip()) or not re.search(r"[-\w]$", text[:start]))
    span = locate(quote, text)
    assert span is not None
    assert normalised(text[span[0] : span[1]]) == normalised(quote.strip())


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 99_999), st.integers(0, 99_999), st.sampled_from(["", ".5", ",000", "%"]))
def test_a_quote_with_another_number_is_never_located(number: int, other: int, tail: str) -> None:
    assume(number != other)
    text = (
        f"In the long test the server answered {number}{tail} requests before the memory was full."
    )
    quote = f"the long test the server answered {other}{tail} requests before the memory was full"
    assert locate(quote, text) is None


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        (
            "VACUUM command has to process each table",
            "VACUUM** com-\nmand has to process each table",
        ),
        ('on a "regular basis" for 1,200 rows', "on a “regular basis” for 1,200 rows"),
        ("rows - see the docs.", "rows — see [the docs](http://x.y/z_a)."),
        ("auto_vacuum uses the file system", "auto_vacuum` uses the ﬁle system"),
        ("in 2023...", "in 2023…"),
        ("15.5 GB", "15.5 GB"),
    ],
)
def test_typography_does_not_hide_a_quote(quote: str, expected: str) -> None:
    assert found(quote) == expected


def test_a_slip_of_letters_is_forgiven() -> None:
    assert "uses the ﬁle system" in (
        found("It is not well-known that auto_vacum uses the file systen") or ""
    )


@pytest.mark.parametrize(
    "quote",
    [
        "takes 5.5 GB of memory",
        "takes 15 GB of memory",
        "for 200 rows",
        "It is well-known that auto_vacuum uses the file system",
        "It is not well-known that auto_vacuum uses the network system",
        "It increased throughput by 13 % in 2023",
        "It decreased throughput by 12 % in 2023",
        "increased throughput by 12 points in 2023",
        "PostgreSQL's VACUUM command need not process each table on a regular basis",
        "a sentence that is nowhere in the text at all",
        "vacume",
        "",
        "  \n ",
    ],
)
def test_a_quote_that_is_not_there_is_never_located(quote: str) -> None:
    assert locate(quote, TEXT) is None


def test_a_short_number_is_not_cut_out_of_a_longer_one() -> None:
    assert locate("5 GB", "It has 15 GB.") is None
    assert locate("1.5", "It is 1.55 now.") is None
    assert found("5 GB", "It has 15 GB or 5 GB.") == "5 GB"
    assert locate("5 °C", "It fell to -5 °C.") is None


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80), st.text(max_size=200))
def test_any_two_texts_can_be_compared(quote: str, text: str) -> None:
    span = locate(quote, text)
    if span is not None:
        assert 0 <= span[0] < span[1] <= len(text)


@pytest.mark.parametrize("mark", ["`", "[", "_", "*", " \n", "\\", "a-\n", "](", "a\u0301"])
def test_hostile_text_is_searched_in_short_time(mark: str) -> None:
    assert locate("a sentence of 12 words that is not there", mark * 20_000) is None
