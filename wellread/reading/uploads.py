"""Documents that a client uploads to a thread: checked, named safely, kept in a folder of its own.

The folder is named after the thread, so only a run on that thread can be given it, and every
process on the data folder sees the same documents.
"""

import os
import shutil
import tempfile
import unicodedata
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from wellread.domain import Frozen
from wellread.errors import PageError, SettingsError, StorageError
from wellread.reading.formats import ENDINGS, clean
from wellread.settings import Settings

MAX_DOCUMENTS = 100
"""Of one thread."""
MAX_NAME_BYTES = 150
_SERVICE = "uploads"
_OWNER = ".owner"
"""Ending of a file beside the folder, with the name of who uploaded first."""


class Uploaded(Frozen):
    """One document that was uploaded."""

    name: str
    size_bytes: int


class Uploads:
    """The documents of one thread. Methods block: call them in a thread."""

    def __init__(self, data_dir: Path, thread_id: str, *, max_bytes: int, user: str = "") -> None:
        """Takes the folder of `thread_id`, which comes into being with its first document.

        It is then `user`'s; without a name it is nobody's in particular.

        Raises:
            SettingsError: the id is no UUID, so it cannot name a folder.
        """
        try:
            self.folder = data_dir.expanduser().resolve() / "uploads" / str(UUID(thread_id))
        except ValueError as error:
            raise SettingsError(
                f"documents cannot be uploaded to the thread {thread_id!r}: its id is no UUID"
            ) from error
        self._max_bytes = max_bytes
        self._user = user

    @property
    def owner(self) -> str:
        """Whose documents these are; empty where the server knows no users by name."""
        try:
            return self.folder.with_suffix(_OWNER).read_text(encoding="utf-8")
        except FileNotFoundError:
            return ""

    def listed(self) -> tuple[Uploaded, ...]:
        """The documents by name."""
        if not self.folder.is_dir():
            return ()
        paths = sorted(path for path in self.folder.iterdir() if not path.name.startswith("."))
        return tuple(Uploaded(name=path.name, size_bytes=path.stat().st_size) for path in paths)

    @property
    def bytes_left(self) -> int:
        """What may still be uploaded to this thread."""
        return max(0, self._max_bytes - sum(each.size_bytes for each in self.listed()))

    def add(self, name: str, body: bytes) -> Uploaded:
        """Keeps a document whose text can be read; one of the same name is replaced.

        Raises:
            PageError: it cannot be read or is of no known kind (`unsupported_type`, `empty`, ...),
                or there is too much (`too_large`).
            StorageError: the data folder cannot be written.
        """
        named = safe_name(name)
        others = [each for each in self.listed() if each.name != named]
        if len(others) >= MAX_DOCUMENTS:
            raise _refused(f"there are {MAX_DOCUMENTS} documents already: remove some first")
        if sum(each.size_bytes for each in others) + len(body) > self._max_bytes:
            raise _refused(
                f"{named!r} does not fit: all documents of a thread may have "
                f"{self._max_bytes} bytes together"
            )
        if not clean(body, "", None, named).text.strip():
            raise PageError(f"there is no text in {named!r}", service=_SERVICE, cause_kind="empty")
        try:
            self._write(named, body)
        except OSError as error:
            raise StorageError(
                f"{named!r} cannot be kept in {self.folder}: {error.strerror}; make room, or give "
                "the server the right to write there"
            ) from error
        return Uploaded(name=named, size_bytes=len(body))

    def _write(self, name: str, body: bytes) -> None:
        """Whole or not at all: a run that reads the folder meets no half of it."""
        if not self.folder.is_dir():
            self.folder.mkdir(parents=True)
            self.folder.with_suffix(_OWNER).write_text(self._user, encoding="utf-8")
        handle, half = tempfile.mkstemp(dir=self.folder, prefix=".")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(body)
            Path(half).replace(self.folder / name)
        except OSError:
            with suppress(OSError):
                Path(half).unlink()
            raise

    def remove(self, name: str) -> None:
        """Removes the document, if it is there."""
        (self.folder / safe_name(name)).unlink(missing_ok=True)

    def clear(self) -> None:
        """Removes all of them, and whose they were.

        Raises:
            StorageError: they cannot be removed.
        """
        try:
            if self.folder.is_dir():
                shutil.rmtree(self.folder)
            self.folder.with_suffix(_OWNER).unlink(missing_ok=True)
        except OSError as error:
            raise StorageError(
                f"the documents in {self.folder} cannot be removed: {error.strerror}; remove them "
                "yourself, or give the server the right to"
            ) from error


def uploads_of(settings: Settings, thread_id: str, user: str = "") -> Uploads:
    """The documents of this thread in the data folder; SettingsError if its id is no UUID."""
    return Uploads(settings.data_dir, thread_id, max_bytes=settings.max_upload_bytes, user=user)


def safe_name(name: str) -> str:
    """The last part of a file's name without characters that are not seen or turn others round.

    Raises:
        PageError: `unsupported_type`, where nothing is left or the ending is of no known kind.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    seen = "".join(
        each for each in last if unicodedata.category(each)[0] not in "CZ" or each == " "
    )
    stem, dot, ending = seen.strip(" .").rpartition(".")
    if not stem or f".{ending.lower()}" not in ENDINGS:
        raise PageError(
            f"{seen[:100]!r} is of a kind that cannot be read; these can: {' '.join(ENDINGS)}",
            service=_SERVICE,
            cause_kind="unsupported_type",
        )
    short = stem.encode()[: MAX_NAME_BYTES - len(ending) - 1].decode(errors="ignore").strip()
    return f"{short}{dot}{ending.lower()}"


def _refused(message: str) -> PageError:
    return PageError(message, service=_SERVICE, cause_kind="too_large")
