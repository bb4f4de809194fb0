"""The certificates by which services and pages are known, read once in a process."""

import functools
import ssl


@functools.cache
def service_tls() -> ssl.SSLContext:
    """What connections to models and searches are verified by; slow at first, so in a thread.

    `SSL_CERT_FILE` and `SSL_CERT_DIR` name other roots, for networks with a certificate of their
    own.
    """
    import httpx

    return httpx.create_ssl_context()


@functools.cache
def page_tls() -> ssl.SSLContext:
    """What connections to strangers' pages are verified by: no environment adds a root to it."""
    import httpx

    return httpx.create_ssl_context(trust_env=False)
