"""Where reports go: stdout, and a file that is replaced as a whole or not at all."""

import os
import shutil
from pathlib import Path

import click

from wellread.cli.terminal import forget_stdout
from wellread.errors import SettingsError, StorageError


def write_stdout(text: str) -> None:
    """Writes `text` to stdout; a reader who has gone away is no error.

    Raises:
        StorageError: stdout cannot take it, as on a full disk.
    """
    try:
        click.echo(text, nl=not text.endswith("\n"))
    except BrokenPipeError:
        forget_stdout()
    except OSError as error:
        forget_stdout()
        raise StorageError(
            f"standard output cannot be written ({error.strerror}); what should stand there is "
            "stored, so `wellread show` gives it."
        ) from error


def check_writable(path: Path) -> Path:
    """The file that `path` leads to, after trying that its folder takes a new file.

    Raises:
        SettingsError: it is no regular file, or its folder is missing or cannot be written.
    """
    try:
        target = path.resolve()
        if target.exists() and not target.is_file():
            raise SettingsError(f"--out {path} is not a regular file: name a file.")
        part = _part_of(target)
        part.touch()
        part.unlink()
    except OSError as error:
        raise SettingsError(
            f"--out {path} cannot be written ({error.strerror}): "
            "name a file in a folder that exists and that you may write to."
        ) from error
    return target


def write_bytes(data: bytes) -> None:
    """Writes a file's content to stdout; a reader who has gone away is no error.

    Raises:
        StorageError: stdout cannot take it, as on a full disk.
    """
    try:
        with click.open_file("-", "wb") as stdout:
            stdout.write(data)
            stdout.flush()
    except BrokenPipeError:
        forget_stdout()
    except OSError as error:
        forget_stdout()
        raise StorageError(
            f"standard output cannot be written ({error.strerror}): name a file with --out."
        ) from error


def write_file(target: Path, content: str | bytes) -> None:
    """Writes `content` beside `target` and puts it in its place in one step.

    Raises:
        StorageError: the file cannot be written; what stood there before stands there still.
    """
    part = _part_of(target)
    try:
        part.write_bytes(content.encode() if isinstance(content, str) else content)
        if target.exists():
            shutil.copymode(target, part)
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise StorageError(
            f"{target} cannot be written ({error.strerror}); the report is stored, so "
            "`wellread show` gives it."
        ) from error


def _part_of(target: Path) -> Path:
    return target.with_name(f".{target.name}.{os.getpid()}.part")
