"""`verify`: from a file and flags to a check of its citations."""

import json
import sys
from pathlib import Path

import click

from wellread.cli.app import App
from wellread.cli.claims_text import verification_lines
from wellread.cli.codes import DOUBTED, WRITTEN
from wellread.cli.contract import Session
from wellread.cli.flags import VerifyFlags
from wellread.cli.output import write_stdout
from wellread.cli.sources import check_urls
from wellread.cli.terminal import say
from wellread.domain import Source, SourceChoice
from wellread.errors import SettingsError
from wellread.languages import Count
from wellread.report.citations import read_report
from wellread.report.verification import Places


def verify_file(app: App, file: str, flags: VerifyFlags) -> int:
    """Checks the report and writes the outcome; gives the exit code.

    Raises:
        SettingsError: the file cannot be read, or the run is not known.
    """
    check_urls(flags["url"], flags["web"])
    if flags["budget"] is not None and flags["budget"] < 0:
        raise click.UsageError(f"--budget {flags['budget']}: it is 0 or more.")
    report = read_report(_text_of(file))
    app.configure(models="off" if flags["no_models"] else None)
    places = _places(app, flags)
    claims, sources, uncited = (
        Count(len(each)) for each in (report.claims, report.addresses, report.uncited)
    )
    say(
        f"{claims} {claims:sentence cites|sentences cite} {sources} {sources:source|sources}; "
        f"{uncited} {uncited:cites|cite} nothing."
    )
    verification = app.in_checks(lambda checks: checks.verify(report, places))
    if flags["as_json"]:
        write_stdout(json.dumps({"file": file} | verification.model_dump(mode="json"), indent=2))
    else:
        write_stdout("\n".join(verification_lines(verification)))
    return DOUBTED if verification.totals.doubted else WRITTEN


def _text_of(file: str) -> str:
    try:
        if file == "-":
            return sys.stdin.read()
        return Path(file).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{file} cannot be read as a report: {error}. Name a Markdown file in UTF-8."
        ) from error


def _places(app: App, flags: VerifyFlags) -> Places:
    """Naming folders, libraries, a run or pages keeps the web shut unless `--web` is given."""
    stored = _stored(app, flags["run"]) if flags["run"] else ()
    named = bool(flags["docs"] or flags["library"] or flags["run"] or flags["url"])
    return Places(
        sources=SourceChoice(
            web=not named if flags["web"] is None else flags["web"],
            folders=flags["docs"],
            libraries=flags["library"],
            urls=flags["url"],
        ),
        stored=stored,
        use_models=not flags["no_models"],
        max_cost_usd=flags["budget"],
    )


def _stored(app: App, run: str) -> tuple[Source, ...]:
    async def look(session: Session) -> tuple[Source, ...]:
        return (await session.view((await session.find(run)).id)).sources

    return app.in_session(look)
