import json
from datetime import UTC, datetime

import pytest
from cli.conftest import Wellread
from cli.doubles import PLAN, REPORT, RUN_ID, SessionDouble, StoredDouble, record

from wellread.cli.plan_text import read_plan
from wellread.domain import Failure, Grant, Limits


@pytest.fixture
def stored(session: SessionDouble) -> StoredDouble:
    stored = StoredDouble(record())
    session.stored = {RUN_ID: stored, "99": StoredDouble(record("waiting", "99"), report=None)}
    return stored


def test_runs_lists_each_run_on_a_line(wellread: Wellread, stored: StoredDouble) -> None:
    lines = wellread("runs").stdout.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith(RUN_ID)
    for words in ("done", "2026-11-23 12:00", "cost unknown", "How are ships loaded?"):
        assert words in lines[0]


def test_runs_as_json_and_limited(wellread: Wellread, stored: StoredDouble) -> None:
    records = json.loads(wellread("runs", "--json", "--limit", "1").stdout)
    assert [each["id"] for each in records] == [RUN_ID]


def test_an_empty_list_says_how_to_begin(wellread: Wellread) -> None:
    result = wellread("runs")
    assert result.stdout == ""
    assert "wellread ask" in result.stderr
    assert wellread("runs", "--json").stdout == "[]\n"


def test_show_gives_the_report(wellread: Wellread, stored: StoredDouble) -> None:
    result = wellread("show", "3f")
    assert (result.exit_code, result.stdout) == (0, REPORT.markdown)


def test_show_of_a_waiting_run_says_how_to_answer(wellread: Wellread, stored: StoredDouble) -> None:
    result = wellread("show", "99")
    assert result.exit_code == 3
    assert "wellread resume 99 --approve" in result.stderr


def test_show_of_a_failed_run_says_why(wellread: Wellread, session: SessionDouble) -> None:
    failure = Failure(kind="model", where="openai", message="wrong key")
    session.stored = {"7": StoredDouble(record("failed", "7"), report=None, failures=(failure,))}
    result = wellread("show", "7")
    assert result.exit_code == 4
    assert "wrong key" in result.stderr
    assert "wellread resume 7" in result.stderr
    assert wellread("show", "7", "--claims").exit_code == 2


def test_show_gives_the_parts_that_are_named(wellread: Wellread, stored: StoredDouble) -> None:
    text = wellread("show", "3f", "--sources", "--claims", "--costs").stdout
    assert "[1] Cranes (web, pages 3), https://example.org/c, read 2026-11-23" in text
    assert "supported: Cranes load ships." in text
    assert "cost unknown" in text
    assert "# The plan" not in text


def test_show_as_json_gives_all_or_the_parts(wellread: Wellread, stored: StoredDouble) -> None:
    everything = json.loads(wellread("show", "3f", "--json").stdout)
    assert everything["report"]["title"] == "Loading ships"
    assert everything["record"]["id"] == RUN_ID
    parts = json.loads(wellread("show", "3f", "--json", "--costs", "--plan").stdout)
    assert set(parts) == {"id", "plan", "costs"}
    assert [line["branch"] for line in parts["costs"]["lines"]] == ["", "q1"]


def test_the_costs_stand_by_phase_branch_and_service_with_their_sums(
    wellread: Wellread, stored: StoredDouble
) -> None:
    lines = [line.split() for line in wellread("show", "3f", "--costs").stdout.splitlines()]
    assert lines[1][:4] == ["plan", "openai:m", "1", "0"]
    expected = "extract q1 openai:m 2 0 1,000 400 0 0 0.0200? 0.0 3 2 0.0400"
    assert lines[2] == expected.split()
    sums = "all 3 0 1,000 400 0 70 0.0200? 0.0 3 2 0.0400"
    assert lines[3] == sums.split()
    assert lines[-1][0] == "Cost:"


def test_the_printed_plan_can_be_read_back(wellread: Wellread, stored: StoredDouble) -> None:
    limits = Limits(max_searches=5)
    stored.grant = Grant.of(PLAN, limits, "human")
    for command in (("plan", "3f"), ("show", "3f", "--plan")):
        assert read_plan(wellread(*command).stdout, PLAN) == (PLAN, limits)


def test_a_run_without_a_plan_says_so(wellread: Wellread, stored: StoredDouble) -> None:
    stored.plan = None
    result = wellread("plan", "3f")
    assert result.exit_code == 2
    assert "no plan" in result.stderr


def test_the_limits_of_a_waiting_plan_are_the_new_turns(
    wellread: Wellread, session: SessionDouble
) -> None:
    older = Grant.of(PLAN, Limits(max_searches=5), "human")
    session.stored = {"7": StoredDouble(record("waiting", "7"), grant=older)}
    assert read_plan(wellread("plan", "7").stdout, PLAN) == (PLAN, Limits())


def test_prune_removes_what_is_older_and_says_how_much(
    wellread: Wellread, session: SessionDouble
) -> None:
    result = wellread("prune", "--days", "0.5")
    assert result.exit_code == 0
    assert "3 answers, 2 texts of pages and 1 notes" in result.stderr
    assert "1 older runs are not done" in result.stderr
    [moment] = session.pruned
    assert (datetime.now(UTC) - moment).total_seconds() >= 0.5 * 86_400
    assert wellread("prune").exit_code == 2
