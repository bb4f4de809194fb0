"""Claims are shown with their evidence, foreign reports are checked, and the exit code tells."""

import json
from pathlib import Path

import pytest
from cli.conftest import Wellread
from cli.doubles import (
    CLAIM,
    FINDING,
    REPORT,
    RUN_ID,
    SOURCE,
    ChecksDouble,
    SessionDouble,
    StoredDouble,
    record,
)

from wellread.domain import Disagreement, SourceChoice
from wellread.report.claims import ClaimRow, Recheck, rows_of
from wellread.report.totals import totals_of
from wellread.report.verification import SourceRead, UncitedSentence, Verification

OTHER = FINDING.model_copy(
    update={"id": "f2", "quote": "Nobody knows whether cranes load ships.", "snapshot_id": "s2"}
)
FAR = SOURCE.model_copy(
    update={"snapshot_id": "s2", "address": "https://other.example/d", "title": "Doubts"}
)
TEXT = "Cranes load ships [1].\n\n## Sources\n\n[1] Cranes: https://example.org/c\n"
CONTRADICTED = ClaimRow(
    id="c1", text="Cranes load ships.", verdict="contradicted", reason="It says.", line=1
)
WRONG = Verification(
    claims=(CONTRADICTED,),
    totals=totals_of([CONTRADICTED], uncited=1),
    sources=(SourceRead(label="2", address="https://e.example", problem="it is gone"),),
    uncited=(UncitedSentence(line=4, text="They say."),),
)


@pytest.fixture
def stored(session: SessionDouble) -> StoredDouble:
    stored = StoredDouble(record(), sources=(SOURCE, FAR))
    session.stored = {RUN_ID: stored}
    return stored


@pytest.fixture
def file(home: Path) -> str:
    (home / "report.md").write_text(TEXT, encoding="utf-8")
    return "report.md"


def test_a_claim_is_shown_with_its_quote_and_the_place_of_it(
    wellread: Wellread, stored: StoredDouble
) -> None:
    text = wellread("show", "3f", "--claims").stdout
    assert "supported: Cranes load ships.\n" in text
    assert "rests on one origin" in text
    assert "cites [1]: “Cranes load ships.”" in text
    assert "Cranes, https://example.org/c, Ports › Cranes, page 3, characters 10-28" in text
    assert "Claims 1: checked 1, supported 1, partly supported 0" in text


def test_who_says_otherwise_and_who_says_the_same_is_shown(
    wellread: Wellread, stored: StoredDouble
) -> None:
    disagreement = Disagreement(finding_ids=("f2", "f1"), about="cranes")
    stored.report = REPORT.model_copy(update={"disagreements": (disagreement,)})
    same = FINDING.model_copy(update={"id": "f3", "snapshot_id": "s2"})
    stored.findings = (OTHER, same)
    text = wellread("show", "3f", "--claims").stdout
    assert "says otherwise about cranes: “Nobody knows" in text
    assert "says the same: “Cranes load ships.”" in text
    assert "Doubts, https://other.example/d" in text
    assert "rests on one origin" not in text
    given = json.loads(wellread("show", "3f", "--claims", "--json").stdout)
    assert given["totals"].keys() >= {"checked", "supported", "removed", "citations_dropped"}
    (row,) = given["claims"]
    assert row["verdict"] == "supported"
    assert [each["finding_id"] for each in row["passages"]] == ["f1"]
    assert [each["finding_id"] for each in row["says_the_same"]] == ["f3"]
    assert [each["finding_id"] for each in row["says_otherwise"]] == ["f2"]


def test_an_uncited_copy_on_the_same_site_is_no_second_voice() -> None:
    copy = FINDING.model_copy(update={"id": "f3", "snapshot_id": "s3"})
    near = SOURCE.model_copy(update={"snapshot_id": "s3", "address": "https://example.org/d"})
    (row,) = rows_of(REPORT, (copy,), (near,))
    assert row.says_the_same == ()
    assert (row.origins, row.text) == (1, CLAIM.text)


