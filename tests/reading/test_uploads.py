"""Uploaded documents: safe names, text that can be read, and no more than fits."""

import errno
import unicodedata
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellread.errors import PageError, SettingsError, StorageError
from wellread.reading import uploads
from wellread.reading.uploads import MAX_NAME_BYTES, Uploads, safe_name

TEXT = b"# Cable\n\nThe tram has 88 kilometres of cable.\n"


@pytest.fixture
def documents(tmp_path: Path) -> Uploads:
    return Uploads(tmp_path, str(uuid4()), max_bytes=1000)


def names(documents: Uploads) -> list[str]:
    return [each.name for each in documents.listed()]


def test_a_document_is_kept_listed_replaced_and_removed(documents: Uploads) -> None:
    assert documents.listed() == ()
    documents.add("cable.md", TEXT)
    documents.add("cable.md", TEXT * 2)
    [kept] = documents.listed()
    assert (kept.name, kept.size_bytes) == ("cable.md", 2 * len(TEXT))
    assert (documents.folder / "cable.md").read_bytes() == TEXT * 2
    documents.remove("cable.md")
    documents.remove("cable.md")
    assert documents.listed() == ()


@pytest.mark.parametrize(
    ("name", "body", "kind"),
    [
        ("program.txt", b"\x7fELF\x00\x00", "unsupported_type"),
        ("program.exe", TEXT, "unsupported_type"),
        (".md", TEXT, "unsupported_type"),
        ("empty.md", b" \n ", "empty"),
        ("big.txt", b"word " * 1000, "too_large"),
        ("broken.pdf", b"%PDF-1.7 nothing more", "unreadable"),
    ],
)
def test_what_cannot_be_read_or_does_not_fit_is_refused_in_words(
    documents: Uploads, name: str, body: bytes, kind: str
) -> None:
    with pytest.raises(PageError) as refused:
        documents.add(name, body)
    assert refused.value.cause_kind == kind
    assert documents.listed() == ()


def test_all_documents_of_a_thread_together_have_a_limit(
    documents: Uploads, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents.add("one.txt", b"word " * 150)
    with pytest.raises(PageError, match="together"):
        documents.add("two.txt", b"word " * 150)
    documents.add("one.txt", b"word " * 199)
    assert documents.bytes_left == 5
    monkeypatch.setattr(uploads, "MAX_DOCUMENTS", 1)
    with pytest.raises(PageError, match="remove some"):
        documents.add("two.txt", b"x")


def test_a_folder_that_cannot_be_written_is_named_and_no_half_is_left(
    documents: Uploads, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, target: Path) -> Path:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(StorageError, match=f"{documents.folder}.*No space left"):
        documents.add("cable.md", TEXT)
    assert list(documents.folder.iterdir()) == []


@pytest.mark.parametrize("thread_id", ["", "..", "../../etc", "a/b", "nothing"])
def test_only_a_threads_id_names_a_folder(tmp_path: Path, thread_id: str) -> None:
    with pytest.raises(SettingsError, match="no UUID"):
        Uploads(tmp_path, thread_id, max_bytes=1000)


@given(st.text(max_size=300), st.sampled_from([".md", ".TXT", ".pdf", ".exe", ""]))
def test_whatever_a_file_is_called_its_name_is_one_plain_visible_word(
    stem: str, ending: str
) -> None:
    try:
        name = safe_name(stem + ending)
    except PageError:
        return
    assert not {"/", "\\", "\0"} & set(name)
    assert not name.startswith(".")
    assert len(name.encode()) <= MAX_NAME_BYTES
    assert not [each for each in name if unicodedata.category(each)[0] == "C"]
    assert safe_name(name) == name
