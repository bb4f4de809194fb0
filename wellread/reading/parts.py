"""Documents in named parts: sheets, slides, messages."""

from collections.abc import Iterable

from wellread.reading.clean import CleanText


def in_parts(
    parts: Iterable[tuple[str, str]], media_type: str, *, title: str, author: str, published: str
) -> CleanText:
    """The texts of the parts as one document that knows where each begins.

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
    return CleanText(
        title=title,
        author=author,
        published=published,
        text="".join(texts).rstrip("\n"),
        page_starts=tuple(starts),
        place_names=tuple(names),
        media_type=media_type,
    )
