"""A writer's table: code takes each cell from the quote that it names, or leaves it open."""

from hypothesis import given
from hypothesis import strategies as st

from agents.answers import CellAnswer, RowAnswer, TableAnswer
from agents.proposed_tables import comparisons_of
from wellread.domain import Finding

QUOTES = {
    "E1": "The Harbour line has 12 stops. The Castle line is older.",
    "E2": "The Castle line has  7\nstops.",
    "E3": "It has 9 stops.",
}
ITEMS = {
    label: Finding(
        id=f"q1.{label}",
        task_id="q1",
        sub_question_id="q1",
        statement=quote,
        quote=quote,
        snapshot_id="s",
        start=0,
        end=len(quote),
        headings=("The Market line",) if label == "E3" else (),
    )
    for label, quote in QUOTES.items()
}


def cells(*rows: tuple[str, str, str]) -> list[tuple[str, str]]:
    """What is left of a table of one attribute, from thing, label and words."""
    answer = TableAnswer(
        attributes=["Stops"],
        rows=[
            RowAnswer(thing=thing, cells=[CellAnswer(evidence=label, words=words)])
            for thing, label, words in rows
        ],
    )
    return [
        (row.thing, cell.text)
        for table in comparisons_of([answer], ITEMS, "Lines")
        for row in table.rows
        for cell in row.cells
        if cell is not None
    ]


RIGHT = (("Harbour line", "E1", "12 stops"), ("Castle line", "[E2]", "7 stops"))


def test_cells_are_the_words_of_their_quotes() -> None:
    market = ("Market line", "E3", "9 stops")
    assert cells(*RIGHT, market) == [
        ("Harbour line", "12 stops"),
        ("Castle line", "7 stops"),
        ("Market line", "9 stops"),
    ]


def test_an_unknown_item_invented_words_and_another_thing_s_sentence_leave_a_cell_open() -> None:
    for wrong in (
        ("Market line", "E9", "12 stops"),
        ("Market line", "E1", "15 stops"),
        ("Market line", "E1", "2 stops"),
        ("Market line", "E1", ""),
        ("Castle line", "E1", "12 stops"),
        ("the", "E1", "12 stops"),
    ):
        assert cells(*RIGHT, wrong) == cells(*RIGHT), wrong
    assert cells(RIGHT[0]) == []


SHORT = st.text(max_size=9)


@given(st.lists(st.tuples(SHORT, st.sampled_from([*QUOTES, "E9"]), SHORT)))
def test_no_answer_puts_a_word_into_a_cell_that_is_not_in_a_quote(
    rows: list[tuple[str, str, str]],
) -> None:
    said = {" ".join(quote.split()) for quote in QUOTES.values()}
    assert all(any(text in quote for quote in said) for _, text in cells(*rows))
