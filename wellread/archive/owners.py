"""Which processes have an SQLite archive open: a file each, locked for as long as they live.

The system drops the lock when the process ends, however it ends, so nothing has to be renewed.
"""

from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout


class OwnerFiles:
    """The folder of these files, and the one file that this opening holds."""

    def __init__(self, folder: Path, owner: str) -> None:
        self._folder = folder
        self._owner = owner
        self._held: FileLock | None = None

    def hold(self) -> None:
        """Shows that this opening lives, and clears away the files of those that do not.

        Raises:
            OSError: the folder cannot be written.
        """
        self._folder.mkdir(exist_ok=True)
        for path in self._folder.iterdir():
            self.is_alive(path.name)
        self._held = FileLock(self._folder / self._owner, thread_local=False)
        self._held.acquire()

    def release(self) -> None:
        """Shows that this opening is closed."""
        if self._held is not None:
            _remove(self._folder / self._owner)
            self._held.release()
            self._held = None

    def is_alive(self, owner: str) -> bool:
        """Whether the opening of this name holds its file; the file of a dead one is removed."""
        path = self._folder / owner
        if not path.exists():
            return False
        try:
            with FileLock(path, timeout=0, thread_local=False):
                _remove(path)
        except Timeout:
            return True
        except PermissionError:
            # Another user's: who cannot be asked is not waited for.
            return False
        return False


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink()
