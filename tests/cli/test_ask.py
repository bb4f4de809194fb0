import json
from pathlib import Path

import pytest
from cli.conftest import Wellread
from cli.doubles import (
    PLAN,
    PROGRESS,
    READY,
    REPORT,
    RUN_ID,
    STARTED,
    WAITING,
    SessionDouble,
    StoredDouble,
    record,
)

from wellread.cli.app import App
from wellread.decisions import Approve, Edit, Reject
from wellread.domain import Limits, Question, SourceChoice
from wellread.errors import ModelError, NotRecorded, RunInUse, SettingsError
from wellread.events import EVENT

ASK = ("ask", "How are ships loaded?", "--library", "python")


def test_the_report_alone_goes_to_stdout(wellread: Wellread, session: SessionDouble) -> None:
    session.scripts = [[STARTED, *PROGRESS, READY]]
    result = wellread(*ASK, "--yes")
    assert result.exit_code == 0
    assert result.stdout == REPORT.markdown
    assert "q1 reading (3 sources, 2 findings)" in result.stderr
    assert "0.0123 USD" in result.stderr
    assert "timed out" in result.stderr
    assert "1 of 1 claim checked, 1 supported." in result.stderr


def test_flags_reach_the_session(wellread: Wellread, session: SessionDouble, home: Path) -> None:
    (home / "papers").mkdir()
    session.scripts = [[STARTED, READY]]
    flags = ("--rounds", "2", "--max-searches", "7", "--max-sub-questions", "3", "--budget", "0.5")
    more = ("--max-seconds", "90", "--words", "800", "--no-models", "--yes")
    result = wellread("ask", " Why? ", "--docs", "papers", *flags, *more)
    assert result.exit_code == 0
    question, sources, limits, auto_approve, run_id = session.asked[0]
    assert (question, auto_approve, run_id) == ("Why?", True, None)
    assert sources == SourceChoice(folders=(str((home / "papers").resolve()),))
    assert limits == Limits(
        max_rounds=2,
        max_searches=7,
        max_sub_questions=3,
        max_cost_usd=0.5,
        max_seconds=90,
        words=800,
    )
    assert session.settings is not None
    assert session.settings.models == "off"


def test_json_gives_one_event_per_line_and_the_report_last(
    wellread: Wellread, session: SessionDouble
) -> None:
    session.scripts = [[STARTED, *PROGRESS, READY]]
    result = wellread(*ASK, "--yes", "--json")
    events = [EVENT.validate_json(line) for line in result.stdout.splitlines()]
    assert events == [STARTED, *PROGRESS, READY]
    assert result.stderr == ""
    assert result.exit_code == 0


def test_out_holds_the_report_as_well(
    wellread: Wellread, session: SessionDouble, home: Path
) -> None:
    session.scripts = [[STARTED, READY]]
    (home / "report.md").write_text("old")
    result = wellread(*ASK, "--yes", "--out", "report.md")
    assert (home / "report.md").read_text() == REPORT.markdown
    assert result.stdout == REPORT.markdown
    assert [path.name for path in home.iterdir()] == ["report.md"]


