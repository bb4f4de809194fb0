"""Prices: the operator's before the list's, and unknown is never 0."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellread.models.prices import Price, price_of, worst_cost
from wellread.settings import Settings


def test_a_listed_model_has_its_price_with_a_lower_one_for_cached_tokens() -> None:
    price = price_of("openai:gpt-5.4-mini", Settings())
    assert price is not None
    assert price == Price(prompt_usd=0.75, cached_usd=0.075, completion_usd=4.5)
    assert price.cost_usd(1_000_000, 0, cached_tokens=1_000_000) == pytest.approx(0.075)


@pytest.mark.parametrize("name", ["openai:llama-of-mine", "ollama:llama3", "nobody:x", "plain", ""])
def test_an_unknown_price_is_none(name: str) -> None:
    assert price_of(name, Settings()) is None
    assert worst_cost(None, 1000, 1000) is None


@pytest.mark.parametrize("key", ["openai:gpt-5.4-mini", "gpt-5.4-mini"])
def test_the_settings_count_before_the_list(key: str) -> None:
    price = price_of("openai:gpt-5.4-mini", Settings(prices={key: (0.0, 2.0)}))
    assert price == Price(prompt_usd=0, cached_usd=0, completion_usd=2)


@given(st.integers(0, 10_000), st.integers(0, 10_000), st.integers(0, 5_000), st.integers(0, 5_000))
def test_the_worst_case_covers_every_call_within_its_limits(
    prompt_tokens: int, cached_tokens: int, completion_tokens: int, spare: int
) -> None:
    price = Price(prompt_usd=2, cached_usd=0.5, completion_usd=8)
    worst = worst_cost(price, prompt_tokens * 3, completion_tokens + spare)
    cost = price.cost_usd(prompt_tokens, completion_tokens, cached_tokens=cached_tokens)
    assert worst is not None
    assert 0 <= cost <= worst
