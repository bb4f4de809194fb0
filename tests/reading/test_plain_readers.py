"""Plain text, Markdown and reStructuredText keep their words."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from wellread.errors import PageError
from wellread.reading.clean import CleanText, iso_date
from wellread.reading.formats import clean
from wellread.reading.plain import read_markdown, read_plain, read_rst

RST = b"""=====
Title
=====

A ``literal`` and a :class:`Role` with *stress* stay,
wrapped over two lines [1].

Section
-------

An example::

   x = {"a": 1}

   y = x

.. note:: Mind this.

* one
* two
  goes on

+-----+-------+
| Key | Value |
+=====+=======+
| a   | long  |
|     | cell  |
+-----+-------+
"""


def test_restructured_text_becomes_markdown_like() -> None:
    text = read_rst(RST)
    assert text.title == "Title"
    assert text.text == (
        "# Title\n\nA literal and a Role with stress stay, wrapped over two lines.\n\n"
        '## Section\n\nAn example:\n\n```\nx = {"a": 1}\n\ny = x\n```\n\nMind this.\n\n'
        "- one\n- two goes on\n\n- Key: a · Value: long cell."
    )


def test_rows_of_a_markdown_table_name_their_columns_and_code_stays() -> None:
    table = "| Ship | Fee |\n| :--- | ---: |\n| Tanker | 4.6 |\n| Ferry | 2 |"
    text = read_markdown(f"Fees:\n\n{table}\n\n```\n{table}\n```\n".encode())
    rows = "- Ship: Tanker · Fee: 4.6.\n- Ship: Ferry · Fee: 2."
    assert text.text == f"Fees:\n\n{rows}\n\n```\n{table}\n```"


def test_markdown_front_matter_names_title_author_and_date() -> None:
    front = b"---\ntitle: 'My page'\nauthor: Ann\ndate: 2024-05-01\n---\n"
    body = front + b"# Other\n\nText <!-- not seen --> here."
    text = read_markdown(body)
    assert (text.title, text.author, text.published) == ("My page", "Ann", "2024-05-01")
    assert text.text == "# Other\n\nText  here."


def test_underlined_markdown_headings_are_headings_but_not_in_code() -> None:
    text = read_markdown(b"Title\n=====\n\nText\n\nPart\n---\n\n```\na\n===\n```\n")
    assert text.text == "# Title\n\nText\n\n## Part\n\n```\na\n===\n```"
    assert text.title == "Title"


def test_plain_text_stays_as_it_is_but_for_what_is_invisible() -> None:
    text = read_plain(
        "A first line\r\n\r\n\r\n\r\nTwo\u200bthree\x07\u202e\U000e0041".encode(), None
    )
    assert text.text == "A first line\n\nTwothree"
    assert text.title == "A first line"


@pytest.mark.parametrize("reader", [read_markdown, read_rst, lambda body: read_plain(body, None)])
def test_texts_without_a_letter_are_empty(reader: Callable[[bytes], CleanText]) -> None:
    with pytest.raises(PageError) as caught:
        reader(b" \n --- \n")
    assert caught.value.cause_kind == "empty"


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2024-05-01T10:00Z", "2024-05-01"), ("2024/05/01", "2024-05-01"),
        ("20240501", "2024-05-01"),
        ("2024-05", "2024-05"), ("2024", "2024"), ("May 2024", "2024"), ("2024-13-45", ""),
        ("0001-01-01", ""), ("yesterday", ""), ("", ""), ("123456789012", ""),
    ],
)  # fmt: skip
def test_dates_are_iso_or_empty(text: str, date: str) -> None:
    assert iso_date(text) == date


@pytest.mark.parametrize(
    ("body", "media_type", "name", "read_as"),
    [
        (b"<!DOCTYPE html><p>Words", "text/plain", "a.txt", "text/html"),
        (b" <?xml version='1.0'?><!-- x --><html><p>Words", "", "a", "text/html"),
        (b"# Words", "text/markdown", "a", "text/markdown"),
        (b"# Words", "text/plain", "https://x.example/a.md?x=1", "text/markdown"),
        (b"# Words", "", "a.MD", "text/markdown"),
        (b"Words\n=====", "", "a.rst", "text/x-rst"),
        (b"Words", "text/plain", "a", "text/plain"),
        (b"Words", "text/html", "a.txt", "text/html"),
    ],
)
def test_the_reader_is_chosen_by_content_then_type_then_ending(
    body: bytes, media_type: str, name: str, read_as: str
) -> None:
    assert clean(body, media_type, None, name).media_type == read_as


@pytest.mark.parametrize(
    ("body", "media_type", "name"),
    [
        (b"Words", "", "a"), (b"Words", "image/png", "a.txt"), (b"{}", "application/json", "a"),
        (b"\x7fELF\x00\x00", "", "a.txt"), (b"PK\x03\x04\x00", "text/markdown", "a.md"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_of_an_unsupported_type(
    body: bytes, media_type: str, name: str
) -> None:
    with pytest.raises(PageError) as caught:
        clean(body, media_type, None, name)
    assert caught.value.cause_kind == "unsupported_type"


LINES = st.lists(
    st.sampled_from(
        ["Title", "=====", "-----", "   x = 1", "text::", "* a", "", "```", "# h", "<!--"]
    )
    | st.text(max_size=12),
    max_size=12,
).map("\n".join)


@given(
    st.binary(max_size=200) | LINES.map(str.encode),
    st.sampled_from(["a.md", "a.txt", "a.rst", "a.html", "a.pdf", "a"]),
)
@hypothesis_settings(max_examples=100, deadline=None)
def test_garbage_gives_clean_text_or_a_page_error(body: bytes, name: str) -> None:
    try:
        text = clean(body, "", None, name)
    except PageError:
        return
    assert text.text.strip()
    assert "\n\n\n" not in text.text
    text.text.encode()


@given(LINES)
@hypothesis_settings(max_examples=100, deadline=None)
def test_underlined_text_loses_no_word(source: str) -> None:
    try:
        text = read_rst(source.encode())
    except PageError:
        return
    assert ("Title" in source) == ("Title" in text.text) or "Title" not in source
    assert text.text.count("x = 1") == source.count("x = 1")
