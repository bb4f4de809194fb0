"""How fast and how completely HTML pages and PDF files are read.

    python -m bench.reading --data /usr/share/doc/debian-handbook --data /usr/share/doc/git-doc

Each page is read by `wellread.reading.formats` as `ask` does. What should have been kept is found
by another parser (lxml): the paragraphs and headings outside navigation, header and footer. PDF
pages are made of the text that was read. Prints Markdown.
"""

import argparse
import io
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

from lxml import etree
from lxml import html as lxml_html

from bench.markdown import stamp, table
from wellread.errors import PageError
from wellread.reading import html
from wellread.reading.clean import CleanText
from wellread.reading.formats import clean

PAGES_OF_A_FOLDER = 400
FEWEST_CHARS = 40
LEAST_PER_S, MOST_FAILED = 100, 0.01
PDF_PAGES = 300
LINES_OF_A_PDF_PAGE = 50
_PARAGRAPHS = "//p | //dd | //div[contains(concat(' ', @class, ' '), ' para ')]"
_HEADINGS = "//h1 | //h2 | //h3 | //h4 | //h5 | //h6"
_AROUND = frozenset(("nav", "footer", "form", "noscript", "template", "dialog"))
_AROUND_NAMES = re.compile(r"nav|foot|toc|breadcrumb|sidebar|related|search|menu|header", re.I)
_MARKS = re.compile(r"[\W_]+")


@dataclass
class Folder:
    """What was measured in one folder."""

    name: str
    pages: int = 0
    seconds: float = 0.0
    failed: Counter[str] = field(default_factory=Counter)
    paragraphs: list[bool] = field(default_factory=list)
    headings: list[bool] = field(default_factory=list)
    by_trafilatura: int = 0
    lost: list[str] = field(default_factory=list)
    """Some of what was not kept, to read."""


