"""How a command ends when it does not end well: a message, the way on, and a log of the rest."""

import tempfile
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wellread.cli.app import App
from wellread.cli.codes import FAILED, USAGE
from wellread.cli.terminal import forget_stdout, say
from wellread.errors import SettingsError, WellreadError

if TYPE_CHECKING:
    from wellread.settings import Settings

SHORTEST_SECRET_CHARS = 6


def say_interrupted(app: App) -> None:
    """Says how an interrupted run goes on."""
    say("\nInterrupted.")
    _say_way_on(app)


def say_unread(app: App) -> None:
    """Says that the reader of stdout has gone."""
    forget_stdout()
    say("Standard output was closed by its reader.")
    _say_way_on(app)


def say_failed(app: App, error: Exception) -> int:
    """Says what failed and how to go on; gives the exit code.

    An error that the project does not raise on purpose is a fault of its own: its traceback is
    written to a log file.
    """
    known = isinstance(error, WellreadError | click.ClickException)
    kind = "Error" if known else f"Unexpected error ({type(error).__name__})"
    say(redact(f"{kind}: {error}", app.settings))
    if not known:
        say(f"The traceback is in {write_log(app, error)}")
    _say_way_on(app)
    return USAGE if isinstance(error, SettingsError) else FAILED


def write_log(app: App, error: Exception) -> Path:
    """The file in the data folder (else the temporary one) that `error` was written to."""
    text = redact("".join(traceback.format_exception(error)), app.settings)
    name = f"error-{datetime.now(UTC):%Y%m%dT%H%M%S%f}.log"
    folders = [app.data_dir / "logs"] if app.data_dir else []
    for folder in folders:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / name
            path.write_text(text, encoding="utf-8", errors="replace")
        except OSError:
            continue
        return path
    with tempfile.NamedTemporaryFile(
        "w", prefix="wellread-", suffix=".log", delete=False, encoding="utf-8", errors="replace"
    ) as file:
        file.write(text)
    return Path(file.name)


def redact(text: str, settings: "Settings | None") -> str:
    """`text` without any of the configured secrets."""
    for secret in settings.secrets if settings else ():
        # "x" and "ollama" stand for no secret; a real key is longer than any word.
        if len(secret) >= SHORTEST_SECRET_CHARS:
            text = text.replace(secret, "***")
    return text


def _say_way_on(app: App) -> None:
    if app.run_id and app.finished:
        say(f"The report is stored: wellread show {app.run_id}")
    elif app.run_id:
        say(f"Go on with: wellread resume {app.run_id}")
