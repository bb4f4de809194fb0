"""Series that prose enumerates: forty texts of which half are series, and no wrong point in any."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellread.domain import Finding
from wellread.evidence.enumerations import enumerated_series
from wellread.figures import Series

SERIES = [
    ("The share of rail rose from 12 % in 2019 to 15 % in 2020 and 21 % in 2021.", [12, 15, 21]),
    ("Rail had a good decade. In 2019 it was 12 %. In 2020, 15 %. In 2021, 21 %.", [12, 15, 21]),
    ("In 2019 the share of rail was 12 %, in 2020 15 % and in 2021 21 %.", [12, 15, 21]),
    ("In 2019, the share of rail stood at 12%; in 2020 it was 15%; in 2021, it reached 21%.",
     [12, 15, 21]),
    ("Rail carried 12 million passengers in 2019, 15 million in 2020 and 21 million in 2021.",
     [12e6, 15e6, 21e6]),
    ("The share of rail was 21 % in 2021, up from 15 % in 2020 and 12 % in 2019.", [12, 15, 21]),
    ("The share of rail was 12 % in 2019, rose to 15 % in 2020 and fell to 9 % in 2021.",
     [12, 15, 9]),
    ("Ticket sales were $4.5 billion (2019), $3.1 billion (2020) and $3.9 billion (2021).",
     [4.5e9, 3.1e9, 3.9e9]),
    ("The tram's deficit: 2019: 4.5 million, 2020: 3.1 million, 2021: 3.9 million.",
     [4.5e6, 3.1e6, 3.9e6]),
    ("Prices of tickets rose by 3 % in 2019, 4 % in 2020 and 9 % in 2021.", [3, 4, 9]),
    ("Unemployment fell from 7.5 % in May 2019 to 7.1 % in June 2019 and 6.8 % in July 2019.",
     [7.5, 7.1, 6.8]),
    ("The 2019 tram budget was 12 million, the 2020 tram budget 15 million and the 2021 tram "
     "budget 21 million.", [12e6, 15e6, 21e6]),
    ("In 2019 rail carried 1,200 people. In 2020, 800. In 2021, 950.", [1200, 800, 950]),
    ("The number of stations grew from 41 in 1990 to 52 in 2000, then to 58 in 2010, and finally "
     "to 60 in 2020.", [41, 52, 58, 60]),
    ("Der Anteil der Bahn stieg von 12,5 % im Jahr 2019 auf 15 % im Jahr 2020 und 21 % im Jahr "
     "2021.", [12.5, 15, 21]),
    ("Der Anteil der Bahn lag 2019 bei 12 %, 2020 bei 15 % und 2021 bei 21 %.", [12, 15, 21]),
    ("Die Zahl der Fahrgäste betrug 1.200.000 im Jahr 2019, 800.000 im Jahr 2020 und 950.000 im "
     "Jahr 2021.", [1.2e6, 8e5, 9.5e5]),
    ("铁路的市场份额2019年为12%，2020年为15%，2021年为21%。", [12, 15, 21]),  # noqa: RUF001 - its stops
    ("电车的乘客人数2019年为120万，2020年降至80万，2021年升至95万。", [1.2e6, 8e5, 9.5e5]),  # noqa: RUF001 - its stops
    ("铁路的市场份额从2019年的12%上升到2020年的15%和2021年的21%。", [12, 15, 21]),
]  # fmt: skip
NO_SERIES = [
    # two points are no series
    "The share of rail rose from 12 % in 2019 to 15 % in 2020.",
    # another thing in the middle
    "The share of rail was 12 % in 2019, that of buses 15 % in 2020 and 21 % in 2021.",
    "Germany had 12 % in 2019, France 15 % in 2020 and Italy 21 % in 2021.",
    "12 % of men in 2019, 15 % of women in 2020 and 21 % of children in 2021 took the tram.",
    "12 % of adults in 2019, 15 % of children in 2020 and 21 % of adults in 2021.",
    "The tram cost 12 euros in 2019, 15 dollars in 2020 and 21 euros in 2021.",
    # a change among levels
    "The share of rail was 12 % in 2019, rose 15 % in 2020 and fell 21 % in 2021.",
    "Prices of tickets rose by 12 % in 2019 to 15 % in 2020 and 21 % in 2021.",
    # a scale that only the last number has
    "Sales of tickets were 12 in 2019, 15 in 2020 and 21 million in 2021.",
    # something behind the last pair may belong to all or to it alone
    "The share of rail was 12 % in 2019, 15 % in 2020 and 21 % in 2021 on weekdays.",
    # hedged, foreseen, asked or denied
    "The share of rail was about 12 % in 2019, 15 % in 2020 and 21 % in 2021.",
    "The share of rail was 12 % in 2019, 15 % in 2020 and is expected to be 21 % in 2021.",
    "Was the share of rail 12 % in 2019, 15 % in 2020 and 21 % in 2021?",
    "The share of rail was 12 % in 2019, 15 % in 2020, but not 21 % in 2021.",
    # the date of the first is no date of its number
    "In 2018 the law said 12 % in 2019, 15 % in 2020 and 21 %.",
    "Since 2018 the share of rail rose from 12 % in 2019 to 15 % in 2020 and 21 % in 2021.",
    # ranges, labels, things in their order
    "The share of rail was 12 to 15 % in 2019, 15 % in 2020 and 21 % in 2021.",
    "See page 12 of the report in 2019, 15 in 2020 and 21 in 2021.",
    "The three plants made 12 t in 2019, 15 t in 2020 and 21 t in 2021, respectively.",
    # names with a number
    "Apple released iOS 13 in 2019, 14 in 2020 and 15 in 2021.",
    "In 2019 Apple released iOS 13, in 2020 14 and in 2021 15.",
    # more changes among levels
    "Sales were 12 million in 2019, down 15 million in 2020 and 21 million in 2021.",
    "Sales were down 12 % in 2019 to 15 % in 2020 and 21 % in 2021.",
    "In 2019 sales rose to 12 million, in 2020 by 15 million and in 2021 by 3 million.",
    "铁路的市场份额2019年为12%，2020年上升15%，2021年下降2%。",  # noqa: RUF001 - its stops
    # one year twice with different numbers
    "The share of rail was 12 % in 2019, 15 % in 2020, 21 % in 2021 and 22 % in 2021.",
]


def series_in(*quotes: str, headings: tuple[str, ...] = ()) -> list[Series]:
    findings = [
        Finding(
            id=f"q1.{number}",
            task_id="q1",
            sub_question_id="q1",
            statement=quote,
            quote=quote,
            snapshot_id="p",
            start=0,
            end=len(quote),
            headings=headings,
        )
        for number, quote in enumerate(quotes)
    ]
    return list(enumerated_series(findings))


@pytest.mark.parametrize(("text", "values"), SERIES, ids=[text for text, _ in SERIES])
def test_what_enumerates_a_series_is_one(text: str, values: list[float]) -> None:
    (series,) = series_in(text)
    assert [each.value for each in series.points] == values
    assert all(each.label in text and each.text in text for each in series.points)


@pytest.mark.parametrize("text", NO_SERIES)
def test_what_only_looks_like_one_is_none(text: str) -> None:
    assert series_in(text) == []


def test_the_title_says_what_the_numbers_are() -> None:
    titles = [series_in(text)[0].title for text, _ in SERIES[:3]]
    assert titles == [
        "The share of rail rose from … in …",
        "Rail had a good decade: In … it was …",
        "In … the share of rail was …",
    ]


def test_it_without_a_word_on_what_it_is_is_told_by_its_heading_or_not_drawn() -> None:
    said = "In 2019 it was 12 %. In 2020, 15 %. In 2021, 21 %."
    assert series_in(said) == []
    assert series_in(said, headings=("Money", "Share"))[0].title == "Share: In … it was …"


_SUBJECTS = ("The share of rail", "Exports of tulips", "The price of bread")
_JOINTS = (
    ", ",
    " and ",
    "; ",
    " to ",
    ", then ",
    ", and rose to ",
    ", France ",
    " of which ",
    ". In ",
)
_NUMBERS = st.lists(
    st.tuples(st.integers(1950, 2026), st.integers(1, 999), st.sampled_from(_JOINTS)),
    min_size=3,
    max_size=6,
    unique_by=lambda each: each[0],
)


@given(_NUMBERS, st.sampled_from(_SUBJECTS), st.sampled_from(("%", " million", " t", "")))
def test_every_point_is_a_number_right_before_its_own_date(
    told: list[tuple[int, int, str]], subject: str, unit: str
) -> None:
    said = [f"{value}{unit} in {year}{joint}" for year, value, joint in told]
    text = f"{subject} was {''.join(said)}".rstrip(" ,;") + "."
    for series in series_in(text):
        years = [year for year, _, _ in told]
        at = sorted(years.index(point.moment[0]) for point in series.points)
        assert at == list(range(at[0], at[-1] + 1))
        assert {told[each][2] for each in at[:-1]}.isdisjoint({", France ", " of which "})
        for point in series.points:
            assert f"{point.text}{unit if unit == ' t' else ''} in {point.label}" in text


_PIECES = st.sampled_from(
    ["12 %", "15 %", "2019", "2020", "2021", "in", "to", "and", ",", ".", "was", "rose", "by",
     "from", "the share", "of rail", "France", "not", "21 million", "2019年", "为", "，", "(", ")"]  # noqa: RUF001 - its stops
)  # fmt: skip


@given(st.lists(_PIECES, max_size=24).map(" ".join) | st.text(max_size=60))
def test_no_text_gives_a_point_that_is_not_in_it(text: str) -> None:
    for series in series_in(text):
        moments = [point.moment for point in series.points]
        assert moments == sorted(set(moments))
        assert all(point.text in text and point.label in text for point in series.points)
