import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wellread.cli.terminal import one_line, safe

HOSTILE = st.text(
    st.sampled_from("\x1b\x9b\x9d\x07[]?;0123mJH\\P^_abc \n\r\t\u202e\u2066\u2028\ud800é日")
    | st.characters(),
    max_size=60,
)


@settings(max_examples=100, deadline=None)
@given(text=HOSTILE)
@example("\x1b[\x1b[31m31m")
@example("\x1b]8;;https://evil\x1b\\link\x1b]8;;\x1b\\")
def test_safe_text_holds_nothing_that_a_terminal_obeys(text: str) -> None:
    shown = safe(text)
    for character in shown:
        assert character in "\n\t" or unicodedata.category(character) not in {"Cc", "Cs"}
        assert not "\u202a" <= character <= "\u202e"
        assert not "\u2066" <= character <= "\u2069"
    assert safe(shown) == shown
    shown.encode()


@settings(max_examples=40, deadline=None)
@given(text=st.text(st.characters(categories=["L", "N", "P", "S"]) | st.just("\n"), max_size=40))
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert safe(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07text", "text"),
        ("\x9b2Jx", "x"),
        ("a\r\nb\rc", "a\nbc"),
        ("naïve 日本 👩\u200d🔬", "naïve 日本 👩\u200d🔬"),
    ],
)
def test_escape_sequences_go_as_a_whole(text: str, shown: str) -> None:
    assert safe(text) == shown


@settings(max_examples=40, deadline=None)
@given(text=HOSTILE, limit=st.integers(1, 30))
def test_one_line_is_one_line_and_short_enough(text: str, limit: int) -> None:
    line = one_line(text, limit)
    assert len(line) <= limit
    assert "\n" not in line
