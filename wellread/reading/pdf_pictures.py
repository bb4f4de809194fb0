"""Which pictures of a PDF page have a caption beside them."""

from __future__ import annotations

from itertools import islice
from typing import Protocol

from wellread.reading.captions import caption_of
from wellread.reading.raster import has_sensible_size

_MOST_OBJECTS = 500
"""Looked at on one page."""
_NEAR_POINTS = 45
"""Between a caption and its picture: some three lines."""
_ASIDE_POINTS = 150
"""So far to the side of its picture a caption may begin."""
_Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""


class PdfPage(Protocol):
    """A page of pypdfium2."""

    def get_objects(self, *, filter: list[int], max_depth: int) -> object: ...  # noqa: A002, D102


class PdfText(Protocol):
    """A page's text."""

    def get_charbox(self, index: int) -> _Box: ...  # noqa: D102


def captions_beside_pictures(page: PdfPage, letters: PdfText, text: str) -> tuple[str, ...]:
    """The first lines of captions beside which a picture of a sensible size is painted.

    Args:
        page: is looked through only where there are captions.
        letters: where each letter of the text stands.
        text: the page's, as PDFium gives it.
    """
    lines: list[tuple[str, int]] = []
    at = 0
    for line in text.splitlines(keepends=True):
        if caption_of(line):
            lines.append((line, at + len(line) - len(line.lstrip())))
        at += len(line)
    pictures = _pictures(page) if lines else []
    return tuple(
        line
        for line, start in lines
        if any(_is_beside(letters.get_charbox(start), box) for box in pictures)
    )


def _pictures(page: PdfPage) -> list[_Box]:
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE  # type: ignore[import-untyped]

    found = page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE], max_depth=2)
    return [
        each.get_bounds()
        for each in islice(found, _MOST_OBJECTS)  # type: ignore[call-overload]
        if has_sensible_size(each.get_px_size())
    ]


def _is_beside(letter: _Box, picture: _Box) -> bool:
    left, bottom, _, top = letter
    above_or_below = max(picture[1] - top, bottom - picture[3], 0)
    aside = max(picture[0] - left, left - picture[2], 0)
    return above_or_below <= _NEAR_POINTS and aside <= _ASIDE_POINTS
