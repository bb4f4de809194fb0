"""The running text of a foreign report: its words, and a mark wherever it cites something.

Inside this module a citation is one character of Unicode's private use area, so that the text can
be cut into sentences as if the citations were not there.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from wellread.evidence.terms import is_stop_word
from wellread.languages import LANGUAGES, phrases
from wellread.report.document import DOUBTS
from wellread.report.named import IN_PARENTHESES, NamedList, NamedMark

MARK = "\ue000"
"""Stands where something is cited."""
_OPEN, _SHUT, _LEFT, _RIGHT = "\ue001\ue002\ue003\ue004"
"""Around a link's words; and brackets that were escaped or stand in code."""
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_ADDRESS = re.compile(r"(?:https?://|file:///|library:)[^\s<>\"“”|]+", re.IGNORECASE)
_FILE = re.compile(
    r"(?<![\w/.~-])[^\s<>()\[\]\"'`|,;:]{1,200}\.(?:csv|docx?|epub|html?|json|markdown|md|pdf|rst|tex|txt|xml)\b",
    re.IGNORECASE,
)
_CLOSING = ".,;:!?'\"’*_"
_OPENING = {")": "(", "]": "[", "}": "{"}

_LINK = re.compile(f"{_OPEN}([^{_SHUT}]*){_SHUT}")
_NEAR_CHARS = 200
"""How much of the text before a link tells whether it belongs to the sentence."""
_CITED = re.compile(
    rf"{_LINK.pattern}|\[(?P<labels>[^\[\]\n]{{1,80}})\]|(?P<named>{IN_PARENTHESES})"
)
_IN_PARENTHESES = re.compile(
    rf"\((?:[^(){_OPEN}{_SHUT}]{{0,30}}{_LINK.pattern})+[^(){_OPEN}{_SHUT}]{{0,30}}\)"
)
_LEAD = re.compile(rf"\b(?:sources?|see|via|from)\s*:\s*(?={_OPEN})", re.IGNORECASE)
_SHOWN_VERDICT = re.compile(
    "|".join(
        rf"\({re.escape(phrases(code)(f'marks.{doubt}'))}(?:: [^()]*)?\)"
        for code in LANGUAGES
        for doubt in DOUBTS
    )
)
_PART = re.compile(
    r"(?P<first>\^?\d{1,3})(?:\s*[-–]\s*(?P<last>\d{1,3}))?(?:\s*(?:pp?\.?|pages?)\s*[\d–-]+)?"
    r"|(?P<name>\^?[^\W_][\w.:-]{0,30})"
)
_PLACE = re.compile(r"\s*(?:pp?\.?|pages?|ch\.|sec\.|§)\s*[\w.–-]+\s*", re.IGNORECASE)
_NUMBER = re.compile(r"\^?\d{1,3}")
_NAMELESS = re.compile(
    r"\W*(?:\d{1,3}|\^\w+|sources?|links?|here|refs?|cite|citation|in-text citation"
    r"|https?://\S+|(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?)?\W*",
    re.IGNORECASE,
)
"""Words of a link that say nothing: a number, `source`, a host."""
_STOP_BEFORE = re.compile(rf"[.!?…][\"'”’)\]]*[\s{MARK}]*$")
_LAST_WORD = re.compile(rf"(\w+)[\s{MARK}]*$")
_REST = re.compile(rf"(?:\s|{MARK}|{_LINK.pattern}|\[\^?\d{{1,3}}\])*")


@dataclass(frozen=True)
class Citation:
    """What a sentence points at: a label of the list of sources, an address, or a name."""

    label: str = ""
    address: str = ""
    named: NamedMark | None = None


@dataclass
class Inline:
    """The text of one paragraph, heading or list item, links between marks."""

    text: str = ""
    addresses: list[str] = field(default_factory=list)
    """Of the links, in order."""

    def link(self, words: str, address: str) -> None:
        """Adds a link."""
        self.text += f"{_OPEN}{words}{_SHUT}"
        self.addresses.append(address)


@dataclass(frozen=True)
class Marked:
    """A text in which each citation is a `MARK`."""

    text: str
    citations: tuple[tuple[Citation, ...], ...]
    """What each mark stands for, in order."""


def is_address(target: str) -> bool:
    """Whether a link's target can be opened: a web or document address, or a document's name."""
    return bool(_ADDRESS.fullmatch(target) or _FILE.fullmatch(target))


def inline_of(children: Sequence[Token]) -> Inline:
    """The text of parsed inline Markdown: no emphasis, images and HTML; a break is a line feed."""
    made = Inline()
    link: tuple[str, int] | None = None
    for token in children:
        if token.type == "link_open":
            target = str(token.attrGet("href") or "")
            link = (target, len(made.text)) if is_address(target) else None
        elif token.type == "link_close" and link is not None:
            words, made.text = made.text[link[1] :], made.text[: link[1]]
            made.link(words, link[0])
            link = None
        elif token.type in {"softbreak", "hardbreak"}:
            made.text += "\n"
        elif token.type == "text" and link is None:
            _add_text(made, token.content)
        elif token.type in {"text", "text_special", "code_inline"}:
            _add_verbatim(made, token, in_link=link is not None)
    return made


def _add_text(made: Inline, text: str) -> None:
    """Adds text in which bare addresses become links."""
    done = 0
    for found in _ADDRESS.finditer(text):
        address = _trimmed(found.group())
        made.text += _bare(text[done : found.start()])
        made.link("", address)
        done = found.start() + len(address)
    made.text += _bare(text[done:])


