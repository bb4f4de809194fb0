"""Asks a document share as a user does, and judges the reports: facts, places, outdated figures.

`python -m bench.share` writes a table; each question is one `wellread ask --docs`, without models.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.markdown import stamp, table
from bench.share_clinic import clinics
from bench.share_files import Asked, Fact, Share
from bench.share_harbour import harbour
from wellread.domain import Report

HEADS = (
    "share", "files", "facts", "said", "with the right citation", "outdated figures as current",
)  # fmt: skip
SHARES: dict[str, Callable[[], Share]] = {"harbour": harbour, "clinics": clinics}


@dataclass(frozen=True)
class Judged:
    """What one report said of one fact."""

    fact: Fact
    said: bool
    cited: bool
    outdated: tuple[str, ...]
    """Outdated figures that the report gives as current."""


def ask(question: str, folder: Path, data: Path) -> Report:
    """The report of one run."""
    ran = subprocess.run(
        [
            sys.executable,
            "-m",
            "wellread",
            "ask",
            question,
            "--docs",
            str(folder),
            "--no-web",
            "--no-models",
            "--yes",
            "--json",
        ],
        capture_output=True,
        text=True,
        check=False,
        env={"WELLREAD_DATA_DIR": str(data), "PATH": "/usr/bin:/bin", "PYTHONPATH": "."},
    )
    if ran.returncode:
        raise SystemExit(f"{question}: exit code {ran.returncode}\n{ran.stderr}\n{ran.stdout}")
    lines = [json.loads(line) for line in ran.stdout.splitlines() if line.startswith("{")]
    found = next(line["report"] for line in reversed(lines) if line.get("report"))
    return Report.model_validate(found)


def judge(asked: Asked, report: Report) -> Iterator[Judged]:
    """Each fact: whether a sentence says it, whether that sentence cites its place."""
    findings = {each.id: each for each in report.findings}
    addresses = {each.source.snapshot_id: each.source.address for each in report.references}
    for fact in asked.facts:
        saying = [claim for claim in report.claims if _holds(claim.text, fact.value)]
        places = {
            (
                addresses[finding.snapshot_id],
                f"p. {finding.page}" if finding.page else finding.place,
            )
            for claim in saying
            for each in claim.finding_ids
            if (finding := findings.get(each)) and finding.snapshot_id in addresses
        }
        cited = any(
            address.endswith(fact.file.replace(" ", "%20")) and place == fact.place
            for address, place in places
        )
        text = " ".join(claim.text for claim in report.claims)
        stale = tuple(value for value in fact.outdated if _holds(text, value))
        yield Judged(fact, bool(saying), cited, stale)


def _holds(text: str, value: str) -> bool:
    return re.search(rf"(?<![\w.,]){re.escape(value)}(?![\w]|[.,]\d)", text) is not None


def run(share: Share, folder: Path, data: Path) -> list[Judged]:
    """All questions of a share."""
    share.write(folder)
    judged: list[Judged] = []
    for asked in share.asked:
        report = ask(asked.question, folder, data)
        judged += judge(asked, report)
    return judged


def figures(results: Sequence[tuple[Share, Sequence[Judged]]]) -> Iterator[Sequence[object]]:
    """A row of the table for each share."""
    for share, judged in results:
        said = sum(each.said for each in judged)
        cited = sum(each.cited for each in judged)
        stale = sum(len(each.outdated) for each in judged)
        count = len(judged)
        yield (
            share.name,
            len(share.files),
            count,
            f"{said} ({said / count:.0%})",
            f"{cited} ({cited / count:.0%})",
            stale,
        )


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", action="append", choices=sorted(SHARES), default=None)
    parser.add_argument("--keep", type=Path, help="write share and data there and leave them")
    options = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as temporary:
        home = options.keep or Path(temporary)
        for name in options.share or SHARES:
            share = SHARES[name]()
            judged = run(share, home / name, home / "data")
            rows.append((share, judged))
            for each in judged:
                if not (each.said and each.cited) or each.outdated:
                    print(f"- {name}: {each}", file=sys.stderr)
    print(f"# Shares of documents, asked by `wellread ask --docs`\n\n{stamp()}.\n")
    print(table(HEADS, figures(rows)))


if __name__ == "__main__":
    main()
