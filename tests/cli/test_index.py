"""`wellread index` shows what was read, what was skipped and why, and what is outdated."""

import json
from pathlib import Path

import pytest
from cli.conftest import Wellread


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WELLREAD_DATA_DIR", str(tmp_path / "data"))
    root = tmp_path / "docs"
    (root / "old").mkdir(parents=True)
    (root / "fees.csv").write_text("Pump,Fee\nNorth,5\n")
    text = "# Plan\n\nThe plan counts {} pumps, and nobody has counted them again since."
    (root / "plan 2024.md").write_text(text.format(7))
    (root / "old" / "plan 2022.md").write_text(text.format(5))
    (root / "broken.pdf").write_bytes(b"%PDF-1.7")
    (root / "scan.html").write_text("<html><body></body></html>")
    (root / "logo.png").write_bytes(b"\x89PNG")
    (tmp_path / "secret.md").write_text("# Secret")
    (root / "out.md").symlink_to(tmp_path / "secret.md")
    return root


def test_read_skipped_and_outdated_files_are_told(wellread: Wellread, folder: Path) -> None:
    lines = wellread("index", str(folder)).stdout.splitlines()
    assert lines[0].startswith("Read 7, unchanged 0, removed 0, in ")
    assert lines[1] == "Can be searched: 3 documents, 3 passages, 34 words."
    told = {line.split(":")[0].strip(): line for line in lines}
    for name, cause in (
        ("broken.pdf", "damaged"),
        ("scan.html", "without text"),
        ("logo.png", "of a kind that cannot be read"),
        ("out.md", "outside of the folder"),
        ("old/plan 2022.md", "superseded version (2022) of plan 2024.md"),
    ):
        assert cause in told[name]


def test_a_second_look_reads_only_what_changed(wellread: Wellread, folder: Path) -> None:
    wellread("index", str(folder))
    (folder / "fees.csv").write_text("Pump,Fee\nNorth,6\n")
    told = json.loads(wellread("index", str(folder), "--json").stdout)
    assert (told["read"], told["unchanged"], told["removed"]) == (1, 6, 0)
    assert [each["title"] for each in told["documents"]] == ["fees", "Plan", "Plan"]
    assert {each["cause"] for each in told["skipped"]} == {
        "unreadable", "empty", "unsupported_type", "refused"
    }  # fmt: skip
    assert [each["current"] for each in told["outdated"]] == [(folder / "plan 2024.md").as_uri()]


def test_a_folder_without_any_document_is_a_failure(wellread: Wellread, folder: Path) -> None:
    (folder / "old" / "plan 2022.md").unlink()
    assert wellread("index", str(folder / "old")).exit_code == 4
    assert wellread("index", str(folder / "none")).exit_code == 2
