"""Documents that unpack to far more than they are end in a typed error before they do."""

import io
import sys
import zipfile
import zlib
from pathlib import Path

import pytest
from documents import bombs, made

from wellread.errors import PageError
from wellread.reading import apart
from wellread.reading.apart import MAX_MEMORY_BYTES, clean_apart
from wellread.reading.packages import MAX_ENTRIES, MAX_TOTAL_BYTES


def problem_of(body: bytes, name: str) -> PageError:
    with pytest.raises(PageError) as caught:
        clean_apart(body, "", None, name)
    return caught.value


@pytest.mark.parametrize("ending", bombs.PARTS)
def test_a_package_that_unpacks_to_much_more_than_it_is_ends_as_too_large(ending: str) -> None:
    body = bombs.bomb(ending, 30_000_000)
    assert len(body) < 200_000
    error = problem_of(body, f"a.{ending}")
    assert error.cause_kind == "too_large"
    assert "as bombs do" in str(error)


@pytest.mark.parametrize("ending", bombs.PARTS)
def test_a_package_of_too_many_parts_ends_as_too_large(ending: str) -> None:
    error = problem_of(bombs.many_parts(ending, MAX_ENTRIES + 1), f"a.{ending}")
    assert error.cause_kind == "too_large"
    assert "split it" in str(error)


def test_entries_that_share_their_bytes_are_counted_each() -> None:
    """Each part alone is small, and no program that checks parts one by one sees a bomb."""
    for body in (bombs.shared(260, 900_000), bombs.quoted(260, 900_000)):
        with zipfile.ZipFile(io.BytesIO(body)) as package:
            total = sum(entry.file_size for entry in package.infolist())
        assert len(body) * 1_000 < total < MAX_TOTAL_BYTES
        error = problem_of(body, "a.docx")
        assert error.cause_kind == "too_large"
        assert "as bombs do" in str(error)


def test_the_quoted_overlap_is_a_sound_archive() -> None:
    """Else the test above would show no more than that damaged files are refused."""
    body = bombs.quoted(5, 1_000)
    with zipfile.ZipFile(io.BytesIO(body)) as package:
        for entry in package.infolist():
            at = entry.header_offset + 30 + len(entry.filename)
            text = zlib.decompress(body[at : at + entry.compress_size], wbits=-15)
            assert (len(text), zlib.crc32(text)) == (entry.file_size, entry.CRC)
            assert text.endswith(b" " * 1_000)


def test_an_archive_in_an_archive_is_not_opened() -> None:
    assert problem_of(bombs.nested(6, 10_000_000), "a.zip").cause_kind == "unsupported_type"
    text = clean_apart(bombs.sound("docx"), "", None, "a.docx").text
    carried = made.with_part(
        bombs.sound("docx"), "word/embeddings/inner.zip", bombs.nested(3, 1_000_000)
    )
    assert clean_apart(carried, "", None, "a.docx").text == text


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux alone limits it")
def test_the_process_that_reads_documents_has_a_limit_of_memory() -> None:
    process = apart._Process()
    try:
        assert process.answer(bombs.sound("docx"), ("", None, "a.docx"), 30)
        limits = Path(f"/proc/{process.pid}/limits").read_text("utf-8").splitlines()
        [line] = [each for each in limits if each.startswith("Max address space")]
    finally:
        process.end()
    assert line.split()[3] == str(MAX_MEMORY_BYTES)
