"""Any Markdown report, taken apart into its sentences and what each of them cites.

Citations are `[1]`, `[1, 3 p. 4]`, `[1-3]`, footnotes `[^1]`, links and bare addresses. The list of
sources may be numbered, bulleted, written as paragraphs `[1] Title: address`, as `[1]: address` or
as footnotes. A name, as in (Miller, 2021), leads to an entry without a number: see `named.py`.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from wellread.domain import Frozen
from wellread.evidence.sentences import split_sentences
from wellread.languages import LANGUAGES, phrases
from wellread.report.inline import (
    MARK,
    Citation,
    Inline,
    Marked,
    entry_lines,
    inline_of,
    is_address,
    marked,
    plain_words,
)
from wellread.report.named import NamedEntry, NamedList, is_entry

_SOURCE_HEADINGS = frozenset(
    [
        "bibliography",
        "citations",
        "cited sources",
        "footnotes",
        "further reading",
        "literature",
        "literatur",
        "literaturverzeichnis",
        "quellen",
        "quellenverzeichnis",
        "reference list",
        "references",
        "references and links",
        "source list",
        "sources",
        "sources cited",
        "sources consulted",
        "sources used",
        "works cited",
        *(phrases(code)("headings.sources").casefold() for code in LANGUAGES),
    ]
)
_OWN_APPARATUS = frozenset(
    phrases(code)(f"headings.{part}").casefold()
    for code in LANGUAGES
    for part in ("about", "failures", "gaps", "images")
)
"""Sections of our own reports that speak of the search and not of the subject."""
_ENTRY = re.compile(r"\s*\W{0,2}\[(?P<label>\^?[^\W_][\w.:-]{0,30})\]\W{0,2}?(?P<colon>:)?")
_AFTER_STOP = re.compile(rf"[.!?…][\"'”’)\]]*\s*{MARK}(?![\s{MARK}]*[^\W\d_A-Z])")
_BEFORE_STOP = re.compile(rf"{MARK}[\"'”’)\]]*[.!?…]")
_SUBJECT = re.compile(rf"(?:^|(?<=[.!?…][ \n])){MARK}(?:[\s,]*(?:and\s+)?{MARK})*(?=\s[^\W\d_A-Z])")
_NEXT_LETTER = re.compile(rf"[.!?…][\"'”’)\]]*\s*{MARK}[\s{MARK}]*([^\W\d_])")
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?=\n|\Z)", re.DOTALL)
_WORD = re.compile(r"\w")
_ROW_CITES = re.compile(r"[^\[\]]*\w[^\[\]]*\[\d{1,3}[^\[\]]*\](?: \([^()]*\))?")
"""A cell of words with a numbered citation, and a doubt of ours behind it."""


class Cited(Frozen):
    """One thing that a sentence cites."""

    label: str = ""
    """As written, without brackets: `3`, `^note`; `(Miller, 2021)`; empty for a link."""
    address: str = ""
    """Where it leads; empty where the report's list of sources has no such entry, or no address."""
    is_listed: bool = True
    """Whether an entry of the list of sources fits to the label."""
    is_loose: bool = False
    """It may be no citation: only a name before a year in parentheses."""

    @property
    def mark(self) -> str:
        """As it stands in the text; empty for a link."""
        return self.label if self.label.startswith("(") or not self.label else f"[{self.label}]"


class Sentence(Frozen):
    """A sentence of the report's prose, without its citations."""

    line: int
    """On which line of the file it begins, from 1."""
    text: str
    section: str = ""
    """The heading above it."""
    cited: tuple[Cited, ...] = ()
    starts_paragraph: bool = False


class ForeignReport(Frozen):
    """What a Markdown report says, and on what it says it rests."""

    title: str = ""
    sentences: tuple[Sentence, ...] = ()
    references: tuple[Cited, ...] = ()
    """The list of sources, in order; a label may stand there with several addresses."""

    @property
    def claims(self) -> tuple[Sentence, ...]:
        """The sentences that cite something."""
        return tuple(each for each in self.sentences if each.cited)

    @property
    def uncited(self) -> tuple[Sentence, ...]:
        """The sentences that cite nothing."""
        return tuple(each for each in self.sentences if not each.cited)

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every address that a sentence cites, each once, in the order of first mention."""
        cited = (each.address for sentence in self.claims for each in sentence.cited)
        return tuple(dict.fromkeys(address for address in cited if address))


@dataclass(frozen=True)
class _Block:
    """A paragraph, heading or list item."""

    inline: Inline
    line: int
    heading: int = 0
    """1 to 6 for a heading."""
    number: str = ""
    """Of a numbered list's item, where the block is its first paragraph."""