@pytest.mark.parametrize("out", ["no/such/folder/report.md", "."])
def test_an_out_that_cannot_be_written_stops_before_the_run(
    wellread: Wellread, session: SessionDouble, out: str
) -> None:
    result = wellread(*ASK, "--out", out)
    assert result.exit_code == 2
    assert "--out" in result.stderr
    assert session.asked == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("ask", "  ", "--library", "python"), "the question is empty"),
        (("ask", "Why?"), "TAVILY_API_KEY"),
        (("ask", "Why?"), "--docs"),
        (("ask", "Why?", "--no-web"), "no source"),
        (("ask", "Why?", "--web"), "TAVILY_API_KEY"),
        (("ask", "Why?", "--docs", "missing"), "'missing' does not exist"),
        (("ask", "Why?", "--library", "cobol"), "cobol"),
        (("ask", "Why?", "--url", "ftp://e.org"), "ftp://e.org"),
        (("ask", "Why?", "--url", "http://[::"), "--url"),
        (("ask", "Why?", "--url", "https://e.org", "--no-web"), "--no-web"),
        ((*ASK, "--rounds", "99"), "--rounds 99"),
        ((*ASK, "--budget", "-1"), "--budget -1"),
        ((*ASK, "--on", "nope"), "nope"),
        (("resume", "nope"), "nope"),
        (("show", "nope"), "nope"),
    ],
)
def test_bad_input_has_a_clear_error_and_starts_nothing(
    wellread: Wellread, session: SessionDouble, arguments: tuple[str, ...], words: str
) -> None:
    result = wellread(*arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert result.stdout == ""
    assert not session.asked
    assert not session.resumed


def test_a_setting_that_does_not_fit_is_named(
    wellread: Wellread, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WELLREAD_MODEL_TRIES", "many")
    result = wellread(*ASK)
    assert result.exit_code == 2
    assert "model_tries" in result.stderr


def test_the_web_is_searched_when_it_is_configured_and_nothing_else_is_named(
    wellread: Wellread, session: SessionDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAVILY_API_KEY", "tvly-1")
    session.scripts = [[STARTED, READY]] * 4
    for more in ((), ("--library", "python"), ("--library", "python", "--web"), ("--web",)):
        wellread("ask", "Why?", "--yes", *more)
    assert [asked[1].web for asked in session.asked] == [True, False, True, True]


def test_a_plan_that_nobody_can_be_asked_about_waits(
    wellread: Wellread, session: SessionDouble
) -> None:
    session.scripts = [[STARTED, WAITING]]
    result = wellread(*ASK)
    assert result.exit_code == 3
    assert f"wellread resume {RUN_ID} --approve" in result.stderr
    assert result.stdout == ""


def test_yes_approves_a_plan_that_still_waits_but_only_once(
    wellread: Wellread, session: SessionDouble
) -> None:
    session.scripts = [[STARTED, WAITING], [WAITING]]
    assert wellread(*ASK, "--yes").exit_code == 3
    assert session.resumed == [(RUN_ID, Approve())]


def test_a_further_question_goes_to_the_earlier_run_and_its_sources(
    wellread: Wellread, session: SessionDouble
) -> None:
    before = Question(
        id="t0",
        text="Earlier?",
        asked_at=READY.report.question.asked_at,
        sources=SourceChoice(libraries=("python",)),
        limits=Limits(words=400),
    )
    session.stored = {RUN_ID: StoredDouble(record(), question=before)}
    session.scripts = [[STARTED, READY]]
    assert wellread("ask", "And?", "--on", "latest", "--yes", "--rounds", "0").exit_code == 0
    _, sources, limits, _, run_id = session.asked[0]
    assert sources == before.sources
    assert limits == Limits(words=400, max_rounds=0)
    assert run_id == RUN_ID


def test_resume_carries_the_decision(
    wellread: Wellread, session: SessionDouble, home: Path
) -> None:
    session.stored = {RUN_ID: StoredDouble(record("waiting"))}
    session.scripts = [[STARTED, READY]] * 4
    (home / "plan.toml").write_text(wellread("plan", "3f").stdout.replace("= 30", "= 9"))
    for more in ((), ("--approve",), ("--reject", " dull "), ("--edit", "plan.toml")):
        assert wellread("resume", "3f", *more).exit_code == 0
    assert session.resumed == [
        (RUN_ID, None),
        (RUN_ID, Approve()),
        (RUN_ID, Reject(remark="dull")),
        (RUN_ID, Edit(plan=PLAN, limits=Limits(max_searches=9))),
    ]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--approve", "--reject", "dull"), "choose one"),
        (("--reject", " "), "remark"),
        (("--edit", "missing.toml"), "missing.toml"),
        (("--edit", "broken.toml"), "line 1"),
        (("--edit", "latin.toml"), "latin.toml"),
    ],
)
def test_a_decision_that_is_not_valid_changes_nothing(
    wellread: Wellread, session: SessionDouble, home: Path, more: tuple[str, ...], words: str
) -> None:
    (home / "broken.toml").write_text("role = nobody\n")
    (home / "latin.toml").write_bytes(b'role = "\xe9"\n')
    session.stored = {RUN_ID: StoredDouble(record("waiting"))}
    result = wellread("resume", RUN_ID, *more)
    assert result.exit_code == 2
    assert words in result.stderr
    assert session.resumed == []


def test_a_run_that_another_process_works_on_is_a_usage_error(
    wellread: Wellread, session: SessionDouble
) -> None:
    session.stored = {RUN_ID: StoredDouble(record("running"))}
    session.scripts = [[RunInUse("run 3f2a9c1e is in progress in another process.")]]
    result = wellread("resume", RUN_ID)
    assert result.exit_code == 2
    assert "in progress" in result.stderr


def test_a_run_that_another_process_works_on_has_the_higher_limits_from_then_on(
    wellread: Wellread, session: SessionDouble
) -> None:
    session.stored = {RUN_ID: StoredDouble(record("running"))}
    session.scripts = [[RunInUse("run 3f2a9c1e is in progress in another process.")]]
    result = wellread("resume", RUN_ID, "--max-searches", "60")
    assert result.exit_code == 0
    assert "has the higher limits now" in result.stderr


def test_an_expected_failure_names_the_way_on(wellread: Wellread, session: SessionDouble) -> None:
    session.scripts = [[STARTED, ModelError("wrong key sk-9 (401)", service="openai")]]
    result = wellread(*ASK)
    assert result.exit_code == 4
    assert "wrong key" in result.stderr
    assert f"wellread resume {RUN_ID}" in result.stderr
    assert "Traceback" not in result.output


def test_an_unexpected_failure_is_logged_without_secrets(
    wellread: Wellread,
    session: SessionDouble,
    app: App,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    session.scripts = [[STARTED, RuntimeError("no way: sk-secret")]]
    result = wellread(*ASK)
    assert result.exit_code == 4
    assert "RuntimeError" in result.stderr
    assert f"wellread resume {RUN_ID}" in result.stderr
    assert "Traceback" not in result.output
    assert app.data_dir is not None
    (log,) = (app.data_dir / "logs").iterdir()
    assert str(log) in result.stderr
    assert "Traceback" in log.read_text()
    assert "sk-secret" not in log.read_text() + result.output


def test_an_interrupted_run_names_the_way_on(wellread: Wellread, session: SessionDouble) -> None:
    session.scripts = [[STARTED]]
    session.interrupted = True
    result = wellread(*ASK)
    assert result.exit_code == 130
    assert session.closed == 1
    assert f"wellread resume {RUN_ID}" in result.stderr


def test_a_run_without_an_ending_is_a_failure(wellread: Wellread, session: SessionDouble) -> None:
    session.scripts = [[STARTED]]
    assert wellread(*ASK).exit_code == 4


def test_what_a_report_could_do_to_a_terminal_is_taken_out(
    wellread: Wellread, session: SessionDouble
) -> None:
    evil = REPORT.model_copy(update={"markdown": "# A\x1b]0;owned\x07\x1b[2J \x9b5m\u202eB\n"})
    session.scripts = [[STARTED, READY.model_copy(update={"report": evil})]] * 2
    assert wellread(*ASK).stdout == "# A B\n"
    line = wellread(*ASK, "--json").stdout.splitlines()[-1]
    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line)["report"]["markdown"] == evil.markdown


def test_write_now_asks_the_run_and_says_how_it_goes_on(
    session: SessionDouble, wellread: Wellread
) -> None:
    result = wellread("write-now", RUN_ID)
    assert result.exit_code == 0
    assert session.hurried == [RUN_ID]
    assert f"wellread resume {RUN_ID}" in result.stderr


def test_resuming_what_is_finished_is_not_said_to_go_on_by_resuming(
    session: SessionDouble, wellread: Wellread
) -> None:
    session.stored = {RUN_ID: StoredDouble(record())}
    session.scripts = [[SettingsError("it is finished")]]
    refused = wellread("resume", RUN_ID)
    assert refused.exit_code == 2
    assert f"wellread show {RUN_ID}" in refused.stderr
    assert "wellread resume" not in refused.stderr


def test_resume_with_a_higher_limit_goes_on_within_it(
    session: SessionDouble, wellread: Wellread
) -> None:
    session.stored = {RUN_ID: StoredDouble(record())}
    session.scripts = [[STARTED, READY]]
    flags = ("--budget", "2", "--max-seconds", "60", "--max-searches", "40", "--rounds", "2")
    assert wellread("resume", RUN_ID, *flags).exit_code == 0
    raised = Limits(max_cost_usd=2, max_seconds=60, max_searches=40, max_rounds=2)
    assert (session.resumed, session.raised) == ([(RUN_ID, None)], [raised])


def test_a_waiting_plan_is_approved_within_the_limits_of_the_flags(
    session: SessionDouble, wellread: Wellread
) -> None:
    session.stored = {RUN_ID: StoredDouble(record("waiting"), report=None)}
    session.scripts = [[STARTED, READY]]
    refused = wellread("resume", RUN_ID, "--budget", "2")
    assert refused.exit_code == 2
    assert "--approve" in refused.stderr
    assert wellread("resume", RUN_ID, "--budget", "2", "--approve").exit_code == 0
    assert session.resumed == [(RUN_ID, Edit(plan=PLAN, limits=Limits(max_cost_usd=2)))]
    assert session.raised == [None]


def test_refresh_is_a_new_run_of_the_found_one(
    session: SessionDouble, wellread: Wellread, tmp_path: Path
) -> None:
    session.stored = {RUN_ID: StoredDouble(record())}
    session.scripts = [[*PROGRESS, READY]]
    result = wellread("refresh", RUN_ID, "--out", str(tmp_path / "report.md"))
    assert (result.exit_code, result.stdout) == (0, REPORT.markdown)
    assert session.refreshed == [RUN_ID]
    assert session.refresh_limits is None
    assert (tmp_path / "report.md").read_text() == REPORT.markdown


def test_refresh_may_have_limits_of_its_own(session: SessionDouble, wellread: Wellread) -> None:
    session.stored = {RUN_ID: StoredDouble(record())}
    session.scripts = [[*PROGRESS, READY]]
    result = wellread(
        "refresh", RUN_ID, "--budget", "2", "--max-seconds", "60", "--max-searches", "5"
    )
    assert result.exit_code == 0
    assert session.refresh_limits == Limits(max_cost_usd=2, max_seconds=60, max_searches=5)
    assert wellread("refresh", RUN_ID, "--budget", "-1").exit_code == 2


def test_replay_writes_the_report_and_says_whether_it_is_the_same(
    session: SessionDouble, wellread: Wellread
) -> None:
    session.stored = {RUN_ID: StoredDouble(record())}
    other = READY.model_copy(update={"report": REPORT.model_copy(update={"markdown": "# Other\n"})})
    session.scripts = [[*PROGRESS, READY], [*PROGRESS, other]]
    same = wellread("replay", RUN_ID)
    assert (same.exit_code, same.stdout) == (0, REPORT.markdown)
    assert "The same report, byte for byte" in same.stderr
    assert wellread("replay", RUN_ID, "--allow-new").exit_code == 1
    assert session.replayed == [(RUN_ID, False), (RUN_ID, True)]


def test_replay_lists_the_new_calls_and_stops(session: SessionDouble, wellread: Wellread) -> None:
    session.stored = {RUN_ID: StoredDouble(record())}
    session.scripts = [[NotRecorded("not in the ledger: plan by openai:m", withdraw=[].clear)]]
    result = wellread("replay", RUN_ID)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "plan by openai:m" in result.stderr
    assert f"wellread replay {RUN_ID} --allow-new" in result.stderr


def test_a_question_without_quotation_marks_is_told_to_have_them(
    wellread: Wellread, session: SessionDouble
) -> None:
    result = wellread("ask", "How", "are", "ships", "loaded?", "--yes")
    assert result.exit_code == 2
    assert 'put it in quotation marks, as in wellread ask "How are ships loaded?".' in result.stderr
    assert "unexpected extra argument" not in result.stderr
