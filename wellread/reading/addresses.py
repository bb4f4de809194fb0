"""Addresses in one spelling, so that one page is read, stored and cited once."""

from urllib.parse import urlsplit, urlunsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}
_TRACKING = {"gclid", "fbclid", "msclkid", "dclid", "yclid", "mc_cid", "mc_eid", "igshid"}


def is_web(address: str) -> bool:
    """Whether `address` is one for the network."""
    return address[:8].lower().startswith(("http://", "https://"))


def canonical(url: str) -> str:
    """`url` with lower-case host, without fragment, default port and tracking parameters.

    Anything but a web address comes back as it is; so does one that cannot be taken apart, which
    the door then refuses.
    """
    url = url.strip()
    if not is_web(url):
        return url
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return url
    scheme = parts.scheme.lower()
    userinfo, at, host = parts.netloc.rpartition("@")
    if port is not None or host.endswith(":"):
        host = host.rpartition(":")[0]
    shown = "" if port in {None, _DEFAULT_PORTS[scheme]} else f":{port}"
    query = "&".join(part for part in parts.query.split("&") if not _tracks(part))
    return urlunsplit(
        (scheme, f"{userinfo}{at}{host.lower()}{shown}", parts.path or "/", query, "")
    )


def host_of(address: str) -> str:
    """The host of a web address for messages and limits; the address itself if it has none."""
    try:
        return urlsplit(address).hostname or address[:100]
    except ValueError:
        return address[:100]


def _tracks(parameter: str) -> bool:
    name = parameter.partition("=")[0].lower()
    return name in _TRACKING or name.startswith("utm_")
