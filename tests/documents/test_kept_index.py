"""The index of a folder is kept, brought up to date by what changed, and never in the way."""

import asyncio
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from wellread.errors import StorageError
from wellread.evidence import bm25
from wellread.reading.clean import CleanText
from wellread.reading.corpora import FolderCorpus
from wellread.search.document_index import DocumentIndex
from wellread.search.documents import DocumentIndexes, DocumentSearch


class CountedCorpus(FolderCorpus):
    """A folder that notes which documents are read."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.read: list[str] = []

    def load(self, address: str) -> CleanText:
        self.read.append(address.rpartition("/")[2])
        return super().load(address)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "docs"
    root.mkdir()
    (root / "a.md").write_text("# Vacuum\n\nRoutine vacuuming frees space.")
    (root / "b.md").write_text("# Trees\n\nA tree index speeds up look-ups.")
    return root


def titles(indexes: DocumentIndexes, corpus: FolderCorpus, query: str) -> list[str]:
    return [hit.title for hit in indexes.of(corpus)[0].search(query, 5)]


def test_another_process_finds_the_index_and_reads_only_what_changed(
    folder: Path, tmp_path: Path
) -> None:
    DocumentIndexes(tmp_path / "data").of(CountedCorpus(folder))
    (folder / "b.md").write_text("# Shrubs\n\nA shrub is smaller.")
    (folder / "c.md").write_text("# Herbs\n\nA herb is smaller still.")
    corpus, indexes = CountedCorpus(folder), DocumentIndexes(tmp_path / "data")
    assert titles(indexes, corpus, "smaller") == ["Shrubs", "Herbs"]
    assert titles(indexes, corpus, "tree") == []
    assert sorted(corpus.read) == ["b.md", "c.md"]
    (folder / "a.md").unlink()
    assert titles(indexes, corpus, "vacuum") == []
    indexes.close()


def test_a_file_with_the_same_bytes_is_not_read_again(folder: Path, tmp_path: Path) -> None:
    indexes, corpus = DocumentIndexes(tmp_path), CountedCorpus(folder)
    indexes.of(corpus)
    os.utime(folder / "a.md", (1, 1))
    assert indexes.of(corpus)[1].unchanged == 2
    assert len(corpus.read) == 2
    indexes.close()


@pytest.mark.parametrize("junk", [b"no database at all" * 100, b"SQLite format 3\x00" + bytes(200)])
def test_a_damaged_file_is_put_aside_and_made_anew(
    folder: Path, tmp_path: Path, junk: bytes
) -> None:
    first = DocumentIndexes(tmp_path / "data")
    first.of(FolderCorpus(folder))
    first.close()
    [place] = (tmp_path / "data").glob("*.sqlite3")
    place.write_bytes(junk)
    second = DocumentIndexes(tmp_path / "data")
    assert titles(second, FolderCorpus(folder), "vacuum") == ["Vacuum"]
    assert place.with_suffix(".broken").read_bytes() == junk
    second.close()


def test_the_database_of_another_program_is_put_aside(folder: Path, tmp_path: Path) -> None:
    first = DocumentIndexes(tmp_path / "data")
    first.of(FolderCorpus(folder))
    first.close()
    [place] = (tmp_path / "data").glob("*.sqlite3")
    for file in (tmp_path / "data").glob(f"{place.name}*"):
        file.unlink()
    with sqlite3.connect(place) as foreign:
        foreign.execute("CREATE TABLE theirs (x)")
    foreign.close()
    second = DocumentIndexes(tmp_path / "data")
    assert titles(second, FolderCorpus(folder), "vacuum") == ["Vacuum"]
    with sqlite3.connect(place.with_suffix(".broken")) as kept:
        assert kept.execute("SELECT name FROM sqlite_master").fetchall() == [("theirs",)]
    kept.close()
    second.close()


def test_an_index_of_another_release_is_made_anew(folder: Path, tmp_path: Path) -> None:
    place = tmp_path / "index.sqlite3"
    DocumentIndex(place).close()
    with sqlite3.connect(place) as raw:
        raw.execute("PRAGMA user_version = 999")
    raw.close()
    index = DocumentIndex(place)
    index.update(FolderCorpus(folder))
    assert [hit.title for hit in index.search("vacuum", 5)] == ["Vacuum"]
    index.close()


def test_a_place_that_cannot_be_written_is_told_with_its_remedy(
    folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(StorageError, match="data_dir"):
        DocumentIndexes(tmp_path / "data").of(FolderCorpus(folder))


def test_two_processes_may_bring_it_up_to_date_at_once(folder: Path, tmp_path: Path) -> None:
    for number in range(30):
        (folder / f"{number}.md").write_text(f"# Number {number}\n\nVacuum number {number}.")
    code = (
        "import sys; from pathlib import Path\n"
        "from wellread.reading.corpora import FolderCorpus\n"
        "from wellread.search.documents import DocumentIndexes\n"
        "index, _ = DocumentIndexes(Path(sys.argv[1])).of(FolderCorpus(Path(sys.argv[2])))\n"
        "print(len(index.search('vacuum', 100)), len(index.documents()))"
    )
    arguments = [sys.executable, "-c", code, str(tmp_path / "data"), str(folder)]
    running = [subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert [process.communicate()[0].split() for process in running] == [["31", "32"]] * 3


async def test_outdated_versions_give_way_unless_they_are_asked_for(tmp_path: Path) -> None:
    text = "# Water report\n\nThe utility serves {} households in the valley, and in no other."
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "water report 2022.md").write_text(text.format("38,900"))
    (tmp_path / "water report 2024.md").write_text(text.format("41,200"))
    search = DocumentSearch(FolderCorpus(tmp_path))
    names = [hit.address.rpartition("/")[2] for hit in await search.search("households", 5)]
    assert names == ["water%20report%202024.md"]
    asked = await search.search("households in 2022", 5)
    assert "archive/water%20report%202022.md" in " ".join(hit.address for hit in asked)
    [older] = await search.older_versions((tmp_path / "water report 2024.md").as_uri())
    assert older.address.endswith("2022.md")


def test_frequent_words_only_rank_what_rarer_words_find(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(30):
        (tmp_path / f"{number}.md").write_text(f"The pump of hall {number} needs oil every week.")
    for number in range(30, 33):
        words = " pump" * (number - 30)
        (tmp_path / f"{number}.md").write_text(f"Hall {number} has a valve{words}.")
    index = DocumentIndex(None)
    index.update(FolderCorpus(tmp_path))
    exact = index.best_passages("valve pump oil", 50)
    monkeypatch.setattr(bm25, "MOST_SCORED", 10)
    monkeypatch.setattr(bm25, "FEWEST_SCORED", 3)
    assert len(exact) == 33
    assert [place for place, _, _ in index.best_passages("valve pump oil", 50)] == [
        place for place, _, _ in exact[:3]
    ]
    assert len(index.best_passages("pump", 50)) == 32


async def test_files_of_other_kinds_are_told_in_one_line(folder: Path) -> None:
    for number in range(20):
        (folder / f"{number}.png").write_bytes(b"\x89PNG")
    search = DocumentSearch(FolderCorpus(folder))
    await asyncio.gather(*(search.search("vacuum", 3) for _ in range(3)))
    [told] = search.problems
    assert told.message == "20 cannot be read (.png 20)"


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.text("vx \n#|", max_size=40)), max_size=8))
@hypothesis_settings(max_examples=25, deadline=None)
def test_whatever_changes_the_index_equals_one_made_at_once(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[str, str]]
) -> None:
    root = tmp_path_factory.mktemp("changing")
    corpus, kept = FolderCorpus(root), DocumentIndex(None)
    for name, text in changes:
        place = root / f"{name}.md"
        if text:
            place.write_text(text)
        else:
            place.unlink(missing_ok=True)
        kept.update(corpus)
    fresh = DocumentIndex(None)
    fresh.update(corpus)
    kept.update(corpus)
    assert kept.documents() == fresh.documents()
    assert kept.search("v vx x", 9) == fresh.search("v vx x", 9)
