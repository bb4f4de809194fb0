import json
from pathlib import Path

import pytest
from cli.conftest import Wellread

from wellread.cli.app import App
from wellread.cli.doctor import setting_lines
from wellread.cli.doctor_checks import (
    Check,
    check_data_folder,
    check_extras,
    check_full_text,
)
from wellread.settings import Settings, load_settings


def finding(status: str, message: str = "fine") -> Check:
    return Check.model_validate({"name": "thing", "status": status, "message": message})


def found(*checks: Check) -> object:
    async def checker(settings: Settings, paid: bool) -> tuple[Check, ...]:
        return (*checks, finding("ok", f"paid: {paid}"))

    return lambda: (checker,)


def test_every_setting_is_listed_with_its_origin(
    wellread: Wellread, app: App, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    (home / "wellread.toml").write_text("fetch_timeout_s = 3\n")
    app.checkers = found(finding("missing", "echo sk-very-secret"))  # type: ignore[assignment]
    result = wellread("doctor")
    rows = {line.split()[0]: line.split()[1:] for line in result.stdout.splitlines() if line}
    assert rows["openai_api_key"] == ["set", "********"]
    assert rows["tavily_api_key"] == ["default", "not", "set"]
    assert rows["fetch_timeout_s"] == ["set", "3.0"]
    assert rows["model_tries"] == ["default", "4"]
    assert set(Settings.model_fields) <= set(rows)
    assert "sk-very-secret" not in result.output


@pytest.mark.parametrize(("status", "code"), [("ok", 0), ("missing", 0), ("failed", 4)])
def test_only_a_fault_of_what_is_configured_is_a_failure(
    wellread: Wellread, app: App, status: str, code: int
) -> None:
    app.checkers = found(finding(status))  # type: ignore[assignment]
    assert wellread("doctor").exit_code == code


def test_doctor_as_json(wellread: Wellread, app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAVILY_API_KEY", "tvly-secret")
    app.checkers = found()  # type: ignore[assignment]
    result = wellread("doctor", "--json", "--paid")
    told = json.loads(result.stdout)
    assert told["checks"] == [{"name": "thing", "status": "ok", "message": "paid: True"}]
    assert {line["name"] for line in told["settings"]} == set(Settings.model_fields)
    assert "tvly-secret" not in result.output


def test_no_secret_of_any_setting_is_shown(wellread: Wellread, app: App, home: Path) -> None:
    hidden = ("bearer-of-search", "key-of-command", "word-of-database")
    (home / "wellread.toml").write_text(
        f'database_url = "postgresql://ann:{hidden[2]}@db.example/papers"\n'
        f'[mcp_servers.a]\nurl = "http://a.example"\nheaders = {{ X-Key = "{hidden[0]}" }}\n'
        f'[mcp_servers.b]\ncommand = "b"\nenv = {{ B_KEY = "{hidden[1]}" }}\n'
    )
    app.checkers = found(finding("missing", f"the services say: {hidden}"))  # type: ignore[assignment]
    for flags in ((), ("--json",)):
        said = wellread("doctor", *flags).output
        assert "the services say" in said
        assert not [each for each in hidden if each in said]


def test_every_setting_line_says_what_it_is_about(home: Path) -> None:
    assert all(line.about and line.value for line in setting_lines(load_settings()))


async def test_a_data_folder_that_can_be_written_is_sound(tmp_path: Path) -> None:
    (check,) = await check_data_folder(Settings(data_dir=tmp_path / "new"), False)
    assert check.status in {"ok", "failed"}
    assert "GB free" in check.message


async def test_a_data_folder_that_cannot_be_made_is_named_with_its_remedy(
    tmp_path: Path,
) -> None:
    (tmp_path / "file").write_text("")
    (check,) = await check_data_folder(Settings(data_dir=tmp_path / "file" / "data"), False)
    assert check.status == "failed"
    assert "WELLREAD_DATA_DIR" in check.message


async def test_this_python_can_rank_text(home: Path) -> None:
    (check,) = await check_full_text(load_settings(), False)
    assert check.status == "ok"


async def test_an_extra_is_a_fault_only_where_a_setting_needs_it(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wellread.cli.doctor_checks.find_spec", lambda name: None)
    checks = await check_extras(load_settings({"embedding_model": "minilm"}), False)
    assert {check.name: check.status for check in checks} == {
        "extra community": "missing",
        "extra postgres": "missing",
        "extra semantic": "failed",
        "extra server": "missing",
    }
    assert "pip install 'wellread[semantic]'" in checks[2].message
