"""Numbers, dates and names as the checks read them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wellread.evidence.checks.dates import dates_of
from wellread.evidence.checks.names import names_of
from wellread.evidence.checks.numbers import same
from wellread.evidence.checks.quantities import quantities_of
from wellread.evidence.checks.statements import numbers_disagree, statements_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1,200 users", "1.2 thousand users"),
        ("5 %", "five percent"),
        ("5 per cent", "5%"),
        ("2 minutes", "120 s"),
        ("$5m", "5 million dollars"),
        ("twenty-five nodes", "25 nodes"),
        ("two hundred and six", "206"),
        ("1 GB", "1000 MB"),
        ("3x faster", "three times faster"),
        ("half of them", "50% of them"),
        ("a 30-second timeout", "30 seconds"),
        ("about 5,000", "4,980"),
        ("2 years", "24 months"),
        ("twice as fast", "2x as fast"),
    ],
)
def test_the_same_amount_is_recognised_in_another_spelling(one: str, other: str) -> None:
    assert same(quantities_of(one)[0], quantities_of(other)[0])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("5 %", "5 percentage points"),
        ("5 %", "5 users"),
        ("5 MB", "5 GB"),
        ("5 million", "5 billion"),
        ("5 ms", "5 s"),
        ("version 3.1", "version 3.10"),
        ("release 1.2.3", "release 1.2.4"),
        ("$5", "€5"),
        ("-5 °C", "5 °C"),
        ("5,000", "4,980"),
    ],
)
def test_different_amounts_stay_different(one: str, other: str) -> None:
    assert not same(quantities_of(one)[0], quantities_of(other)[0])


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("between 10 and 20 ms", [0.01, 0.02]),
        ("10–20 ms", [0.01, 0.02]),
        ("in 3 of 7 cases", [3, 7]),
        ("a hundred users", [100]),
        ("one of the best", [1]),
    ],
)
def test_numbers_are_read_with_their_units(text: str, values: list[float]) -> None:
    assert [quantity.value for quantity in quantities_of(text)] == pytest.approx(values)


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10**9))
def test_thousands_marks_do_not_change_a_number(number: int) -> None:
    assert same(quantities_of(f"{number:,} rows")[0], quantities_of(f"{number} rows")[0])


@pytest.mark.parametrize(
    "text", ["12 March 2024", "March 12, 2024", "2024-03-12", "12th of March 2024", "Mar. 12, 2024"]
)
def test_a_date_is_one_date_in_every_form(text: str) -> None:
    ((day, _),) = dates_of(f"It came out on {text}, they say.")
    assert (day.year, day.month, day.day) == (2024, 3, 12)


def test_a_less_exact_date_fits_a_more_exact_one_but_not_the_other_way_round() -> None:
    ((year, _),) = dates_of("in 2024")
    ((full, _),) = dates_of("on 2024-03-12")
    assert year.fits(full)
    assert not full.fits(year)
    assert [day.decade for day, _ in dates_of("in the 1990s")] == [True]


def test_names_are_capitalised_runs_and_marked_words() -> None:
    text = "The team of Marie Curie used PyPI and NASA data. Researchers met on Monday in Rome."
    assert names_of(text) == (("Marie", "Curie"), ("PyPI",), ("NASA",), ("Rome",))


def disagreement(one: str, other: str) -> str:
    return numbers_disagree(statements_of(one)[0], statements_of(other)[0])


def test_two_numbers_for_one_thing_disagree() -> None:
    about = disagreement(
        "The default timeout of the server is 30 seconds.",
        "The server has a default timeout of 45 seconds.",
    )
    assert "30" in about
    assert "45" in about


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The default timeout is 30 seconds.", "The default timeout is 0.5 minutes."),
        ("The timeout of Nginx is 30 seconds.", "The timeout of Apache is 45 seconds."),
        ("In 2020 the city had 5 parks.", "In 2021 the city had 6 parks."),
        ("The default timeout is 30 seconds.", "The largest file may have 45 seconds of sound."),
        ("The server uses 5 GB of memory.", "The server uses 5 percent of memory."),
    ],
)
def test_numbers_of_different_things_do_not_disagree(one: str, other: str) -> None:
    assert disagreement(one, other) == ""
