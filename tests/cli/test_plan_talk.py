import sys
from pathlib import Path

import pytest
from cli.conftest import Wellread
from cli.doubles import PLAN, READY, RUN_ID, STARTED, WAITING, SessionDouble

from wellread.cli.app import App
from wellread.decisions import Approve, Edit, Reject
from wellread.domain import Limits

ASK = ("ask", "How are ships loaded?", "--library", "python")
EDITED = Edit(plan=PLAN.model_copy(update={"role": "poet"}), limits=Limits())


@pytest.fixture(autouse=True)
def _someone_can_be_asked(app: App) -> None:
    app.interactive = lambda: True


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which `N.py` is what the Nth editing does to `text`; `N.seen` is what it saw."""
    folder = tmp_path / "editor"
    folder.mkdir()
    (folder / "edit.py").write_text(
        "import sys\n"
        "from pathlib import Path\n"
        "folder, file = Path(__file__).parent, Path(sys.argv[1])\n"
        "number = len(list(folder.glob('*.seen'))) + 1\n"
        "text = file.read_text()\n"
        "(folder / f'{number}.seen').write_text(text)\n"
        "exec((folder / f'{number}.py').read_text())\n"
    )
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", f"{sys.executable} {folder / 'edit.py'}")
    return folder


def save(expression: str) -> str:
    return f"file.write_text({expression})\n"


ROLE = save("text.replace('harbour engineer', 'poet')")


def test_the_plan_is_shown_with_everything_said_about_it(
    wellread: Wellread, session: SessionDouble
) -> None:
    plan = PLAN.model_copy(update={"repairs": ("A cycle was cut.",), "role": "\x1b[2Jpilot"})
    waiting = WAITING.model_copy(update={"plan": plan, "faults": ("The limit is too low.",)})
    session.scripts = [[STARTED, waiting], [READY]]
    result = wellread(*ASK, typed="a\n")
    for words in (
        "Which cranes are used?",
        "harbour cranes",
        "Time",
        "4 searches",
        "cost unknown",
        "30 searches",
        "Container ships are meant.",
        "Which harbour?",
        "A cycle was cut.",
        "The limit is too low.",
    ):
        assert words in result.stderr
    assert "\x1b" not in result.output
    assert result.stdout == READY.report.markdown
    assert session.resumed == [(RUN_ID, Approve())]


def test_a_rejected_plan_comes_back_with_the_next_one(
    wellread: Wellread, session: SessionDouble
) -> None:
    session.scripts = [[STARTED, WAITING], [WAITING], [READY]]
    result = wellread(*ASK, typed="perhaps\nr\n\nreject\nToo broad\nApprove\n")
    assert result.exit_code == 0
    assert "'perhaps' is none of" in result.stderr
    assert session.resumed == [(RUN_ID, Reject(remark="Too broad")), (RUN_ID, Approve())]


def test_a_plan_left_for_later_says_how_to_answer_it(
    wellread: Wellread, session: SessionDouble
) -> None:
    session.scripts = [[STARTED, WAITING]]
    result = wellread(*ASK, typed="later\n")
    assert result.exit_code == 3
    assert f"wellread resume {RUN_ID} --approve" in result.stderr


def test_the_end_of_the_input_leaves_the_plan_waiting(
    wellread: Wellread, session: SessionDouble
) -> None:
    session.scripts = [[STARTED, WAITING]]
    result = wellread(*ASK, typed="")
    assert result.exit_code == 130
    assert f"wellread resume {RUN_ID}" in result.stderr
    assert session.resumed == []


def test_nobody_is_asked_in_json(wellread: Wellread, session: SessionDouble) -> None:
    session.scripts = [[STARTED, WAITING]]
    assert wellread(*ASK, "--json", typed="a\n").exit_code == 3
    assert session.resumed == []


def test_an_edited_plan_is_taken(wellread: Wellread, session: SessionDouble, editor: Path) -> None:
    (editor / "1.py").write_text(ROLE)
    session.scripts = [[STARTED, WAITING], [READY]]
    assert wellread(*ASK, typed="e\n").exit_code == 0
    assert session.resumed == [(RUN_ID, EDITED)]


def test_the_editor_opens_again_on_the_same_text_until_the_plan_is_valid(
    wellread: Wellread, session: SessionDouble, editor: Path
) -> None:
    (editor / "1.py").write_text(save("text.replace('harbour engineer\"', 'poet')"))
    (editor / "2.py").write_text("file.write_bytes(b'\\xff')")
    (editor / "3.py").write_text(save("text.replace('= \"poet', '= \"poet\"')"))
    session.scripts = [[STARTED, WAITING], [READY]]
    result = wellread(*ASK, typed="e\ny\ny\n")
    assert "Not valid: this is not TOML" in result.stderr
    assert "not UTF-8" in result.stderr
    assert (editor / "2.seen").read_text().startswith("# FAULT: this is not TOML")
    assert 'role = "poet\n' in (editor / "3.seen").read_text()
    assert session.resumed == [(RUN_ID, EDITED)]


def test_an_edit_that_the_graph_refuses_is_edited_further(
    wellread: Wellread, session: SessionDouble, editor: Path
) -> None:
    (editor / "1.py").write_text(save("text.replace('harbour engineer', 'admiral')"))
    (editor / "2.py").write_text(save("text.replace('admiral', 'poet')"))
    refused = WAITING.model_copy(update={"faults": ("No admirals.",)})
    session.scripts = [[STARTED, WAITING], [refused], [READY]]
    assert wellread(*ASK, typed="e\ne\n").exit_code == 0
    assert (editor / "2.seen").read_text().startswith("# FAULT: No admirals.\n")
    assert session.resumed[1] == (RUN_ID, EDITED)


@pytest.mark.parametrize("broken", ["pass", "raise SystemExit(1)", save("'role ='")])
def test_an_edit_that_came_to_nothing_asks_again(
    wellread: Wellread, session: SessionDouble, editor: Path, broken: str
) -> None:
    (editor / "1.py").write_text(broken)
    session.scripts = [[STARTED, WAITING], [READY]]
    typed = "e\nn\na\n" if "role" in broken else "e\na\n"
    assert wellread(*ASK, typed=typed).exit_code == 0
    assert session.resumed == [(RUN_ID, Approve())]
