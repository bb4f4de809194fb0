"""Pages built to hang a parser: tags nested so deep that building the tree takes quadratic time."""

import re
from collections import Counter

_TOKEN = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"
    r"|<(?P<raw>script|style|textarea|title|xmp|iframe|noembed|noframes)\b.*?(?:</(?P=raw)|\Z)"
    r"|<(?P<close>/?)(?P<name>[a-z][^\s/>]*)(?:=\s*(?:\"[^\"]*\"|'[^']*')|[^>=]++|=)*+>?",
    re.I | re.S,
)
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
    opened: Counter[str] = Counter()
    depth = formatting = 0
    for token in _TOKEN.finditer(html):
        name = (token["name"] or "").lower()
        if not name or name in _NEVER_NEST:
            continue
        if token.group().endswith("/>") and (opened["svg"] or opened["math"]):
            continue
        step = -1 if token["close"] else 1
        if step < 0 and not opened[name]:
            continue
        opened[name] += step
        depth += step
        formatting += step * (name in _FORMATTING)
        if depth > _MAX_DEPTH or formatting * tags > _MAX_COPIES:
            return "nests its tags too deep"
    return ""
