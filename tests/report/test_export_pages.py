"""What other programs make of the exported files: poppler, LibreOffice, Chromium offline."""

import re
import subprocess
from pathlib import Path

import pytest
from report.handed_on import HOSTILE, SCRIPTS, WEB, report_of
from report.second_programs import in_chromium, needs, text_of_pdf, word_as_pdf

from wellread.domain import Form
from wellread.report.export import export

pytest.importorskip("typst", reason="the extra `pdf` is not installed")
REPORT = report_of()
SHOWN = HOSTILE.replace("https://", "")


def text_of(pdf: Path) -> str:
    return " ".join(text_of_pdf(pdf).split())


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pdf") / "report.pdf"
    path.write_bytes(export(REPORT, "pdf"))
    return path


def test_pdf_has_every_sentence_contents_and_page_numbers(pdf: Path) -> None:
    text = text_of(pdf)
    assert re.search(r"Contents In brief [. ]+\W?1", text)
    assert "1/3" in text.replace(" ", "")
    for claim in REPORT.claims:
        if claim.text not in {HOSTILE, SCRIPTS}:
            assert " ".join(claim.text.split()) in text


def test_pdf_shows_hostile_text_as_it_is(pdf: Path) -> None:
    assert text_of(pdf).count(SHOWN) >= 3


def test_pdf_has_the_letters_of_every_script(pdf: Path) -> None:
    text = text_of(pdf)
    for word in ("中文电车票价是两克朗", "Трамвай", "Ημέρα", "🚋", "ไทย"):
        assert word in text
    fonts = subprocess.run(
        [needs("pdffonts"), str(pdf)], capture_output=True, text=True, check=True
    ).stdout
    for name in ("LibertinusSerif", "NotoSansCJK", "NotoSansArabic", "NotoEmoji"):
        assert name in fonts


def test_pdf_links_to_read_web_pages_alone(pdf: Path) -> None:
    links = subprocess.run(
        [needs("pdfinfo"), "-url", str(pdf)], capture_output=True, text=True, check=True
    ).stdout
    addresses = {line.split(maxsplit=2)[2] for line in links.splitlines()[1:]}
    assert len(addresses) == 2
    assert WEB in addresses


def test_pdf_in_chinese_is_set_in_chinese_letters(tmp_path: Path) -> None:
    (tmp_path / "zh.pdf").write_bytes(export(report_of(Form(language="zh")), "pdf"))
    text = text_of(tmp_path / "zh.pdf")
    assert "参考来源" in text
    assert "Sources" not in text


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_libreoffice_opens_the_word_file(tmp_path: Path) -> None:
    text = text_of(word_as_pdf(export(REPORT, "docx"), tmp_path))
    assert "Tickets and the city pay." in text
    assert "[2 p. 7] “The city pays the rest.”" in text
    assert SHOWN in text


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_chromium_shows_the_page_with_the_network_off(tmp_path: Path) -> None:
    shown = in_chromium(export(REPORT, "html"), tmp_path)
    assert "Tickets and the city pay." in shown.stdout
    assert "Content Security Policy" not in shown.stderr
