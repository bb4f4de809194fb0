"""Charts that a Word file holds as charts: with their numbers, which may be edited.

The structure is that of ECMA-376, part 1, section 21.2; what a chart and its workbook hold is
written by python-pptx, since a slide's charts are those of a text.
"""

import io
import math
from collections.abc import Iterator
from datetime import date
from itertools import count

from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part, XmlPart
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from docx.shared import Cm
from docx.text.paragraph import Paragraph
from openpyxl import Workbook
from pptx.chart.axis import ValueAxis
from pptx.chart.chart import Chart as WrittenChart
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.chart.xmlwriter import ChartXmlWriter
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.oxml import parse_xml as parse_chart
from pptx.util import Pt

from wellread.report.line import decimals_of, labelled, marks_of
from wellread.report.parts import Chart, clean
from wellread.report.svg import COLOUR, shortened

_WIDTH, _LINE_HEIGHT = Cm(15.8), Cm(7.5)
_BAR_HEIGHT, _AROUND_BARS, _MOST_HEIGHT = Cm(0.75), Cm(1), Cm(21)
_FIRST_DAY_YEAR = 1900
"""Spreadsheets know no day before it."""
_AXIS, _CROSSED_AXIS = (
    f"{{http://schemas.openxmlformats.org/drawingml/2006/chart}}{name}"
    for name in ("axId", "crossAx")
)
_LABEL_LETTERS = 40
_GREY = RGBColor(0xD9, 0xD9, 0xD9)
_MARKS = 10
"""About so many years are named on an axis."""
_DATE_FORMATS = {"years": "yyyy", "months": "yyyy-mm", "days": "yyyy-mm-dd"}


class WordCharts:
    """The charts of one Word file, numbered from 1 in the order of adding."""

    def __init__(self, word: WordDocument) -> None:
        self._package = word.part.package
        self._numbers = count(1)

    def add(self, paragraph: Paragraph, chart: Chart) -> None:
        """The chart at the end of `paragraph`; all its numbers are its alternative text."""
        number = next(self._numbers)
        relation = paragraph.part.relate_to(self._part(chart, number), RELATIONSHIP_TYPE.CHART)
        frame = parse_xml(
            f'<w:drawing {nsdecls("w", "wp", "a", "r")}><wp:inline distT="0" distB="0" distL="0"'
            f' distR="0"><wp:extent cx="{_WIDTH}" cy="{_height_of(chart)}"/>'
            f'<wp:docPr id="{number}" name="Chart {number}"/><wp:cNvGraphicFramePr/><a:graphic>'
            '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
            '<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
            f'r:id="{relation}"/></a:graphicData></a:graphic></wp:inline></w:drawing>'
        )
        about = frame.find(f".//{qn('wp:docPr')}")
        about.set("title", clean(chart.title))
        about.set("descr", clean(chart.told))
        paragraph.add_run()._r.append(frame)

    def _part(self, chart: Chart, number: int) -> Part:
        data, kind = _data(chart)
        root = parse_chart(ChartXmlWriter(kind, data).xml.encode())
        part = XmlPart(
            PackURI(f"/word/charts/chart{number}.xml"), CONTENT_TYPE.DML_CHART, root, self._package
        )
        book = Part(
            PackURI(f"/word/embeddings/Microsoft_Excel_Sheet{number}.xlsx"),
            CONTENT_TYPE.SML_SHEET,
            _workbook(chart),
            self._package,
        )
        for axis in (*root.iter(_AXIS), *root.iter(_CROSSED_AXIS)):
            axis.set("val", axis.get("val").lstrip("-"))  # the standard has no signs here
        outside = root.get_or_add_externalData()
        outside.rId = part.relate_to(book, RELATIONSHIP_TYPE.PACKAGE)
        _dress(WrittenChart(root, None), chart)
        return part


def _height_of(chart: Chart) -> int:
    return (
        _LINE_HEIGHT
        if chart.days
        else min(_AROUND_BARS + len(chart.values) * _BAR_HEIGHT, _MOST_HEIGHT)
    )


def _is_by_number(chart: Chart) -> bool:
    """Whether its years are numbers on a scale; else its days are dates, or its names are text."""
    return bool(chart.days) and (chart.spaced_by == "years" or chart.days[0].year < _FIRST_DAY_YEAR)


