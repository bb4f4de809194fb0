"""`wellread export`: which format goes where."""

from pathlib import Path

import pytest
from cli.conftest import Wellread
from cli.doubles import RUN_ID, SessionDouble, StoredDouble, record


@pytest.fixture(autouse=True)
def stored(session: SessionDouble) -> None:
    session.stored = {RUN_ID: StoredDouble(record("done"))}


def test_text_goes_to_stdout(wellread: Wellread) -> None:
    result = wellread("export", "3f", "--to", "bibtex")
    assert result.exit_code == 0
    assert result.stdout.startswith("@misc{source1,")


def test_a_file_s_ending_is_its_format(wellread: Wellread, home: Path) -> None:
    result = wellread("export", "latest", "--out", "report.docx")
    assert result.exit_code == 0
    assert (home / "report.docx").read_bytes().startswith(b"PK")
    assert result.stdout == ""


def test_a_style_changes_the_citations(wellread: Wellread) -> None:
    result = wellread("export", RUN_ID, "--to", "md", "--style", "apa")
    assert "Cranes load ships. (“Cranes”, n.d., p. 3)" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("export", RUN_ID), "--to"),
        (("export", RUN_ID, "--out", "report.odt"), "--to"),
        (("export", RUN_ID, "--to", "md", "--out", "no/folder/a.md"), "--out"),
        (("export", "nope", "--to", "md"), "nope"),
    ],
)
def test_bad_input_is_named_and_writes_nothing(
    wellread: Wellread, home: Path, arguments: tuple[str, ...], words: str
) -> None:
    result = wellread(*arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert list(home.iterdir()) == []


def test_a_run_without_a_report_names_the_way_on(
    wellread: Wellread, session: SessionDouble
) -> None:
    session.stored = {RUN_ID: StoredDouble(record("interrupted"), report=None)}
    result = wellread("export", RUN_ID, "--to", "md")
    assert result.exit_code == 2
    assert f"wellread resume {RUN_ID}" in result.stderr
