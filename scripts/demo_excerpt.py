"""Puts the beginning of a real demo report into README.md, between its two marks."""

import re
import sys
from pathlib import Path

README = Path(__file__).resolve().parents[1] / "README.md"
BEGIN = "<!-- demo -->"
END = "<!-- /demo -->"
PARAGRAPHS = 9


def excerpt(report: str) -> str:
    """The first paragraphs of the report as a quotation."""
    paragraphs = report.strip().split("\n\n")[:PARAGRAPHS]
    lines = "\n\n".join(paragraphs).splitlines()
    return "\n".join(re.sub(r"^#+ (.*)$", r"**\1**", line) for line in lines)


def with_excerpt(text: str, report: str) -> str:
    """README's text with the excerpt of `report` in its place. ValueError if it has none."""
    before, begun, rest = text.partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not (begun and ended):
        raise ValueError(f"README.md has no place for the demo: add the lines {BEGIN} and {END}")
    quoted = "\n".join(f"> {line}".rstrip() for line in excerpt(report).splitlines())
    return f"{before}{BEGIN}\n{quoted}\n{END}{after}"


if __name__ == "__main__":
    report = Path(sys.argv[1]).read_text(encoding="utf-8")
    README.write_text(with_excerpt(README.read_text(encoding="utf-8"), report), encoding="utf-8")
