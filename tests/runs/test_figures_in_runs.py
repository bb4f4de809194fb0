"""Charts and tables in whole runs on a small library: with the played model and without one."""

import re
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from runs.desk import Desk
from services.model import default_answer, read_request
from services.server import Services

from wellread.domain import Form, Report, SourceChoice
from wellread.settings import load_settings

QUESTION = "How many passengers did the tram of Ellmouth carry, and how do its stations compare?"
COUNTS = (("2019", 1_204_000), ("2020", 611_500), ("2021", 798_000), ("2022", 1_100_250))
TEXT = """# The tram of Ellmouth

The tram of Ellmouth links the harbour with the old town and carries passengers all year.

In 2019 the tram of Ellmouth earned 2.1 million euros from its passengers. In 2020 the tram of
Ellmouth earned 0.9 million euros from its passengers. In 2021 the tram of Ellmouth earned 1.4
million euros from its passengers.

## Stations

The stations of the tram of Ellmouth compare as follows for passengers.

| Station | Platforms | Opened |
| --- | --- | --- |
| Harbour | 4 | 1921 |
| Market | 2 | 1921 |
| Castle | 2 | 1950 |
"""


@pytest.fixture
def library(tmp_path: Path) -> SourceChoice:
    (tmp_path / "tram.md").write_text(TEXT, encoding="utf-8")
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Passengers"
    sheet.append(["Year", "Passengers of the tram of Ellmouth"])
    for number, (year, count) in enumerate(COUNTS, 2):
        sheet.append([int(year), count])
        sheet.cell(number, 2).number_format = "#,##0"
    book.save(tmp_path / "passengers.xlsx")
    return SourceChoice(folders=(str(tmp_path),))


def holds(report: Report) -> None:
    """The sheet is drawn whole, the stations are compared once, and all of it is cited."""
    series = {each.title: each for each in report.figures.series}
    passengers = series["Passengers of the tram of Ellmouth"]
    assert [(each.label, each.value) for each in passengers.points] == list(COUNTS)
    quotes = {each.id: each for each in report.findings}
    numbers = {each.source.snapshot_id: each.number for each in report.references}
    for point in passengers.points:
        finding = quotes[point.finding_id]
        assert point.text in finding.quote
        assert (
            f"| {point.text} [{numbers[finding.snapshot_id]} {finding.place}] |" in report.markdown
        )
    # Where every row is quoted in the text, the table stands there and not once more below.
    assert report.markdown.count("| Station |") == 1
    for thing in ("Harbour", "Market", "Castle"):
        assert re.search(rf"^\| {thing} .*\[\d", report.markdown, re.MULTILINE)


async def test_without_a_model_a_sheet_is_drawn_and_a_table_compared(
    services: Services, data_dir: Path, library: SourceChoice
) -> None:
    flags = {**services.settings, "data_dir": data_dir, "models": "off"}
    report = (await Desk(load_settings(flags)).ask(QUESTION, sources=library)).report
    holds(report)


async def test_with_a_model_a_sheet_is_drawn_and_a_table_compared(
    desk: Desk, library: SourceChoice
) -> None:
    report = (await desk.ask(QUESTION, sources=library)).report
    holds(report)


async def test_pictures_are_named_where_they_were_asked_for_and_only_there(
    services: Services, data_dir: Path, tmp_path: Path
) -> None:
    told = "<p>The tram of Ellmouth carries passengers along the harbour since 1921.</p>"
    picture = '<figure><img src="https://x.example/t.png"><figcaption>A tram</figcaption></figure>'
    (tmp_path / "tram.html").write_text(f"<main>{told}{picture}</main>", encoding="utf-8")
    desk = Desk(load_settings({**services.settings, "data_dir": data_dir, "models": "off"}))
    library = SourceChoice(folders=(str(tmp_path),))
    question = "What does the tram of Ellmouth carry?"
    asked = (await desk.ask(question, sources=library, form=Form(images=3))).report
    assert [(each.caption, each.address) for each in asked.figures.images] == [
        ("A tram", "https://x.example/t.png")
    ]
    assert "- A tram [1] `https://x.example/t.png`\n" in asked.markdown
    silent = (await desk.ask(question, sources=library)).report
    assert "x.example" not in silent.markdown


SAID = (
    "The Harbour line of Ellmouth has 12 stops.",
    "The Castle line of Ellmouth has 7 stops.",
    "The Harbour line of Ellmouth opened in 1921.",
)


def _with_a_table(request: dict[str, Any]) -> dict[str, Any]:
    """The played answer, and a table with two right cells, a wrong one and an invented one."""
    wanted = read_request(request)
    answer = default_answer(wanted)
    assert isinstance(answer, dict)
    labels = {each["sentence"]: each["evidence"][0] for each in answer["sentences"]}
    harbour, castle, opened = (labels[line] for line in SAID)
    cells = {
        "Harbour line": [(harbour, "12"), (opened, "1921"), (harbour, "Ellmouth")],
        "Castle line": [(castle, "7"), (opened, "1921"), (castle, "40 trams")],
        "Market line": [("E99", "12"), ("", ""), ("", "")],
    }
    rows = [
        {"thing": thing, "cells": [{"evidence": e, "words": w} for e, w in row]}
        for thing, row in cells.items()
    ]
    return {**answer, "tables": [{"attributes": ["Stops", "Opened", "Town"], "rows": rows}]}


async def test_a_writer_s_table_keeps_only_cells_that_their_quotes_carry(
    desk: Desk, services: Services, tmp_path: Path
) -> None:
    text = "\n\n".join(("# Lines of Ellmouth", *SAID))
    (tmp_path / "lines.md").write_text(text, encoding="utf-8")
    services.model.script("ComparingSectionAnswer", _with_a_table)
    library = SourceChoice(folders=(str(tmp_path),))
    report = (
        await desk.ask("How do the lines of Ellmouth compare in stops?", sources=library)
    ).report
    (table,) = report.figures.comparisons
    assert [row.thing for row in table.rows] == ["Harbour line", "Castle line"]
    assert table.attributes == ("Stops",)
    assert [[cell and cell.text for cell in row.cells] for row in table.rows] == [["12"], ["7"]]
