"""Pictures told from their first bytes, whatever a file calls them, and never unpacked.

A drawing that may hold scripts (SVG) or commands (WMF, EMF) is none of them.
"""

import struct
from collections.abc import Callable, Mapping

HEAD_BYTES = 65_536
"""Of these the kind and the size of a picture are told."""
LEAST_SIDE = 60
"""Pixels; what is smaller is an icon or a rule."""
MAX_PIXELS = 100_000_000
_Size = tuple[int, int]


def is_picture(head: bytes) -> bool:
    """Whether a PNG, JPEG, GIF, WebP or BMP of a sensible size begins so."""
    size = size_of(head)
    return size is not None and has_sensible_size(size)


def has_sensible_size(size: tuple[int, int]) -> bool:
    """Whether a picture of so many pixels is more than an icon and no bomb."""
    return min(size) >= LEAST_SIDE and size[0] * size[1] <= MAX_PIXELS


def size_of(head: bytes) -> tuple[int, int] | None:
    """Width and height in pixels; None where it is no such picture."""
    for mark, read in _READERS.items():
        if head.startswith(mark):
            try:
                return read(head)
            except (struct.error, IndexError):
                return None
    return None


def _png(head: bytes) -> _Size | None:
    width, height = struct.unpack(">II", head[16:24])
    return (width, height) if head[12:16] == b"IHDR" else None


def _gif(head: bytes) -> _Size | None:
    width, height = struct.unpack("<HH", head[6:10])
    return width, height


def _bmp(head: bytes) -> _Size | None:
    width, height = struct.unpack("<ii", head[18:26])
    return width, abs(height)


def _webp(head: bytes) -> _Size | None:
    if head[8:12] != b"WEBP":
        return None
    if head[12:16] == b"VP8X":
        return 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
    if head[12:16] == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack("<HH", head[26:30])
    return width & 0x3FFF, height & 0x3FFF


def _jpeg(head: bytes) -> _Size | None:
    """The size stands in the frame's segment, behind others that say how long they are."""
    at = 2
    while head[at] == _SEGMENT:
        kind, length = head[at + 1], int.from_bytes(head[at + 2 : at + 4])
        if kind in _FRAMES:
            height, width = struct.unpack(">HH", head[at + 5 : at + 9])
            return width, height
        at += 2 + max(length, 2)
    return None


_SEGMENT = 0xFF
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_READERS: Mapping[bytes, Callable[[bytes], _Size | None]] = {
    b"\x89PNG\r\n\x1a\n": _png,
    b"\xff\xd8": _jpeg,
    b"GIF8": _gif,
    b"RIFF": _webp,
    b"BM": _bmp,
}
