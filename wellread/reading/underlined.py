"""Text with underlined headings (reStructuredText, Python's own topics) as Markdown-like text."""

import re
from dataclasses import dataclass
from itertools import pairwise

from wellread.reading.fences import fenced

_UNDERLINE = re.compile(r"([=\-~^*\"'`#+.:_])\1{2,}\s*$")
_LITERAL = re.compile(r"\"([A-Za-z_][\w.]*(?:\(\))?(?: [a-z]+){0,3})\"")
_EMPHASIS = re.compile(r"(?<![\w*])\*{1,2}(\w[\w .-]{0,60}?)\*{1,2}(?![\w*])")
_ROLE = re.compile(r":[\w:-]{1,40}:`([^`<]{1,200}?)(?: <[^`>]{1,200}>)?`")
_DOUBLE_BACKTICKS = re.compile(r"``([^`]{1,300})``")
_FOOTNOTE_MARK = re.compile(r"(?<=[\w.,;)\"]) \[\d{1,2}\](?=[\s.,;:)]|$)")
_GRID = re.compile(r"\+(?:-+\+)+")
_DIRECTIVE = re.compile(r"\.\. ([\w-]+)::\s*(.*)")
_BULLET = re.compile(r"(?:[*+-]|\d{1,3}[.)]|#\.|\[\d+\])\s+")
_CODE_LINE = re.compile(
    r"^\s*(?:>>>|\.\.\.|\$ |@\w|(?:def|class|with|for|while|try|except|if|else|elif|import|from"
    r"|return|async|await|del|assert|raise|match|case|lambda|print)\b.*)|::=|[=(){}\[\]]|:$"
)
_MIN_UNDERLINED = 0.7
_LONG_UNDERLINE_CHARS = 60
_ADMONITIONS = {"note:", "warning:", "tip:", "important:", "caution:", "see also:", "hint:"}


@dataclass(frozen=True)
class _Block:
    """A run of lines without an empty one; `indent` is that of its first line."""

    lines: tuple[str, ...]
    indent: int

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def underlined_to_markdown(text: str) -> str:
    """`text` with `#` headings, joined paragraphs, and indented code in fences.

    Heading levels follow the order in which kinds of underline first appear, as in
    reStructuredText. No word is added, left out or moved.
    """
    parts: list[str] = []
    levels: list[str] = []
    blocks = _blocks_of(text)
    at = 0
    while at < len(blocks):
        block = blocks[at]
        if heading := _heading_of(block, levels):
            parts.extend(heading)
        elif block.indent and _opens_code(block, blocks[at - 1] if at else None):
            end = _end_of_code(blocks, at)
            parts.append(fenced(_dedented(blocks[at:end])))
            at = end
            continue
        else:
            parts.append(_prose(block))
        at += 1
    return "\n\n".join(part for part in parts if part)


def _blocks_of(text: str) -> list[_Block]:
    blocks: list[_Block] = []
    lines: list[str] = []
    for line in (*text.expandtabs(8).split("\n"), ""):
        if line.strip():
            lines.append(line.rstrip())
        elif lines:
            blocks.append(_Block(tuple(lines), len(lines[0]) - len(lines[0].lstrip())))
            lines = []
    return blocks


def _heading_of(block: _Block, levels: list[str]) -> list[str]:
    """The block as a heading and what follows it in the same block; empty if it is none."""
    lines = list(block.lines)
    overlined = _UNDERLINE.match(lines[0]) and lines[2:3] == lines[:1]
    if overlined:
        lines = [lines[1].lstrip(), *lines[2:]]
    underline = lines[1].strip() if lines[1:] else ""
    mark = _UNDERLINE.match(underline)
    if mark is None or lines[0][0] == " " or not any(map(str.isalnum, lines[0])):
        return []
    if len(underline) < min(len(lines[0]) * _MIN_UNDERLINED, _LONG_UNDERLINE_CHARS):
        return []
    if mark.group(1) not in levels:
        levels.append(mark.group(1))
    level = min(levels.index(mark.group(1)) + 1, 6)
    rest = tuple(lines[2:])
    body = [_prose(_Block(rest, 0))] if rest else []
    return [f"{'#' * level} {_light(lines[0].strip())}", *body]


def _opens_code(block: _Block, before: _Block | None) -> bool:
    if any("::=" in line or line.lstrip().startswith(">>>") for line in block.lines):
        return True
    if before is None or before.indent >= block.indent:
        return False
    lead = before.lines[-1].strip()
    directive = _DIRECTIVE.match(lead)
    if directive:
        return directive.group(1) in {"code-block", "code", "sourcecode", "doctest"}
    if lead.endswith("::"):
        return True
    if not lead.endswith(":") or lead.lower() in _ADMONITIONS:
        return False
    return _looks_like_code(block)


def _looks_like_code(block: _Block) -> bool:
    if _BULLET.match(block.lines[0].strip()) or block.lines[-1].rstrip().endswith("."):
        return False
    like = sum(1 for line in block.lines if _CODE_LINE.search(line))
    return like * 2 >= len(block.lines)


def _end_of_code(blocks: list[_Block], start: int) -> int:
    before = blocks[start - 1].indent if start else 0
    floor = min(blocks[start].indent, before + 1) if before < blocks[start].indent else 0
    end = start + 1
    if not floor:
        return end
    while end < len(blocks) and blocks[end].indent >= blocks[start].indent:
        end += 1
    return end


def _dedented(blocks: list[_Block]) -> str:
    shift = min(len(line) - len(line.lstrip()) for block in blocks for line in block.lines)
    return "\n\n".join("\n".join(line[shift:] for line in block.lines) for block in blocks)


def _prose(block: _Block) -> str:
    lines = [line.strip() for line in block.lines]
    if _GRID.fullmatch(lines[0]):
        return _grid_table(lines)
    keep_lines = all(line.endswith((")", "]")) for line in lines)
    joined: list[str] = []
    for line in lines:
        directive = _DIRECTIVE.match(line)
        if directive:
            line = directive.group(2)  # noqa: PLW2901 - the directive's name is markup
        bullet = _BULLET.match(line)
        if bullet and line[0] in "*+":
            line = f"- {line[bullet.end() :]}"  # noqa: PLW2901 - one kind of bullet
        if joined and not bullet and not keep_lines:
            joined[-1] = f"{joined[-1]} {line}".strip()
        else:
            joined.append(line)
    text = _light("\n".join(joined))
    return text[:-1] if text.endswith("::") else text


def _grid_table(lines: list[str]) -> str:
    """The rows of a table drawn with `+`, `-` and `|`, one line each."""
    edges = [at for at, mark in enumerate(lines[0]) if mark == "+"]
    columns = list(pairwise(edges))
    rows: list[str] = []
    cells = [""] * len(columns)
    for line in (*lines[1:], lines[0]):
        if set(line) - set("|=+-"):
            cells = [
                f"{cell} {line[left + 1 : right].strip()}".strip()
                for cell, (left, right) in zip(cells, columns, strict=True)
            ]
        elif any(cells):
            rows.append(f"| {' | '.join(cells)} |")
            cells = [""] * len(columns)
    return _light("\n".join(rows))


def _light(text: str) -> str:
    text = _FOOTNOTE_MARK.sub("", text)
    text = _ROLE.sub(r"\1", _DOUBLE_BACKTICKS.sub(r"\1", text))
    return _EMPHASIS.sub(r"\1", _LITERAL.sub(r"\1", text))
