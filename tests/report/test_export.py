"""A report in every format: the same sentences, working citations, and text that stays text."""

import io
import json
import re
import zipfile
from pathlib import PurePath
from typing import get_args
from xml.etree import ElementTree as ET

import docx
import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from report.handed_on import HOSTILE, NOW, SCRIPTS, WEB, report_of
from selectolax.lexbor import LexborHTMLParser

from wellread.domain import CitationStyle, Form, Report, Source
from wellread.report.citations import read_report
from wellread.report.document import document_of
from wellread.report.export import FORMATS, ExportFormat, export, format_of
from wellread.report.export.bibliography import bibtex, ris
from wellread.report.markdown import plain
from wellread.report.parts import Entry
from wellread.report.styles import Citing

REPORT = report_of()
STYLES: tuple[CitationStyle, ...] = get_args(CitationStyle)
SHOWN = HOSTILE.replace("https://", "")
"""No address in a text is a link, so it stands without its scheme."""


@pytest.fixture(scope="module")
def page() -> LexborHTMLParser:
    return LexborHTMLParser(export(REPORT, "html").decode())


def test_html_holds_every_sentence_as_text(page: LexborHTMLParser) -> None:
    assert page.body is not None
    text = " ".join(page.body.text().split())
    for claim in REPORT.claims:
        assert " ".join(claim.text.replace("https://", "").split()) in text


def test_html_has_no_script_and_forbids_all_requests(page: LexborHTMLParser) -> None:
    assert page.css("script, iframe, img, form, object, link, base, [onclick], [onload]") == []
    policy = page.css_first('meta[http-equiv="Content-Security-Policy"]')
    assert policy is not None
    content = policy.attributes["content"]
    assert content is not None
    assert content.startswith("default-src 'none'; style-src 'sha256-")


def test_html_citations_lead_to_the_quote_and_all_anchors_exist(page: LexborHTMLParser) -> None:
    ids = [node.attributes["id"] for node in page.css("[id]")]
    assert len(ids) == len(set(ids))
    targets = [node.attributes["href"] or "" for node in page.css('a[href^="#"]')]
    assert {target.removeprefix("#") for target in targets} <= set(ids)
    first = page.css_first("cite a")
    assert first is not None
    quote = page.css_first(first.attributes["href"] or "")
    assert quote is not None
    assert "Tickets pay 41 percent" in quote.text()


def test_html_links_only_to_web_pages_that_were_read(page: LexborHTMLParser) -> None:
    links = {node.attributes["href"] or "" for node in page.css("a[href]")}
    outside = {link for link in links if not link.startswith("#")}
    assert outside == {WEB, "https://例え.example/電車"}


def test_word_has_headings_and_a_footnote_for_each_citation() -> None:
    data = export(REPORT, "docx")
    word = docx.Document(io.BytesIO(data))
    headings = [
        each.text for each in word.paragraphs if each.style and each.style.name == "Heading 1"
    ]
    parts = document_of(REPORT)
    assert headings == [*(each.title for each in parts.parts), "Sources", "About this report"]
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        notes = ET.fromstring(package.read("word/footnotes.xml"))  # noqa: S314  our own file
        body = package.read("word/document.xml").decode()
        relations = package.read("word/_rels/document.xml.rels").decode()
    told = ["".join(note.itertext()).strip() for note in notes]
    marks = re.findall(r'footnoteReference w:id="(\d+)"', body)
    assert [int(mark) for mark in marks] == list(range(1, len(marks) + 1))
    assert len(told) - 2 == len(marks)
    assert "[2 p. 7] “The city pays the rest.”" in told
    assert set(re.findall(r'Target="([a-z]+:[^"]*)" TargetMode="External"', relations)) == {
        WEB.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"),
        "https://例え.example/電車",
    }


def test_word_takes_text_that_xml_cannot_hold() -> None:
    section = REPORT.sections[0]
    claim = section.claims[0].model_copy(update={"text": "A\x00B\x1f \ud800C\uffff <w:p/>"})
    broken = REPORT.model_copy(
        update={"sections": (section.model_copy(update={"claims": (claim,)}),)}
    )
    word = docx.Document(io.BytesIO(export(broken, "docx")))
    assert any("C <w:p/>" in each.text for each in word.paragraphs)


def test_json_reads_back_as_the_report() -> None:
    assert Report.model_validate_json(export(REPORT, "json")) == REPORT


def test_bibtex_is_read_by_another_library_with_every_source() -> None:
    library = parse_string(export(REPORT, "bibtex").decode())
    assert library.failed_blocks == []
    entries = {entry.key: entry for entry in library.entries}
    assert list(entries) == ["source1", "source2", "source3", "source4"]
    assert entries["source1"]["url"] == WEB
    assert entries["source2"]["author"] == "{City of Ellmouth}"
    assert (entries["source2"]["year"], entries["source2"]["pages"]) == ("2026", "7, 9")
    assert "url" not in entries["source3"].fields_dict
    assert entries["source4"]["title"] == "{" + SCRIPTS + "}"


def test_ris_is_read_by_another_library_with_every_source() -> None:
    records = rispy.loads(export(REPORT, "ris").decode())
    assert [record["type_of_reference"] for record in records] == ["ELEC", "RPRT", "JOUR", "NEWS"]
    assert records[0]["urls"] == [WEB]
    assert records[1]["authors"] == ["City of Ellmouth"]
    assert records[1]["year"] == "2026"
    assert "urls" not in records[2]
    assert records[3]["title"] == SCRIPTS


