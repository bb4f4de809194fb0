"""Vectors that are kept between processes."""

from pathlib import Path

import pytest

from wellread.models import kept_vectors
from wellread.models.kept_vectors import KeptVectors


def test_what_was_kept_is_found_by_text_and_model(tmp_path: Path) -> None:
    place = tmp_path / "vectors.sqlite3"
    KeptVectors(place, "one").keep({"a": (0.5, -0.25), "\ud800\0": (1.0, 0.0)})
    assert KeptVectors(place, "one").of(["b", "a"]) == {"a": (0.5, -0.25)}
    assert KeptVectors(place, "one").of(["\ud800\0"]) == {"\ud800\0": (1.0, 0.0)}
    assert KeptVectors(place, "two").of(["a"]) == {}


def test_any_number_is_kept_at_once(tmp_path: Path) -> None:
    vectors = {str(number): (float(number),) for number in range(1_200)}
    kept = KeptVectors(tmp_path / "vectors.sqlite3", "m")
    kept.keep(vectors)
    assert kept.of([*vectors]) == vectors
    assert kept.of([]) == {}


def test_the_oldest_are_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_vectors, "MAX_VECTORS", 3)
    kept = KeptVectors(tmp_path / "vectors.sqlite3", "m")
    for number in range(5):
        kept.keep({str(number): (1.0,)})
    assert kept.of([str(number) for number in range(5)]).keys() == {"2", "3", "4"}


def test_a_file_that_cannot_be_used_keeps_nothing_and_breaks_nothing(tmp_path: Path) -> None:
    (tmp_path / "broken.sqlite3").write_bytes(b"no database at all" * 100)
    for place in (tmp_path / "broken.sqlite3", tmp_path / "no" / "folder.sqlite3", None):
        kept = KeptVectors(place, "m")
        kept.keep({"a": (1.0,)})
        assert kept.of(["a"]) == {}


def test_the_file_tells_no_text(tmp_path: Path) -> None:
    place = tmp_path / "vectors.sqlite3"
    KeptVectors(place, "m").keep({"a secret sentence": (1.0,)})
    assert b"secret" not in place.read_bytes()
