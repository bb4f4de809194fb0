from pathlib import Path

import click
import pytest

from wellread.attribute_docs import attribute_docs
from wellread.cli.commands import COMMANDS
from wellread.cli.reference import DOCS, commands_markdown, settings_markdown, write_reference
from wellread.settings import Settings


@pytest.mark.parametrize(
    ("name", "made"), [("cli.md", commands_markdown), ("settings.md", settings_markdown)]
)
def test_the_stored_reference_is_what_the_code_says(name: str, made: object) -> None:
    assert callable(made)
    assert (DOCS / name).read_text(encoding="utf-8") == made(), (
        "run `python -m wellread.cli.reference`"
    )


def test_every_command_option_and_setting_is_told() -> None:
    text = commands_markdown()
    for command in COMMANDS:
        assert f"## wellread {command.name}" in text
        assert command.help
        options = [each for each in command.params if isinstance(each, click.Option)]
        assert all(option.help for option in options)
    assert all(f"| `{name}` |" in settings_markdown() for name in Settings.model_fields)
    assert attribute_docs(Settings).keys() == Settings.model_fields.keys()


def test_the_reference_is_written_where_it_is_wanted(tmp_path: Path) -> None:
    write_reference(tmp_path / "docs")
    assert {path.name for path in (tmp_path / "docs").iterdir()} == {"cli.md", "settings.md"}