@given(title=st.text(max_size=40), author=st.text(max_size=40), published=st.text(max_size=20))
def test_no_text_breaks_a_reference_file(title: str, author: str, published: str) -> None:
    source = Source(
        snapshot_id="s",
        address="https://e.example/",
        title=title,
        author=author,
        published=published,
        read_at=NOW,
    )
    entries = (Entry(1, source), Entry(2, source))
    library = parse_string(bibtex(entries))
    assert library.failed_blocks == []
    assert [entry.key for entry in library.entries] == ["source1", "source2"]
    assert len(rispy.loads(ris(entries))) == 2


@given(st.text(max_size=60) | st.from_regex(r"\A(#{1,7}|\d{1,3}[.)]|[-+*>=~|]{1,4}) ?\w*\Z"))
def test_markdown_makes_nothing_but_text_of_any_text(text: str) -> None:
    tokens = MarkdownIt().parse(plain(text))
    assert {token.type for token in tokens} <= {"paragraph_open", "inline", "paragraph_close"}
    inner = {child.type for token in tokens for child in token.children or ()}
    assert inner <= {"text", "text_special"}


@pytest.mark.parametrize("style", STYLES)
def test_every_style_names_every_source_once_and_cites_it(style: CitationStyle) -> None:
    document = document_of(report_of(Form(style=style)))
    citing = Citing(document)
    assert sorted(each.number for each in citing.entries()) == [1, 2, 3, 4]
    for entry in citing.entries():
        assert [span.text for span in citing.spans(entry) if span.is_address] == [
            entry.source.address
        ]
    cited = [citing.citation(s.places) for p in document.parts for g in p.paragraphs for s in g]
    assert all(cited)


@pytest.mark.parametrize(
    ("style", "cited", "listed"),
    [
        (
            "numbered",
            "[1, 2 p. 7, 2 p. 9]",
            "[2] City of Ellmouth. (2026-02-01). Budget 2026, pp. 7, 9. "
            "file:///docs/budget.pdf Read 23 November 2026.",
        ),
        (
            "apa",
            "(“The tram”, 2025; City of Ellmouth, 2026, p. 7; City of Ellmouth, 2026, p. 9)",
            "City of Ellmouth. (2026-02-01). Budget 2026 (pp. 7, 9). file:///docs/budget.pdf",
        ),
        (
            "mla",
            "(“The tram”; City of Ellmouth 7; City of Ellmouth 9)",
            "City of Ellmouth. “Budget 2026.” 2026-02-01, pp. 7, 9, file:///docs/budget.pdf. "
            "Accessed 23 November 2026.",
        ),
        (
            "chicago",
            "(“The tram” 2025; City of Ellmouth 2026, 7; City of Ellmouth 2026, 9)",
            "City of Ellmouth. 2026. “Budget 2026.” 2026-02-01. pp. 7, 9. "
            "Accessed 23 November 2026. file:///docs/budget.pdf.",
        ),
        (
            "ieee",
            "[1], [2, p. 7], [2, p. 9]",
            "[2] City of Ellmouth, “Budget 2026,”  2026-02-01. pp. 7, 9. "
            "Accessed 23 November 2026. [Online]. file:///docs/budget.pdf",
        ),
    ],
)
def test_a_style_writes_as_its_manual_does(style: CitationStyle, cited: str, listed: str) -> None:
    document = document_of(report_of(Form(style=style)))
    citing = Citing(document)
    citation = citing.citation(document.parts[0].paragraphs[0][0].places)
    assert citation is not None
    assert citation.text == cited
    entry = next(each for each in citing.entries() if each.number == 2)
    text = "".join(span.text for span in citing.spans(entry))
    assert f"{citing.label(entry)} {text}".strip() == listed


def cited_in(markdown: bytes) -> list[tuple[str, list[str]]]:
    """Each sentence with the addresses that it cites, each once."""
    return [
        (each.text, list(dict.fromkeys(cited.address for cited in each.cited)))
        for each in read_report(markdown.decode()).claims
    ]


@pytest.mark.parametrize("style", ["apa", "mla", "chicago"])
@pytest.mark.parametrize("published", ["2026", ""])
def test_sources_of_one_author_and_year_are_told_apart_in_the_text_and_in_the_list(
    style: CitationStyle, published: str
) -> None:
    report = report_of(Form(style=style))
    alike = tuple(
        reference.model_copy(
            update={
                "source": reference.source.model_copy(
                    update={
                        "author": "City",
                        "published": published,
                        "title": f"Report {reference.number} of the year",
                        "address": f"https://e.example/{reference.number}",
                    }
                )
            }
        )
        for reference in report.references
    )
    report = report.model_copy(update={"references": alike})
    assert cited_in(export(report, "md")) == cited_in(export(report, "md", style="numbered"))
    text = export(report, "md").decode()
    if style != "mla":
        assert text.count("2026a" if published else "n.d.-a") > 1


@pytest.mark.parametrize("to", FORMATS)
def test_a_style_given_to_the_export_is_used(to: ExportFormat) -> None:
    if to in {"md", "html", "json"}:
        text = export(REPORT, to, style="apa").decode()
        assert "City of Ellmouth, 2026, p. 7" in text
    else:
        assert export(REPORT, to, style="apa")


def test_a_file_s_ending_names_its_format() -> None:
    named = [format_of(PurePath(f"a.{end}")) for end in ("MD", "htm", "pdf", "docx", "bib", "ris")]
    assert named == ["md", "html", "pdf", "docx", "bibtex", "ris"]
    assert format_of(PurePath("report")) is None
    assert json.loads(export(REPORT, "json"))["title"] == REPORT.title
