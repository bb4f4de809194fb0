"""Sentences of real texts: papers' abstracts and HTML documentation.

Shares nothing with the checker, so that a mistake of the one is not forgiven by the other.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

WORDS_IN_SENTENCE = range(8, 36)
CHARACTERS_IN_SENTENCE = range(45, 261)
LARGEST_PAGE_BYTES = 2_000_000
NEIGHBOURHOOD_CHARACTERS = 1_500
"""What stands so near a sentence may be read by whoever checks it."""

_BREAK = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9“\"(])")
_SHORTENED = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|cf|al|[Ff]ig|[Ss]ec|[Ee]q|Dr|Mr|Mrs|Prof|St|resp|No|approx|Inc|U\.S"
    r"|[A-Z])\.)$"
)
_UNFIT = re.compile(
    r"[\[\]{}<>=|\\`~@#*_$^&…?!;:→≤≥]|://|\(\)|\.\.|\.\s|--|''"
    r"|\b(?:Section|Chapter|Table|Example|Figure) \d"
)
_UNFIT_START = re.compile(
    r"(?:And|But|Or|So|See|Note|Also|For example|For instance|Contributed|Changed|New|Deprecated"
    r"|Similarly|Thus|Hence|However|Moreover|Here|Otherwise|Therefore|Then)\b"
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|can|will|must|should|does|do|may|might|could|would"
    r"|\w+s|\w+ed)\b"
)


@dataclass(frozen=True)
class Document:
    """A page or an abstract: paragraphs with blank lines between them."""

    source: str
    """The name of the file or folder it comes from."""
    name: str
    title: str
    text: str


@dataclass(frozen=True)
class Sentence:
    """A sentence that can stand as a claim: `document.text[start:end]`."""

    document: Document
    start: int
    end: int

    @property
    def text(self) -> str:
        """The words themselves."""
        return self.document.text[self.start : self.end]

    @property
    def neighbourhood(self) -> str:
        """The sentence with all that stands near it, title included."""
        low = max(0, self.start - NEIGHBOURHOOD_CHARACTERS)
        near = self.document.text[low : self.end + NEIGHBOURHOOD_CHARACTERS]
        return f"{self.document.title}\n{near}"


def documents_in(path: Path) -> list[Document]:
    """The documents of a JSON Lines file with `title` and `abstract`, or of a folder of HTML."""
    if path.is_dir():
        pages = sorted(path.rglob("*.html"))
        read = (_page(page, path) for page in pages if page.stat().st_size < LARGEST_PAGE_BYTES)
        return [document for document in read if document.text]
    return list(_abstracts(path))


def _abstracts(path: Path) -> Iterator[Document]:
    for line in path.read_text(encoding="utf-8").splitlines():
        paper = json.loads(line)
        text = re.sub(r"\s+", " ", paper["abstract"]).strip()
        yield Document(path.parent.name, paper["id"], paper["title"], text)


def _page(path: Path, root: Path) -> Document:
    reader = _Paragraphs()
    reader.feed(path.read_text(encoding="utf-8", errors="replace"))
    source = root.parent.name if root.name == "html" else root.name
    return Document(source, str(path.relative_to(root)), reader.title, "\n\n".join(reader.found))


class _Paragraphs(HTMLParser):
    """Keeps the title and the text of each `<p>`."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.title = ""
        self._parts: list[str] | None = None
        self._skipped = 0

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's interface
        """Begins a paragraph or a title, ends one that the page left open."""
        if tag in {"p", "title"}:
            self._close(tag)
            self._parts = []
        elif tag in {"pre", "table", "ul", "ol", "dl", "div"}:
            self._close(tag)
        elif tag in {"script", "style", "sup"}:
            self._skipped += 1

    def handle_endtag(self, tag: str) -> None:
        """Ends a paragraph or a title."""
        if tag in {"script", "style", "sup"}:
            self._skipped = max(0, self._skipped - 1)
        elif tag in {"p", "title", "div", "dd", "li", "td"}:
            self._close(tag)

    def handle_data(self, data: str) -> None:
        """Keeps the text of what is open."""
        if self._parts is not None and not self._skipped:
            self._parts.append(data)

    def _close(self, tag: str) -> None:
        text = re.sub(r"\s+", " ", "".join(self._parts or [])).replace("¶", "").strip()
        self._parts = None
        if tag == "title" and text:
            self.title = self.title or text
        elif text:
            self.found.append(text)


def sentences_in(document: Document) -> Iterator[Sentence]:
    """The sentences of `document` that can stand alone and read like prose."""
    for paragraph in re.finditer(r"[^\n]+", document.text):
        begin = paragraph.start()
        for piece in _pieces(paragraph.group()):
            if is_fit(piece):
                yield Sentence(document, begin, begin + len(piece))
            begin = document.text.find(piece, begin) + len(piece)
            begin += len(document.text[begin:]) - len(document.text[begin:].lstrip(" "))


def _pieces(paragraph: str) -> Iterator[str]:
    start = 0
    for gap in _BREAK.finditer(paragraph):
        if not _SHORTENED.search(paragraph[start : gap.start()]):
            yield paragraph[start : gap.start()]
            start = gap.end()
    yield paragraph[start:]


def is_fit(text: str) -> bool:
    """Whether `text` is one whole, plain sentence of middle length."""
    words = text.split()
    return (
        len(text) in CHARACTERS_IN_SENTENCE
        and len(words) in WORDS_IN_SENTENCE
        and text[0].isupper()
        and text.endswith(".")
        and not _UNFIT.search(text)
        and not _UNFIT_START.match(text)
        and _VERB.search(text) is not None
        and _is_balanced(text)
        and sum(letter.isalpha() or letter == " " for letter in text) / len(text) > 0.75
    )


def _is_balanced(text: str) -> bool:
    even = all(text.count(left) == text.count(right) for left, right in ("()", "“”"))
    return even and text.count('"') % 2 == 0
