"""What a long report reads besides what was ranked."""

from wellread.domain import Passage, PassageKind
from wellread.evidence.reading_on import read_on

NOUNS = ("alder", "birch", "cedar", "damson", "elder", "fig", "gorse", "hazel")


def passage(number: int, *headings: str, kind: PassageKind = "prose") -> Passage:
    noun = NOUNS[number]
    text = f"The {noun} is planted where {noun} wood is sold, and {noun} growers meet in spring."
    start = 100 * number
    return Passage(
        snapshot_id="s", start=start, end=start + len(text), text=text, headings=headings, kind=kind
    )


DOCUMENT = [
    passage(0, "Planting"),
    passage(1, "Selling"),
    passage(2, "Selling"),
    passage(3, "Selling", kind="code"),
    passage(4, "Selling"),
    passage(5, "Growers"),
]


def order(ranked: list[Passage], limit: int = 8, max_tokens: int = 2_000) -> list[int]:
    found = read_on(ranked, DOCUMENT, limit=limit, max_tokens=max_tokens)
    return [DOCUMENT.index(each) for each in found]


def test_what_stands_under_the_same_heading_comes_first_and_then_the_rest() -> None:
    assert order([DOCUMENT[2]]) == [2, 1, 4, 0, 5]


def test_nothing_is_read_twice_and_no_more_than_is_wanted() -> None:
    assert order([DOCUMENT[2], DOCUMENT[1]]) == [2, 1, 4, 0, 5]
    assert order([DOCUMENT[2]], limit=3) == [2, 1, 4]
    assert order([DOCUMENT[2]], max_tokens=45) == [2, 1]


def test_a_copy_of_what_is_read_adds_nothing() -> None:
    copy = DOCUMENT[2].model_copy(update={"start": 900, "end": 990})
    assert read_on([DOCUMENT[2]], [DOCUMENT[2], copy], limit=8, max_tokens=900) == [DOCUMENT[2]]


def test_without_anything_ranked_nothing_is_read() -> None:
    assert read_on([], DOCUMENT, limit=8, max_tokens=900) == []
