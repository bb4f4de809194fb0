"""What sentence spans and content terms promise."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wellread.evidence.sentences import split_sentences
from wellread.evidence.terms import content_terms, content_words, rejoined, share_of, stem, words_of

WILD = st.lists(
    st.sampled_from(
        [
            "Dr. ",
            "e.g. ",
            "Word ",
            "end. ",
            "\n",
            "\n\n",
            "- item ",
            "# Head\n",
            "3.5 ",
            "J. ",
            "! ",
            "| a | b |\n",
            "…",
            "。",
            '."',
            " ",
            "\xa0",
            "```\n",
            "x",
            "\r\n",
            "U.S. ",
            "\t",
        ]
    ),
    max_size=40,
).map("".join)


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@settings(max_examples=100, deadline=None)
@given(st.one_of(WILD, st.text(max_size=120)))
def test_sentences_are_ordered_stripped_and_leave_nothing_out(text: str) -> None:
    spans = split_sentences(text)
    last = 0
    for start, end in spans:
        assert last <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        assert not text[last:start].strip()
        last = end
    assert not text[last:].strip()


@pytest.mark.parametrize(
    "text",
    [
        "Das Bad öffnet am 1. Mai und schließt am 15. September.",
        "Im 19. Jahrhundert war der 3. Tag frei.",
        "Laut Abs. 2 gilt das ggf. nicht, bzw. es kostet 3 Mio. Euro usw. je Jahr.",
        "Sie kam am 24.12. nach Hause.",
        "Some engines, e.g. SQLite, run in the process.",
        "See Fig. 3 for the plot by J. R. Smith et al. and others.",
        "Version v1.2 needs 3.5 GB of memory.",
        "Dr. Jones and Prof. Miller work for the U.S. Army.",
        "It is listed as no. 5 in sec. 4.2 of the paper.",
        "A line that is wrapped\nin the middle goes on.",
    ],
)
def test_a_full_stop_inside_a_sentence_does_not_split_it(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ('He said "stop." Then he left.', ['He said "stop."', "Then he left."]),
        ("# Title\nText under it.", ["# Title", "Text under it."]),
        ("Items:\n- first\n- second. More", ["Items:", "- first", "- second.", "More"]),
        ("A paragraph\n\nAnother one", ["A paragraph", "Another one"]),
        ("It is No. We know.", ["It is No.", "We know."]),
        ("Paper, pens, etc. The rest.", ["Paper, pens, etc.", "The rest."]),
        (
            "Stifte usw. Der Rest. Es sind 3. Danach 4.",
            ["Stifte usw.", "Der Rest.", "Es sind 3.", "Danach 4."],
        ),
        ("これは文です。次の文。", ["これは文です。", "次の文。"]),
        (
            "It goes on. (Nothing else runs.) The block ends.",
            ["It goes on.", "(Nothing else runs.)", "The block ends."],
        ),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize("text", ["." * 50_000, ". " * 20_000, '."' * 20_000, "# " * 20_000])
def test_hostile_text_takes_no_long_time(text: str) -> None:
    split_sentences(text)


@pytest.mark.parametrize(
    "forms",
    [
        ("replicate", "replicates", "replicated", "replicating", "replication"),
        ("query", "queries", "querying"),
        ("plan", "plans", "planned", "planning"),
        ("process", "processes", "processing"),
        ("store", "stores", "stored", "storing"),
        ("apply", "applies", "applied"),
    ],
)
def test_the_forms_of_a_word_share_a_stem(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


def test_a_prefix_that_turns_the_meaning_stays() -> None:
    assert stem("unsupported") != stem("supported")


def test_content_terms_leave_out_common_words_and_keep_numbers_and_names() -> None:
    assert content_terms("What does the C compiler's cache do with 1,200 files?") == [
        "c", "compiler", stem("cache"), "1,200", stem("files"),
    ]  # fmt: skip
    assert content_words("It isn't what we'd like") == []


def test_the_share_of_nothing_is_nothing() -> None:
    assert share_of([], ["a"]) == 0
    assert share_of(["a", "b", "a"], ["b"]) == 0.5


def test_scripts_without_spaces_are_compared_by_pairs_of_letters() -> None:
    assert words_of("电车票价 is 2") == ["电车", "车票", "票价", "is", "2"]
    assert content_terms("电车的费用") == ["电车", "费用"]
    assert rejoined(["电车", "车票", "票价", "tram"]) == ["电车票价", "tram"]
