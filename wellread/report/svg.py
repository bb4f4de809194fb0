"""What all drawn charts share: the frame of the picture, and text that keeps to its room."""

import unicodedata
from html import escape

from wellread.report.parts import Chart, clean

COLOUR = "#4a7fb5"
LETTER_WIDTH = 7
"""Of a letter of the charts' size, in SVG units; wide letters have two."""
_FONTS = "Noto Sans, Noto Sans CJK SC, Noto Sans Arabic, sans-serif"


def opening(chart: Chart, width: int, height: int) -> str:
    """The first tag of a picture, which tells all its numbers to who cannot see it."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" aria-label="{escape(clean(chart.told))}" '
        f'font-family="{_FONTS}" font-size="13" fill="currentColor">'
    )


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
