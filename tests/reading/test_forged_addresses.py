"""Every spelling of a private address is refused, directly, by redirect and by a changed name."""

import ipaddress
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from reading.loopback import Answer, running_site, settings

from wellread.errors import PageError
from wellread.reading.door import Door

PRIVATE = (
    "127.0.0.1", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254",
    "100.100.100.200", "168.63.129.16", "224.0.0.1", "255.255.255.255",
)  # fmt: skip
OTHER_DOTS = ("\u3002", "\uff0e", "\uff61", "%2e")


def spellings(address: str) -> Iterator[str]:
    """Addresses that some client would open at this IPv4 address."""
    number = int(ipaddress.IPv4Address(address))
    parts = address.split(".")
    first, *_, last = map(int, parts)
    hosts = [
        address, f"{address}.", str(number), hex(number), f"0{number:o}",
        ".".join(hex(int(part)) for part in parts), ".".join(f"0{int(part):o}" for part in parts),
        f"{first}.{number & 0xFFFFFF}", f"{first}.{parts[1]}.{number & 0xFFFF}",
        ".".join((*parts[:3], f"0{last:o}")), ".".join(f"{int(part):03}" for part in parts),
        f"[::ffff:{address}]", f"[::{address}]", f"[64:ff9b::{address}]",
        f"[2002:{number >> 16:x}:{number & 0xFFFF:x}::1]", f"[0:0:0:0:0:ffff:{address}]",
        *(dot.join(parts) for dot in OTHER_DOTS),
        address.translate({ord(str(digit)): 0xFF10 + digit for digit in range(10)}),
        f"user@{address}", f"example.org@{address}", f"user:word@{address}",
        f"{address}:22", f"{address}%00.example.org",
    ]  # fmt: skip
    yield from (f"http://{host}/latest" for host in hosts)


FORGED = tuple(url for address in PRIVATE for url in spellings(address))


async def to_loopback(host: str, port: int) -> Sequence[str]:
    return ("127.0.0.1",)


async def refused(door: Door, url: str) -> bool:
    with pytest.raises(PageError) as caught:
        await door.fetch(url)
    return caught.value.cause_kind == "forbidden_address"


def test_there_are_at_least_150_forgeries() -> None:
    assert len(set(FORGED)) >= 150


async def test_no_spelling_of_a_private_address_is_opened() -> None:
    door = Door(settings(), resolve=to_loopback)
    assert [url for url in FORGED if not await refused(door, url)] == []


async def test_no_redirect_leads_to_a_private_address() -> None:
    pages = {
        f"/{number}": Answer(b"", 302, {"Location": url}) for number, url in enumerate(FORGED)
        if url.isascii()
    }  # fmt: skip
    chain = {"/chain": Answer(b"", 307, {"Location": "/chain/2"}), "/chain/2": pages["/0"]}
    async with running_site({**pages, **chain}) as site:
        door = Door(
            settings(allowed_private_hosts=(f"site.test:{site.port}",)), resolve=to_loopback
        )
        starts = [*pages, "/chain"]
        opened = [at for at in starts if not await refused(door, site.url(at, "site.test"))]
    assert opened == []
    assert len(site.requests) == len(starts) + 1


@given(st.sampled_from(PRIVATE), st.integers(0, 2**24 - 1), st.data())
@hypothesis_settings(max_examples=60, deadline=None)
async def test_no_address_of_a_private_network_is_opened_in_any_spelling(
    base: str, offset: int, data: st.DataObject
) -> None:
    network = ipaddress.ip_network(f"{'127' if base.startswith('127') else '10'}.0.0.0/8")
    address = str(network[offset])
    url = data.draw(st.sampled_from(list(spellings(address))))
    assert await refused(Door(settings(), resolve=to_loopback), url)


async def test_a_name_that_changes_its_address_never_opens_a_private_one() -> None:
    answers = iter([("127.0.0.1",), ("10.0.0.1",), ("8.8.8.8", "169.254.169.254"), ("::1",)])

    async def rebinding(host: str, port: int) -> Sequence[str]:
        return next(answers)

    async with running_site({"/": Answer(b"", 302, {"Location": "http://turn.example/"})}) as site:
        door = Door(settings(allowed_private_hosts=("site.test",)), resolve=rebinding)
        assert await refused(door, site.url("/", "site.test"))
        assert await refused(door, "http://turn.example/")
        assert await refused(door, "http://turn.example/")
    assert len(site.requests) == 1


@pytest.mark.parametrize("port", [1, 21, 22, 25, 6379, 8080, 11211, 65535])
async def test_ports_that_no_web_page_has_are_shut_unless_listed(port: int) -> None:
    async def public(host: str, port: int) -> Sequence[str]:
        raise OSError("stands for the network behind an open door")

    url = f"http://example.org:{port}/"
    assert await refused(Door(settings(), resolve=public), url)
    assert not await refused(Door(settings(allowed_ports=(port,)), resolve=public), url)


@pytest.mark.parametrize(
    ("url", "open_to_it"),
    [
        ("http://example.org/", True), ("http://a.example.org/", True),
        ("http://bad.example.org/", False), ("http://x.BAD.example.org./", False),
        ("http://notexample.org/", False), ("http://example.com/", False),
    ],
)  # fmt: skip
async def test_the_operator_names_hosts_that_are_open_or_shut(url: str, open_to_it: bool) -> None:
    async def unknown(host: str, port: int) -> Sequence[str]:
        raise OSError("stands for the network behind an open door")

    hosts = settings(allowed_hosts=("example.org",), denied_hosts=("bad.example.org",))
    assert await refused(Door(hosts, resolve=unknown), url) != open_to_it
