"""Filters as users write them, and as code keeps them where a service does not know them."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellread.domain import SearchHit
from wellread.errors import SettingsError
from wellread.filters import NO_FILTERS, SearchFilters
from wellread.search.filters import parsed_filters, why_unwanted, within
from wellread.search.published import published_days
from wellread.search.queries import first_and_last, joined, subject_words, with_sites
from wellread.search.text_language import may_be_in

GERMAN = "Die Straßenbahn ist mit dem Netz der Stadt nicht verbunden und wird auch nicht gebaut."
ENGLISH = "The tram of the city is not part of the network, and that is not for the council."
RUSSIAN = "Трамвай соединяет центр города и гавань, и университет."


def hit(address: str = "https://www.example.org/a", **values: str) -> SearchHit:
    return SearchHit(address=address, **values)


def test_filters_are_read_as_users_write_them() -> None:
    filters = parsed_filters(
        domains=["https://WWW.Example.org/path", "*.gov", "bücher.de"],
        exclude_domains=["example.com"],
        since="2024-02",
        until="2024-02",
        language=" DE ",
    )
    assert filters.domains == ("example.org", "gov", "xn--bcher-kva.de")
    assert (filters.since, filters.until) == (date(2024, 2, 1), date(2024, 2, 29))
    assert filters.language == "de"
    assert parsed_filters() == NO_FILTERS


def test_several_languages_are_one_text_and_each_stands_once() -> None:
    filters = parsed_filters(language=" DE, en,,de ")
    assert filters.language == "de,en"
    assert filters.languages == ("de", "en")
    assert filters.only_language == ""
    assert filters.in_words == "in the language de or en"


def test_a_language_that_was_stored_before_there_were_several_is_read() -> None:
    filters = SearchFilters.model_validate_json('{"language":"de"}')
    assert (filters.languages, filters.only_language) == (("de",), "de")
    assert filters.model_dump(exclude_defaults=True) == {"language": "de"}


@pytest.mark.parametrize(
    "given",
    [
        {"domains": ["two words"]},
        {"exclude_domains": ['x.org" OR "']},
        {"domains": [""]},
        {"since": "yesterday"},
        {"until": "2023-02-29"},
        {"since": "20240101"},
        {"since": "2024", "until": "2023"},
        {"language": "german"},
        {"language": "../x"},
        {"language": "en,german"},
        {"language": "en,de,fr,it"},
    ],
)
def test_what_fits_nowhere_is_told_with_its_remedy(given: dict[str, Any]) -> None:
    with pytest.raises(SettingsError, match=r"write|swap"):
        parsed_filters(**given)


@pytest.mark.parametrize(
    ("address", "is_wanted"),
    [
        ("https://example.org/x", True),
        ("https://sub.example.org:8080/x", True),
        ("https://notexample.org/", False),
        ("https://example.org.evil.net/", False),
        ("https://bad.example.org/", False),
        ("file:report.pdf", True),
        ("retriever:x/1", True),
        ("https://[broken", False),
    ],
)
def test_domains_hold_for_everything_below_them_and_for_the_web_alone(
    address: str, is_wanted: bool
) -> None:
    filters = SearchFilters(domains=("example.org",), exclude_domains=("bad.example.org",))
    assert within(hit(address), filters) is is_wanted


@pytest.mark.parametrize(
    ("published", "is_wanted"),
    [
        ("2024-05-17", True),
        ("2024-05-17T10:00:00Z", True),
        ("Fri, 17 May 2024 23:59:59 GMT", True),
        ("May 17, 2024", True),
        ("2024", True),
        ("2024-04", True),
        ("2024-02", False),
        ("2023-12-31", False),
        ("2024-07-01", False),
        ("Mar 3, 2021", False),
        ("3 days ago", True),
        ("", True),
        ("2024-99-99", True),
    ],
)
def test_only_what_was_surely_published_outside_the_span_goes(
    published: str, is_wanted: bool
) -> None:
    filters = SearchFilters(since=date(2024, 3, 15), until=date(2024, 6, 30))
    assert within(hit(published=published), filters) is is_wanted


def test_a_date_as_far_as_it_goes_means_a_span_of_days() -> None:
    assert published_days("2023") == (date(2023, 1, 1), date(2023, 12, 31))
    assert published_days("February 2023") == (date(2023, 2, 1), date(2023, 2, 28))
    assert published_days("in the 1990s") is None


@pytest.mark.parametrize(
    ("text", "language", "is_wanted"),
    [
        (GERMAN, "de", True),
        (GERMAN, "en", False),
        (ENGLISH, "en", True),
        (ENGLISH, "de", False),
        (RUSSIAN, "ru", True),
        (RUSSIAN, "en", False),
        (RUSSIAN, "uk", True),
        (ENGLISH, "ru", False),
        ("東京の路面電車は便利です。", "ja", True),
        ("東京の路面電車は便利です。", "en", False),
        (GERMAN, "fi", True),
        ("Tram", "de", True),
        ("", "de", True),
        ("12 / 34 ?!", "ar", True),
    ],
)
def test_only_what_is_clearly_in_another_language_goes(
    text: str, language: str, is_wanted: bool
) -> None:
    assert may_be_in(text, language) is is_wanted
    assert within(hit(snippet=text), SearchFilters(language=language)) is is_wanted


@pytest.mark.parametrize(("text", "is_wanted"), [(GERMAN, True), (ENGLISH, True), (RUSSIAN, False)])
def test_of_several_languages_any_is_wanted(text: str, is_wanted: bool) -> None:
    filters = SearchFilters(language="en,de")
    assert within(hit(snippet=text), filters) is is_wanted
    if not is_wanted:
        assert why_unwanted(hit(snippet=text), filters).endswith("not in the language en or de")


@given(st.text(max_size=80), st.sampled_from(["en", "de", "ru", "ja", "xx"]))
def test_any_text_may_be_asked_for_its_language_and_its_date(text: str, language: str) -> None:
    assert may_be_in(text, language) in {True, False}
    days = published_days(text)
    assert days is None or days[0] <= days[1]
    assert within(hit(address=text, snippet=text), NO_FILTERS)


hosts = st.lists(st.from_regex(r"[a-z]{1,8}\.(org|net)", fullmatch=True), max_size=4)


@given(st.text(max_size=60), hosts, hosts, st.integers(min_value=60, max_value=200))
def test_operators_never_make_a_query_longer_than_it_may_be(
    query: str, domains: list[str], excluded: list[str], max_chars: int
) -> None:
    filters = SearchFilters(domains=tuple(domains), exclude_domains=tuple(excluded))
    sent = with_sites(query, filters, max_chars)
    assert sent.startswith(query)
    assert len(sent) <= max_chars


def test_domains_become_operators() -> None:
    filters = SearchFilters(domains=("a.org", "b.org"), exclude_domains=("c.org",))
    assert with_sites("tram", filters, 100) == "tram site:a.org OR site:b.org -site:c.org"
    assert with_sites("tram", filters, 20) == "tram -site:c.org"


def test_an_open_end_lies_far_away() -> None:
    assert first_and_last(NO_FILTERS) is None
    assert first_and_last(SearchFilters(since=date(2024, 1, 1))) == (
        date(2024, 1, 1),
        date(2100, 12, 31),
    )


def test_a_question_becomes_the_words_of_its_subject() -> None:
    words = subject_words("How does the tram AND the harbour work (in Ellmouth)? The tram!")
    assert words == ["tram", "harbour", "work", "ellmouth"]
    assert joined(words) == "tram AND harbour AND work AND ellmouth"
    assert joined([*words, "a", "b"]).count(" OR ") == 5
    assert subject_words("to be or not to be") == ["to", "be", "or", "not"]


@given(st.text(max_size=60))
def test_subject_words_are_never_operators(query: str) -> None:
    for word in subject_words(query):
        assert word == word.lower()
        assert not set(word) & set('"()[]{}:*^~!?&|\\/+')
