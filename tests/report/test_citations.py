"""Any Markdown report is taken apart into sentences and what they cite, and none breaks it."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellread.report.citations import ForeignReport, read_report

NUMBERED = """\
# The tram

The tram opened in 1903 [1]. It has 112 stops [1, 2 p. 4], and Smith et al. [3] agree. [4] reports
other sums. Nobody asked why.

| stop | riders |
| ---- | ------ |
| Quay | 900 [1] |

```
print(stops[1])
```

## Sources

1. Ellmouth Gazette. https://gazette.example/tram.
2. [Council minutes](https://council.example/9)
3. Smith, J. The tram.
   <https://papers.example/smith>
4. report.pdf
"""
LINKS = """\
# Water

Ellmouth drinks from the Ardle ([in-text citation](https://water.example/a)). The
[waterworks](https://works.example) pump 9 million litres. Pipes are old. [The Gazette](https://g.example/1)
New ones cost 900 crowns a metre [Pipes Weekly](https://pipes.example). See the report at
https://report.example/x_(final), page 3. Prices rose (Source: [BBC](https://bbc.example/1);
[CNN](https://cnn.example/2)).
"""
FOOTNOTES = """\
The harbour froze in 1929.[^1] Two ships sank.[^ice] It thawed in March [2].

[^1]: Harbour office. https://harbour.example/1929
[^ice]: https://ice.example
[2]: https://thaw.example "Thaw"
"""
OWN = """\
# A question

*Extractive report: every sentence is quoted from a source; no language model wrote it.*

## In brief

A guard must succeed. [1] asyncio is a library with \\[1\\] brackets. [2] *(not checked)* It
works. [1, 2 p. 4]

## Where sources disagree

- Two counts:
  - “The tram has 112 stops and …” [1]
  - “It has 109.” [2]

## What was not found

- Nothing was said about cost.

## Sources

[1] *Compound statements*. (n.d.). `library:python/compound` Read 23 November 2026.

[2] Miller. (2021). *Async*, pp. 3, 4. <https://async.example/a> Read 23 November 2026.

## About this report

- Claims 3, checked 3, supported 2.
"""


def pairs(report: ForeignReport) -> list[tuple[str, list[str]]]:
    return [
        (each.text, [cited.address or f"[{cited.label}]" for cited in each.cited])
        for each in report.sentences
    ]


def test_numbers_lead_to_a_numbered_list_of_sources() -> None:
    report = read_report(NUMBERED)
    gazette, council = "https://gazette.example/tram", "https://council.example/9"
    assert report.title == "The tram"
    assert pairs(report) == [
        ("The tram opened in 1903.", [gazette]),
        (
            "It has 112 stops, and Smith et al. agree.",
            [gazette, council, "https://papers.example/smith"],
        ),
        ("It reports other sums.", ["report.pdf"]),
        ("Nobody asked why.", []),
    ]
    assert len(report.claims) == 3
    assert len(report.uncited) == 1


def test_links_cite_and_their_words_stay_only_where_the_sentence_needs_them() -> None:
    assert pairs(read_report(LINKS)) == [
        ("Ellmouth drinks from the Ardle.", ["https://water.example/a"]),
        ("The waterworks pump 9 million litres.", ["https://works.example"]),
        ("Pipes are old.", ["https://g.example/1"]),
        ("New ones cost 900 crowns a metre.", ["https://pipes.example"]),
        ("See the report at, page 3.", ["https://report.example/x_(final)"]),
        ("Prices rose.", ["https://bbc.example/1", "https://cnn.example/2"]),
    ]


def test_footnotes_and_link_definitions_are_sources() -> None:
    assert pairs(read_report(FOOTNOTES)) == [
        ("The harbour froze in 1929.", ["https://harbour.example/1929"]),
        ("Two ships sank.", ["https://ice.example"]),
        ("It thawed in March.", ["https://thaw.example"]),
    ]


def test_a_report_of_our_own_gives_back_its_claims() -> None:
    report = read_report(OWN)
    assert [(text, cited) for text, cited in pairs(report) if cited] == [
        ("A guard must succeed.", ["library:python/compound"]),
        ("asyncio is a library with [1] brackets.", ["https://async.example/a"]),
        ("It works.", ["library:python/compound", "https://async.example/a"]),
        ("The tram has 112 stops and", ["library:python/compound"]),
        ("It has 109.", ["https://async.example/a"]),
    ]
    assert "cost" not in str(pairs(report))


@pytest.mark.parametrize(
    "entry",
    [
        "[1] Title: https://e.example/a",
        "- [1] Title, https://e.example/a.",
        "**[1]** [Title](https://e.example/a)",
        "1. Title. Available at: <https://e.example/a>",
        "[1]: https://e.example/a",
        "[1] Title\n    https://e.example/a",
        "[[1]](https://e.example/a) Title",
        "1) Title (https://e.example/a)",
    ],
)
@pytest.mark.parametrize("heading", ["## References", "**Sources:**", "### 7. Works cited"])
def test_lists_of_sources_are_read_in_every_common_form(entry: str, heading: str) -> None:
    report = read_report(f"It rained [1].\n\n{heading}\n\n{entry}\n\n## End\n\nGood night.\n")
    assert pairs(report) == [("It rained.", ["https://e.example/a"]), ("Good night.", [])]


@pytest.mark.parametrize("mark", ["[1][2]", "[1, 2]", "[1-2]", "[1; 2]", "[1 and 2]", "[1] [2]"])
def test_several_numbers_are_several_sources(mark: str) -> None:
    text = f"It rained {mark}.\n\n## Sources\n\n1. A https://a.example/\n2. B https://b.example/\n"
    assert pairs(read_report(text)) == [
        ("It rained.", ["https://a.example/", "https://b.example/"])
    ]


@pytest.mark.parametrize(
    "words",
    [
        "The list a[0] is short.",
        r"Escaped \[1\] is text.",
        "`stops[1]` is code.",
        "He said so [sic].",
        "- [x] It is done.",
        "See [below](#end) for more.",
        "Write to [us](mailto:a@b.example).",
    ],
)
def test_what_only_looks_like_a_citation_is_none(words: str) -> None:
    assert read_report(words).claims == ()


def test_a_number_without_an_entry_is_kept_so_that_it_can_be_told() -> None:
    assert pairs(read_report("It rained [7].")) == [("It rained.", ["[7]"])]


def test_a_citation_behind_the_full_stop_belongs_to_the_sentence_before_it() -> None:
    text = "Rain fell. [1] iPhones got wet. [2] As Poe et al. [1] showed, so it was. [2]\n\n"
    text += "## Sources\n\n[1] A https://a.example/\n\n[2] B https://b.example/\n"
    assert pairs(read_report(text)) == [
        ("Rain fell.", ["https://a.example/"]),
        ("iPhones got wet.", ["https://b.example/"]),
        ("As Poe et al. showed, so it was.", ["https://a.example/", "https://b.example/"]),
    ]


def test_a_label_that_stands_for_two_addresses_gives_both() -> None:
    text = "Rain [1].\n\n## Sources\n\n[1] https://a.example/\n\n## Sources\n\n[1] https://b.example/\n"
    assert read_report(text).addresses == ("https://a.example/", "https://b.example/")


def test_lines_are_those_of_the_file() -> None:
    text = "---\ntitle: x\n---\n# T\n\nFirst [1].\nSecond [1]\nends here.\n\n- Third [1]\n"
    assert [each.line for each in read_report(text).sentences] == [6, 7, 10]


PIECES = st.sampled_from(
    [
        "It rained.", "rain", " [1]", "[2, 3 p. 4]", "[^n]", "[1-900]", "](", "[", "(", ")", "\\",
        "[a](https://a.example/x)", "<https://b.example>", "https://c.example/(d).", "\n", "\n\n",
        "\n## Sources\n\n", "\n[1] T: https://d.example\n", "\n[^n]: note.md\n", "1. ", "- ", "> ",
        "\n---\n", "\n```\n", "&amp;", "\ue000", "\ue001", "\ue002", "\0", "ß", "é", "。", "…",
        " et al. ", "<b>", "![i](j.md)", "**", "`", "| ",
    ]
)  # fmt: skip


@given(st.lists(PIECES | st.text(max_size=6), max_size=40).map("".join))
def test_no_text_breaks_the_parser_and_nothing_is_cited_that_is_not_in_it(text: str) -> None:
    report = read_report(text)
    written = html.unescape(text)
    for sentence in report.sentences:
        assert sentence.text.strip()
        assert not any("\ue000" <= letter <= "\ue004" for letter in sentence.text)
        assert 1 <= sentence.line <= text.count("\n") + text.count("\r") + 1
        for cited in sentence.cited:
            assert cited.address in text or cited.address in written
            assert cited.address or cited.label


@given(st.lists(st.sampled_from(["Rain fell on the quay", "The tram has 9 stops"]), max_size=8))
def test_every_sentence_keeps_its_own_citation_in_both_styles(said: list[str]) -> None:
    sources = "\n".join(f"{n}. T https://e.example/{n}" for n in range(1, len(said) + 1))
    before = " ".join(f"{words} [{n}]." for n, words in enumerate(said, 1))
    behind = " ".join(f"{words}. [{n}]" for n, words in enumerate(said, 1))
    expected = [(f"{words}.", [f"https://e.example/{n}"]) for n, words in enumerate(said, 1)]
    for body in (before, behind):
        assert pairs(read_report(f"{body}\n\n## Sources\n\n{sources}\n")) == expected


@pytest.mark.parametrize(
    "text",
    [
        "[" * 5000,
        "a " * 9000 + "[1] [2]" * 900,
        "a" * 100_000,
        "(" * 3000 + "[x](https://a.b)",
        "> " * 2000,
    ],
)
def test_hostile_text_is_read_in_bounded_time(text: str) -> None:
    assert len(read_report(text).claims) <= 1


OWN_TABLES = """# Who pays?

## Payers

| Payer | Share |
| --- | --- |
| City [1 p. 7] | 59 percent |
| Riders [1] *(not checked)* | 41 percent |

## In figures

**Passengers by year**

| Year | Value |
| --- | ---: |
| 2019 | 12 [1] |

**Bold words alone are a sentence elsewhere.**

## Sources

[1] Budget, <https://a.example/>
"""


def test_a_row_that_cites_as_a_whole_is_read_like_the_sentence_that_it_was() -> None:
    read = read_report(OWN_TABLES)
    assert [(each.line, each.text, each.cited[0].address) for each in read.claims] == [
        (7, "Payer: City · Share: 59 percent.", "https://a.example/"),
        (8, "Payer: Riders · Share: 41 percent.", "https://a.example/"),
    ]


def test_the_caption_of_a_table_is_no_sentence() -> None:
    uncited = [each.text for each in read_report(OWN_TABLES).uncited]
    assert uncited == ["Bold words alone are a sentence elsewhere."]
