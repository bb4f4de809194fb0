"""One Markdown file per prompt: the system part, a line `=== user ===`, the user part.

`$name` marks stand for values; the system part has none, so that providers' prompt caches work.
"""

from functools import cache
from importlib.resources import files
from string import Template
from typing import NamedTuple

SEPARATOR = "\n=== user ===\n"


class Prompt(NamedTuple):
    """A rendered prompt."""

    system: str
    user: str


def render(name: str, **values: str) -> Prompt:
    """The prompt `name` with its values put in. KeyError if a value is missing."""
    system, template = _parts(name)
    return Prompt(system, template.substitute(values))


@cache
def _parts(name: str) -> tuple[str, Template]:
    text = files(__name__).joinpath(f"{name}.md").read_text(encoding="utf-8")
    system, _, user = text.partition(SEPARATOR)
    return system.strip(), Template(user.strip())
