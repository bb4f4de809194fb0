"""The checkpoint file: let go of in every case, and never waited for in vain."""

import sqlite3
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

from graph.checkpoint import open_saver, serializer
from wellread.errors import StorageError


async def test_a_file_that_cannot_be_used_is_said_and_leaves_no_thread(tmp_path: Path) -> None:
    (tmp_path / "checkpoints.sqlite3").write_text("This is no database. " * 200)
    before = set(threading.enumerate())
    with pytest.raises(StorageError, match="cannot be saved"):
        async with open_saver(tmp_path):
            pytest.fail("it was opened")
    for thread in set(threading.enumerate()) - before:
        if "connection_worker" in thread.name:
            thread.join(timeout=60)
            assert not thread.is_alive()


async def test_a_save_that_was_left_half_made_does_not_hold_the_file(tmp_path: Path) -> None:
    async with open_saver(tmp_path) as saver:
        cursor = await saver.conn.execute(
            "INSERT INTO writes VALUES ('t', '', 'c', 'k', '', 0, 'x', NULL, NULL) RETURNING *"
        )
    again = sqlite3.connect(tmp_path / "checkpoints.sqlite3", timeout=0)
    again.execute("BEGIN IMMEDIATE")
    assert again.execute("SELECT COUNT(*) FROM writes").fetchone() == (0,)
    again.close()
    assert cursor is not None


@given(st.recursive(st.text() | st.integers(-(2**60), 2**60), st.lists, max_leaves=300))
def test_what_is_packed_is_read_back_and_so_is_what_older_releases_wrote(value: object) -> None:
    assert serializer().loads_typed(serializer().dumps_typed(value)) == value
    assert serializer().loads_typed(JsonPlusSerializer().dumps_typed(value)) == value


def test_a_state_takes_a_fraction_of_its_size() -> None:
    sentence = "The tram network of Ellmouth cost 94 million crowns in the year 2023. "
    plain = JsonPlusSerializer().dumps_typed({str(n): sentence for n in range(100)})[1]
    assert len(serializer().dumps_typed({str(n): sentence for n in range(100)})[1]) < len(plain) / 4
