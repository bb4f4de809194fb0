"""`export`: a stored report as a file of another format."""

import sys

import click

from wellread.cli.app import App
from wellread.cli.contract import Session, StoredRun
from wellread.cli.flags import ExportFlags
from wellread.cli.output import check_writable, write_bytes, write_file
from wellread.cli.terminal import say
from wellread.errors import SettingsError
from wellread.report.export import FORMATS, ExportFormat, export, format_of

_BINARY = ("pdf", "docx")


def export_run(app: App, run: str, flags: ExportFlags) -> None:
    """Writes the report of a run to a file, or to stdout.

    Raises:
        SettingsError: the run has no report yet.
    """
    to = _format(flags)
    out = check_writable(flags["out"]) if flags["out"] else None
    if out is None and to in _BINARY and sys.stdout.isatty():
        raise click.UsageError(f"{to} is no text for a terminal: name a file with --out.")
    app.configure()

    async def look(session: Session) -> StoredRun:
        return await session.view((await session.find(run)).id)

    stored = app.in_session(look)
    if stored.report is None:
        raise SettingsError(
            f"run {stored.record.id} has no report yet: go on with "
            f"`wellread resume {stored.record.id}`."
        )
    made = export(stored.report, to, findings=stored.findings, style=flags["style"])
    if out is None:
        write_bytes(made)
    else:
        write_file(out, made)
        say(f"Written to {out}")


def _format(flags: ExportFlags) -> ExportFormat:
    named = flags["to"] or (format_of(flags["out"]) if flags["out"] else None)
    if named is None:
        raise click.UsageError(
            f"name a format with --to ({', '.join(FORMATS)}), or a file whose ending tells it."
        )
    return named
