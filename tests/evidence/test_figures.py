"""What may stand in one chart or table: the same measure and unit, word for word."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellread.domain import Disagreement, Finding
from wellread.evidence.figures import figures_of
from wellread.figures import Figures

YEARS = "\n".join(
    f"- Year: {year} · Passengers: {count} · Cost: {cost} EUR."
    for year, count, cost in ((2019, "1,200", 5), (2020, "800", 7), (2021, "1,050", 8))
)
STATIONS = """- Station: North · Beds: 410 · Opened: 1921.
- Station: South · Beds: 300.
- Station: West · Beds: 200 · Opened: 1950."""


def finding(number: int, quote: str, text: str = "", snapshot_id: str = "") -> Finding:
    start = (text or quote).index(quote)
    return Finding(
        id=f"q1.{number}",
        task_id="q1",
        sub_question_id="q1",
        statement=quote,
        quote=quote,
        snapshot_id=snapshot_id or f"p{number}",
        start=start,
        end=start + len(quote),
    )


def of_sentences(*sentences: str) -> Figures:
    return figures_of([finding(n, each) for n, each in enumerate(sentences)], {}, (), "")[0]


def of_table(text: str, quote: str = "", asked: str = "") -> Figures:
    quote = quote or text.splitlines()[0].removeprefix("- ")
    return figures_of([finding(1, quote, text)], {"p1": text}, (), asked)[0]


def drawn(figures: Figures) -> list[list[tuple[str, str, float]]]:
    return [[(each.label, each.text, each.value) for each in x.points] for x in figures.series]


def test_sentences_that_say_the_same_of_three_years_are_a_series() -> None:
    found = of_sentences(
        "In 2021, the tram carried 950,000 passengers.",
        "The tram carried 1.2 million passengers in 2019.",
        "In 2020 the tram carried 0.8 million passengers.",
    )
    assert drawn(found) == [
        [
            ("2019", "1.2 million", 1_200_000),
            ("2020", "0.8 million", 800_000),
            ("2021", "950,000", 950_000),
        ]
    ]
    assert found.series[0].title == "In … , the tram carried … passengers."


def test_german_and_chinese_sentences_are_read_in_their_own_way_of_writing() -> None:
    german = of_sentences(
        "Im Jahr 2019 kostete die Bahn 12,5 Millionen Euro.",
        "2020 kostete die Bahn 13 Millionen Euro.",
        "Im Jahr 2021 kostete die Bahn 1.200.000 Euro.",
    )
    chinese = of_sentences(
        *(f"{year}年电车运送了{n}万人次。" for year, n in ((2019, 120), (2020, 80), (2021, 95)))
    )
    assert [point[2] for point in drawn(german)[0]] == [12.5e6, 13e6, 1.2e6]
    assert [point[1:] for point in drawn(chinese)[0]] == [
        ("120万", 1.2e6),
        ("80万", 8e5),
        ("95万", 9.5e5),
    ]


def test_sentences_on_three_named_things_are_a_series() -> None:
    found = of_sentences(
        *(f"The {name} station has {n} seats." for name, n in (("North", 41), ("South", 3)))
    )
    assert drawn(found) == []
    found = of_sentences(
        "The North station has 41 seats.",
        "The South station has 3 seats.",
        "The Old Town station has 1,000 seats.",
    )
    assert [point[0] for point in drawn(found)[0]] == ["North", "South", "Old Town"]


@pytest.mark.parametrize(
    "other",
    [
        "In 2021 the tram carried 9 paying passengers.",
        "In 2021 the tram carried 9 tonnes.",
        "In 2021 the bus carried 9 passengers.",
        "In 2021 the tram carried about 9 passengers.",
        "In 2021 the tram never carried 9 passengers.",
        "In 2021 the tram carried 9 to 12 passengers.",
        "In May 2021 the tram carried 9 passengers.",
        "In 2021 the tram carried 9% passengers.",
        "By 2021 the tram carried 9 passengers.",
        "In 2020 the tram carried 9 passengers.",
        "In the 2020s the tram carried 9 passengers.",
        "In 2021 the tram carried 1.234,5 passengers.",
    ],
)
def test_what_differs_in_a_word_a_unit_or_a_date_s_form_is_no_third_point(other: str) -> None:
    two = ("In 2019 the tram carried 1,200 passengers.", "In 2020 the tram carried 7 passengers.")
    assert drawn(of_sentences(*two, "In 2021 the tram carried 9 passengers."))
    assert drawn(of_sentences(*two, other)) == []


def test_a_point_that_may_be_a_comma_gives_no_series() -> None:
    said = [f"In {year} the track had 1.{year - 2000}0 km." for year in (2019, 2020, 2021)]
    assert drawn(of_sentences(*said)) == []


@pytest.mark.parametrize(
    "said",
    [
        "{n}. The {name} station near the old harbour",
        "{name} is a multi-platform {n}.4BSD-based operating system.",
        "{name} has H{n} cards for all its readers.",
        "{name} {n}",
        "The {name} has {n}.",
        "{name} was released by the team as version 1.2.{n} of it.",
    ],
)
def test_line_numbers_names_with_digits_and_scraps_are_no_series(said: str) -> None:
    names = (("FreeBSD", 4), ("OpenBSD", 5), ("NetBSD", 6))
    assert drawn(of_sentences(*(said.format(name=name, n=n) for name, n in names))) == []


def test_a_quoted_row_brings_its_whole_table_each_row_with_a_finding_of_its_own() -> None:
    text = f"## Tram\n\n{YEARS}\n\nMore text."
    quoted = finding(1, "Year: 2020 · Passengers: 800 · Cost: 7 EUR.", text)
    figures, cited = figures_of([quoted], {"p1": text}, (), "How many passengers were there?")
    assert drawn(figures) == [
        [("2019", "1,200", 1200), ("2020", "800", 800), ("2021", "1,050", 1050)]
    ]
    assert [each.quote for each in cited] == [row.removeprefix("- ") for row in YEARS.split("\n")]
    assert all(text[each.start : each.end] == each.quote for each in cited)


def test_a_question_that_names_no_column_gets_all_of_them() -> None:
    assert [each.title for each in of_table(YEARS).series] == ["Passengers", "Cost"]


def test_other_texts_of_a_row_keep_series_apart() -> None:
    rows = [
        f"- Year: {year} · Line: {line} · Passengers: {year - 2000}."
        for line in "AB"
        for year in (2019, 2020, 2021)
    ]
    titles = [each.title for each in of_table("\n".join(rows)).series]
    assert titles == ["Passengers · Line: A", "Passengers · Line: B"]


def test_years_in_the_head_of_a_table_are_a_series_for_each_row() -> None:
    found = of_table("- Line: A · 2019: 5 · 2020: 6 · 2021: 7.\n- Line: B · 2019: 1 · 2020: 2.")
    assert [(each.title, len(each.points)) for each in found.series] == [("A", 3)]


def test_a_column_of_mixed_units_is_not_drawn() -> None:
    assert drawn(of_table(YEARS.replace("7 EUR", "7 USD"), asked="cost")) == []


def test_several_attributes_of_things_are_compared_and_a_gap_stays_a_gap() -> None:
    (table,) = of_table(STATIONS).comparisons
    assert (table.of, table.attributes) == ("Station", ("Beds", "Opened"))
    assert [[cell.text if cell else None for cell in row.cells] for row in table.rows] == [
        ["410", "1921"],
        ["300", None],
        ["200", "1950"],
    ]


def test_a_total_is_no_bar_among_its_parts() -> None:
    rows = "- Station: North · Beds: 4.\n- Station: South · Beds: 3.\n- Station: West · Beds: 2."
    found = of_table(f"{rows}\n- Station: Total · Beds: 9.")
    assert [point[0] for point in drawn(found)[0]] == ["North", "South", "West"]


def test_nothing_is_drawn_from_an_outdated_version() -> None:
    old = finding(1, YEARS.splitlines()[0].removeprefix("- "), YEARS)
    old = old.model_copy(update={"superseded_by": "q1.2"})
    assert figures_of([old], {"p1": YEARS}, (), "") == (Figures(), ())


def test_a_number_that_another_source_speaks_against_takes_its_series_along() -> None:
    rows = finding(1, YEARS.splitlines()[1].removeprefix("- "), YEARS)
    other = finding(2, "In 2020 the tram had 900 passengers.")
    against = Disagreement(finding_ids=("q1.1", "q1.2"), about="800 ≠ 900")
    assert drawn(figures_of([rows, other], {"p1": YEARS}, (against,), "")[0]) == []
    newer = other.model_copy(update={"superseded_by": "q1.1"})
    assert drawn(figures_of([rows, newer], {"p1": YEARS}, (against,), "")[0])


def test_two_tables_with_different_numbers_for_one_measure_draw_neither() -> None:
    other = YEARS.replace("1,050", "1,060")
    findings = [
        finding(number, text.splitlines()[0].removeprefix("- "), text)
        for number, text in ((1, YEARS), (2, other))
    ]
    found = figures_of(findings, {"p1": YEARS, "p2": other}, (), "passengers")[0]
    assert drawn(found) == []
    same = figures_of(findings, {"p1": YEARS, "p2": YEARS}, (), "passengers")[0]
    assert len(drawn(same)) == 1


_LABELS = st.sampled_from(["2019", "2020", "2021", "2019-05", "North", "South", "Total", "n/a"])
_CELLS = st.sampled_from(["1,200", "1.200", "12.5", "12,5", "7", "-3", "5 EUR", "5%", "~9", "?"])
_ROWS = st.lists(
    st.tuples(_LABELS, _CELLS, _CELLS | st.text("ab", min_size=1, max_size=3)), max_size=7
)


@given(_ROWS)
def test_every_cell_stands_in_its_quote_and_every_series_has_one_unit(
    rows: Sequence[tuple[str, str, str]],
) -> None:
    text = "\n".join(f"- Year: {a} · Beds: {b} · Cost: {c}." for a, b, c in rows)
    findings = [finding(1, text.splitlines()[0][2:], text)] if rows else []
    figures, cited = figures_of(findings, {"p1": text}, (), "")
    quotes = {each.id: each.quote for each in cited}
    assert set(figures.finding_ids) == set(quotes)
    for series in figures.series:
        keys = [point.label for point in series.points]
        assert len(set(keys)) == len(keys) >= 3
        assert len({"EUR" in point.text for point in series.points}) == 1
        assert len({"%" in point.text for point in series.points}) == 1
        for point in series.points:
            assert f": {point.label} " in quotes[point.finding_id]
            assert f": {point.text}" in quotes[point.finding_id]
    for table in figures.comparisons:
        for row in table.rows:
            for name, cell in zip(table.attributes, row.cells, strict=True):
                assert cell is None or f"{name}: {cell.text}" in quotes[cell.finding_id]


@given(st.lists(st.text(max_size=60), max_size=6))
def test_any_text_is_no_reason_to_fail(quotes: list[str]) -> None:
    findings = [finding(n, each, snapshot_id="p") for n, each in enumerate(quotes)]
    text = "\n".join(quotes)
    figures, cited = figures_of(findings, {"p": text}, (), "")
    assert set(figures.finding_ids) == {each.id for each in cited}


@given(st.permutations(range(4)))
def test_the_order_of_findings_does_not_change_a_series(order: list[int]) -> None:
    said = [f"In {2018 + n} the tram carried {n + 5} people." for n in range(4)]
    found = of_sentences(*(said[n] for n in order))
    assert [point[0] for point in drawn(found)[0]] == ["2018", "2019", "2020", "2021"]


PIPES = """The stations compare as follows.
They are old.

