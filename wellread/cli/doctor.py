"""`doctor`: every setting with its value and origin, and a try of everything configured."""

import asyncio
import json
from typing import Literal

from pydantic import SecretStr

from wellread.attribute_docs import attribute_docs
from wellread.cli.app import App
from wellread.cli.codes import FAILED, WRITTEN
from wellread.cli.doctor_checks import Check, Checker
from wellread.cli.endings import redact
from wellread.cli.output import write_stdout
from wellread.cli.terminal import one_line
from wellread.domain import Frozen
from wellread.settings import Settings

_MARKS = {
    "ok": "ok       ",
    "missing": "missing  ",
    "not_tried": "not tried",
    "failed": "FAILED   ",
}


class SettingLine(Frozen):
    """One setting as it may be shown: secrets masked."""

    name: str
    value: str
    origin: Literal["default", "set"]
    about: str


def examine(app: App, *, as_json: bool, paid: bool) -> int:
    """Writes settings and checks; gives the exit code: failed when something configured is."""
    settings = app.configure()
    lines = setting_lines(settings)
    checks = asyncio.run(_all_checks(app.checkers(), settings, paid=paid))
    if as_json:
        found = {
            "settings": [line.model_dump() for line in lines],
            "checks": [check.model_dump() for check in checks],
        }
        write_stdout(redact(json.dumps(found, indent=2), settings))
    else:
        write_stdout(redact("\n".join(_text(lines, checks)), settings))
    return FAILED if any(check.status == "failed" for check in checks) else WRITTEN


def setting_lines(settings: Settings) -> tuple[SettingLine, ...]:
    """Every setting, in the order of the code."""
    docs = attribute_docs(Settings)
    return tuple(
        SettingLine(
            name=name,
            value=shown(getattr(settings, name)),
            origin="set" if name in settings.model_fields_set else "default",
            about=docs[name],
        )
        for name in Settings.model_fields
    )


async def _all_checks(
    checkers: tuple[Checker, ...], settings: Settings, *, paid: bool
) -> tuple[Check, ...]:
    found = await asyncio.gather(*(checker(settings, paid) for checker in checkers))
    return tuple(check for checks in found for check in checks)


def shown(value: object) -> str:
    """A setting's value in words; a secret is masked."""
    if value is None:
        return "not set"
    if isinstance(value, SecretStr):
        return "********"
    if isinstance(value, tuple):
        return ", ".join(str(item) for item in value) or "none"
    if isinstance(value, dict):
        return json.dumps(value, default=shown) if value else "none"
    return str(value) if value != "" else "empty"


def _text(lines: tuple[SettingLine, ...], checks: tuple[Check, ...]) -> list[str]:
    width = max(len(line.name) for line in lines)
    return [
        "Settings",
        *(f"  {line.name:<{width}}  {line.origin:<7}  {one_line(line.value)}" for line in lines),
        "",
        "Checks",
        *(
            f"  {_MARKS[check.status]}  {check.name}: {one_line(check.message, 300)}"
            for check in checks
        ),
    ]
