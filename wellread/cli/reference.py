"""docs/cli.md and docs/settings.md, made from the code: `python -m wellread.cli.reference`.

A test fails when the stored files differ from what is made here.
"""

from collections.abc import Iterator
from pathlib import Path

import click
from pydantic import AliasChoices
from pydantic.fields import FieldInfo

from wellread.attribute_docs import attribute_docs
from wellread.cli.doctor import shown
from wellread.cli.main import cli
from wellread.settings import Settings

DOCS = Path(__file__).resolve().parents[2] / "docs"
_MADE = "<!-- Made by `python -m wellread.cli.reference`; edit the code instead. -->\n"
_WIDTH = 88


def commands_markdown() -> str:
    """The help of every command, as docs/cli.md holds it."""
    top = click.Context(
        cli,
        info_name="wellread",
        terminal_width=_WIDTH,
        help_option_names=cli.context_settings["help_option_names"],
    )
    parts = [_MADE, "\n# Commands\n", _fenced(cli.get_help(top))]
    for name in cli.list_commands(top):
        command = cli.commands[name]
        help_text = command.get_help(click.Context(command, info_name=name, parent=top))
        parts += [f"\n## wellread {name}\n", _fenced(help_text)]
    return "".join(parts)


def settings_markdown() -> str:
    """Every setting with its names, default and meaning, as docs/settings.md holds it."""
    head = (
        f"{_MADE}\n# Settings\n\n"
        "A value in `.env` weighs least, then `wellread.toml`, then the environment, then flags.\n"
        "`wellread.toml` uses the names of the first column. `wellread doctor` lists what is set.\n"
        "\n| Setting | Environment | Default | Meaning |\n| --- | --- | --- | --- |\n"
    )
    return head + "".join(_rows())


def write_reference(folder: Path = DOCS) -> None:
    """Writes both files."""
    folder.mkdir(exist_ok=True)
    (folder / "cli.md").write_text(commands_markdown(), encoding="utf-8")
    (folder / "settings.md").write_text(settings_markdown(), encoding="utf-8")


def _fenced(text: str) -> str:
    return f"\n```text\n{text.rstrip()}\n```\n"


def _rows() -> Iterator[str]:
    docs = attribute_docs(Settings)
    for name, field in Settings.model_fields.items():
        names = ", ".join(f"`{each}`" for each in _environment_names(name, field))
        yield f"| `{name}` | {names} | {_default(field)} | {docs[name]} |\n"


def _environment_names(name: str, field: FieldInfo) -> list[str]:
    if isinstance(field.validation_alias, AliasChoices):
        names = [str(choice).upper() for choice in field.validation_alias.choices]
        return sorted(
            set(names), key=lambda each: (each.startswith("WELLREAD_"), names.index(each))
        )
    return [f"WELLREAD_{name}".upper()]


def _default(field: FieldInfo) -> str:
    if field.default_factory is None:
        return f"`{shown(field.default)}`"
    if field.annotation is Path:
        return "`wellread` in the user's data folder"
    return "`none`"


if __name__ == "__main__":
    write_reference()
