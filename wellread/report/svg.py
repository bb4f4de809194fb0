"""What all drawn charts share: the shapes of a picture, and text that keeps to its room."""

import unicodedata
from dataclasses import dataclass
from html import escape
from typing import Literal

from wellread.report.parts import clean

COLOUR = "#4a7fb5"
LETTER_WIDTH = 7
"""Of a letter of the charts' size, in SVG units; wide letters have two."""
LETTER_SIZE = 13
_FONTS = "Noto Sans, Noto Sans CJK SC, Noto Sans Arabic, sans-serif"


@dataclass(frozen=True)
class Shape:
    """An element of a picture. Nothing in it is escaped yet."""

    tag: Literal["line", "rect", "circle", "polyline", "text"]
    attributes: dict[str, str]
    text: str = ""
    title: str = ""
    """Shown when the pointer rests on it."""


@dataclass(frozen=True)
class Drawing:
    """A chart as shapes, in SVG units: the exports write them, the page makes elements of them."""

    width: int
    height: int
    told: str
    """All that is drawn, in words, for who cannot see it."""
    shapes: tuple[Shape, ...]

    def __str__(self) -> str:
        """An SVG picture without scripts, styles or addresses."""
        opening = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" '
            f'width="{self.width}" height="{self.height}" role="img" '
            f'aria-label="{escape(self.told)}" font-family="{_FONTS}" font-size="{LETTER_SIZE}" '
            'fill="currentColor">'
        )
        return "".join((opening, *map(_element, self.shapes), "</svg>"))


def _element(shape: Shape) -> str:
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in shape.attributes.items())
    title = f"<title>{escape(shape.title)}</title>" if shape.title else ""
    return f"<{shape.tag}{attributes}>{title}{escape(shape.text)}</{shape.tag}>"


def text_at(text: str, x: float, y: float, anchor: str = "middle", **more: str) -> Shape:
    """Letters that begin, stand around, or end at a place."""
    attributes = {"x": f"{x:.2f}", "y": f"{y:.2f}", "text-anchor": anchor}
    return Shape(
        "text", attributes | {name.replace("_", "-"): each for name, each in more.items()}, text
    )


def stroke(x1: float, y1: float, x2: float, y2: float, opacity: float = 1) -> Shape:
    """A straight line in the colour of the letters."""
    ends = zip(("x1", "y1", "x2", "y2"), (x1, y1, x2, y2), strict=True)
    attributes = {name: f"{each:.2f}" for name, each in ends} | {"stroke": "currentColor"}
    return Shape("line", attributes | ({"stroke-opacity": f"{opacity:g}"} if opacity < 1 else {}))


def letters_of(text: str) -> int:
    """How many narrow letters are as wide as `text`."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def shortened(text: str, letters: int) -> str:
    """The text, cut where it would leave its column; wide letters count twice."""
    used = 0
    text = clean(text)
    for at, letter in enumerate(text):
        used += letters_of(letter)
        if used > letters:
            return text[: at - 1] + "…"
    return text
