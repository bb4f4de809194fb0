"""What a site's robots.txt allows to programs (RFC 9309): fetched by the door, kept for one run."""

import asyncio
from collections import defaultdict
from urllib.parse import urljoin

from protego import Protego

from wellread.errors import PageError, PageProblem
from wellread.reading.door import Door

NAME = "wellread"
"""Under which a site may name us; the door's user agent begins with it."""
MAX_BYTES = 512_000
"""Of a robots.txt that are looked at; the RFC asks for 500 KiB at least."""
_CLOSED: frozenset[PageProblem] = frozenset(
    ("server_error", "rate_limited", "timeout", "too_large", "unreadable")
)
"""The site has rules and cannot tell them now, which closes it. Any other failure says that there
are none, or is the page's own as well."""


class Robots:
    """The rules of the sites that one run goes to, each asked for once."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._rules: dict[str, Protego | None] = {}
        self._asking: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def allow(self, url: str) -> bool:
        """Whether the page may be read; of a site that cannot tell, no page may."""
        site = urljoin(url, "/robots.txt")
        async with self._asking[site]:
            if site not in self._rules:
                self._rules[site] = await self._asked(site, url)
        rules = self._rules[site]
        return rules is not None and rules.can_fetch(url, NAME)

    async def _asked(self, site: str, page: str) -> Protego | None:
        """The site's rules; None where they cannot be told."""
        try:
            answer = await self._door.fetch(site, part_of=page)
        except PageError as error:
            return None if error.cause_kind in _CLOSED else Protego.parse("")
        return Protego.parse(answer.body[:MAX_BYTES].decode("utf-8", "replace"))
