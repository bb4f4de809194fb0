"""Draws the graph into README.md, between the two comment lines that mark its place."""

from pathlib import Path

README = Path(__file__).resolve().parents[1] / "README.md"
BEGIN = "<!-- graph: drawn by `make docs` -->"
END = "<!-- /graph -->"


def picture() -> str:
    """The graph as a Mermaid diagram, as GitHub shows it."""
    from graph.app import graph

    return f"```mermaid\n{graph.get_graph().draw_mermaid().strip()}\n```"


def with_picture(text: str) -> str:
    """`text` with the picture of today between the marks.

    Raises:
        ValueError: the marks are missing.
    """
    before, begun, rest = text.partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not (begun and ended):
        raise ValueError(f"README.md has no place for the graph: add the lines {BEGIN} and {END}")
    return f"{before}{BEGIN}\n{picture()}\n{END}{after}"


if __name__ == "__main__":
    README.write_text(with_picture(README.read_text(encoding="utf-8")), encoding="utf-8")
