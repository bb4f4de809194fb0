"""The small web of the tests: 60 pages about Ellmouth, a city that does not exist.

The texts lie in `texts/`, one file a subject, ten pages each. Two pages disagree on purpose: page 1
counts 112 tram stops, page 7 tells of a council that counts 109.
"""

import html
import math
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

SUBJECTS = ("tram", "water", "library", "observatory", "harbour", "orchard")
WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)?")
HAN = re.compile("[\u4e00-\u9fff]+")
"""Chinese has no spaces: pairs of letters stand in for words."""
STOP_WORDS = frozenset(
    word
    for word in WORD.findall(
        """a about after all also an and any are as at be been but by can could did do does each
        for from had has have how in into is it its many may more most much no not of on one or
        other our out over per since so some than that the their them then there these they this
        to was were what when where which who whose why will with would"""
    )
)


def content_words(text: str) -> list[str]:
    """The words that carry meaning, lower case, a plural s taken off."""
    pairs = [a + b for run in HAN.findall(text) for a, b in pairwise(run)]
    found = [word.lower() for word in WORD.findall(HAN.sub(" ", text))] + pairs
    kept = [word for word in found if word not in STOP_WORDS]
    return [word[:-1] if len(word) > 3 and word.endswith("s") else word for word in kept]


def sentences(text: str) -> list[str]:
    """The sentences of a text's paragraphs, verbatim; headings are left out."""
    found: list[str] = []
    for line in text.splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            found += re.split(r"(?<=[.!?])\s+(?=[A-Z\"\u201c])|(?<=。)", line.strip())
    return [sentence for sentence in found if sentence]


@dataclass(frozen=True)
class Page:
    """One page of the world."""

    number: int
    subject: str
    title: str
    author: str
    published: str
    parts: tuple[tuple[str, str], ...]
    """Heading and paragraph, in order."""

    @property
    def markdown(self) -> str:
        """The page as a search service sends it along."""
        body = "\n\n".join(f"## {heading}\n\n{text}" for heading, text in self.parts)
        return f"# {self.title}\n\n{body}\n"

    @property
    def sentences(self) -> list[str]:
        """Every sentence of the page."""
        return sentences(self.markdown)


@cache
def pages() -> tuple[Page, ...]:
    """All pages, numbered from 1 in the order of `SUBJECTS`."""
    folder = Path(__file__).parent / "texts"
    blocks = [
        (subject, block)
        for subject in SUBJECTS
        for block in re.split(r"^# ", (folder / f"{subject}.md").read_text("utf-8"), flags=re.M)
        if block.strip()
    ]
    return tuple(_page(number, *block) for number, block in enumerate(blocks, start=1))


def page(number: int) -> Page:
    """The page with this number, from 1; IndexError if there is none."""
    if number < 1:
        raise IndexError(number)
    return pages()[number - 1]


def search(query: str, limit: int) -> list[tuple[float, Page]]:
    """The best pages for a query by shared words, rare words weighing more; score 0 to 1."""
    wanted = set(content_words(query))
    scored = []
    for candidate in pages():
        counts = _words(candidate.number)
        score = sum(_rarity(word) * min(counts[word], 3) for word in wanted if word in counts)
        if score:
            scored.append((score, candidate))
    scored.sort(key=lambda pair: (-pair[0], pair[1].number))
    top = scored[0][0] if scored else 1.0
    return [(round(score / top, 4), found) for score, found in scored[:limit]]


def snippet(found: Page, query: str) -> str:
    """The page's sentence that shares most words with the query."""
    wanted = set(content_words(query))
    return max(found.sentences, key=lambda text: len(wanted & set(content_words(text))))


def as_html(shown: Page) -> str:
    """The page as a web server gives it: navigation, article, footer."""
    links = "".join(
        f'<li><a href="/page/{other.number}">{html.escape(other.title)}</a></li>'
        for other in pages()
        if other.subject == shown.subject and other.number != shown.number
    )
    article = "\n".join(
        f"<h2>{html.escape(heading)}</h2>\n<p>{html.escape(text)}</p>"
        for heading, text in shown.parts
    )
    title, author = html.escape(shown.title), html.escape(shown.author)
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<title>{title}</title>\n<meta name="author" content="{author}">\n'
        f'<meta property="article:published_time" content="{shown.published}">\n'
        "<style>nav { float: right }</style>\n</head>\n<body>\n"
        f'<header><a href="/">Ellmouth Gazette</a></header>\n'
        f'<nav aria-label="More"><ul>{links}</ul></nav>\n'
        f"<main><article>\n<h1>{title}</h1>\n{article}\n</article></main>\n"
        "<script>window.visits = 1;</script>\n"
        "<footer><p>Imprint. All rights reserved. We use cookies.</p></footer>\n"
        "</body>\n</html>\n"
    )


def _page(number: int, subject: str, block: str) -> Page:
    title, byline, *rest = block.strip().splitlines()
    author, published = byline.removeprefix("by ").split(", ")
    parts = re.findall(r"^## (.+)\n((?:(?!## ).+\n?)+)", "\n".join(rest), flags=re.M)
    return Page(
        number=number,
        subject=subject,
        title=title,
        author=author,
        published=published,
        parts=tuple((heading, " ".join(text.split())) for heading, text in parts),
    )


@cache
def _words(number: int) -> Counter[str]:
    found = page(number)
    return Counter(content_words(f"{found.title} {found.title} {found.markdown}"))


@cache
def _rarity(word: str) -> float:
    holders = sum(1 for candidate in pages() if word in _words(candidate.number))
    return math.log(1 + len(pages()) / holders)
