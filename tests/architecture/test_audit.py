"""What `make audit` tells of the locked releases, and that no answer is no good news."""

import io
import json
import re
import subprocess
import urllib.error
import urllib.request
from email.message import Message
from pathlib import Path

import pytest

from scripts import audit

ROOT = Path(__file__).resolve().parents[2]
CLEAN = "Resolved 199 packages in 3.87s\n"
WEAK = "httpx"
TAKEN_BACK = """Resolved 199 packages in 3.87s
warning: `langsmith==0.1.141` is yanked (reason: "Imported six in a "critical" path")
warning: `langsmith==0.1.135` is yanked
"""


def test_every_lock_of_the_project_is_audited_whole() -> None:
    ignored = (".venv", ".git", "node_modules")
    locks = {
        path.relative_to(ROOT).as_posix()
        for path in ROOT.rglob("*.lock")
        if not any(part.startswith(ignored) for part in path.relative_to(ROOT).parts)
    }
    assert locks == audit.LOCKS.keys()
    for lock in locks:
        text = (ROOT / lock).read_text(encoding="utf-8")
        assert len(audit.pinned(text)) == len(re.findall(r"^[^#\s]", text, re.MULTILINE)) > 0
    assert audit.pinned("a-b==1.2 ; python_version < '3.12' \\\n") == [("a-b", "1.2")]


def test_what_is_known_is_told_in_one_line_for_each_release() -> None:
    told = {"id": "GHSA-1", "aliases": ["CVE-1"], "fixed_in": ["1.3"]}
    answer = {"vulnerabilities": [told, {"id": "GHSA-2", "withdrawn": "2026-01-01"}]}
    assert list(audit.told_by_pypi("a", "1.2", answer)) == ["a 1.2: GHSA-1 CVE-1, mended in 1.3"]
    assert list(audit.told_by_pypi("a", "1.2", {})) == []
    results = {"results": [{}, {"vulns": [{"id": "GHSA-1"}, {"id": "PYSEC-2"}]}]}
    assert list(audit.told_by_osv([("a", "1"), ("b", "2")], results)) == ["b 2: GHSA-1 PYSEC-2"]
    assert list(audit.told_by_uv(TAKEN_BACK)) == [
        'langsmith 0.1.141: withdrawn by its authors: Imported six in a "critical" path',
        "langsmith 0.1.135: withdrawn by its authors: they give no reason",
    ]
    assert list(audit.told_by_uv(CLEAN)) == []


class Outside:
    """Whoever an audit may ask: all are silent at first."""

    def __init__(self) -> None:
        self.answering: set[str] = set()
        self.weak = False
        self.said_by_uv: str | None = None

    def opened(self, question: object, timeout: float) -> io.BytesIO:
        asked = "PyPI" if isinstance(question, str) else "OSV"
        if asked not in self.answering:
            raise urllib.error.HTTPError(audit.OSV, 404, "Not Found", Message(), None)
        told: dict[str, object] = {"vulnerabilities": [{"id": "GHSA-1"}] if self.weak else []}
        if isinstance(question, urllib.request.Request):
            assert isinstance(question.data, bytes)
            named = [each["package"]["name"] for each in json.loads(question.data)["queries"]]
            known = [{"vulns": [{"id": "GHSA-1"}]} if each == WEAK else {} for each in named]
            told = {"results": known if self.weak else [{} for _ in named]}
        return io.BytesIO(json.dumps(told).encode())

    def ran(self, command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        if self.said_by_uv is None:
            raise FileNotFoundError("uv")
        return subprocess.CompletedProcess(command, 0, "", self.said_by_uv)


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> Outside:
    answers = Outside()
    monkeypatch.setattr(urllib.request, "urlopen", answers.opened)
    monkeypatch.setattr(subprocess, "run", answers.ran)
    return answers


@pytest.mark.parametrize("who", ["OSV", "PyPI"])
def test_an_audit_is_clean_where_all_answer_and_know_nothing(
    who: str, outside: Outside, capsys: pytest.CaptureFixture[str]
) -> None:
    outside.answering, outside.said_by_uv = {who}, CLEAN
    assert audit.main() == 0
    said = capsys.readouterr()
    assert f"0 known to be weak: {who}" in said.out
    assert "0 withdrawn" in said.out
    assert "NOT" not in said.err


def test_an_audit_that_somebody_does_not_answer_is_no_good_news(
    outside: Outside, capsys: pytest.CaptureFixture[str]
) -> None:
    outside.said_by_uv = CLEAN
    assert audit.main() == audit.NOT_ANSWERED
    assert "NOT AUDITED" in capsys.readouterr().err
    outside.answering, outside.said_by_uv = {"OSV"}, None
    assert audit.main() == audit.NOT_ANSWERED
    assert "NOT ASKED whether releases were withdrawn" in capsys.readouterr().err


@pytest.mark.parametrize("who", ["OSV", "PyPI"])
def test_a_weak_release_is_told_and_fails_the_audit(
    who: str, outside: Outside, capsys: pytest.CaptureFixture[str]
) -> None:
    outside.answering, outside.weak = {who}, True
    assert audit.main() == audit.KNOWN
    assert f"{WEAK} " in capsys.readouterr().out


def test_a_withdrawn_release_is_told_once_and_fails_the_audit(
    outside: Outside, capsys: pytest.CaptureFixture[str]
) -> None:
    outside.said_by_uv = TAKEN_BACK
    assert audit.main() == audit.KNOWN
    assert capsys.readouterr().out.count("langsmith 0.1.135: withdrawn by its authors") == 1
