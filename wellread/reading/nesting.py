"""Pages built to hang a parser: tags nested so deep that building the tree takes quadratic time."""

import re
from collections import Counter
from collections.abc import Iterable

_HIDDEN = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"
    r"|<(?P<raw>script|style|textarea|title|xmp|iframe|noembed|noframes)\b.*?(?:</(?P=raw)|\Z)",
    re.I | re.S,
)
"""Comments, and elements whose content is no markup."""
_TOKEN = re.compile(
    _HIDDEN.pattern
    + r"|<(?P<close>/?)(?P<name>[a-z][^\s/>]*)(?:=\s*(?:\"[^\"]*\"|'[^']*')|[^>=]++|=)*+>?",
    re.I | re.S,
)
_ODD = re.compile(r"<[a-z/][^<>]*<|=\s*(?:\"[^\"<]*<|'[^'<]*<)", re.I)
"""Where a tag may begin within another, or within quotes."""
_NAME = re.compile(r"<(/?)([a-z][^\s/>]*)", re.I)
_NEVER_NEST = frozenset(
    (  # noqa: SIM905 - a list of that many strings reads worse
        "a area base br col embed hr img input link meta source track wbr param p li dt"
        " dd option optgroup tr td th thead tbody tfoot colgroup caption html head body"
        " rp rt"
    ).split()
)
_FORMATTING = frozenset("b big code em font i nobr s small strike strong tt u".split())  # noqa: SIM905
_FEW_TAGS = 5_000
"""So few tags are parsed in no time, however they are nested."""
_MAX_DEPTH = 1_000
_MAX_COPIES = 3_000_000
"""Open formatting tags times tags: how many elements a parser might build by copying them."""


def too_deep(html: str) -> str:
    """What is wrong, as the end of a sentence; empty for a page that can be parsed.

    Browsers stop at 512 levels. HTML parsers look through all open elements at most tags, so
    300 KB of nested `div` take seconds and 10 MB take days.
    """
    tags = html.count("<")
    if tags <= _FEW_TAGS:
        return ""
    # Few pages are odd, and names alone are found ten times faster. What closes itself counts as
    # open there, so a page that is flat by its names is flat.
    if not _ODD.search(html) and not _is_deep(_named(html), tags):
        return ""
    return "nests its tags too deep" if _is_deep(_read(html), tags) else ""


def _named(html: str) -> Iterable[tuple[str, str, bool]]:
    """Of each tag: whether it closes, its name, and nothing on whether it closes itself."""
    return ((close, name, False) for close, name in _NAME.findall(_HIDDEN.sub("", html)))


def _read(html: str) -> Iterable[tuple[str, str, bool]]:
    for token in _TOKEN.finditer(html):
        if token["name"]:
            yield token["close"], token["name"], token.group().endswith("/>")


def _is_deep(tags: Iterable[tuple[str, str, bool]], count: int) -> bool:
    opened: Counter[str] = Counter()
    depth = formatting = 0
    for close, written, is_closed in tags:
        name = written.lower()
        if name in _NEVER_NEST:
            continue
        if is_closed and (opened["svg"] or opened["math"]):
            continue
        if close and not opened[name]:
            continue
        step = -1 if close else 1
        opened[name] += step
        depth += step
        if name in _FORMATTING:
            formatting += step
        if depth > _MAX_DEPTH or formatting * count > _MAX_COPIES:
            return True
    return False