| Station | Beds | Opened |
| --- | ---: | --- |
| North | 410 | 1921 |
| South |  | 1950 |
| West | 9 | 1951 |

An afterword."""


@pytest.mark.parametrize("quote", ["The stations compare as follows.", "| South |  | 1950 |"])
def test_a_markdown_table_is_compared_where_it_is_quoted_or_introduced(quote: str) -> None:
    (table,) = of_table(PIPES, quote).comparisons
    assert [[cell.text if cell else None for cell in row.cells] for row in table.rows] == [
        ["410", "1921"],
        [None, "1950"],
        ["9", "1951"],
    ]


def test_a_web_page_s_table_has_no_rule_and_a_list_of_facts_is_no_table() -> None:
    assert of_table(PIPES.replace("| --- | ---: | --- |\n", ""), "They are old.").comparisons
    years = "Counts.\n\n| Year | Riders |\n| 2019 | 5 |\n| 2020 | 6 |\n| 2021 | 7 |"
    assert drawn(of_table(years, "Counts."))
    names = "Sizes.\n\n| Name | Bits | Sign |\n| a_b | 8 | no |\n| c_d | 16 | yes |"
    assert of_table(names, "Sizes.").comparisons[0].rows[0].thing == "a_b"
    facts = "Facts.\n\n| Name | Ann |\n| Born | 1950 |\n| Died | 2000 |\n| Books | 9 |"
    assert of_table(facts, "Facts.") == Figures()


def test_a_table_with_markup_or_away_from_the_quote_is_left_alone() -> None:
    assert of_table(PIPES, "An afterword.") == Figures()
    assert of_table(PIPES.replace("410", "*410*"), "They are old.") == Figures()
    assert of_table(PIPES.replace("old.\n", "old.\n\nBut new."), "They are old.") == Figures()
