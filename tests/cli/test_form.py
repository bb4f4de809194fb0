"""From flags to the form of a report."""

from pathlib import Path
from typing import get_args

import click
import pytest
from cli.conftest import Wellread
from cli.doubles import READY, RUN_ID, STARTED, SessionDouble, StoredDouble, record

from wellread.cli.commands import ask, export
from wellread.domain import (
    CitationStyle,
    Depth,
    Form,
    Limits,
    Question,
    ReportKind,
    TemplateSection,
)
from wellread.languages import LANGUAGES
from wellread.report.export import FORMATS

ASK = ("ask", "How are ships loaded?", "--library", "python", "--yes")
TEMPLATE = """Notes before the first heading are nobody's.
# Cranes
Which ones, and
how high?

## Costs ##
# 时间
"""


def test_form_flags_reach_the_session(wellread: Wellread, session: SessionDouble) -> None:
    session.scripts = [[STARTED, READY]]
    flags = ("--type", "detailed", "--depth", "deep", "--language", "de", "--style", "ieee")
    assert wellread(*ASK, *flags, "--tone", "for children").exit_code == 0
    assert session.forms == [
        Form(kind="detailed", depth="deep", language="de", style="ieee", tone="for children")
    ]


@pytest.mark.parametrize(
    ("command", "name", "there"),
    [
        (ask, "kind", get_args(ReportKind)),
        (ask, "depth", get_args(Depth)),
        (ask, "language", LANGUAGES),
        (ask, "style", get_args(CitationStyle)),
        (export, "style", get_args(CitationStyle)),
        (export, "to", FORMATS),
    ],
)
def test_flags_offer_what_there_is(
    command: click.Command, name: str, there: tuple[str, ...]
) -> None:
    [option] = [each for each in command.params if each.name == name]
    assert isinstance(option.type, click.Choice)
    assert tuple(option.type.choices) == there


@pytest.mark.parametrize(
    ("flags", "words", "sub_questions", "rounds"),
    [
        ((), 1_500, 6, 1),
        (("--type", "brief"), 120, 2, 0),
        (("--type", "detailed"), 5_000, 10, 1),
        (("--depth", "quick"), 1_500, 1, 0),
        (("--depth", "deep"), 1_500, 6, 2),
        (("--type", "brief", "--words", "300", "--rounds", "1"), 300, 2, 1),
    ],
)
def test_each_form_has_its_usual_limits_unless_they_are_named(
    wellread: Wellread,
    session: SessionDouble,
    flags: tuple[str, ...],
    words: int,
    sub_questions: int,
    rounds: int,
) -> None:
    session.scripts = [[STARTED, READY]]
    assert wellread(*ASK, *flags).exit_code == 0
    limits = session.asked[0][2]
    assert (limits.words, limits.max_sub_questions, limits.max_rounds) == (
        words,
        sub_questions,
        rounds,
    )


def test_a_template_is_a_custom_report(
    wellread: Wellread, session: SessionDouble, home: Path
) -> None:
    (home / "template.md").write_text(TEMPLATE, encoding="utf-8")
    session.scripts = [[STARTED, READY]]
    assert wellread(*ASK, "--template", "template.md").exit_code == 0
    (form,) = session.forms
    assert form.kind == "custom"
    assert form.template == (
        TemplateSection(title="Cranes", instructions="Which ones, and how high?"),
        TemplateSection(title="Costs"),
        TemplateSection(title="时间"),
    )


def test_a_further_turn_keeps_the_form_but_for_its_language(
    wellread: Wellread, session: SessionDouble
) -> None:
    before = Question(
        id="t0",
        text="Earlier?",
        asked_at=READY.report.question.asked_at,
        limits=Limits(words=400),
        form=Form(kind="brief", language="zh", tone="dry"),
    )
    session.stored = {RUN_ID: StoredDouble(record(), question=before)}
    session.scripts = [[STARTED, READY]]
    assert wellread(*ASK, "--on", RUN_ID, "--tone", "warm").exit_code == 0
    assert session.forms == [Form(kind="brief", language="", tone="warm")]


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (("--type", "custom"), "--template"),
        (("--type", "brief", "--template", "template.md"), "--template"),
        (("--template", "empty.md"), "0 headings"),
        (("--template", "many.md"), "13 headings"),
        (("--template", "latin.md"), "latin.md"),
        (("--template", "missing.md"), "missing.md"),
        (("--type", "poem"), "poem"),
        (("--language", "fr"), "fr"),
        (("--tone", "x" * 101), "--tone"),
    ],
)
def test_a_form_that_cannot_be_starts_nothing(
    wellread: Wellread, session: SessionDouble, home: Path, flags: tuple[str, ...], words: str
) -> None:
    (home / "template.md").write_text(TEMPLATE, encoding="utf-8")
    (home / "empty.md").write_text("no heading\n#nor this\n", encoding="utf-8")
    (home / "many.md").write_text("# A\n" * 13, encoding="utf-8")
    (home / "latin.md").write_bytes(b"# \xe9\n")
    result = wellread(*ASK, *flags)
    assert result.exit_code == 2
    assert words in result.stderr
    assert session.asked == []
