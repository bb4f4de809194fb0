"""Only the public internet may be fetched from."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellread.reading.networks import is_host_name, is_public, literal_of

PRIVATE = (
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1",
    "172.31.255.255", "192.168.1.1", "169.254.169.254", "169.254.0.1", "100.64.0.1",
    "100.100.100.200", "192.0.0.192", "192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.9",
    "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "168.63.129.16",
    "192.88.99.1", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "::ffff:a9fe:a9fe", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1", "2002:7f00:1::",
    "2002:c0a8:101::1", "2001::1", "2001:db8::1", "fc00::1", "fd00:ec2::254", "fe80::1",
    "fe80::1%eth0", "fec0::1", "ff02::1", "100::1", "nonsense", "",
)  # fmt: skip
PUBLIC = ("8.8.8.8", "1.1.1.1", "93.184.215.14", "2606:4700::1111", "::ffff:8.8.8.8")
ODD_HOSTS = (
    "2130706433", "017700000001", "0x7f000001", "0x7f.0.0.1", "0x7f.1", "127.1", "127.0.1",
    "0177.0.0.1", "127.0.0.01", "127.0.0.0x1", "1.2.3.4.5", "256.256.256.256", "0x", "a..b",
    ".a", "-a.example", "a-.example", "a b", "a\x00b", "a/b", "a%2eb", "[::1]", "",
    f"{'a' * 64}.example", "a." * 130 + "a",
)  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_no_private_address_counts_as_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_open(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", ODD_HOSTS)
def test_odd_spellings_are_neither_names_nor_literals(host: str) -> None:
    assert not is_host_name(host)
    assert not literal_of(host)


@pytest.mark.parametrize(
    "host", ["example.org", "xn--bcher-kva.example", "a_b.example", "localhost"]
)
def test_plain_names_are_names(host: str) -> None:
    assert is_host_name(host)


@given(st.ip_addresses(v=4))
def test_wrapping_an_address_never_opens_it(inner: ipaddress.IPv4Address) -> None:
    wrapped = (
        f"::ffff:{inner}",
        str(ipaddress.IPv6Address(int(ipaddress.IPv6Address("64:ff9b::")) + int(inner))),
    )
    for address in wrapped:
        assert is_public(address) == is_public(str(inner))


@given(st.text(max_size=60))
def test_no_text_breaks_the_judgement(text: str) -> None:
    assert isinstance(is_public(text), bool)
    assert not (is_host_name(text) and literal_of(text))
