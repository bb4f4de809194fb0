"""An older version of an own document is told as such wherever the report shows it."""

from pathlib import Path

import pytest
from runs.desk import Desk, folder_of

from wellread.settings import load_settings

TEXT = (
    "# Water report {year}\n\nThe water utility of Ellmouth served {homes} homes in the valley in "
    "{year}. Its pipes are renewed street by street, and the board meets every quarter.\n"
)
SHARE = {
    "water report 2022": TEXT.format(year=2022, homes="38,900"),
    "water report 2024": TEXT.format(year=2024, homes="41,200"),
}


@pytest.fixture
def bare(data_dir: Path) -> Desk:
    return Desk(load_settings({"data_dir": data_dir, "models": "off"}))


async def test_the_current_version_is_stated_and_the_older_one_stands_marked_beside_it(
    bare: Desk, tmp_path: Path
) -> None:
    sources = folder_of(tmp_path / "docs", **SHARE)
    question = "How many homes does the water utility of Ellmouth serve?"
    report = (await bare.ask(question, sources=sources)).report
    said = " ".join(claim.text for claim in report.claims)
    assert "41,200" in said
    assert "38,900" not in said
    assert "38,900" in report.markdown.partition("## Where sources disagree")[2]
    listed = report.markdown.partition("## Sources")[2]
    assert listed.count("Outdated version.") == 1
    assert "2022" in listed.partition("Outdated version.")[0].split("\n")[-1]


async def test_a_version_that_the_question_names_is_cited_as_outdated(
    bare: Desk, tmp_path: Path
) -> None:
    sources = folder_of(tmp_path / "docs", **SHARE)
    question = "How many homes did the water utility of Ellmouth serve in 2022?"
    report = (await bare.ask(question, sources=sources)).report
    old = [each.source for each in report.references if "2022" in each.source.address]
    assert [each.outdated for each in old] == ["an older version (2022) of water report 2024.md"]
    assert "Outdated version." in report.markdown
