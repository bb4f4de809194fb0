"""One page has one address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellread.reading.addresses import canonical, host_of


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://Example.ORG", "https://example.org/"),
        ("http://example.org:80/A?b=C#part", "http://example.org/A?b=C"),
        ("https://example.org:443/", "https://example.org/"),
        ("https://example.org:8443/", "https://example.org:8443/"),
        ("http://[2001:DB8::1]:80/", "http://[2001:db8::1]/"),
        ("http://[2001:db8::1]/", "http://[2001:db8::1]/"),
        ("https://e.org/?utm_source=x&id=1&fbclid=y&UTM_Medium=z&gclid=w", "https://e.org/?id=1"),
        ("https://e.org/?q=a%20b&q=c+d&empty=", "https://e.org/?q=a%20b&q=c+d&empty="),
        (" https://e.org/a ", "https://e.org/a"),
        ("https://User:Pw@E.org/", "https://User:Pw@e.org/"),
        ("file:///A/b.md", "file:///A/b.md"),
        ("library:python/with", "library:python/with"),
        ("https://[broken", "https://[broken"),
        ("https://e.org:99999/", "https://e.org:99999/"),
    ],
)
def test_addresses_are_spelled_in_one_way(url: str, expected: str) -> None:
    assert canonical(url) == expected


@given(st.text(max_size=60) | st.text(max_size=60).map(lambda text: f"https://{text}"))
def test_spelling_an_address_twice_changes_nothing(url: str) -> None:
    assert canonical(canonical(url)) == canonical(url)
    assert isinstance(host_of(url), str)
