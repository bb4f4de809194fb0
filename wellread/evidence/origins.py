"""Where a source comes from: its kind by rule, and what counts as one independent origin."""

import ipaddress
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

from wellread.domain import Source, SourceKind
from wellread.evidence.shingles import SKETCHED_CHARS, resemblance, sketch_of
from wellread.evidence.terms import listed, words_of

COPY_RESEMBLANCE = 0.8
"""Texts that share this part of their five-word runs are copies of one text."""
_SHINGLE_WORDS = 5
_FEWEST_WORDS = 12
"""Shorter texts are copies only when they are the same."""

_SECOND_LEVEL = frozenset(listed("ac co com edu gob gov gouv go govt mil ne net nhs or org sch"))
"""Labels under which country domains register names, as in `bbc.co.uk`."""
_COUNTRY = 2
"""Letters of a country domain."""
_SHARED_HOSTS = frozenset(
    listed("""
    blogspot.com github.io gitlab.io medium.com netlify.app pages.dev readthedocs.io substack.com
    tumblr.com vercel.app web.app wordpress.com
    """)
)
"""Hosts whose subdomains belong to different people."""
_NEWS = frozenset(
    listed("""
    aljazeera.com apnews.com arstechnica.com bbc.co.uk bbc.com bloomberg.com cnbc.com cnn.com
    dw.com economist.com faz.net ft.com heise.de lemonde.fr nbcnews.com npr.org nytimes.com
    politico.com reuters.com spiegel.de techcrunch.com theguardian.com theregister.com
    theverge.com time.com washingtonpost.com wired.com wsj.com zeit.de
    """)
)
_FORUMS = frozenset(
    listed("""
    askubuntu.com discord.com lobste.rs mathoverflow.net quora.com reddit.com serverfault.com
    stackexchange.com stackoverflow.com superuser.com ycombinator.com
    """)
)
_PAPERS = frozenset(
    listed("""
    acm.org aclanthology.org arxiv.org biorxiv.org doi.org frontiersin.org ieee.org jmlr.org
    jstor.org medrxiv.org mlr.press nature.com neurips.cc openreview.net plos.org pnas.org
    sagepub.com sciencedirect.com semanticscholar.org springer.com ssrn.com tandfonline.com
    usenix.org wiley.com
    """)
)
_REFERENCE = frozenset(
    listed("""
    britannica.com cppreference.com merriam-webster.com readthedocs.io wikibooks.org wikidata.org
    wikipedia.org wiktionary.org
    """)
)
_PAPER_HOSTS = frozenset({"pmc.ncbi.nlm.nih.gov", "pubmed.ncbi.nlm.nih.gov"})
_REFERENCE_LABELS = frozenset({"dictionary", "encyclopedia", "wiki"})
_OFFICIAL_LABELS = frozenset({"api", "developer", "developers", "doc", "docs", "documentation"})
_FORUM_LABELS = frozenset({"community", "discourse", "discuss", "forum", "forums"})
_BODIES = frozenset(
    listed("europa.eu ietf.org imf.org iso.org oecd.org un.org w3.org worldbank.org")
)
_GOVERNMENT = frozenset({"gov", "mil", "gouv", "gob", "govt", "int", "edu", "ac"})


def kind_of(address: str) -> SourceKind:
    """The kind of source behind `address`, by its host and first folder; `web` where none fits.

    Official are governments, international bodies, universities, and a project's own `docs.` host
    or `/docs` folder.
    """
    parts = _split(address)
    if parts.scheme == "library":
        return "reference"
    if parts.scheme in {"file", ""}:
        return "document"
    host = (parts.hostname or "").removeprefix("www.")
    label, site = host.partition(".")[0], _site(host)
    rules: tuple[tuple[SourceKind, bool], ...] = (
        ("paper", site in _PAPERS or host in _PAPER_HOSTS),
        ("news", site in _NEWS),
        ("forum", site in _FORUMS or label in _FORUM_LABELS),
        ("reference", bool({site, _shared_host(host)} & _REFERENCE) or label in _REFERENCE_LABELS),
        ("official", _is_official(site, host.split("."), parts.path)),
    )
    return next((kind for kind, applies in rules if applies), "web")


def _is_official(site: str, labels: list[str], path: str) -> bool:
    folder = path.lstrip("/").partition("/")[0]
    return (
        site in _BODIES
        or bool(_GOVERNMENT & set(labels[-2:]))
        or bool(_OFFICIAL_LABELS & {labels[0], folder})
    )


def origin_of(address: str) -> str:
    """What counts once: the site of a page, or each own document for itself.

    A page's site is its registered domain (`bbc.co.uk` for `news.bbc.co.uk`); on hosts that many
    people share it is the subdomain. `file:` addresses give `document:` and the path, `library:`
    addresses stay as they are, without fragment and query.
    """
    parts = _split(address)
    if parts.scheme == "library":
        return address.split("#", maxsplit=1)[0].split("?", maxsplit=1)[0]
    if parts.scheme in {"file", ""}:
        return f"document:{parts.path or address}"
    if not parts.hostname:
        return address
    return _site(parts.hostname) if not _is_bare_host(parts.hostname) else parts.netloc.lower()


def fold_copies(sources: Iterable[tuple[Source, str]]) -> dict[str, str]:
    """The origin of each source by snapshot id, near-copies sharing the origin of the first.

    Takes each source with its text. Copies are found by comparing hashed runs of five words.
    """
    origins: dict[str, str] = {}
    seen: list[tuple[frozenset[int], str]] = []
    for source, text in sources:
        sketch = _sketch(text[:SKETCHED_CHARS])
        copied = (known for other, known in seen if resemblance(sketch, other) >= COPY_RESEMBLANCE)
        origin = next(copied, source.origin or origin_of(source.address))
        origins[source.snapshot_id] = origin
        seen.append((sketch, origin))
    return origins


@lru_cache(maxsize=64)
def _sketch(beginning: str) -> frozenset[int]:
    """Kept for a while: a page is compared in its branch, and again over the whole run."""
    words = words_of(beginning.lower())
    size = _SHINGLE_WORDS if len(words) >= _FEWEST_WORDS else max(1, len(words))
    return sketch_of(words, size)


def _split(address: str) -> SplitResult:
    try:
        parts = urlsplit(address.strip())
        _ = parts.hostname
    except ValueError:
        return SplitResult("", "", address, "", "")
    return parts


def _is_bare_host(host: str) -> bool:
    """Whether `host` is an IP address or has no domain: there the port tells sites apart."""
    if "." not in host:
        return True
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _shared_host(host: str) -> str:
    return next((shared for shared in _SHARED_HOSTS if host.endswith("." + shared)), "")


def _site(host: str) -> str:
    labels = host.lower().rstrip(".").split(".")
    keep = 2
    if len(labels) > keep and len(labels[-1]) == _COUNTRY and labels[-2] in _SECOND_LEVEL:
        keep = 3
    if _shared_host(host):
        keep = 3
    return ".".join(labels[-keep:])
