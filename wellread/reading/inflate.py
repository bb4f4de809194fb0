"""Bodies unpacked piece by piece, so that no compressed page can outgrow its limit."""

import zlib

_GZIP_OR_ZLIB = 47
_RAW_DEFLATE = -15
_GZIP_START = b"\x1f\x8b"
_STEP_BYTES = 65_536


class TooLarge(Exception):
    """The body has more bytes than its limit."""


class Body:
    """The bytes of one page, counted as they come and after unpacking.

    Raises (from `add`):
        TooLarge: as soon as more than `max_bytes` came or were unpacked.
        ValueError: the packed bytes are broken.
    """

    def __init__(self, encoding: str, max_bytes: int) -> None:
        if encoding not in {"", "identity", "gzip", "x-gzip", "deflate"}:
            raise ValueError(f"content encoding {encoding!r} was not asked for")
        self._left = max_bytes
        self._wire_left = max_bytes
        self._parts: list[bytes] = []
        self._packed = encoding not in {"", "identity"}
        self._inflater = zlib.decompressobj(_GZIP_OR_ZLIB)
        self._fresh = True

    def add(self, data: bytes) -> None:
        """Takes the next bytes as they came over the network."""
        self._wire_left -= len(data)
        if self._wire_left < 0:
            raise TooLarge
        if not self._packed:
            self._keep(data)
            return
        while data:
            data = self._inflate(data)

    def finish(self) -> bytes:
        """Everything, unpacked."""
        if self._packed:
            self._keep(self._inflater.flush())
        return b"".join(self._parts)

    def _inflate(self, data: bytes) -> bytes:
        if self._inflater.eof:
            if not data.startswith(_GZIP_START):
                return b""
            self._inflater = zlib.decompressobj(_GZIP_OR_ZLIB)
        try:
            self._keep(self._inflater.decompress(data, _STEP_BYTES))
        except zlib.error as error:
            if not self._fresh:
                raise ValueError(f"broken compression: {error}") from error
            self._inflater = zlib.decompressobj(_RAW_DEFLATE)
            self._fresh = False
            return data
        self._fresh = False
        return self._inflater.unconsumed_tail or self._inflater.unused_data

    def _keep(self, data: bytes) -> None:
        self._left -= len(data)
        if self._left < 0:
            raise TooLarge
        self._parts.append(data)
