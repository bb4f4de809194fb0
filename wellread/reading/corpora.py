"""Documents that are at hand: folders of the user's own files, and Python's built-in topics."""

import hashlib
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol
from urllib.parse import quote, unquote, urlsplit

from wellread.errors import PageError, PageProblem, SettingsError
from wellread.reading.apart import clean_apart
from wellread.reading.clean import CleanText
from wellread.reading.formats import ENDINGS, HEAD_BYTES, format_of
from wellread.reading.inside import MAX_FILES, NotInside, files_below, open_below, real_place
from wellread.reading.plain import read_rst

LIBRARIES = ("python",)
"""The built-in libraries by name."""
_MAX_FILE_BYTES = 100_000_000


class Corpus(Protocol):
    """A set of documents that can be listed and read. Methods block: call them in a thread."""

    @property
    def name(self) -> str:
        """Distinct for every corpus: `documents:/home/ann/papers`, `library:python`."""
        ...

    def addresses(self) -> Sequence[str]:
        """The addresses of all documents, sorted.

        Raises:
            PageError: `not_found`, where the corpus is gone.
        """
        ...

    def holds(self, address: str) -> bool:
        """Whether `address` may be loaded from this corpus."""
        ...

    def stamps(self) -> Mapping[str, str]:
        """For each address what changes whenever the document may have changed.

        Besides `addresses` it holds those of files that cannot be opened, so that they are told.

        Raises:
            PageError: `not_found`, where the corpus is gone; `too_large`.
        """
        ...

    def fingerprint(self, address: str) -> str:
        """The SHA-256, in hex, of the document's bytes.

        Raises:
            PageError: see `load`.
        """
        ...

    def load(self, address: str) -> CleanText:
        """One document.

        Raises:
            PageError: `refused` outside of the corpus, `not_found`, or the reader's own.
        """
        ...


class FolderCorpus:
    """The files below one folder; hidden ones and links out of it are not opened."""

    def __init__(self, path: Path, *, must_exist: bool = True) -> None:
        """Takes the folder at `path`; one that need not exist may hold nothing.

        Raises:
            SettingsError: there is no such folder, or it may not be read.
        """
        try:
            self._root = path.expanduser().resolve(strict=must_exist)
        except (OSError, RuntimeError, ValueError) as error:
            raise SettingsError(f"folder {str(path)!r} is not there: name another") from error
        if not must_exist:
            return
        if not self._root.is_dir():
            raise SettingsError(f"{str(path)!r} is a file: name the folder it stands in")
        if not os.access(self._root, os.R_OK | os.X_OK):
            raise SettingsError(f"folder {str(path)!r} may not be read: change its permissions")

    @property
    def name(self) -> str:
        """`documents:` and the folder."""
        return f"documents:{self._root}"

    def addresses(self) -> Sequence[str]:
        """`file:` addresses, sorted."""
        return [address for address in self.stamps() if self.holds(address)]

    def holds(self, address: str) -> bool:
        """Whether `address` names a file below the folder that may be opened."""
        try:
            path = _path_of(address)
            return (
                path.as_uri() == address and (self._root / real_place(self._root, path)).is_file()
            )
        except (ValueError, OSError):
            return False

    def stamps(self) -> Mapping[str, str]:
        """Times of change, size and place on the disk, sorted by address."""
        if not self._root.is_dir():
            raise self._error(
                f"folder {self._root} is gone: put it back or name another", "not_found"
            )
        found: dict[str, str] = {}
        for entry in files_below(self._root):
            found[Path(entry.path).as_uri()] = _stamp_of(entry)
            if len(found) > MAX_FILES:
                raise self._error(
                    f"{self._root} holds more than {MAX_FILES} files: name a smaller folder",
                    "too_large",
                )
        return dict(sorted(found.items()))

    def fingerprint(self, address: str) -> str:
        """The SHA-256, in hex, of the file's bytes."""
        return hashlib.sha256(self._bytes(address)).hexdigest()

    def load(self, address: str) -> CleanText:
        """The file at `address`; its name stands in for a title it does not have."""
        body = self._bytes(address)
        name = _path_of(address).name
        try:
            text = clean_apart(body, "", None, name)
        except PageError as error:
            raise self._error(f"{_path_of(address)}: {error}", error.cause_kind) from error
        return text if text.title else replace(text, title=Path(name).stem)

    def _bytes(self, address: str) -> bytes:
        try:
            path = _path_of(address)
            with open_below(self._root, path) as file:
                body = file.read(HEAD_BYTES)
                known = path.suffix.lower() in ENDINGS or format_of(body, "", path.name)
                if known or body.startswith(b"PK"):
                    body += file.read(_MAX_FILE_BYTES)
        except NotInside as error:
            raise self._error(
                f"{address[:300]!r} is no file of {self._root}, or leads out of it by a link: "
                "nothing outside is opened",
                "refused",
            ) from error
        except OSError as error:
            raise self._error(
                f"{address} cannot be read: {error.strerror}", "unreadable"
            ) from error
        if len(body) > _MAX_FILE_BYTES:
            raise self._error(
                f"{path} has more than {_MAX_FILE_BYTES} bytes: split it", "too_large"
            )
        return body

    def _error(self, message: str, kind: PageProblem) -> PageError:
        return PageError(message, service=self.name, cause_kind=kind)


class LibraryCorpus:
    """A library that comes with the program: `python` holds the language's help topics."""

    def __init__(self, name: str) -> None:
        """Takes the library called `name`.

        Raises:
            SettingsError: there is none of this name.
        """
        if name not in LIBRARIES:
            raise SettingsError(
                f"library {name!r} is not known: choose one of {', '.join(LIBRARIES)}"
            )
        self._name = name

    @property
    def name(self) -> str:
        """`library:python`."""
        return f"library:{self._name}"

    def addresses(self) -> Sequence[str]:
        """`library:python/<topic>`, sorted."""
        return sorted(f"{self.name}/{quote(topic)}" for topic in _python_topics())

    def holds(self, address: str) -> bool:
        """Whether `address` is one of the library's topics."""
        prefix, _, topic = address.partition("/")
        return prefix == self.name and unquote(topic) in _python_topics()

    def stamps(self) -> Mapping[str, str]:
        """The version of Python, with which alone the topics change."""
        return dict.fromkeys(self.addresses(), sys.version)

    def fingerprint(self, address: str) -> str:
        """The SHA-256, in hex, of the topic."""
        return hashlib.sha256(self._topic(address)).hexdigest()

    def load(self, address: str) -> CleanText:
        """One topic as Markdown-like text."""
        return read_rst(self._topic(address))

    def _topic(self, address: str) -> bytes:
        if not self.holds(address):
            raise PageError(
                f"{address[:300]!r} is not in {self.name}",
                service=self.name,
                cause_kind="not_found",
            )
        return _python_topics()[unquote(address.partition("/")[2])].encode()


def _path_of(address: str) -> Path:
    """The path in a `file:` address.

    Raises:
        NotInside: it is none.
    """
    try:
        parts = urlsplit(address)
        if parts.scheme != "file" or parts.netloc or parts.query or parts.fragment:
            raise NotInside(address)
        return Path(unquote(parts.path, errors="strict"))
    except (ValueError, UnicodeError) as error:
        raise NotInside(str(error)) from error


def _stamp_of(entry: os.DirEntry[str]) -> str:
    try:
        stat = entry.stat()
    except OSError:
        return "gone"
    return f"{stat.st_mtime_ns}:{stat.st_ctime_ns}:{stat.st_size}:{stat.st_ino}"


def _python_topics() -> dict[str, str]:
    from pydoc_data.topics import topics

    return topics
