"""Documents in named parts: sheets, slides, messages."""

from collections.abc import Iterable


def joined(parts: Iterable[tuple[str, str]]) -> tuple[str, tuple[int, ...], tuple[str, ...]]:
    """The parts' texts as one, the offset at which each begins, and their names.

    Takes pairs of name and text; parts without text are left out.
    """
    texts: list[str] = []
    starts: list[int] = []
    names: list[str] = []
    length = 0
    for name, text in parts:
        if text:
            starts.append(length)
            names.append(name)
            texts.append(f"{text}\n\n")
            length += len(texts[-1])
    return "".join(texts).rstrip("\n"), tuple(starts), tuple(names)
