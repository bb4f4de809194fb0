"""Lines over time and bars of things, as pictures and as charts that Word and others open."""

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from pptx.oxml import parse_xml
from report.second_programs import coloured_pixels, text_of_pdf, word_as_pdf
from report.with_figures import report_with_figures

from wellread.figures import Point
from wellread.report.chart import drawn
from wellread.report.document import document_of
from wellread.report.export import export
from wellread.report.export.docx import word_file
from wellread.report.line import BOTTOM, HEIGHT, TOP, WIDTH, labelled, marks_of, written
from wellread.report.parts import (
    Chart,
    Document,
    Figure,
    Item,
    Part,
    Place,
    Sentence,
    Spacing,
    Table,
)
from wellread.report.svg import COLOUR

REPORT = report_with_figures()
SVG = "{http://www.w3.org/2000/svg}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
HOSTILE = '=1+1 <c:x a="1"/> &amp; https://x.example/ \x0b中文'
BARS = Chart("Seats of stations", ("North", HOSTILE, "West"), (4.0, -2.0, 1.5), ("4", "-2", "1.5"))
UNEVEN = (date(2000, 1, 1), date(2010, 1, 1), date(2011, 1, 1), date(2015, 1, 1))


def over(days: Sequence[date], spaced_by: Spacing = "years") -> Chart:
    values = tuple(float(number + 3) for number in range(len(days)))
    labels = tuple(day.isoformat() for day in days)
    texts = tuple(f"{value:g} %" for value in values)
    return Chart("Shares", labels, values, texts, tuple(days), spaced_by)


def document_with(chart: Chart) -> Document:
    rows = zip(chart.labels, chart.texts, strict=True)
    cited = (Place(1, None, "q1.1"),)
    table = Table(("Of", "Value"), tuple((Sentence(a), Sentence(b, cited)) for a, b in rows), 1, 2)
    part = Part("figures", "In figures", figures=(Figure(chart.title, table, chart),))
    return replace(document_of(REPORT), parts=(part,))


def parts_of(chart: Chart) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(word_file(document_with(chart)))) as package:
        return {name: package.read(name) for name in package.namelist()}


def dots_of(chart: Chart) -> list[tuple[float, float]]:
    picture = ET.fromstring(str(drawn(chart)))  # noqa: S314  our own
    return [
        (float(each.attrib["cx"]), float(each.attrib["cy"]))
        for each in picture.iter(f"{SVG}circle")
    ]


def test_a_series_over_time_is_a_line_whose_distances_are_those_of_its_years() -> None:
    across = [x for x, _ in dots_of(over(UNEVEN))]
    first, second, third, last = across
    assert (second - first) / (last - first) == pytest.approx(10 / 15, abs=0.001)
    assert (third - second) / (last - first) == pytest.approx(1 / 15, abs=0.001)
    assert "<polyline" in str(drawn(over(UNEVEN)))
    assert "<polyline" not in str(drawn(BARS))


@pytest.mark.parametrize("moment", [(2020, 13), (2021, 2, 29), (0,), (2020, 1, 1, 1), ()])
def test_a_moment_that_the_calendar_does_not_have_has_no_day(moment: tuple[int, ...]) -> None:
    assert Point(label="x", text="1", value=1, finding_id="q1.1", moment=moment).day is None


def test_a_stored_series_without_moments_is_drawn_as_bars() -> None:
    (series,) = REPORT.figures.series
    old = [each.model_copy(update={"moment": ()}) for each in series.points]
    figures = REPORT.figures.model_copy(
        update={"series": (series.model_copy(update={"points": tuple(old)}),)}
    )
    page = export(REPORT.model_copy(update={"figures": figures}), "html").decode()
    assert "<rect" in page
    assert "<polyline" not in page


_VALUES = st.lists(st.floats(-1e12, 1e12), min_size=1, max_size=40)


@given(_VALUES, st.text(max_size=40), st.data())
def test_a_line_of_any_numbers_and_texts_is_sound_and_to_scale(
    values: list[float], text: str, data: st.DataObject
) -> None:
    texts = (text,) * len(values)
    days = data.draw(
        st.lists(st.dates(), min_size=len(values), max_size=len(values), unique=True).map(sorted)
    )
    chart = Chart(text, texts, tuple(values), texts, tuple(days), "days")
    dots = dots_of(chart)
    marks = marks_of(values)
    assert marks[0] <= min(values) + 1e-280
    assert marks[-1] >= max(values) - 1e-280
    assert 1 < len(marks) < 14
    for (x, y), value in zip(dots, values, strict=True):
        share = (value - marks[0]) / (marks[-1] - marks[0])
        assert y == pytest.approx(BOTTOM - share * (BOTTOM - TOP), abs=0.02)
        assert 0 < x < WIDTH
        assert 0 < y < HEIGHT
    assert [x for x, _ in dots] == sorted(x for x, _ in dots)
    picture = ET.fromstring(str(drawn(chart)))  # noqa: S314  our own
    allowed = ("svg", "text", "line", "polyline", "circle", "title")
    assert {each.tag for each in picture.iter()} <= {f"{SVG}{name}" for name in allowed}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((12.0, 15.0, 21.0), ["0", "5", "10", "15", "20", "25"]),
        ((98.1, 98.3, 98.9), ["98.0", "98.2", "98.4", "98.6", "98.8", "99.0"]),
        ((1.2e6, 8e5), [f"{n}\u202f000" if n else "0" for n in (0,)] + ["500\u202f000"]
         + ["1\u202f000\u202f000", "1\u202f500\u202f000"]),
        ((-3.0, 4.0), ["\u22124", "\u22122", "0", "2", "4"]),
        ((5.0, 5.0), ["0", "1", "2", "3", "4", "5"]),
    ],
)  # fmt: skip
def test_the_axis_has_round_numbers_and_zero_where_the_values_differ_much(
    values: tuple[float, ...], expected: list[str]
) -> None:
    marks = marks_of(values)
    assert [written(each, marks[1] - marks[0], ".") for each in marks] == expected


