"""Keys and addresses of services as the settings hold them."""

from urllib.parse import urlsplit

from pydantic import SecretStr

from wellread.errors import SettingsError
from wellread.search.fields import is_web_address


def key_of(secret: SecretStr | None, setting: str) -> str:
    """The key in a setting, without white space around it; empty where it is not set.

    Raises:
        SettingsError: it cannot stand in a header.
    """
    key = secret.get_secret_value().strip() if secret else ""
    if not key.isascii() or not key.isprintable():
        raise SettingsError(f"{setting} holds characters that no key has: copy it again")
    return key


def needed_key(secret: SecretStr | None, setting: str, provider: str) -> str:
    """The same, for a provider that does nothing without one."""
    key = key_of(secret, setting)
    if not key:
        raise SettingsError(
            f"searching with {provider} needs a key: set {setting} or name another provider"
        )
    return key


def checked_address(address: str, setting: str) -> str:
    """The address of a service.

    Raises:
        SettingsError: it is none for http or https.
    """
    try:
        usable = is_web_address(address) and bool(urlsplit(address).hostname)
    except ValueError:
        usable = False
    if not usable:
        raise SettingsError(f"{setting} is {address!r}: it must begin with http:// or https://")
    return address
