"""Which network addresses a page may be fetched from: the public internet and nothing else."""

import ipaddress
import re
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_CLOSED = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8",
        "100.64.0.0/10",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "168.63.129.16/32",  # Azure's own services, on a public address
        "::/96",
        "64:ff9b:1::/48",
        "2001::/23",  # Teredo, ORCHID and other protocols that tunnel or are not routed
        "2001:db8::/32",
        "3fff::/20",
        "5f00::/16",
    )
)
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_MAX_HOST_CHARS = 253


def is_public(address: str) -> bool:
    """Whether the IP address `address` lies in the public internet.

    IPv4 addresses inside IPv6 ones (mapped, NAT64, 6to4) are judged themselves. What is no
    address is not public.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, IPv6Address):
        inner = _inner(ip)
        if inner is not None:
            return is_public(str(inner))
    if any(ip in network for network in _CLOSED if network.version == ip.version):
        return False
    site_local = isinstance(ip, IPv6Address) and ip.is_site_local
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or site_local)


def _inner(ip: IPv6Address) -> IPv4Address | None:
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFF_FFFF)
    return ip.ipv4_mapped or ip.sixtofour


def literal_of(host: str) -> str:
    """`host` as an IP address if it is one in its usual spelling, else empty."""
    if "%" in host:
        return ""
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return ""


def is_host_name(host: str) -> bool:
    """Whether `host` is a plain host name; `0x7f.1`, `2130706433` and `127.1` are not."""
    labels = host.split(".")
    if len(host) > _MAX_HOST_CHARS or not all(map(_LABEL.fullmatch, labels)):
        return False
    last = labels[-1]
    return not last.isdigit() and not re.fullmatch(r"0x[0-9a-f]*", last)


def lies_below(host: str, names: Iterable[str]) -> bool:
    """Whether `host` is one of these hosts or lies below one."""
    return any(host == name or host.endswith(f".{name}") for name in names)
