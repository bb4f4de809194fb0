"""Documents that are ZIP packages: looked at before anything in them is unpacked."""

import io
import zipfile
import zlib

from wellread.reading.clean import iso_date, one_line, unread
from wellread.reading.xml import UnsafeXml, parsed_xml, text_within

MAX_ENTRIES = 10_000
MAX_TOTAL_BYTES = 300_000_000
MAX_RATIO = 200
"""Unpacked to packed bytes; office files reach some 50, bombs begin at 1,000."""
_SMALL_BYTES = 1_000_000
"""So little may be packed as well as it likes."""
_MAX_PROPERTIES_BYTES = 1_000_000
_ENCRYPTED = 0x1
_NO_NAMES = frozenset(("admin", "author", "openpyxl", "python-docx", "unknown", "user"))
"""What programs write where nobody gave a name."""
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)
"""What reading a damaged package raises, besides a missing part."""


def opened(body: bytes) -> zipfile.ZipFile:
    """The package, its directory checked. Entries are never longer than it says.

    Raises:
        PageError: `unreadable`, `refused` with a password, or `too_large` for a bomb.
    """
    try:
        package = zipfile.ZipFile(io.BytesIO(body))
        entries = package.infolist()
    except BROKEN as error:
        raise unread(f"the file is damaged: {error}", "unreadable") from error
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise unread("the file needs a password: save a copy without one", "refused")
    total = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if len(entries) > MAX_ENTRIES or total > MAX_TOTAL_BYTES:
        raise unread(
            f"the file unpacks to {len(entries)} parts of {total} bytes, more than {MAX_ENTRIES} "
            f"or {MAX_TOTAL_BYTES}: split it",
            "too_large",
        )
    worst = max((_ratio(entry.file_size, entry.compress_size) for entry in entries), default=0.0)
    if max(worst, _ratio(total, min(packed, len(body)))) > MAX_RATIO:
        raise unread(
            f"the file unpacks to more than {MAX_RATIO} times its size, as bombs do: "
            "save it anew with its own program",
            "too_large",
        )
    return package


def part_of(package: zipfile.ZipFile, name: str) -> bytes:
    """One part's bytes.

    Raises:
        PageError: `unreadable`: it is missing or damaged.
    """
    try:
        return package.read(name)
    except (KeyError, *BROKEN) as error:
        raise unread(f"the file is damaged: {error}", "unreadable") from error


def properties_of(package: zipfile.ZipFile) -> tuple[str, str, str]:
    """Title, author and date (of the last change, else of making) that an Office file names."""
    try:
        if package.getinfo("docProps/core.xml").file_size > _MAX_PROPERTIES_BYTES:
            return "", "", ""
        root = parsed_xml(package.read("docProps/core.xml"))
    except (KeyError, UnsafeXml, *BROKEN):
        return "", "", ""
    found = {child.tag.rpartition("}")[2]: one_line(text_within(child)) for child in root}
    author = found.get("creator", "")
    changed = iso_date(found.get("modified", "")) or iso_date(found.get("created", ""))
    return found.get("title", ""), "" if author.lower() in _NO_NAMES else author, changed


def _ratio(unpacked: int, packed: int) -> float:
    return unpacked / max(packed, 1) if unpacked > _SMALL_BYTES else 0.0