def _add_verbatim(made: Inline, token: Token, *, in_link: bool) -> None:
    content = _bare(token.content)
    if token.type == "code_inline" and not in_link and _ADDRESS.fullmatch(content):
        made.link("", content)
    elif token.type == "text":
        made.text += content
    else:
        made.text += content.replace("[", _LEFT).replace("]", _RIGHT)


def _bare(text: str) -> str:
    return _PRIVATE.sub(" ", text)


def _trimmed(address: str) -> str:
    """An address without the stop behind it, and without a bracket that it did not open."""
    while address and (address[-1] in _CLOSING or _is_loose_bracket(address)):
        address = address[:-1]
    return address


def _is_loose_bracket(address: str) -> bool:
    last = address[-1]
    return last in _OPENING and address.count(last) > address.count(_OPENING[last])


def marked(
    made: Inline, known: frozenset[str], names: NamedList, *, tells_unknown: bool = False
) -> Marked:
    """The text with a mark for each citation.

    A link's words stay where they belong to the sentence and go where they only name the source.
    `known` are the labels of the list of sources: `[n]` of other labels counts when it is a number
    that stands apart from the word before it. `names` are its entries without a label; what looks
    like a citation of another counts with `tells_unknown`.
    """
    text = _SHOWN_VERDICT.sub("", made.text)
    text = _IN_PARENTHESES.sub(lambda group: f"{_OPEN}{_SHUT}" * group.group().count(_OPEN), text)
    text = _LEAD.sub("", text)
    addresses = iter(made.addresses)
    named: dict[int, list[NamedMark]] = {}
    for mark in names.marks(text):
        if mark.entries or tells_unknown:
            named.setdefault(mark.start, []).append(mark)
    parts: list[str] = []
    citations: list[tuple[Citation, ...]] = []
    done = 0
    for found in _CITED.finditer(text):
        if found["named"] is not None:
            if marks := named.get(found.start()):
                parts += (text[done : found.start()], MARK)
                done = found.end()
                citations.append(tuple(Citation(named=mark) for mark in marks))
            continue
        parts.append(text[done : found.start()])
        done = found.end()
        if found["labels"] is None:
            words = found.group(1)
            citations.append((Citation(address=next(addresses)),))
            kept = _belongs(text, found, "".join(parts[-8:])[-_NEAR_CHARS:])
            parts.append((words if kept else "") + MARK)
            continue
        labels = _labels_in(found["labels"], known, alone=not _touches_word(text, found.start()))
        if labels:
            citations.append(tuple(Citation(label=label) for label in labels))
        parts.append(MARK if labels else found.group())
    parts.append(text[done:])
    return Marked("".join(parts), tuple(citations))


def _touches_word(text: str, start: int) -> bool:
    return start > 0 and (text[start - 1].isalnum() or text[start - 1] == "_")


def _labels_in(content: str, known: frozenset[str], *, alone: bool) -> tuple[str, ...]:
    """The labels in brackets, or none where the brackets hold something else."""
    labels: list[str] = []
    for part in re.split(r"[,;&]|\band\b", content):
        if labels and _PLACE.fullmatch(part):
            continue
        match = _PART.fullmatch(part.strip())
        if match is None:
            return ()
        labels += _range(match["first"], match["last"]) if match["first"] else [match["name"]]
    if all(label in known or (alone and _NUMBER.fullmatch(label)) for label in labels):
        return tuple(dict.fromkeys(labels))
    return ()


def _range(first: str, last: str | None) -> list[str]:
    if last is None or not first.isdigit():
        return [first]
    return [str(number) for number in range(int(first), int(last) + 1)] or [first, last]


def _belongs(text: str, link: re.Match[str], before: str) -> bool:
    """Whether a link's words are part of the sentence around it."""
    if _NAMELESS.fullmatch(link.group(1)):
        return False
    rest = _REST.match(text, link.end())
    following = text[rest.end() : rest.end() + 1] if rest else ""
    if not before.strip(f" \n{MARK}"):
        return bool(following) and following not in ":–—-" and not following.isupper()
    if _STOP_BEFORE.search(before):
        return bool(following) and not following.isupper()
    if following and following not in ".!?,;":
        return True
    last = _LAST_WORD.search(before)
    return last is not None and is_stop_word(last.group(1))


def plain_words(text: str) -> str:
    """`text` on one line, without marks, empty brackets, and space before a stop."""
    text = re.sub(rf"[{MARK}{_OPEN}{_SHUT}]", " ", text)
    text = re.sub(r"\(\s*[,;]?\s*\)|\[\s*[,;]?\s*\]", " ", text)
    text = re.sub(r"\s+([.,;:!?])", r"\1", " ".join(text.split()))
    text = re.sub(r"([,;])(?:[,;])+|[,;]+(?=[.!?])", r"\1", text)
    return text.replace(_LEFT, "[").replace(_RIGHT, "]").lstrip(",;:–—- ").strip()


def entry_lines(made: Inline) -> Iterator[tuple[str, str]]:
    """Each line's text with the first address in it, or an empty one."""
    position = 0
    addresses = made.addresses
    for line in made.text.split("\n"):
        count = line.count(_OPEN)
        links = addresses[position : position + count]
        position += count
        file = None if links else _FILE.search(line.replace(_LEFT, "[").replace(_RIGHT, "]"))
        yield line, links[0] if links else (file.group() if file else "")
