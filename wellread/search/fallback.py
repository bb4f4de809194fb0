"""Providers that stand in for each other, and who of them is asked first."""

import time
from collections.abc import Callable, Sequence

from wellread.errors import SettingsError
from wellread.search.contract import SearchProvider

REST_S = 60.0


class FallbackSearch:
    """Providers of the same kind in fallback order: the first that answers is enough.

    `Searches` asks them one after the other, each as a paid call of its own. One that has failed
    stands behind the others for a minute, or as long as it asked for, so that not every query runs
    into the same failure; it is still asked when all others fail.
    """

    def __init__(
        self, providers: Sequence[SearchProvider], *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Takes the providers in fallback order.

        Raises:
            SettingsError: there is none.
        """
        if not providers:
            raise SettingsError("a fallback needs at least one search provider: name one")
        self.providers = tuple(providers)
        self._clock = clock
        self._rests_until: dict[str, float] = {}

    @property
    def name(self) -> str:
        """The names in fallback order."""
        return " > ".join(provider.name for provider in self.providers)

    def in_order(self) -> tuple[SearchProvider, ...]:
        """All of them in the order in which to ask now."""
        now = self._clock()
        return tuple(
            sorted(self.providers, key=lambda one: self._rests_until.get(one.name, now) > now)
        )

    def failed(self, name: str, retry_after_s: float | None = None) -> None:
        """Puts a provider behind the others for a while."""
        self._rests_until[name] = self._clock() + max(REST_S, retry_after_s or 0.0)

    def answered(self, name: str) -> None:
        """Puts a provider back to its place."""
        self._rests_until.pop(name, None)
