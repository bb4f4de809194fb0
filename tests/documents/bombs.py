"""Files that unpack to far more than they are, made by hand where no program would write them."""

import io
import struct
import zipfile
import zlib
from collections.abc import Sequence

from documents import made

PARTS = {
    "docx": "word/document.xml",
    "xlsx": "xl/worksheets/sheet1.xml",
    "pptx": "ppt/slides/slide1.xml",
    "epub": "c1.xhtml",
}
"""A part of each kind of package that its reader unpacks."""
MANIFEST = "word/document.xml"
"""What makes a package a Word file."""
_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END = struct.Struct("<4sHHHHIIH")
_QUOTE = struct.Struct("<BHH")
_DEFLATED, _VERSION = 8, 20


def sound(ending: str) -> bytes:
    """A small sound package of this kind."""
    return {
        "docx": made.docx(["# Fees", "The fee is 5 EUR."]),
        "xlsx": made.xlsx(),
        "pptx": made.pptx(),
        "epub": made.epub([("One", "The fee is 5 EUR.")]),
    }[ending]


def bomb(ending: str, unpacked_bytes: int) -> bytes:
    """A package of which one part is white space that packs to a thousandth."""
    return made.with_part(sound(ending), PARTS[ending], b" " * unpacked_bytes)


def many_parts(ending: str, count: int) -> bytes:
    """A package with so many empty parts."""
    out = io.BytesIO(sound(ending))
    with zipfile.ZipFile(out, "a") as package:
        for number in range(count):
            package.writestr(f"extra/{number}", b"")
    return out.getvalue()


def nested(depth: int, unpacked_bytes: int) -> bytes:
    """Archives in archives; in the innermost one is white space."""
    body = b" " * unpacked_bytes
    for _ in range(depth):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
            package.writestr("inner.zip", body)
        body = out.getvalue()
    return body


def shared(count: int, kernel_bytes: int) -> bytes:
    """A Word file whose directory names the same packed bytes so many times."""
    local, packed, crc = _kernel(MANIFEST, kernel_bytes)
    entry = _central(MANIFEST, crc, len(packed), kernel_bytes, 0)
    return local + packed + _closed([entry] * count, len(local) + len(packed))


def quoted(count: int, kernel_bytes: int) -> bytes:
    """A Word file in which each part holds all later ones (Fifield's quoted overlap, 2019).

    The bytes of a part are a stored block that quotes the next part's header, then that part's
    bytes; so all of them end in the same packed kernel, and each unpacks without a fault.
    """
    names = [MANIFEST, *(f"word/{number:06}" for number in range(1, count))]
    local, body, crc = _kernel(names[-1], kernel_bytes)
    size, entries = kernel_bytes, [(names[-1], crc, len(body), kernel_bytes)]
    text = b" " * kernel_bytes
    after = local + body
    for name in reversed(names[:-1]):
        quote = _QUOTE.pack(0, len(local), len(local) ^ 0xFFFF)
        text = local + text
        size += len(local)
        after = quote + after
        entries.append((name, zlib.crc32(text), len(after), size))
        local = _header(*entries[-1])
        after = local + after
    places, at = [], 0
    for name, crc, packed, unpacked in reversed(entries):
        places.append(_central(name, crc, packed, unpacked, at))
        at += len(_header(name, crc, packed, unpacked)) + _QUOTE.size
    return after + _closed(places, len(after))


def zstd(unpacked_bytes: int) -> bytes:
    """A Zstandard frame of blocks that each repeat one byte 128 KiB long (RFC 8878)."""
    block = 128 * 1024
    frame = b"\x28\xb5\x2f\xfd" + bytes((0, 0x58))  # no size told, a window of 2 MiB
    count = unpacked_bytes // block
    repeat = ((block << 3) | 0b010).to_bytes(3, "little") + b" "
    last = ((block << 3) | 0b011).to_bytes(3, "little") + b" "
    return frame + repeat * (count - 1) + last


def _kernel(name: str, size: int) -> tuple[bytes, bytes, int]:
    """The header, the packed bytes and the checksum of a part that is white space."""
    text = b" " * size
    compressor = zlib.compressobj(9, wbits=-15)
    packed = compressor.compress(text) + compressor.flush()
    crc = zlib.crc32(text)
    return _header(name, crc, len(packed), size), packed, crc


def _header(name: str, crc: int, packed: int, unpacked: int) -> bytes:
    fields = (b"PK\x03\x04", _VERSION, 0, _DEFLATED, 0, 0, crc, packed, unpacked, len(name), 0)
    return _LOCAL.pack(*fields) + name.encode()


def _central(name: str, crc: int, packed: int, unpacked: int, at: int) -> bytes:
    fields = (
        b"PK\x01\x02", _VERSION, _VERSION, 0, _DEFLATED, 0, 0, crc, packed, unpacked, len(name),
        0, 0, 0, 0, 0, at,
    )  # fmt: skip
    return _CENTRAL.pack(*fields) + name.encode()


def _closed(entries: Sequence[bytes], at: int) -> bytes:
    directory = b"".join(entries)
    count = len(entries)
    return directory + _END.pack(b"PK\x05\x06", 0, 0, count, count, len(directory), at, 0)