def read_report(markdown: str) -> ForeignReport:
    """Takes a report apart. Any text is one; headings and code hold no sentences, tables no prose.

    A citation behind a sentence's full stop belongs to that sentence.
    """
    parser = MarkdownIt("commonmark").enable("table").disable("text_join")
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    found: dict[str, dict[str, dict[str, str]]] = {}
    body = _FRONT_MATTER.sub(lambda head: "\n" * head.group().count("\n"), markdown)
    blocks = tuple(_blocks(parser.parse(body, found)))
    references = [
        Cited(label=label.lower(), address=entry["href"])
        for label, entry in found.get("references", {}).items()
        if is_address(entry["href"])
    ]
    prose: list[tuple[str, _Block]] = []
    named: list[NamedEntry] = []
    for section, is_list, block in _sections(blocks):
        entries, is_left = _entries(block, is_list=is_list)
        references += entries
        if is_left and not is_list:
            prose.append((section, block))
        elif is_list and not any(each.label for each in entries):
            named += _named_entries(block)
    titles = [plain_words(block.inline.text) for block in blocks if block.heading]
    return ForeignReport(
        title=titles[0] if titles else "",
        sentences=tuple(_sentences(prose, references, NamedList(named))),
        references=tuple(dict.fromkeys(references)),
    )


def _blocks(tokens: Sequence[Token]) -> Iterator[_Block]:
    """Every stretch of running text, and rows of tables that cite as sentences do.

    The caption of a table is none: words in bold alone, right above it.
    """
    numbers: list[str] = []
    heading = tables = table_from = 0
    for at, token in enumerate(tokens):
        tables += token.nesting if token.type.startswith("table_") else 0
        if token.type == "heading_open":
            heading = int(token.tag[1:])
        elif token.type == "list_item_open":
            numbers.append(token.info)
        elif token.type == "list_item_close":
            numbers.pop()
        elif token.type == "table_open":
            table_from = at
        elif token.type == "table_close":
            yield from _cited_rows(tokens[table_from:at])
        elif token.type == "inline" and not tables and not _is_caption(tokens[at : at + 3]):
            line = token.map[0] + 1 if token.map else 1
            number = numbers[-1] if numbers else ""
            if numbers:
                numbers[-1] = ""
            yield _Block(inline_of(token.children or []), line, heading, number)
            heading = 0


def _is_caption(tokens: Sequence[Token]) -> bool:
    """Whether a paragraph's text and what follows are bold words above a table."""
    children = [
        each.type for each in tokens[0].children or [] if each.type != "text" or each.content
    ]
    is_bold = (
        children[:1] == ["strong_open"] and children.index("strong_close") == len(children) - 1
    )
    return is_bold and tokens[-1].type == "table_open"


def _cited_rows(table: Sequence[Token]) -> Iterator[_Block]:
    """The rows whose first cell alone has a citation, which is the row's, as lines of named cells.

    So our own reports write rows that they quote. Cells that cite each for itself are a figure.
    """
    rows: list[list[Token]] = []
    for token in table:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(token)
    names, *body = ([inline_of(cell.children or []) for cell in row] for row in rows)
    for row, cells in zip(rows[1:], body, strict=True):
        cites = [bool(_ROW_CITES.fullmatch(cell.text)) for cell in cells]
        text = " · ".join(
            f"{plain_words(name.text)}: {cell.text}"
            for name, cell in zip(names, cells, strict=True)
            if cell.text
        )
        if cites[0] and not any(cites[1:]) and len(split_sentences(f"{text}.")) == 1:
            addresses = [each for cell in cells for each in cell.addresses]
            line = row[0].map[0] + 1 if row[0].map else 1
            yield _Block(Inline(f"{text}.", addresses), line)


def _sections(blocks: Iterable[_Block]) -> Iterator[tuple[str, bool, _Block]]:
    """Each block below a heading, with the heading and whether it lists sources.

    Sections of our own reports that speak of the search are left out.
    """
    title, list_level, skip_level = "", 0, 0
    for block in blocks:
        name = re.sub(r"^[\d.\s]+|[\s:]+$", "", plain_words(block.inline.text)).casefold()
        if block.heading:
            title = plain_words(block.inline.text)
            if block.heading <= (list_level or 6):
                list_level = block.heading if name in _SOURCE_HEADINGS else 0
            if block.heading <= (skip_level or 6):
                skip_level = block.heading if name in _OWN_APPARATUS else 0
        elif name in _SOURCE_HEADINGS:
            list_level = 6
        elif not skip_level:
            yield title, bool(list_level), block


def _entries(block: _Block, *, is_list: bool) -> tuple[list[Cited], bool]:
    """The entries of a list of sources in a block, and whether the block is prose.

    Outside of such a list only lines count that begin with a label and hold an address.
    """
    entries: list[Cited] = []
    label = block.number if is_list else ""
    told = False
    is_prose = not is_list
    for line, address in entry_lines(block.inline):
        begins = _ENTRY.match(plain_words(line) if is_list else line)
        if begins and (is_list or address or (begins["colon"] and begins["label"][0] == "^")):
            label, told, is_prose = begins["label"], False, False
        if address and not told and not is_prose:
            entries.append(Cited(label=label, address=address))
            told = True
    return entries, is_prose