def test_word_holds_a_chart_with_its_numbers_in_a_sheet_of_its_own() -> None:
    parts = parts_of(over(UNEVEN))
    drawn = parse_xml(parts["word/charts/chart1.xml"])
    assert [each.text for each in drawn.iter(f"{CHART}v")][1:9] == [
        "2000", "2010", "2011", "2015", "3.0", "4.0", "5.0", "6.0",
    ]  # fmt: skip
    sheet = load_workbook(io.BytesIO(parts["word/embeddings/Microsoft_Excel_Sheet1.xlsx"])).active
    assert sheet is not None
    assert list(sheet.iter_rows(values_only=True)) == [
        (None, "Shares"), (2000, 3), (2010, 4), (2011, 5), (2015, 6),
    ]  # fmt: skip
    types = parts["[Content_Types].xml"].decode()
    assert "/word/charts/chart1.xml" in types
    assert b"/embeddings/Microsoft_Excel_Sheet1.xlsx" in parts["word/charts/_rels/chart1.xml.rels"]


@pytest.mark.parametrize(
    ("days", "spaced_by", "axis"),
    [
        ([date(2020, 1, 1), date(2020, 2, 1), date(2020, 6, 1)], "months", "dateAx"),
        ([date(2020, 1, 1), date(2020, 1, 9), date(2020, 6, 1)], "days", "dateAx"),
        ([date(1789, 7, 1), date(1815, 6, 1), date(1848, 3, 1)], "months", "valAx"),
        (UNEVEN, "years", "valAx"),
    ],
)
def test_word_s_charts_over_time_have_an_axis_with_true_distances(
    days: list[date], spaced_by: Spacing, axis: str
) -> None:
    drawn = parse_xml(parts_of(over(days, spaced_by))["word/charts/chart1.xml"])
    assert drawn.find(f".//{CHART}plotArea/{CHART}{axis}") is not None
    assert drawn.find(f".//{CHART}catAx") is None


def test_word_s_chart_tells_all_its_numbers_to_who_cannot_see_it() -> None:
    body = docx.Document(io.BytesIO(word_file(document_with(over(UNEVEN))))).element.body
    (about,) = body.findall(
        ".//{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
    )
    assert about.get("descr") == (
        "Shares. 2000-01-01: 3 %; 2010-01-01: 4 %; 2011-01-01: 5 %; 2015-01-01: 6 %"
    )
    assert "Shares [1]" in "".join(body.itertext())


def test_a_name_in_word_s_chart_is_never_a_formula_or_markup() -> None:
    parts = parts_of(BARS)
    sheet = load_workbook(io.BytesIO(parts["word/embeddings/Microsoft_Excel_Sheet1.xlsx"])).active
    assert sheet is not None
    name = sheet.cell(3, 1)
    assert name.data_type == "s"
    assert name.hyperlink is None
    assert str(name.value).startswith('=1+1 <c:x a="1"/> &amp;')
    drawn = parse_xml(parts["word/charts/chart1.xml"])
    assert drawn.find(f".//{CHART}x") is None


@given(_VALUES, st.text(max_size=40))
def test_a_word_file_with_any_numbers_and_texts_is_sound(values: list[float], text: str) -> None:
    texts = (text,) * len(values)
    parts = parts_of(Chart(text, texts, tuple(values), texts))
    assert parse_xml(parts["word/charts/chart1.xml"]).tag == f"{CHART}chartSpace"


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("chart", [BARS, over(UNEVEN)], ids=["bars", "line"])
def test_libreoffice_draws_the_chart_on_the_page(tmp_path: Path, chart: Chart) -> None:
    pdf = word_as_pdf(word_file(document_with(chart)), tmp_path)
    text = "".join(text_of_pdf(pdf, "-f", "1", "-l", "1").split())
    for told in chart.texts:
        assert text.count(told.replace(" ", "")) >= 2
    assert coloured_pixels(pdf, 1, COLOUR) > 100


def test_word_keeps_caption_and_chart_in_one_paragraph_and_labels_what_has_room() -> None:
    close = (*UNEVEN, date(2016, 1, 1), date(2017, 1, 1))
    chart = over([date(2000 + n, 1, 1) for n in range(30)])
    assert labelled(over(close))[0] == 0
    assert 1 < len(labelled(chart)) < len(chart.values)
    body = docx.Document(io.BytesIO(word_file(document_with(chart)))).element.body
    (drawn,) = body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}drawing")
    assert "Shares [1]" in "".join(drawn.getparent().getparent().itertext())


def test_no_address_leaves_the_page_of_a_pdf(tmp_path: Path) -> None:
    pytest.importorskip("typst", reason="the extra `pdf` is not installed")
    from wellread.report.export.pdf import typeset

    address = "e.example/index.html?table=passengers&year=2026&token=" + "a1b2c3d4" * 12
    item = Item(address)
    document = replace(document_of(REPORT), parts=(Part("failures", "What failed", items=(item,)),))
    (tmp_path / "long.pdf").write_bytes(typeset(document))
    words = text_of_pdf(tmp_path / "long.pdf", "-bbox")
    ends = [float(each) for each in re.findall(r'xMax="([0-9.]+)"', words)]
    assert max(ends) < 210 / 25.4 * 72 - 60
    text = "".join(text_of_pdf(tmp_path / "long.pdf").replace("\u200b", "").split())
    assert address in text
