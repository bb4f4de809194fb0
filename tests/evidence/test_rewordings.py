"""What may be said in other words, and which small change of it is noticed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wellread.evidence.checks import check_text
from wellread.evidence.checks.roles import voices
from wellread.evidence.checks.synonyms import alike, term_of, with_plain_phrases
from wellread.evidence.checks.windows import near_windows
from wellread.evidence.checks.wording import is_moved_phrase, missing_in, order_breaks

SAME = [
    ("The wheel is turned by the miller.", "The miller turns the wheel."),
    ("The keeper of the gate wrote the old song.", "The old song was written by the keeper of "
     "the gate."),
    ("A new map of the harbour is proposed in this letter.", "In this letter, we propose a new map "
     "of the harbour."),
    ("If the river rises, the lower gate is shut.", "The lower gate is shut if the river rises."),
    ("The lower gate is shut when the river rises.", "When the river rises, the lower gate is "
     "shut."),
    ("The survey was carried out in the old harbour.", "The survey was performed in the old "
     "harbour."),
    ("Loggers directly employ the interface in every town.", "Loggers directly use the interface "
     "in every town."),
    ("The limit of the tank is 32,767.", "The tank's limit is 32767."),
    ("The bridge was opened on 30 March 2005 by the mayor.", "The bridge was opened on 2005-03-30 "
     "by the mayor."),
    ("The default is 128 megabytes for every buffer.", "The default is 128 MB for every buffer."),
    ("No coin was found if the box was empty.", "If the box was empty, no coin was found."),
    ("Rooms can not be booked twice on one day.", "Rooms cannot be booked twice on one day."),
]  # fmt: skip

CHANGED = [
    ("The wheel turns the miller of the town.", "The wheel of the town is turned by the miller."),
    ("The miller is turned by the wheel.", "The miller turns the wheel."),
    ("This function is returned by a list of names.", "This function returns a list of names."),
]

IN_PLACE = [
    ("number", "The north gate has 5 locks.", "The north gate has 3 locks. The mill has 5 wheels."),
    ("name", "The song was sung by Berta in the hall.", "The song was sung by Anna in the hall. "
     "Berta kept the door."),
    ("date", "The old mill burned down in 1903.", "The old mill burned down in 1899. In 1903 the "
     "bridge fell."),
    ("number", "The address has a length of 128 bytes.", "The address has a length of 128 bits."),
    ("number", "The station waits for 7 minutes.", "The station waits for 7 hours. It has 7 "
     "doors."),
    ("quantifier", "All of the boats belong to the town as a whole.", "Most of the boats belong "
     "to the town as a whole."),
    ("quantifier", "The signal always uses any free wire.", "The signal generally uses any free "
     "wire."),
    ("quantifier", "The lock can only be opened with a single key.", "The lock can be opened with "
     "a single key."),
    ("quantifier", "The Arve is the longest river of the country.", "The Arve is one of the "
     "longest rivers of the country."),
    ("negation", "It is not the same as the old form, except that it has a seal.", "It is the same "
     "as the old form, except that it has a seal."),
    ("negation", "The image and the map cannot be learned together and help each other.",
     "The image and the map can be learned together and help each other."),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "quote"), SAME)
def test_the_same_in_other_words_is_supported(claim: str, quote: str) -> None:
    assert check_text(claim, [quote], []).verdict == "supported"


@pytest.mark.parametrize(("claim", "quote"), CHANGED)
def test_doer_and_done_to_may_not_change_places(claim: str, quote: str) -> None:
    assert check_text(claim, [quote], []).verdict in {"contradicted", "not_checked"}


@pytest.mark.parametrize(("kind", "claim", "quote"), IN_PLACE)
def test_a_fact_in_the_place_of_another_is_found_though_the_word_stands_elsewhere(
    kind: str, claim: str, quote: str
) -> None:
    result = check_text(claim, [quote], [])
    assert result.verdict in {"contradicted", "not_supported"}
    assert kind in result.kinds


def test_only_the_faults_that_made_the_claim_fail_are_named() -> None:
    quote = "The old mill may burn 7 logs a day."
    assert check_text("The old mill burns 9 logs a day.", [quote], []).kinds == ("number",)


def test_words_of_two_sentences_do_not_make_one_claim() -> None:
    quote = "Before, a ZipFile was made from the box. Then a RuntimeError was raised there."
    result = check_text("Then a ZipFile was raised there from the box.", [quote], [])
    assert result.verdict == "not_checked"


def test_a_sentence_in_the_same_words_speaks_before_one_that_lacks_the_fault() -> None:
    quote = (
        "A cursor is positioned before the first row. "
        "The walk leaves the cursor positioned after the last row or before the first row."
    )
    claim = "A cursor is positioned after the first row."
    assert check_text(claim, [quote], []).verdict == "contradicted"


def test_a_year_before_a_unit_is_a_number() -> None:
    result = check_text("A day may have 1500 minutes.", ["A day may have 1380 minutes."], [])
    assert (result.verdict, result.kinds) == ("not_supported", ("number",))


def test_units_in_capitals_are_no_names() -> None:
    quote = "Valid rates lie between 32 kilobytes and 90 megabytes."
    result = check_text("Valid rates lie between 32 kB and 90 MB.", [quote], [])
    assert result.verdict == "supported"


def test_a_rival_name_in_its_place_is_no_acronym_spelled_out() -> None:
    quote = "String of ASCII letters. Doors of steel open slowly."
    result = check_text("String of DOS letters.", [quote], [])
    assert "name" in result.kinds


@pytest.mark.parametrize(
    ("claim", "sentence", "agreement"),
    [
        ("The wheel is turned by the miller.", "The miller turns the wheel.", "agrees"),
        ("The miller turns the wheel.", "The wheel is turned by the miller.", "agrees"),
        ("The miller is turned by the wheel.", "The miller turns the wheel.", "exchanged"),
        ("The miller is turned.", "The miller turns the wheel.", "half_exchanged"),
        ("The wheel is turned by hand.", "The wheel is turned by hand.", "unknown"),
        ("The miller turns the wheel.", "The miller stops the wheel.", "unknown"),
    ],
)
def test_the_voices_of_two_sentences_are_compared(
    claim: str, sentence: str, agreement: str
) -> None:
    assert voices(claim, sentence)[0] == agreement


@pytest.mark.parametrize(
    ("one", "other"),
    [("employs", "used"), ("kept", "stores"), ("given", "specified"), ("novel", "new")],
)
def test_words_of_one_meaning_are_alike(one: str, other: str) -> None:
    assert alike(term_of(one), term_of(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [("increase", "decrease"), ("append", "insert"), ("method", "function"), ("buy", "sell")],
)
def test_words_of_other_meanings_are_not(one: str, other: str) -> None:
    assert not alike(term_of(one), term_of(other))


def test_phrases_are_brought_to_one_word() -> None:
    assert (
        with_plain_phrases("It was Carried out prior to noon.") == "It was performed before noon."
    )
    assert missing_in("They put forward a plan.", "They propose a plan.") == ()


WORDS = st.lists(
    st.text(alphabet="bcdfgklmnprtz", min_size=7, max_size=9), min_size=3, max_size=12, unique=True
)


@settings(max_examples=60, deadline=None)
@given(WORDS, st.data())
def test_a_turned_sentence_is_a_moved_phrase(words: list[str], data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(words) - 1))
    sentence, turned = " ".join(words), " ".join(words[at:] + words[:at])
    assert order_breaks(sentence, sentence) == 0
    assert order_breaks(turned, sentence) == 1
    assert is_moved_phrase(turned, sentence)


@settings(max_examples=60, deadline=None)
@given(WORDS)
def test_two_ends_exchanged_around_the_middle_are_no_moved_phrase(words: list[str]) -> None:
    first, *middle, last = words
    exchanged = " ".join([last, *middle, first])
    assert not is_moved_phrase(exchanged, " ".join(words))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.lists(st.text(min_size=1, max_size=90), min_size=1, max_size=3))
def test_windows_are_found_in_any_text(claim: str, texts: list[str]) -> None:
    readable = [text for text in texts if text.strip()]
    windows = near_windows(claim, readable) if readable else []
    assert all(0 <= window.share <= 1 for window in windows)