def _named_entries(block: _Block) -> Iterator[NamedEntry]:
    """The entries without a number in a block: one, or one on each line that has an address."""
    words = found = ""
    for line, address in entry_lines(block.inline):
        text = plain_words(line)
        if found and address:
            yield NamedEntry(words, found)
            words = found = ""
        words, found = f"{words} {text}".strip(), found or address
    if found or is_entry(words):
        yield NamedEntry(words, found)


def _sentences(
    prose: Sequence[tuple[str, _Block]], references: Sequence[Cited], names: NamedList
) -> Iterator[Sentence]:
    by_label: dict[str, list[Cited]] = {}
    for entry in dict.fromkeys(references):
        by_label.setdefault(entry.label, []).append(entry)
    known = frozenset(label for label in by_label if label)
    # A name and a year in parentheses are a citation where others are, or where nothing else cites.
    tells = not (known or any(block.inline.addresses for _, block in prose)) or any(
        mark.entries for _, block in prose for mark in names.marks(block.inline.text)
    )
    texts = [
        (section, block, marked(block.inline, known, names, tells_unknown=tells))
        for section, block in prose
    ]
    behind = sum(len(_AFTER_STOP.findall(text.text)) for _, _, text in texts)
    ahead = sum(len(_BEFORE_STOP.findall(text.text)) for _, _, text in texts)
    for section, block, text in texts:
        first = True
        for start, words, citations in _cut(text, cites_behind=behind >= ahead):
            yield Sentence(
                line=block.line + start,
                text=words,
                section=section,
                cited=tuple(dict.fromkeys(_resolved(citations, by_label))),
                starts_paragraph=first,
            )
            first = False


def _resolved(citations: Iterable[Citation], by_label: dict[str, list[Cited]]) -> Iterator[Cited]:
    for citation in citations:
        if citation.label:
            missing = Cited(label=citation.label, is_listed=False)
            yield from by_label.get(citation.label, [missing])
        elif mark := citation.named:
            for entry in mark.entries:
                yield Cited(label=mark.label, address=entry.address)
            if not mark.entries:
                yield Cited(label=mark.label, is_listed=False, is_loose=mark.is_loose)
        else:
            yield Cited(address=citation.address)


def _cut(marked_text: Marked, *, cites_behind: bool) -> Iterator[tuple[int, str, list[Citation]]]:
    """The sentences of a block: lines before it, its words, and what it cites.

    With `cites_behind` the report puts citations behind the full stop, so that each such place
    ends a sentence. Else a citation there that a small letter follows is the next one's subject.
    """
    text = marked_text.text if cites_behind else _with_subjects(marked_text.text)
    bare = text.replace(MARK, "")
    spans = split_sentences((_with_capitals(text) if cites_behind else text).replace(MARK, ""))
    starts = [start for start, _ in spans]
    cited: list[list[Citation]] = [[] for _ in spans]
    for number, place in enumerate(_places(text)):
        if spans:
            cited[max(0, bisect_left(starts, place) - 1)] += marked_text.citations[number]
    lines = done = 0
    for (start, end), citations in zip(spans, cited, strict=True):
        lines, done = lines + bare.count("\n", done, start), start
        words = plain_words(bare[start:end])
        if _WORD.search(words) and (citations or not words.endswith(":")):
            yield lines, _unquoted(words), citations


def _with_subjects(text: str) -> str:
    """`text` with a word for each citation that begins a sentence: `[2] reports ...`."""

    def worded(found: re.Match[str]) -> str:
        marks = MARK * found.group().count(MARK)
        before = text[: found.start()].replace(MARK, "")
        begins = split_sentences(f"{before} Xy")[-1]
        return f"It{marks}" if begins[1] - begins[0] == len("Xy") else marks

    return _SUBJECT.sub(worded, text)


def _with_capitals(text: str) -> str:
    """`text` with a capital behind each citation that follows a full stop, for splitting."""
    letters = list(text)
    for found in _NEXT_LETTER.finditer(text):
        upper = found.group(1).upper()
        letters[found.start(1)] = upper if len(upper) == 1 else found.group(1)
    return "".join(letters)


def _places(text: str) -> Iterator[int]:
    """Where the marks stand once they are taken out."""
    for number, found in enumerate(re.finditer(MARK, text)):
        yield found.start() - number


def _unquoted(words: str) -> str:
    """A sentence that is one quotation, without its quotation marks and cut end."""
    inner = re.fullmatch(r"[“\"„]([^“”\"„]+)[”\"“]\.?", words)
    return (inner.group(1) if inner else words).removesuffix("…").rstrip() or words
