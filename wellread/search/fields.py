"""Reads single fields of what a stranger's service sent."""


def text_of(value: object) -> str:
    """`value` if it is text, with what UTF-8 cannot hold replaced; else empty."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def is_web_address(address: str) -> bool:
    """Whether it is an http or https address; nothing else from outside may be opened."""
    return address.lower().startswith(("http://", "https://"))
