"""Folders and libraries give their documents, and nothing outside of them."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from wellread.errors import PageError, SettingsError
from wellread.reading.corpora import FolderCorpus, LibraryCorpus


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "secret.md").write_text("# Secret\n\nNot yours.")
    root = tmp_path / "docs"
    (root / "sub dir").mkdir(parents=True)
    (root / ".git").mkdir()
    (root / "a.md").write_text("# Alpha\n\nThe first letter.")
    (root / "sub dir" / "\u00fc b.html").write_text("<title>Beta</title><p>The second letter.")
    (root / "c.TXT").write_text("Gamma\n\nThe third letter.")
    (root / "d.png").write_bytes(b"\x89PNG")
    (root / ".hidden.md").write_text("# Hidden")
    (root / ".git" / "e.md").write_text("# Hidden")
    (root / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    (root / "out.md").symlink_to(tmp_path / "secret.md")
    (root / "within.md").symlink_to(root / "a.md")
    (root / "to_hidden.md").symlink_to(root / ".hidden.md")
    (root / "up").symlink_to(tmp_path)
    (root / "loop.md").symlink_to(root / "loop.md")
    os.mkfifo(root / "pipe.md")
    return root


def test_files_are_listed_sorted_with_links_only_inside(folder: Path) -> None:
    addresses = FolderCorpus(folder).addresses()
    assert list(addresses) == sorted(addresses)
    names = [address.removeprefix(folder.as_uri()) for address in addresses]
    assert names == [
        "/a.md", "/broken.pdf", "/c.TXT", "/d.png", "/sub%20dir/%C3%BC%20b.html", "/within.md"
    ]  # fmt: skip


def test_files_that_cannot_be_opened_are_known_so_that_they_can_be_told(folder: Path) -> None:
    corpus = FolderCorpus(folder)
    names = {address.removeprefix(folder.as_uri()) for address in corpus.stamps()}
    assert names - {address.removeprefix(folder.as_uri()) for address in corpus.addresses()} == {
        "/loop.md", "/out.md", "/pipe.md", "/to_hidden.md", "/up"
    }  # fmt: skip


def test_a_file_of_no_known_kind_is_not_read_whole(folder: Path) -> None:
    with pytest.raises(PageError) as caught:
        FolderCorpus(folder).load((folder / "d.png").as_uri())
    assert caught.value.cause_kind == "unsupported_type"


def test_documents_are_read_by_their_address(folder: Path) -> None:
    corpus = FolderCorpus(folder)
    readable = [each for each in corpus.addresses() if not each.endswith((".pdf", ".png"))]
    titles = [corpus.load(address).title for address in readable]
    assert titles == ["Alpha", "Gamma", "Beta", "Alpha"]


def test_a_broken_file_is_named_in_its_error(folder: Path) -> None:
    with pytest.raises(PageError, match=r"broken\.pdf") as caught:
        FolderCorpus(folder).load((folder / "broken.pdf").as_uri())
    assert caught.value.cause_kind == "unreadable"


@pytest.mark.parametrize(
    "path",
    [
        "../secret.md", "sub%20dir/../../secret.md", "%2e%2e/secret.md", "out.md", "up/secret.md",
        ".hidden.md", "to_hidden.md", ".git/e.md", "pipe.md", "loop.md", "none.md", "",
        "sub%20dir", "a.md%00", "a.md?x", "a.md#x", "%ff.md",
    ],
)  # fmt: skip
def test_nothing_outside_hidden_or_strange_is_opened(folder: Path, path: str) -> None:
    corpus = FolderCorpus(folder)
    address = f"{folder.as_uri()}/{path}"
    assert not corpus.holds(address)
    with pytest.raises(PageError) as caught:
        corpus.load(address)
    assert caught.value.cause_kind == "refused"


@given(st.text(max_size=40))
@hypothesis_settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_address_escapes_the_folder(folder: Path, text: str) -> None:
    corpus = FolderCorpus(folder)
    for address in (text, f"file://{text}", f"{folder.as_uri()}/{text}"):
        assert not corpus.holds(address) or address in corpus.addresses()


def test_the_stamp_changes_with_the_files(folder: Path) -> None:
    corpus = FolderCorpus(folder)
    before = corpus.stamps()
    assert before == FolderCorpus(folder).stamps()
    (folder / "new.md").write_text("# New")
    assert corpus.stamps() != before


def test_folders_that_are_none_are_told_at_once(folder: Path) -> None:
    with pytest.raises(SettingsError, match="not there"):
        FolderCorpus(folder / "none")
    with pytest.raises(SettingsError, match="is a file"):
        FolderCorpus(folder / "a.md")
    with pytest.raises(SettingsError):
        FolderCorpus(Path("\x00"))
    with pytest.raises(SettingsError, match="python"):
        LibraryCorpus("perl")


def test_every_python_topic_has_a_title_and_text() -> None:
    corpus = LibraryCorpus("python")
    documents = {address: corpus.load(address) for address in corpus.addresses()}
    assert len(documents) > 70
    assert all(text.title and len(text.text) > 50 for text in documents.values())
    with_headings = [text for text in documents.values() if text.text.startswith("# ")]
    assert len(with_headings) > 70
    types = documents["library:python/types"].text
    assert types.count("\n## ") > 5
    assert "`" not in documents["library:python/with"].title


def test_python_topics_keep_their_code_and_their_words() -> None:
    text = LibraryCorpus("python").load("library:python/with").text
    assert "```\nwith EXPRESSION as TARGET:\n    SUITE\n```" in text
    assert "The with statement is used to wrap the execution of a block" in " ".join(text.split())


@pytest.mark.parametrize(
    "address", ["library:python/none", "library:perl/with", "file:///a.md", ""]
)
def test_only_topics_are_in_the_library(address: str) -> None:
    corpus = LibraryCorpus("python")
    assert not corpus.holds(address)
    with pytest.raises(PageError) as caught:
        corpus.load(address)
    assert caught.value.cause_kind == "not_found"
