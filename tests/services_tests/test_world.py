"""The small web of the tests."""

import re

from services import world
from services.world import page, pages, search, sentences, snippet


def test_there_are_sixty_pages_ten_of_each_subject() -> None:
    assert [shown.number for shown in pages()] == list(range(1, 61))
    for subject in world.SUBJECTS:
        assert sum(1 for shown in pages() if shown.subject == subject) == 10


def test_every_page_has_three_parts_an_author_a_day_and_numbers_to_check() -> None:
    for shown in pages():
        assert len(shown.parts) == 3
        assert all(heading and text for heading, text in shown.parts)
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", shown.published)
        assert shown.author
        assert len(re.findall(r"\d", shown.markdown)) > 10


def test_no_sentence_stands_twice_in_the_world() -> None:
    every = [sentence for shown in pages() for sentence in shown.sentences]
    assert len(every) == len(set(every))
    assert len(every) > 350


def test_a_search_finds_the_page_that_tells_it() -> None:
    assert search("When did the first electric tram run in Ellmouth?", 5)[0][1].number == 2
    assert "Harrow" in search("height of the Harrow dam", 3)[0][1].title
    assert search("planets found by the observatory", 3)[0][1].title.startswith("Planets")


def test_a_search_for_what_is_not_there_finds_nothing() -> None:
    assert search("zygomorphic quokka", 5) == []
    assert search("", 5) == []


def test_results_are_ordered_and_limited() -> None:
    found = search("Ellmouth tram crowns", 7)
    scores = [score for score, _ in found]
    assert len(found) == 7
    assert scores == sorted(scores, reverse=True)
    assert scores[0] == 1.0


def test_a_snippet_is_a_verbatim_sentence() -> None:
    assert snippet(page(2), "electric tram depot 1899") in page(2).markdown


def test_a_page_as_html_holds_every_sentence_and_navigation() -> None:
    shown = world.as_html(page(1))
    assert all(sentence in shown for sentence in sentences(page(1).markdown))
    assert shown.count("<h2>") == 3
    assert shown.count('<li><a href="/page/') == 9
    assert "<footer>" in shown
