"""From flags to the form of a report, and a template from its file."""

import re
from pathlib import Path

import click

from wellread.cli.flags import AskFlags
from wellread.domain import Form, TemplateSection
from wellread.errors import SettingsError
from wellread.form import MAX_INSTRUCTION_CHARS, MAX_SECTIONS, MAX_TITLE_CHARS

_HEADING = re.compile(r"#{1,6}\s+(\S.*?)\s*#*\s*$")


def form_of(flags: AskFlags, before: Form | None) -> Form:
    """The form that the flags ask for; a further turn keeps what they do not name.

    The language stays empty where none is named: it is then that of the run, or of the question.

    Raises:
        click.UsageError: a template without a custom report, or the other way round.
        SettingsError: a template that cannot be read or has no heading.
    """
    template = read_template(flags["template"]) if flags["template"] else ()
    kind = flags["kind"] or ("custom" if template else None)
    if template and kind != "custom":
        raise click.UsageError(f"--template is for --type custom, not for --type {kind}.")
    if kind == "custom" and not template:
        raise click.UsageError("--type custom needs --template FILE.")
    given = {
        "kind": kind,
        "depth": flags["depth"],
        "tone": flags["tone"],
        "style": flags["style"],
        "images": flags["images"],
        "template": template if kind else None,
    }
    if flags["tone"] and len(flags["tone"]) > MAX_TITLE_CHARS / 2:
        raise click.UsageError("--tone takes a few words, at most 100 characters.")
    form = (before or Form()).model_dump() | {
        name: value for name, value in given.items() if value is not None
    }
    return Form.model_validate(form | {"language": flags["language"] or ""})


def read_template(file: Path) -> tuple[TemplateSection, ...]:
    """The sections of a template: each Markdown heading, with the text below it as instructions.

    Raises:
        SettingsError: the file cannot be read, has no heading, or has too many.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"--template {file} cannot be read: {error}.") from error
    sections: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        heading = _HEADING.match(line)
        if heading:
            sections.append((heading[1], []))
        elif sections:
            sections[-1][1].append(line)
    if not 0 < len(sections) <= MAX_SECTIONS:
        raise SettingsError(
            f"--template {file} has {len(sections)} headings: write 1 to {MAX_SECTIONS}, each as "
            "a line such as `## Costs`, with what it should answer below it."
        )
    return tuple(
        TemplateSection(
            title=title[:MAX_TITLE_CHARS],
            instructions=" ".join(" ".join(lines).split())[:MAX_INSTRUCTION_CHARS],
        )
        for title, lines in sections
    )
