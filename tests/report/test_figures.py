"""Tables and charts in every format: cited cell by cell, drawn to scale, text that stays text."""

import io
import json
import zipfile
from pathlib import Path
from typing import get_args
from xml.etree import ElementTree as ET

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from report.second_programs import in_chromium, text_of_pdf
from report.with_figures import HOSTILE_NAME, IMAGE, TEXTS, report_with_figures
from selectolax.lexbor import LexborHTMLParser

from wellread.domain import Form, Report, ReportKind
from wellread.languages import LANGUAGES
from wellread.report.chart import TEXT_WIDTH, drawn, text_bars
from wellread.report.citations import read_report
from wellread.report.export import export
from wellread.report.parts import Chart

REPORT = report_with_figures()
SVG = "{http://www.w3.org/2000/svg}"
SHOWN = HOSTILE_NAME.replace("https://", "")


def test_markdown_has_each_number_with_its_citation_and_a_bar() -> None:
    (number,) = (each.number for each in REPORT.references if each.source.snapshot_id == "a")
    bar = "█" * TEXT_WIDTH
    assert "## In figures\n\n**The tram**\n\n| Station | Beds | Opened |\n" in REPORT.markdown
    assert (
        f"| Year | Value |  |\n| --- | ---: | --- |\n| 2019 | 1,200,000 [{number}] | {bar} |\n"
        in (REPORT.markdown)
    )
    assert f"| 2020 | 800,000 [{number}] | {'█' * 16} |" in REPORT.markdown


def test_markdown_s_tables_are_tables_to_another_program_and_hold_no_html() -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse(REPORT.markdown)
    assert sum(token.type == "table_open" for token in tokens) == 2
    assert sum(token.type == "tr_open" for token in tokens) == 8
    inner = {child.type for token in tokens for child in token.children or ()}
    assert inner.isdisjoint({"html_inline", "image"})


@pytest.mark.parametrize("language", LANGUAGES)
def test_verify_reads_such_a_report_and_takes_no_cell_for_a_sentence(language: str) -> None:
    read = read_report(report_with_figures(Form(language=language, images=4)).markdown)
    assert [each.text for each in read.claims] == ["People ride."]


def test_what_a_figure_cites_is_the_report_s_evidence_and_stands_in_its_source() -> None:
    known = {each.id: each for each in REPORT.findings}
    assert set(REPORT.figures.finding_ids) <= set(known)
    for finding in REPORT.findings:
        assert TEXTS[finding.snapshot_id][finding.start : finding.end] == finding.quote
    for point in REPORT.figures.series[0].points:
        assert f"Passengers: {point.text}." in known[point.finding_id].quote


def test_json_carries_figures_as_data_and_reads_back() -> None:
    data = json.loads(export(REPORT, "json"))
    assert data["figures"]["series"][0]["points"][1] == {
        "label": "2020",
        "text": "800,000",
        "value": 800000.0,
        "finding_id": "q1.1",
        "moment": [2020],
    }
    assert Report.model_validate(data) == REPORT


def test_html_draws_inline_under_its_policy_and_cites_in_cells() -> None:
    page = LexborHTMLParser(export(REPORT, "html").decode())
    assert len(page.css("figure")) == 2
    assert len(page.css("figure svg circle")) == 3
    assert page.css("script, img, style[onload], image, foreignObject, use, svg a, [style]") == []
    links = [node.attributes["href"] or "" for node in page.css("figure td cite a")]
    assert len(links) == 8
    caption = page.css("figcaption cite a")
    assert [node.text() for node in caption] == ["2"]
    assert all(page.css_first(link) for link in links)
    assert SHOWN in " ".join(page.css("figure")[0].text(separator=" ").split())


def test_word_has_the_numbers_with_footnotes_in_its_tables() -> None:
    data = export(REPORT, "docx")
    tables = docx.Document(io.BytesIO(data)).tables
    assert [cell.text for cell in tables[1].rows[2].cells] == ["2020", "800,000"]
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        notes = package.read("word/footnotes.xml").decode()
    assert "“Year: 2020 · Passengers: 800,000.”" in notes


