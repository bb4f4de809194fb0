"""Files below one folder: listed without following links out of it, opened without a race."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

MAX_FILES = 200_000
"""More are hardly documents: a whole disk was named."""
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)
_FILE = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_BINARY", 0)
)


class NotInside(ValueError):
    """The path leads out of the folder, to a hidden place, or to no regular file."""


def files_below(root: Path) -> Iterator[os.DirEntry[str]]:
    """Everything below `root` that is no folder: files, links and special files, in no order.

    Names that begin with a dot are left out, and no link to a folder is followed. Folders that
    may not be read are passed over.
    """
    waiting = [str(root)]
    while waiting:
        try:
            entries = list(os.scandir(waiting.pop()))
        except OSError:
            continue
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                waiting.append(entry.path)
            else:
                yield entry


def real_place(root: Path, path: Path) -> Path:
    """Where `path` really is, links followed, as a path below `root`.

    Raises:
        NotInside: it is not below `root`, hidden there, or not there at all.
    """
    try:
        real = path.resolve(strict=True).relative_to(root)
        parts = (*path.relative_to(root).parts, *real.parts)
    except (OSError, RuntimeError, ValueError) as error:
        raise NotInside(str(error)) from error
    if not real.parts or any(part.startswith(".") for part in parts):
        raise NotInside(f"{path} is hidden")
    return real


def open_below(root: Path, path: Path) -> BinaryIO:
    """The regular file at `path`, opened for reading.

    After links are resolved, each folder on the way is opened by its handle and no link is
    followed any more: what is exchanged meanwhile is refused, not opened.

    Raises:
        NotInside: see `real_place`; a pipe, device or socket is no regular file.
        OSError: it may not be read, or is gone.
    """
    real = real_place(root, path)
    if os.open not in os.supports_dir_fd:
        return _regular(os.open(root / real, _FILE))
    folder = os.open(root, os.O_RDONLY)
    try:
        for part in real.parts[:-1]:
            inner = os.open(part, _FOLDER, dir_fd=folder)
            os.close(folder)
            folder = inner
        return _regular(os.open(real.name, _FILE, dir_fd=folder))
    finally:
        os.close(folder)


def _regular(handle: int) -> BinaryIO:
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise NotInside("it is no regular file")
    return os.fdopen(handle, "rb")
