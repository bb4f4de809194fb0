"""Documents that are at hand: folders of the user's own files, and Python's built-in topics."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol
from urllib.parse import quote, unquote, urlsplit

from wellread.errors import PageError, SettingsError
from wellread.reading.clean import CleanText
from wellread.reading.formats import ENDINGS, clean
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

    def stamp(self) -> str:
        """Changes whenever a document is added, removed or changed."""
        ...

    def load(self, address: str) -> CleanText:
        """One document.

        Raises:
            PageError: `refused` outside of the corpus, `not_found`, or the reader's own.
        """
        ...


class FolderCorpus:
    """The readable files below one folder; hidden ones and links out of it do not exist."""

    def __init__(self, path: Path) -> None:
        """Takes the folder at `path`.

        Raises:
            SettingsError: there is no such folder, or it may not be read.
        """
        try:
            self._root = path.expanduser().resolve(strict=True)
        except (OSError, RuntimeError, ValueError) as error:
            raise SettingsError(f"folder {str(path)!r} is not there: name another") from error
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
        return sorted(path.as_uri() for path in self._files())

    def holds(self, address: str) -> bool:
        """Whether `address` names a readable file below the folder."""
        return self._path_of(address) is not None

    def stamp(self) -> str:
        """Paths, times of change and sizes."""
        return "\n".join(sorted(map(_file_stamp, self._files())))

    def load(self, address: str) -> CleanText:
        """The file at `address`; its name stands in for a title it does not have."""
        path = self._path_of(address)
        if path is None:
            raise self._problem(address)
        try:
            if path.stat().st_size > _MAX_FILE_BYTES:
                raise PageError(
                    f"{path} has more than {_MAX_FILE_BYTES} bytes: split it",
                    service=self.name,
                    cause_kind="too_large",
                )
            body = path.read_bytes()
        except OSError as error:
            raise PageError(
                f"{path} cannot be read: {error.strerror}",
                service=self.name,
                cause_kind="unreadable",
            ) from error
        try:
            return clean(body, "", None, path.name)
        except PageError as error:
            raise PageError(
                f"{path}: {error}", service=self.name, cause_kind=error.cause_kind
            ) from error

    def _problem(self, address: str) -> PageError:
        return PageError(
            f"{address[:300]!r} is no readable file of {self._root}: nothing outside is opened",
            service=self.name,
            cause_kind="refused",
        )

    def _files(self) -> Iterator[Path]:
        if not self._root.is_dir():
            raise PageError(
                f"folder {self._root} is gone: put it back or name another",
                service=self.name,
                cause_kind="not_found",
            )
        for folder, folders, files in os.walk(self._root):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in files:
                path = Path(folder, name)
                if self._readable(path):
                    yield path

    def _path_of(self, address: str) -> Path | None:
        try:
            parts = urlsplit(address)
            path = Path(unquote(parts.path, errors="strict"))
            known = parts.scheme == "file" and not (parts.netloc or parts.query or parts.fragment)
            return path if known and self._readable(path) else None
        except (ValueError, UnicodeError):
            return None

    def _readable(self, path: Path) -> bool:
        """Whether `path`, links followed, is a file of a known kind below the folder."""
        try:
            real = path.resolve(strict=True)
            parts = (*path.relative_to(self._root).parts, *real.relative_to(self._root).parts)
        except (OSError, RuntimeError, ValueError):
            return False
        shown = not any(part.startswith(".") for part in parts)
        return shown and path.suffix.lower() in ENDINGS and real.is_file()


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

    def stamp(self) -> str:
        """Constant: the library changes with the program only."""
        return self.name

    def load(self, address: str) -> CleanText:
        """One topic as Markdown-like text."""
        if not self.holds(address):
            raise PageError(
                f"{address[:300]!r} is not in {self.name}",
                service=self.name,
                cause_kind="not_found",
            )
        return read_rst(_python_topics()[unquote(address.partition("/")[2])].encode())


def _file_stamp(path: Path) -> str:
    try:
        stat = path.stat()
    except OSError:
        return f"{path}:gone"
    return f"{path}:{stat.st_mtime_ns}:{stat.st_size}"


def _python_topics() -> dict[str, str]:
    from pydoc_data.topics import topics

    return topics
