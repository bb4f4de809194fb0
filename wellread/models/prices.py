"""What a model's tokens cost, from the operator's settings or the list that comes installed.

Nothing is fetched: the list is the snapshot inside the package `genai-prices`. A price that is
not known is None, never 0.
"""

from functools import lru_cache

from wellread.domain import Frozen
from wellread.settings import Settings

_PER_MILLION = 1_000_000
# English has about 4 bytes a token, other scripts and source code 2.5 to 3: an upper bound.
_BYTES_PER_TOKEN = 2.5
_PRICE_LIST_NAMES = {"google_genai": "google", "google_vertexai": "google", "mistralai": "mistral"}


class Price(Frozen):
    """USD per million tokens, at the lowest tier (the next begins at 200,000 tokens or more)."""

    prompt_usd: float
    cached_usd: float
    """Prompt tokens that the provider had in its cache."""
    completion_usd: float
    """Completion tokens, reasoning included."""

    def cost_usd(
        self, prompt_tokens: int, completion_tokens: int, *, cached_tokens: int = 0
    ) -> float:
        """The price of one call; `cached_tokens` are part of `prompt_tokens`."""
        cached = min(cached_tokens, prompt_tokens)
        return (
            (prompt_tokens - cached) * self.prompt_usd
            + cached * self.cached_usd
            + completion_tokens * self.completion_usd
        ) / _PER_MILLION


def price_of(model_name: str, settings: Settings) -> Price | None:
    """The price of `provider:model`; `settings.prices` counts before the installed list.

    In the settings a model may stand with or without its provider. A local server's model has the
    price of its name, where the name is known. The first call loads the list (about half a
    second): make it in a thread.
    """
    provider, _, model = model_name.partition(":")
    own = settings.prices.get(model_name) or settings.prices.get(model)
    if own is not None:
        prompt_usd, completion_usd = own
        return Price(prompt_usd=prompt_usd, cached_usd=prompt_usd, completion_usd=completion_usd)
    return _listed_price(_PRICE_LIST_NAMES.get(provider, provider), model)


def worst_cost(price: Price | None, prompt_chars: int, max_tokens: int) -> float | None:
    """The most that a call can cost, in USD; None where the price is unknown.

    Args:
        price: of the model.
        prompt_chars: length of the prompt; count UTF-8 bytes where it is not all ASCII.
        max_tokens: of the completion, reasoning included.
    """
    if price is None:
        return None
    return price.cost_usd(int(prompt_chars / _BYTES_PER_TOKEN) + 1, max_tokens)


@lru_cache(maxsize=256)
def _listed_price(provider: str, model: str) -> Price | None:
    from genai_prices import Usage, calc_price

    def rate(**tokens: int) -> float:
        listed = calc_price(Usage(**tokens), model, provider_id=provider)
        return float(listed.total_price) * 1_000

    try:
        return Price(
            prompt_usd=rate(input_tokens=1_000),
            cached_usd=rate(input_tokens=1_000, cache_read_tokens=1_000),
            completion_usd=rate(output_tokens=1_000),
        )
    except (LookupError, ValueError):
        return None