def _columns(chart: Chart) -> Iterator[tuple[str | date | float, float]]:
    """What stands beside each other in the chart's workbook, and is drawn."""
    for number, value in enumerate(chart.values):
        if not chart.days:
            yield shortened(chart.labels[number], _LABEL_LETTERS), value
        elif chart.spaced_by == "years":
            yield chart.days[number].year, value
        elif _is_by_number(chart):
            day = chart.days[number]
            yield day.year + (day.month - 1) / 12 + (day.day - 1) / 366, value
        else:
            yield chart.days[number], value


def _data(chart: Chart) -> tuple[CategoryChartData | XyChartData, XL_CHART_TYPE]:
    name = clean(chart.title)
    if _is_by_number(chart):
        scattered = XyChartData()
        points = scattered.add_series(name)
        for x, value in _columns(chart):
            points.add_data_point(x, value)
        return scattered, XL_CHART_TYPE.XY_SCATTER_LINES
    data = CategoryChartData()
    data.categories = [label for label, _ in _columns(chart)]
    data.add_series(name, chart.values)
    if chart.days:
        data.categories.number_format = _DATE_FORMATS[chart.spaced_by]
        return data, XL_CHART_TYPE.LINE_MARKERS
    return data, XL_CHART_TYPE.BAR_CLUSTERED


def _workbook(chart: Chart) -> bytes:
    """The cells that the chart names; python-pptx would write a text like `=A1` as a formula."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Sheet1"
    for row, cells in enumerate((("", clean(chart.title)), *_columns(chart)), 1):
        for column, value in enumerate(cells, 1):
            cell = sheet.cell(row, column)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
            elif isinstance(value, date):
                cell.number_format = _DATE_FORMATS[chart.spaced_by]
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _dress(made: WrittenChart, chart: Chart) -> None:
    made.has_title = made.has_legend = False
    made.font.size = Pt(9)
    series = made.plots[0].series[0]
    colour = RGBColor.from_string(COLOUR.lstrip("#").upper())
    if chart.days:
        _dress_line(made, chart)
        series.smooth = False
        series.format.line.color.rgb = colour
        series.format.line.width = Pt(2)
        series.marker.style = XL_MARKER_STYLE.CIRCLE
        series.marker.format.fill.solid()
        series.marker.format.fill.fore_color.rgb = colour
        series.marker.format.line.color.rgb = colour
    else:
        made.plots[0].gap_width = 50
        made.category_axis.reverse_order = True
        made.value_axis.visible = made.value_axis.has_major_gridlines = False
        made.value_axis.minimum_scale = None if min(chart.values) < 0 else 0
        series.invert_if_negative = False
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = colour
    for point in labelled(chart) if chart.days else range(len(chart.texts)):
        label = series.points[point].data_label
        label.text_frame.text = clean(chart.texts[point])
        label.position = XL_LABEL_POSITION.ABOVE if chart.days else XL_LABEL_POSITION.OUTSIDE_END


def _dress_line(made: WrittenChart, chart: Chart) -> None:
    marks = marks_of(chart.values)
    across, upright = made.category_axis, made.value_axis
    upright.minimum_scale, upright.maximum_scale = marks[0], marks[-1]
    upright.major_unit = marks[1] - marks[0]
    decimals = decimals_of(upright.major_unit)
    upright.tick_labels.number_format = "#,##0" + ("." + "0" * decimals if decimals else "")
    upright.tick_labels.number_format_is_linked = False
    upright.format.line.fill.background()
    upright.major_gridlines.format.line.color.rgb = _GREY
    across.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    across.has_major_gridlines = False
    across.tick_labels.number_format_is_linked = False
    if isinstance(across, ValueAxis):
        first, last = chart.days[0].year, chart.days[-1].year
        across.tick_labels.number_format = "0"
        across.major_unit = max(1, math.ceil((last - first) / _MARKS))
        across.minimum_scale, across.maximum_scale = first, last + (chart.spaced_by != "years")
    else:
        across.tick_labels.number_format = _DATE_FORMATS[chart.spaced_by]
