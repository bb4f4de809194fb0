"""What a run says of its reading."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.progress import where
from wellread.domain import SearchHit


@pytest.mark.parametrize(
    ("addresses", "told"),
    [
        ([], "0 sources: "),
        (["https://a.org/x", "https://a.org/y"], "2 sources: a.org"),
        (["file:///data/a%20b.pdf", "library:python/with"], "2 sources: a b.pdf, with"),
        ([f"https://{host}.org" for host in "abcde"], "5 sources: a.org, b.org, c.org, d.org …"),
    ],
)
def test_a_branch_names_the_first_places_that_it_reads(addresses: list[str], told: str) -> None:
    assert where([SearchHit(address=each) for each in addresses]) == told


@given(st.lists(st.text(max_size=50), max_size=8))
def test_no_address_is_too_strange_to_be_told(addresses: list[str]) -> None:
    assert where([SearchHit(address=each) for each in addresses]).startswith(f"{len(addresses)} ")
