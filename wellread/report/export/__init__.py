"""A finished report in the formats that people hand on, each made from the same document."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePath
from typing import Literal, get_args

from wellread.domain import CitationStyle, Finding, Report
from wellread.errors import SettingsError
from wellread.report.document import document_of
from wellread.report.markdown import render
from wellread.report.parts import Document

ExportFormat = Literal["md", "html", "pdf", "docx", "json", "bibtex", "ris"]
FORMATS: tuple[ExportFormat, ...] = get_args(ExportFormat)
_ENDINGS: Mapping[str, ExportFormat] = {
    ".md": "md",
    ".markdown": "md",
    ".html": "html",
    ".htm": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".json": "json",
    ".bib": "bibtex",
    ".ris": "ris",
}


def export(
    report: Report,
    to: ExportFormat,
    *,
    findings: Sequence[Finding] = (),
    style: CitationStyle | None = None,
) -> bytes:
    """The report as a file of the format `to`.

    Args:
        report: a finished report; its Markdown is not used, so that every format says the same.
        to: text formats are UTF-8.
        findings: those of the whole run: sides of disagreements that the report does not cite.
        style: of the citations; by default the one that the report was asked for with.

    Raises:
        SettingsError: `to` is pdf, and the extra `pdf` is not installed.
    """
    if style is not None:
        form = report.question.form.model_copy(update={"style": style})
        question = report.question.model_copy(update={"form": form})
        report = report.model_copy(update={"question": question})
    document = document_of(report, {each.id: each for each in findings})
    if to == "json":
        report = report.model_copy(update={"markdown": render(document)})
        return (report.model_dump_json(indent=2) + "\n").encode()
    return _MAKERS[to](document)


def format_of(file: PurePath) -> ExportFormat | None:
    """The format that a file's ending names, or None."""
    return _ENDINGS.get(file.suffix.lower())


def _markdown(document: Document) -> bytes:
    return render(document).encode()


def _html(document: Document) -> bytes:
    from wellread.report.export.html import page

    return page(document).encode()


def _pdf(document: Document) -> bytes:
    try:
        from wellread.report.export.pdf import typeset
    except ImportError as error:
        raise SettingsError(
            f"PDF needs the extra `pdf` ({error.name} is missing): "
            'install it with `pip install "wellread[pdf]"`, or export to html or docx.'
        ) from error
    return typeset(document)


def _docx(document: Document) -> bytes:
    from wellread.report.export.docx import word_file

    return word_file(document)


def _bibtex(document: Document) -> bytes:
    from wellread.report.export.bibliography import bibtex

    return bibtex(document.entries).encode()


def _ris(document: Document) -> bytes:
    from wellread.report.export.bibliography import ris

    return ris(document.entries).encode()


_MAKERS: Mapping[ExportFormat, Callable[[Document], bytes]] = {
    "md": _markdown,
    "html": _html,
    "pdf": _pdf,
    "docx": _docx,
    "bibtex": _bibtex,
    "ris": _ris,
}
