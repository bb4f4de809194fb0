"""Whether each defence is held by a test: taken away alone, the test that is named for it fails.

    python -m bench.defences

Each defence of `defences.toml` is one small change of a copy of the tree. Its test passes there
before the change and must fail after it, and not because nothing can be imported any more. What a
stopped run has so far is kept for its commit.
"""

import argparse
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from bench.kept import Kept
from bench.markdown import stamp, table

ROOT = Path(__file__).resolve().parents[1]
KEPT = Path(__file__).parent / "kept" / "defences.jsonl"
TABLE = Path(__file__).with_suffix(".toml")
TIMEOUT_S = 300
"""For one run of pytest; what was to end and does not is a defence that is missed as well."""
_HARD = ("--override-ini=timeout=90", "--override-ini=timeout_method=thread")
"""A test that hangs in other people's code is ended with its process."""
_FAILED = re.compile(r"\b\d+ failed\b")
NOTICED = frozenset(("fails", "does not end"))
"""How a test may end without its defence."""
_QUICK = (
    "tests/agents/", "tests/architecture/", "tests/cli/", "tests/graph/", "tests/reading/",
    "tests/report/", "tests/web/", "tests/server/test_auth.py",
)  # fmt: skip
"""Tests without servers, whole runs and large documents."""
_PASSED = re.compile(r"\b\d+ passed\b")


class Defence(BaseModel):
    """A change that takes a defence away, and the test that holds it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    test: str
    """`path::name`; all its cases are run."""
    file: str
    line: str
    instead: str
    endless: bool = False
    """Without the defence its test is ended by force."""

    def broken_in(self, text: str) -> str:
        """The file's text without the defence.

        Raises:
            ValueError: the line does not stand in it exactly once.
        """
        if text.count(self.line) != 1:
            raise ValueError(
                f"{self.name}: {self.file} has {text.count(self.line)} x {self.line!r}"
            )
        return text.replace(self.line, self.instead)


class Outcome(BaseModel):
    """What came of one test without its defence."""

    model_config = ConfigDict(frozen=True)

    name: str
    ended: str
    seconds: float


def defences() -> tuple[Defence, ...]:
    """All of them, in the order of the threat model."""
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))["defence"]
    return tuple(Defence.model_validate(row) for row in rows)


def handful(seed: str, count: int) -> list[Defence]:
    """Some whose tests take little time; the same ones for the same seed."""
    quick = [each for each in defences() if each.test.startswith(_QUICK) and not each.endless]
    return random.Random(seed).sample(quick, count)  # noqa: S311 - no secret


def copied(folder: Path) -> Path:
    """The tree's files as git knows them, in `folder`, as they are now."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, names.split("\0")):
        source, target = ROOT / name, folder / name
        if source.is_file() and not source.is_symlink():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    return folder


def ran(tree: Path, tests: Iterable[str]) -> subprocess.CompletedProcess[str]:
    """What pytest says of these tests in this tree."""
    command = [sys.executable, "-B", "-m", "pytest", "-q", "--tb=line", "-p", "no:cacheprovider"]
    options = "--override-ini=addopts=--import-mode=importlib -p no:langsmith_plugin"
    try:
        return subprocess.run(
            [*command, options, *_HARD, *tests],
            cwd=tree,
            env={
                **os.environ,
                "PYTHONPATH": str(tree),
                "HYPOTHESIS_STORAGE_DIRECTORY": "/dev/null",
            },
            capture_output=True,
            text=True,
            timeout=TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        return subprocess.CompletedProcess(command, -1, str(error.stdout or ""), "no end")


def measured(tree: Path, defence: Defence) -> Outcome:
    """What came of the test without the defence.

    `fails` and `does not end` are what it should be; `passes` is a defence that no test holds;
    `is skipped` says that a program is missing here, `breaks` that more broke than the defence.
    """
    file = tree / defence.file
    whole = file.read_text(encoding="utf-8")
    file.write_text(defence.broken_in(whole), encoding="utf-8")
    began_s = time.monotonic()
    try:
        outcome = ran(tree, [defence.test])
    finally:
        file.write_text(whole, encoding="utf-8")
    seconds = time.monotonic() - began_s
    return Outcome(name=defence.name, ended=_ended(outcome), seconds=seconds)


def _ended(outcome: subprocess.CompletedProcess[str]) -> str:
    if outcome.returncode == 0:
        return "passes" if _PASSED.search(outcome.stdout) else "is skipped"
    if outcome.returncode == 1 and _FAILED.search(outcome.stdout):
        return "fails"
    if "+ Timeout +" in outcome.stdout + outcome.stderr:
        return "does not end"
    return f"breaks ({outcome.stdout.strip().splitlines()[-1:]})"


def kept_by_all(tree: Path, chosen: Sequence[Defence]) -> bool:
    """Whether all tests pass while every defence stands; what does not is told on stderr."""
    outcome = ran(tree, sorted({each.test for each in chosen}))
    sys.stderr.write("" if outcome.returncode == 0 else outcome.stdout)
    return outcome.returncode == 0


def main() -> int:
    """Breaks one defence after the other and prints the table; 1 where a test notices nothing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="a part of the names to choose")
    wanted = parser.parse_args().only
    chosen = [each for each in defences() if wanted in each.name or wanted in each.file]
    kept = Kept(KEPT, Outcome)
    outcomes = {each.name: each for each in kept.records}
    missing = [each for each in chosen if each.name not in outcomes]
    with tempfile.TemporaryDirectory() as folder:
        tree = copied(Path(folder))
        if missing and not kept_by_all(tree, missing):
            return 1
        for each in missing:
            outcome = outcomes[each.name] = measured(tree, each)
            kept.add(outcome)
            sys.stderr.write(f"{outcome.ended}: {each.name} ({outcome.seconds:.1f} s)\n")
    held = sum(outcomes[each.name].ended in NOTICED for each in chosen)
    print(f"# Each defence taken away alone\n\n{stamp()}\n")
    print(f"{held} of {len(chosen)} defences are held by the test that is named for them.\n")
    rows = [(each.name, f"`{each.test}`", each.file, outcomes[each.name].ended) for each in chosen]
    print(table(("defence", "test", "changed", "without it"), rows, text=(0, 1, 2, 3)))
    return int(held < len(chosen))


if __name__ == "__main__":
    sys.exit(main())