def test_a_recheck_shows_what_differs(
    wellread: Wellread, stored: StoredDouble, checks: ChecksDouble
) -> None:
    assert wellread("show", "3f", "--claims", "--recheck").exit_code == 0
    checks.again = Recheck(verdict="not_checked", reason="Code cannot tell.", differs=True)
    result = wellread("show", "3f", "--recheck")
    assert result.exit_code == 0
    assert "again, by code alone: not checked (was supported); Code cannot tell." in result.stdout
    assert "1 verdicts differ." in result.stdout


@pytest.mark.parametrize(
    ("verdict", "problem"), [("not_supported", ""), ("not_checked", "EvidenceError: changed")]
)
def test_a_recheck_that_finds_against_a_claim_or_its_snapshot_exits_with_1(
    wellread: Wellread, stored: StoredDouble, checks: ChecksDouble, verdict: str, problem: str
) -> None:
    checks.again = Recheck.model_validate({"verdict": verdict, "differs": True})
    checks.problem = problem
    result = wellread("show", "3f", "--claims", "--recheck")
    assert result.exit_code == 1
    assert problem in result.stdout


def test_a_check_that_finds_nothing_wrong_exits_with_0(
    wellread: Wellread, checks: ChecksDouble, file: str
) -> None:
    result = wellread("verify", file)
    assert result.exit_code == 0
    assert "1 sentence cites 1 source; 0 cite nothing." in result.stderr
    ((report, places),) = checks.asked
    assert report.addresses == ("https://example.org/c",)
    assert places.sources == SourceChoice(web=True)
    assert places.use_models


def test_a_doubted_claim_exits_with_1_and_is_shown(
    wellread: Wellread, checks: ChecksDouble, file: str
) -> None:
    checks.outcome = WRONG
    result = wellread("verify", file)
    assert result.exit_code == 1
    for words in (
        "contradicted: Cranes load ships. (line 1)",
        "why: It says",
        "line 4: They say.",
        "[2] https://e.example: it is gone",
        "contradicted 1, not checked 0. Sentences without citation: 1.",
    ):
        assert words in result.stdout
    written = json.loads(wellread("verify", file, "--json").stdout)
    assert written["file"] == file
    assert written["totals"]["contradicted"] == 1
    assert written["claims"][0]["verdict"] == "contradicted"


def test_named_sources_keep_the_web_shut(
    wellread: Wellread, checks: ChecksDouble, stored: StoredDouble, file: str, home: Path
) -> None:
    flags = ("--docs", str(home), "--library", "python", "--run", "3f", "--no-models")
    assert wellread("verify", file, *flags, "--budget", "0.5").exit_code == 0
    _, places = checks.asked[0]
    assert places.sources == SourceChoice(folders=(str(home),), libraries=("python",))
    assert places.stored == (SOURCE, FAR)
    assert (places.use_models, places.max_cost_usd) == (False, 0.5)
    assert checks.settings is not None
    assert checks.settings.models == "off"
    wellread("verify", file, "--docs", str(home), "--web")
    assert checks.asked[1][1].sources.web
    wellread("verify", file, "--url", "https://example.org/c")
    assert checks.asked[2][1].sources == SourceChoice(urls=("https://example.org/c",))


def test_a_report_is_read_from_stdin(wellread: Wellread, checks: ChecksDouble) -> None:
    assert wellread("verify", "-", typed=TEXT).exit_code == 0
    assert len(checks.asked[0][0].claims) == 1


@pytest.mark.parametrize(
    "flags",
    [
        ("nothing.md",),
        ("report.md", "--run", "zz"),
        ("report.md", "--docs", "nowhere"),
        ("report.md", "--url", "ftp://x"),
        ("report.md", "--url", "https://e.example", "--no-web"),
        ("report.md", "--budget", "-1"),
    ],
)
def test_wrong_usage_exits_with_2(
    wellread: Wellread, checks: ChecksDouble, file: str, flags: tuple[str, ...]
) -> None:
    assert wellread("verify", *flags).exit_code == 2
    assert checks.asked == []


def test_a_file_that_is_no_text_is_refused(
    wellread: Wellread, checks: ChecksDouble, home: Path
) -> None:
    (home / "report.md").write_bytes(b"\xff\xfe\x00")
    result = wellread("verify", "report.md")
    assert result.exit_code == 2
    assert "UTF-8" in result.stderr
