"""The terminal itself: text made safe for it, and lines written to stderr."""

import os
import re
import sys
import unicodedata

import click

_ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # control sequences: colours, cursor, clearing
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)"  # titles, links
    r"|\x1b[ -/]*[0-~]"
)
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_DROPPED = frozenset({"Cc", "Cs"})


def safe(text: str) -> str:
    """`text` without anything a terminal would obey: escapes, controls, direction overrides.

    Line feeds and tabs stay; a line or paragraph separator becomes a line feed.
    """
    if text.isascii() and text.isprintable():
        return text
    plain = _ESCAPES.sub("", text.replace("\r\n", "\n"))
    return "".join(filter(None, map(_safe_character, plain)))


def _safe_character(character: str) -> str:
    if character in "\n\t":
        return character
    if character in "\u2028\u2029":
        return "\n"
    if character in _BIDI or unicodedata.category(character) in _DROPPED:
        return ""
    return character


def one_line(text: str, max_chars: int = 120) -> str:
    """`text` made safe, on one line, and cut with an ellipsis at `max_chars`."""
    flat = " ".join(safe(text).split())
    return flat if len(flat) <= max_chars else flat[: max_chars - 1] + "…"


def say(text: str) -> None:
    """Writes `text`, made safe, to stderr."""
    click.echo(safe(text), err=True)


def interactive() -> bool:
    """Whether a human can be asked: stdin and stderr are a terminal."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def drawable() -> bool:
    """Whether stderr is a terminal that a live view can be drawn on."""
    return sys.stderr.isatty()


def forget_stdout() -> None:
    """Sends what is left in stdout's buffer nowhere, after its reader has gone."""
    try:
        descriptor = sys.stdout.fileno()
    except (OSError, ValueError):
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)