def read_folder(path: Path, limit: int) -> tuple[Folder, list[str]]:
    """The measures of the HTML pages below `path`, at most `limit` spread over all; their texts."""
    files = sorted({*path.rglob("*.html"), *path.rglob("*.htm"), *path.rglob("*.xhtml")})
    step = max(1, len(files) // limit)
    measured, texts = Folder(str(path)), []
    whole = html._trafilatura

    def counted(page: str, walked: str) -> str:
        found = whole(page, walked)
        measured.by_trafilatura += found is not walked
        return found

    with patch.object(html, "_trafilatura", counted):
        for file in files[::step][:limit]:
            body = file.read_bytes()
            measured.pages += 1
            started_s = time.process_time()
            try:
                text = clean(body, "text/html", None, file.name)
            except PageError as error:
                measured.failed[error.cause_kind] += 1
                measured.lost.append(f"{file}: {error}")
                continue
            finally:
                measured.seconds += time.process_time() - started_s
            texts.append(text.text)
            _compare(body, text, measured, file)
    return measured, texts


def _compare(body: bytes, text: CleanText, measured: Folder, file: Path) -> None:
    try:
        tree = lxml_html.document_fromstring(body)
    except (etree.ParserError, ValueError):
        return
    kept = _bare(f"{text.title} {text.text}")
    marked = " ".join(
        _bare(line) for line in (f"# {text.title}", *text.text.split("\n")) if line.startswith("#")
    )
    for node in _readable(tree, _PARAGRAPHS):
        if node.xpath(".//p | .//ul | .//ol | .//table | .//pre | .//dl | .//div"):
            continue
        paragraph = _bare(node.text_content())
        if len(paragraph) >= FEWEST_CHARS:
            measured.paragraphs.append(paragraph in kept)
            if paragraph not in kept:
                measured.lost.append(f"{file}: {' '.join(node.text_content().split())[:160]}")
    for node in _readable(tree, _HEADINGS):
        heading = _bare(node.text_content())
        if heading:
            measured.headings.append(heading in marked)
            if heading not in marked:
                measured.lost.append(f"{file}: # {' '.join(node.text_content().split())[:160]}")


def _readable(tree: etree.ElementBase, path: str) -> Iterator[etree.ElementBase]:
    for node in tree.xpath(path):
        around = [node, *node.iterancestors()]
        names = " ".join(
            f"{each.get('class', '')} {each.get('id', '')} {each.get('role', '')}"
            for each in around
            if each.tag not in {"html", "body"}
        )
        if not _AROUND.intersection(each.tag for each in around) and not _AROUND_NAMES.search(
            names
        ):
            yield node


def _bare(text: str) -> str:
    """Letters and digits alone, so that markup and white space make no difference."""
    return _MARKS.sub("", text).lower()


def pdf_speed(texts: Sequence[str]) -> tuple[int, float]:
    """Pages of a PDF file made of these texts, and how many are read in a second."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    words = [word for text in texts for word in text.split()]
    lines = [" ".join(words[start : start + 12]) for start in range(0, len(words), 12)]
    made = io.BytesIO()
    canvas = Canvas(made, pagesize=A4)
    for page in range(PDF_PAGES):
        for place, line in enumerate(lines[page * LINES_OF_A_PDF_PAGE :][:LINES_OF_A_PDF_PAGE]):
            canvas.drawString(50, 790 - place * 15, line[:100])
        canvas.showPage()
    canvas.save()
    started_s = time.process_time()
    read = clean(made.getvalue(), "application/pdf", None, "made.pdf")
    return len(read.page_starts), len(read.page_starts) / (time.process_time() - started_s)


def as_table(folders: Sequence[Folder]) -> str:
    """One row a folder and one for all, as Markdown."""
    heads = ("folder", "pages", "pages a second", "failed", "paragraphs kept", "headings kept")
    whole = Folder(
        "**all**",
        sum(each.pages for each in folders),
        sum(each.seconds for each in folders),
        sum((each.failed for each in folders), Counter()),
        [kept for each in folders for kept in each.paragraphs],
        [kept for each in folders for kept in each.headings],
        sum(each.by_trafilatura for each in folders),
    )
    rows = []
    for each in (*folders, whole):
        failed = each.failed.total() / max(each.pages, 1)
        kinds = ", ".join(f"{count} {kind}" for kind, count in each.failed.items())
        rows.append(
            (
                each.name,
                each.pages,
                f"{each.pages / max(each.seconds, 1e-9):.0f}",
                f"{failed:.1%} {f'({kinds})' if kinds else ''}",
                _share(each.paragraphs),
                _share(each.headings),
                f"{each.by_trafilatura / max(each.pages, 1):.1%}",
            )
        )
    return table((*heads, "read by trafilatura"), rows)


def _share(kept: Sequence[bool]) -> str:
    return f"{sum(kept) / len(kept):.1%} of {len(kept)}" if kept else "none"


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, action="append", required=True, help="repeatable")
    parser.add_argument("--limit", type=int, default=PAGES_OF_A_FOLDER, help="pages of a folder")
    parser.add_argument("--lost", type=int, default=0, help="print so much of what was not kept")
    given = parser.parse_args()
    # What loads once in a process is not counted for one page.
    clean(b"<html><body><main><h1>Title</h1><p>Some words.</p></main>", "text/html", None, "x")
    folders, texts = [], []
    for path in given.data:
        measured, read = read_folder(path, given.limit)
        folders.append(measured)
        texts += read
    print(f"# Reading\n\n{stamp()}.\n")
    print(
        "Seconds are of this process on a core, so that a busy machine changes little. Expected: "
        f"at least {LEAST_PER_S} pages a second over all, under {MOST_FAILED:.0%} failed; "
        "trafilatura only where the walk keeps under 60 % of the visible text.\n"
    )
    print(as_table(folders))
    pages, per_s = pdf_speed(texts)
    print(f"\nPDF: {pages} pages, {per_s:.0f} a second.")
    for each in folders:
        for line in each.lost[: given.lost]:
            print(line)


if __name__ == "__main__":
    main()