def test_pdf_draws_the_chart_and_has_every_number(tmp_path: Path) -> None:
    pytest.importorskip("typst", reason="the extra `pdf` is not installed")
    (tmp_path / "report.pdf").write_bytes(export(REPORT, "pdf"))
    text = text_of_pdf(tmp_path / "report.pdf", "-layout")
    assert text.count("1,200,000") >= 3
    assert "In figures" in text


def test_a_picture_is_named_with_its_address_and_page_and_never_loaded_or_linked() -> None:
    assert [each.address for each in REPORT.figures.images] == [IMAGE]
    assert f"`{IMAGE.replace('`', '')}`" in REPORT.markdown
    parsed = MarkdownIt("commonmark").enable("table").parse(REPORT.markdown)
    inner = [child for token in parsed for child in token.children or ()]
    assert all(child.type != "image" for child in inner)
    assert all("img.example" not in str(child.attrs.get("href")) for child in inner)
    page = LexborHTMLParser(export(REPORT, "html").decode())
    assert [node.text() for node in page.css("li code")] == [IMAGE]
    assert all("img.example" not in (node.attributes["href"] or "") for node in page.css("a"))
    with zipfile.ZipFile(io.BytesIO(export(REPORT, "docx"))) as package:
        assert b"img.example" not in package.read("word/_rels/document.xml.rels")
        assert b"img.example" in package.read("word/document.xml")


def test_no_picture_is_named_where_nobody_asked() -> None:
    report = report_with_figures(Form())
    assert report.figures.images == ()
    assert "img.example" not in report.markdown


@pytest.mark.parametrize(("language", "heading"), [("de", "In Zahlen"), ("zh", "数据与对比")])
def test_figures_speak_the_report_s_language(language: str, heading: str) -> None:
    text = report_with_figures(Form(language=language)).markdown
    assert f"## {heading}\n" in text
    assert "Value" not in text


@pytest.mark.parametrize("kind", get_args(ReportKind))
def test_short_kinds_have_no_figures(kind: ReportKind) -> None:
    figures = report_with_figures(Form(kind=kind)).figures
    assert bool(figures.series) == (kind in {"report", "detailed", "custom"})


@given(st.lists(st.floats(-1e12, 1e12), min_size=1, max_size=9), st.text(max_size=40))
def test_a_chart_of_any_numbers_and_texts_is_sound_and_to_scale(
    values: list[float], text: str
) -> None:
    chart = Chart(text, (text,) * len(values), tuple(values), (text,) * len(values))
    picture = ET.fromstring(str(drawn(chart)))  # noqa: S314  our own
    bars = [float(each.attrib["width"]) for each in picture.iter(f"{SVG}rect")]
    longest = max(map(abs, values))
    span = max(0.0, *values) - min(0.0, *values)
    for bar, value in zip(bars, values, strict=True):
        assert bar == pytest.approx(abs(value) / span * 380 if span else 0, abs=0.02)
    for blocks, value in zip(text_bars(values), values, strict=True):
        assert len(blocks.lstrip("\u2212")) <= TEXT_WIDTH
        assert blocks.startswith("\u2212") == (value < 0)
        assert (abs(value) == longest > 0) <= (blocks.count("█") == TEXT_WIDTH)
    assert {each.tag for each in picture.iter()} <= {
        f"{SVG}{x}" for x in ("svg", "text", "rect", "line")
    }


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_chromium_draws_the_line_with_the_network_off_and_breaks_no_policy(tmp_path: Path) -> None:
    shown = in_chromium(export(REPORT, "html"), tmp_path)
    assert len(LexborHTMLParser(shown.stdout).css("figure svg circle")) == 3
    assert "Content Security Policy" not in shown.stderr
