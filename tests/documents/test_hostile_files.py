"""Whatever a file holds, reading it ends in text or a typed error, within its limits."""

import os
from pathlib import Path

import pytest
from documents import made
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from wellread.errors import PageError
from wellread.reading import apart
from wellread.reading.apart import clean_apart
from wellread.reading.inside import NotInside, open_below

SOUND = {
    "a.docx": made.docx(["# Fees", "The fee is 5 EUR."], rows=made.ROWS),
    "a.xlsx": made.xlsx(),
    "a.pptx": made.pptx(),
    "a.epub": made.epub([("One", "The fee is 5 EUR.")]),
    "a.eml": made.message("Fees", "The fee is 5 EUR.", html="<p>5", attached="a.pdf").as_bytes(),
    "a.mbox": b"From ann Mon Jun  3 10:00:00 2024\nSubject: a\n\nThe fee is 5 EUR.\n",
    "a.csv": b"Name,Fee\nAnn,5\n",
    "a.md": b"# Fees\n\n| a | b |\n| - | - |\n| 1 | 2 |\n",
}


@given(
    st.sampled_from(sorted(SOUND)),
    st.integers(0, 50_000),
    st.binary(max_size=60),
    st.integers(0, 80),
)
@hypothesis_settings(max_examples=25, deadline=None)
def test_damaged_files_give_text_or_a_page_error(name: str, at: int, junk: bytes, cut: int) -> None:
    body = SOUND[name]
    at %= len(body)
    try:
        text = clean_apart(body[:at] + junk + body[at + cut :], "", None, name)
    except PageError:
        return
    assert text.text
    assert list(text.page_starts) == sorted(text.page_starts)
    assert len(text.place_names) in {0, len(text.page_starts)}


ENTITIES = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("a.docx", "word/document.xml"),
        ("a.xlsx", "xl/workbook.xml"),
        ("a.pptx", "ppt/presentation.xml"),
        ("a.epub", "META-INF/container.xml"),
    ],
)
@pytest.mark.parametrize("attack", [bytes(60_000_000), b"<a>" * 100_000, ENTITIES])
def test_bombs_nests_and_entities_are_refused(name: str, part: str, attack: bytes) -> None:
    with pytest.raises(PageError) as caught:
        clean_apart(made.with_part(SOUND[name], part, attack), "", None, name)
    assert caught.value.cause_kind in {"too_large", "unreadable", "empty"}


LONG = (
    b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    + b"".join(b"<w:p><w:r><w:t>Line %d.</w:t></w:r></w:p>" % n for n in range(20_000))
    + b"</w:body></w:document>"
)
"""Takes a reader a second and more."""


def test_a_reader_that_takes_too_long_is_ended_and_the_next_file_is_read() -> None:
    long = made.with_part(SOUND["a.docx"], "word/document.xml", LONG)
    with pytest.raises(PageError, match=r"more than 0\.001 s"):
        clean_apart(long, "", None, "a.docx", timeout_s=0.001)
    assert "5 EUR" in clean_apart(SOUND["a.docx"], "", None, "a.docx").text


def test_text_has_a_limit_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "MAX_BYTES_HERE", 10)
    with pytest.raises(PageError) as caught:
        clean_apart(b"x" * 11, "", None, "a.txt")
    assert caught.value.cause_kind == "too_large"


def test_a_folder_exchanged_for_a_link_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, outside = tmp_path / "docs", tmp_path / "outside"
    for folder in (root / "sub", outside):
        folder.mkdir(parents=True)
        (folder / "a.md").write_text(folder.name)
    checked = os.open

    def exchange(path: str, *rest: int, **about: int) -> int:
        if path == "sub":
            (root / "sub").rename(tmp_path / "moved")
            (root / "sub").symlink_to(outside)
        return checked(path, *rest, **about)

    monkeypatch.setattr(os, "open", exchange)
    monkeypatch.setattr(os, "supports_dir_fd", {*os.supports_dir_fd, exchange})
    with pytest.raises((OSError, NotInside)):
        open_below(root, root / "sub" / "a.md").close()
