"""Citations by author and year are matched with the list of sources; what fits nothing is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellread.report.citations import ForeignReport, read_report
from wellread.report.named import NamedEntry, NamedList

APA = """\
Miller, J. (2021). *Trams of the Ardle*. Ellmouth Press. <https://e.example/miller>

Miller, J., & Poe, K. (2020a). Fares and riders. *Transit*, 4(2). https://e.example/fares

Miller, J., & Poe, K. (2020b, March 4). Lines and stops. https://e.example/lines

Poe, K., Adeyemi, T., & Strand, L. (2019). *Who rides?* https://e.example/who

World Health Organization. (2018). *Air of cities*. https://e.example/air

*Special method names*. (n.d.). `library:python/specialnames`

Ångström, É. (2001). A book without an address. Quay Press.
"""
MLA = """\
Miller, John. “Trams of the Ardle.” *Ellmouth Press*, 2021, https://e.example/miller.

Poe, Karla, and Tunde Adeyemi. “Who Rides?” *Transit*, vol. 3, 2019, https://e.example/who. Accessed
3 May 2021.

“Special method names.” `library:python/specialnames`. Accessed 26 November 2026.
"""
CHICAGO = """\
John Miller. 2021. “Trams of the Ardle.” Accessed 3 May 2022. <https://e.example/miller>.
Poe, Karla, and Tunde Adeyemi. 2019. “Who Rides?” https://e.example/who
e.example. n.d.. “A page of nobody that is long.” Accessed 3 May 2022. <https://e.example/nobody>.
"""


def report_of(sentence: str, entries: str = APA) -> ForeignReport:
    return read_report(f"# Trams\n\n{sentence}\n\n## References\n\n{entries}")


def cited(sentence: str, entries: str = APA) -> list[str]:
    (claim,) = report_of(sentence, entries).claims
    return [each.address.rpartition("/")[2] for each in claim.cited]


@pytest.mark.parametrize(
    ("mark", "expected"),
    [
        ("(Miller, 2021)", ["miller"]),
        ("(Miller 2021, 4)", ["miller"]),
        ("(Miller, 2021, pp. 4–5)", ["miller"]),
        ("(Miller 2021: 12)", ["miller"]),
        ("(see Miller, 2021)", ["miller"]),
        ("(Miller & Poe, 2020a)", ["fares"]),
        ("(Miller and Poe 2020b, p. 4)", ["lines"]),
        ("(Miller & Poe, 2020a, 2020b)", ["fares", "lines"]),
        ("(Poe et al., 2019)", ["who"]),
        ("(Poe, Adeyemi, & Strand, 2019)", ["who"]),
        ("(Miller, 2021; Poe et al., 2019)", ["miller", "who"]),
        ("(World Health Organization, 2018)", ["air"]),
        ("(WHO, 2018)", ["air"]),
        ("(“Special method names”, n.d.)", ["specialnames"]),
        ("(“Special method …”, n.d.)", ["specialnames"]),
        ("(Angstrom, 2001)", [""]),
    ],
)
def test_marks_in_parentheses_lead_to_their_entries(mark: str, expected: list[str]) -> None:
    assert cited(f"The tram has 112 stops {mark}.") == expected
    assert cited(f"The tram has 112 stops. {mark} ") == expected
    (claim,) = report_of(f"The tram has 112 stops {mark}.").claims
    assert claim.text == "The tram has 112 stops."


@pytest.mark.parametrize(
    ("sentence", "expected", "text"),
    [
        ("Miller (2021) counts 112 stops.", ["miller"], "Miller counts 112 stops."),
        (
            "As Miller and Poe (2020a, p. 3) say, it is so.",
            ["fares"],
            "As Miller and Poe say, it is so.",
        ),
        ("In 1990 Poe et al. (2019) saw it.", ["who"], "In 1990 Poe et al. saw it."),
        ("The World Health Organization (2018) warns.", ["air"], None),
    ],
)
def test_a_name_before_the_year_stays_in_its_sentence(
    sentence: str, expected: list[str], text: str | None
) -> None:
    assert cited(sentence) == expected
    (claim,) = report_of(sentence).claims
    assert claim.text == (text or sentence.replace(" (2018)", ""))


@pytest.mark.parametrize(
    ("mark", "expected"),
    [
        ("(Miller)", ["miller"]),
        ("(Miller 4)", ["miller"]),
        ("(Poe and Adeyemi 12-13)", ["who"]),
        ("(Miller 4; Poe and Adeyemi 7)", ["miller", "who"]),
        ("(“Special method names”)", ["specialnames"]),
        ("(“Special method names” sheet Budget)", ["specialnames"]),
        ("(Miller, “Trams of the …” 4)", ["miller"]),
    ],
)
def test_names_alone_lead_to_entries_of_works_cited(mark: str, expected: list[str]) -> None:
    assert cited(f"The tram has 112 stops {mark}.", MLA) == expected


@pytest.mark.parametrize(
    ("mark", "expected"),
    [
        ("(Miller 2021, 4)", ["miller"]),
        ("(Poe and Adeyemi 2019)", ["who"]),
        ("(“A page of nobody …” n.d.)", ["nobody"]),
    ],
)
def test_entries_may_stand_line_by_line(mark: str, expected: list[str]) -> None:
    assert cited(f"The tram has 112 stops {mark}.", CHICAGO) == expected


@pytest.mark.parametrize(
    "mark",
    ["(Nobody, 2021)", "(Miller, 1999)", "(Miller & Poe, 2020c; Miller, 2021)", "(Strand, 2019)"],
)
def test_a_mark_that_fits_no_entry_is_kept_and_known_as_unlisted(mark: str) -> None:
    report = report_of(f"It rained (Miller, 2021). The tram has 112 stops {mark}.")
    unlisted = [each.mark for each in report.claims[1].cited if not each.is_listed]
    assert unlisted == [f"{mark.partition(';')[0].rstrip(')')})"]


def test_without_any_list_a_name_and_year_cite_what_nobody_can_open() -> None:
    (claim,) = read_report("It rained (Miller, 2021).").claims
    assert [(each.mark, each.is_listed) for each in claim.cited] == [("(Miller, 2021)", False)]


@pytest.mark.parametrize(
    "words",
    [
        "It opened (in May 2021).",
        "It opened (March 2020).",
        "It has stops (112 of them).",
        "It is long (about 71.4 kilometres).",
        "It is old (1903).",
        "It is red (see below).",
        "It runs on Python (CPython).",
        "Rain fell (Quay Street, near the harbour).",
        "Rain fell (2021–2023) twice.",
    ],
)
def test_other_words_in_parentheses_stay_where_they_are(words: str) -> None:
    report = report_of(f"It rained (Miller, 2021). {words}")
    assert [each.text for each in report.uncited] == [words]


def test_where_numbers_cite_a_name_and_a_year_are_words() -> None:
    report = read_report(
        "It rained (Berlin, 2021) [1].\n\n## Sources\n\n[1] Rain. https://e.example/rain\n"
    )
    (claim,) = report.claims
    assert claim.text == "It rained (Berlin, 2021)."
    assert [each.label for each in claim.cited] == ["1"]


def test_a_mark_that_fits_two_entries_alike_leads_to_both() -> None:
    twins = "Miller, J. (2021). One. https://e.example/1\n\nMiller, K. (2021). Two. https://e.example/2\n"
    assert cited("It rained (Miller, 2021).", twins) == ["1", "2"]


PIECES = st.sampled_from(
    [
        "(", ")", "Miller", " 2021", "2021a", ", ", "; ", " & ", " et al.", "n.d.", "“", "”", "…",
        "Poe ", "p. 4", "\n", "\n\n", "## References\n\n", "https://e.example/a", ". ",
        "\uff08", "\uff09", "王",
        "\ue000", "\ue001", "[1]", "see ", "WHO", "é", "\u017f", "İ", "'s", "-b",
    ]
)  # fmt: skip


@given(st.lists(PIECES | st.text(max_size=5), max_size=40).map("".join))
def test_no_text_breaks_the_matching(text: str) -> None:
    for sentence in read_report(f"{text}\n\n## References\n\n{APA}\n\n{text}").sentences:
        assert sentence.text.strip()
        assert all(each.address or each.label for each in sentence.cited)


@given(
    st.lists(PIECES | st.text(max_size=5), max_size=30).map("".join),
    st.lists(st.lists(PIECES, max_size=12).map("".join), max_size=6),
)
def test_every_mark_is_a_stretch_of_the_text_and_leads_to_entries_of_the_list(
    text: str, listed: list[str]
) -> None:
    entries = [NamedEntry(each, "https://e.example") for each in listed]
    ends = 0
    for mark in NamedList(entries).marks(text):
        assert text[mark.start] in "(\uff08"
        assert text[mark.end - 1] in ")\uff09"
        assert mark.start >= ends or mark.start < mark.end <= ends
        assert set(mark.entries) <= set(entries)
        ends = mark.end


@pytest.mark.parametrize(
    ("piece", "marks"),
    [
        ("(", 0),
        ("(Miller, 2021) ", 1),
        ("(Miller ", 0),
        ("Miller Miller (2021) ", 1),
        ("(“", 0),
        ("(a; b; c; ", 0),
        ("((Miller)) ", 1),
    ],
)
def test_long_and_hostile_text_is_read_in_a_time_that_grows_with_its_length(
    piece: str, marks: int
) -> None:
    """Thirty thousand marks beside as many entries of one name: squares of it would never end."""
    count = 30_000
    names = NamedList(
        NamedEntry(f"Miller, J. (2021). Title {number}.", f"https://e.example/{number}")
        for number in range(count)
    )
    assert len(list(names.marks(piece * count))) == marks * count


def test_many_names_that_begin_alike_are_no_more_work_each() -> None:
    count = 30_000
    names = NamedList(NamedEntry(f"Miller, J. (2021). Title {n}.") for n in range(count))
    text = "".join(f"(Miller & Poe{n}, 2021) " for n in range(count))
    assert not any(mark.entries for mark in names.marks(text))


def test_a_long_report_of_many_entries_is_taken_apart_as_well() -> None:
    entries = "".join(f"Name{n}, J. (2021). T. https://e.example/{n}\n\n" for n in range(2_000))
    said = "".join(f"It rained (Name{n}, 2021).\n\n" for n in range(2_000))
    claims = report_of(said, entries).claims
    assert [each.cited[0].address for each in claims] == [
        f"https://e.example/{n}" for n in range(2_000)
    ]
