"""`wellread chat`: each line is a further turn of the run."""

import pytest
from cli.doubles import READY, REPORT, RUN_ID, STARTED, SessionDouble, StoredDouble, record
from click.testing import CliRunner, Result

from wellread.cli.app import App
from wellread.cli.main import cli


def chat(app: App, typed: str) -> Result:
    return CliRunner().invoke(cli, ["chat", RUN_ID, "--yes"], input=typed, obj=app)


def test_each_question_is_a_further_turn_in_a_paragraph(app: App, session: SessionDouble) -> None:
    session.stored = {RUN_ID: StoredDouble(record("done"))}
    session.scripts = [[STARTED, READY], [STARTED, READY]]
    result = chat(app, "And the cost?\nWho pays?\n\nNot asked any more.\n")
    assert result.exit_code == 0
    assert [asked[0] for asked in session.asked] == ["And the cost?", "Who pays?"]
    assert {asked[4] for asked in session.asked} == {RUN_ID}
    assert {form.kind for form in session.forms} == {"brief"}
    assert result.stdout.count(REPORT.markdown) == 2


@pytest.mark.parametrize("typed", ["", "\n"])
def test_no_question_ends_at_once(app: App, session: SessionDouble, typed: str) -> None:
    session.stored = {RUN_ID: StoredDouble(record("done"))}
    assert chat(app, typed).exit_code == 0
    assert session.asked == []


def test_a_run_without_a_report_is_named(app: App, session: SessionDouble) -> None:
    session.stored = {RUN_ID: StoredDouble(record("waiting"), report=None)}
    result = chat(app, "Why?\n")
    assert result.exit_code == 2
    assert "wellread resume" in result.stderr
