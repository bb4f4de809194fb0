"""Captions of pictures as documents write them: `Figure 3: Passengers a year`."""

import re

from wellread.reading.clean import one_line

MAX_CAPTION_CHARS = 240
_CAPTION = re.compile(
    r"(?:(?:figure|fig|abbildung|abb|bild|photo|image|chart|diagram|plate|exhibit)\b\.?\s{0,3}"
    r"\d{1,3}(?:[.\u2011-]\d{1,3}){0,2}[a-z]?|[图圖]\s{0,3}\d{1,3}(?:[.-]\d{1,3})?)"
    r"\s{0,3}[:.|\u2013\u2014\u3000：-]\s{0,3}(?=\S)",  # noqa: RUF001 - of Chinese
    re.IGNORECASE,
)
"""A sentence such as `Figure 3 shows ...` is none."""
_ENDS = re.compile(r"[.!?](?=\s)|[。！？]")  # noqa: RUF001 - stops of other scripts


def caption_of(text: str) -> str:
    """The caption with which `text` begins, to the end of its first sentence; or nothing."""
    told = one_line(text, MAX_CAPTION_CHARS)
    label = _CAPTION.match(told)
    if label is None:
        return ""
    ends = _ENDS.search(told, label.end())
    return told[: ends.end()] if ends else told
