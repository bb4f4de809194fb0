"""Nothing stands in a report twice, and nothing that differs is taken for the same."""

from wellread.domain import Claim, SectionText
from wellread.report.repeats import said_once

TRAM = "The tram of Ellmouth was opened in 1911 and is paid by the city."


def section(*texts: str) -> SectionText:
    claims = (
        Claim(id=f"c{number}", text=text, starts_paragraph=number == 0)
        for number, text in enumerate(texts)
    )
    return SectionText(section_id="s", title="T", claims=tuple(claims))


def texts(*sections: SectionText) -> list[list[str]]:
    return [[claim.text for claim in part.claims] for part in said_once(sections)]


def test_a_sentence_that_an_earlier_section_says_is_left_out() -> None:
    again = TRAM.replace("is paid", "is  paid")
    assert texts(section(TRAM), section(again, "Buses run at night.")) == [
        [TRAM],
        ["Buses run at night."],
    ]


def test_what_follows_a_left_out_opening_opens_the_paragraph() -> None:
    _, later = said_once([section(TRAM), section(TRAM, "Buses run at night.")])
    assert [claim.starts_paragraph for claim in later.claims] == [True]


def test_another_number_is_another_statement() -> None:
    other = TRAM.replace("1911", "1912")
    assert texts(section(TRAM), section(other)) == [[TRAM], [other]]


def test_sentences_in_chinese_are_compared_as_well() -> None:
    assert texts(section("电车由市政府付费。"), section("电车由市政府付费。", "公交不收费。")) == [
        ["电车由市政府付费。"],
        ["公交不收费。"],
    ]
