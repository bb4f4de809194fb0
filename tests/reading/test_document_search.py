"""Documents at hand are found by their best passages; broken ones are told, not hidden."""

import asyncio
import shutil
from pathlib import Path

import pytest

from wellread.errors import SearchError
from wellread.reading.clean import CleanText
from wellread.reading.corpora import FolderCorpus, LibraryCorpus
from wellread.search.documents import DocumentIndexes, DocumentSearch


class CountedCorpus(FolderCorpus):
    """A folder that counts how often a document is read."""

    loads = 0

    def load(self, address: str) -> CleanText:
        self.loads += 1
        return super().load(address)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "docs"
    root.mkdir()
    (root / "a.md").write_text(
        "# Vacuum\n\nRoutine vacuuming frees space.\n\n## Wraparound\n\nVacuum prevents wraparound."
    )
    (root / "b.md").write_text(
        "# Trees\n\nA tree index speeds up look-ups.\n\nVacuum is named once."
    )
    (root / "c.pdf").write_bytes(b"%PDF-1.7 broken")
    return root


async def test_each_document_is_found_once_and_the_best_one_first(folder: Path) -> None:
    search = DocumentSearch(FolderCorpus(folder))
    hits = await search.search("how does vacuum prevent wraparound?", 5)
    assert [hit.title for hit in hits] == ["Vacuum", "Trees"]
    assert hits[0].snippet == "Vacuum prevents wraparound."
    assert hits[0].address == (folder / "a.md").as_uri()
    assert len(await search.search("vacuum", 1)) == 1


@pytest.mark.parametrize(
    "query", ["", "zebra", '"', "a AND (", "the of and", "\x00\ud800", "x " * 5000]
)
async def test_queries_that_match_nothing_find_nothing(folder: Path, query: str) -> None:
    assert await DocumentSearch(FolderCorpus(folder)).search(query, 5) == ()


async def test_documents_that_cannot_be_read_are_told(folder: Path) -> None:
    search = DocumentSearch(FolderCorpus(folder))
    assert not search.problems
    await search.search("vacuum", 3)
    assert [problem.where for problem in search.problems] == [(folder / "c.pdf").as_uri()]
    assert search.problems[0].kind == "page"


async def test_a_failure_is_never_an_empty_result(folder: Path) -> None:
    (folder / "a.md").unlink()
    (folder / "b.md").unlink()
    with pytest.raises(SearchError, match=r"c\.pdf"):
        await DocumentSearch(FolderCorpus(folder)).search("vacuum", 3)
    corpus = FolderCorpus(folder)
    shutil.rmtree(folder)
    with pytest.raises(SearchError, match="gone"):
        await DocumentSearch(corpus).search("vacuum", 3)


async def test_a_folder_without_documents_is_told(tmp_path: Path) -> None:
    with pytest.raises(SearchError, match="no document in it"):
        await DocumentSearch(FolderCorpus(tmp_path)).search("vacuum", 3)


async def test_an_unchanged_corpus_is_read_once_for_all_searches(folder: Path) -> None:
    indexes, corpus = DocumentIndexes(None), CountedCorpus(folder)
    first, second = DocumentSearch(corpus, indexes), DocumentSearch(corpus, indexes)
    await asyncio.gather(*(search.search("vacuum", 3) for search in (first, second) * 3))
    assert corpus.loads == 3
    (folder / "d.md").write_text("# Vacuum cleaner\n\nIt cleans vacuum.")
    assert len(await first.search("vacuum", 5)) == 2
    assert len(await DocumentSearch(corpus, indexes).search("vacuum", 5)) == 3


async def test_the_python_library_answers(folder: Path) -> None:
    search = DocumentSearch(LibraryCorpus("python"))
    hits = await search.search("with statement context manager __enter__", 5)
    assert "library:python/with" in {hit.address for hit in hits}
    assert (search.name, search.cost_usd) == ("library:python", 0.0)
    assert search.max_query_chars >= 1000
