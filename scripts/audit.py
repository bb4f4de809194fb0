"""What is known against the locked releases: weaknesses, and that their authors took them back.

Weaknesses are those that OSV lists, or PyPI where OSV is not reached. Whether a release was
withdrawn stands in the index of packages, mirrors included, and uv tells it.

0   nothing is known of any locked release
1   something is known
3   as far as could be asked nothing is known; who did not answer is told
"""

import json
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LOCKS = {
    "requirements.lock": "3.11",
    "deploy/aegra/requirements.lock": "3.12",
    "tests/server/schemathesis.lock": "3.11",
}
"""Each lock with the Python that it begins with."""
OSV = "https://api.osv.dev/v1/querybatch"
PYPI = "https://pypi.org/pypi/{name}/{version}/json"
TIMEOUT_S = 30
KNOWN, NOT_ANSWERED = 1, 3
_PINNED = re.compile(r"^([\w.-]+)==([^\s;\\]+)", re.MULTILINE)
_WITHDRAWN = re.compile(r'`([\w.-]+)==(\S+)` is yanked(?: \(reason: "(.*)"\))?')

Package = tuple[str, str]


def pinned(lock: str) -> list[Package]:
    """Name and version of each locked package."""
    return _PINNED.findall(lock)


def told_by_uv(said: str) -> Iterator[str]:
    """A line for each release that uv says to be withdrawn, with its authors' reason."""
    for name, version, reason in _WITHDRAWN.findall(said):
        yield f"{name} {version}: withdrawn by its authors: {reason or 'they give no reason'}"


def told_by_osv(packages: Sequence[Package], answer: Mapping[str, Any]) -> Iterator[str]:
    """A line for each release of which OSV's answer, in the order of asking, names something."""
    for (name, version), told in zip(packages, answer["results"], strict=True):
        if known := [each["id"] for each in told.get("vulns") or ()]:
            yield f"{name} {version}: {' '.join(known)}"


def told_by_pypi(name: str, version: str, answer: Mapping[str, Any]) -> Iterator[str]:
    """A line for each weakness in PyPI's answer on a release, those taken back left out."""
    for told in answer.get("vulnerabilities") or ():
        if not told.get("withdrawn"):
            names = " ".join([told["id"], *told.get("aliases", ())])
            mended = ", ".join(told.get("fixed_in") or ["no release"])
            yield f"{name} {version}: {names}, mended in {mended}"


def asked_osv(packages: Sequence[Package]) -> list[str]:
    """What OSV knows, by one question; OSError or ValueError where it does not answer."""
    queries = [
        {"package": {"name": name, "ecosystem": "PyPI"}, "version": version}
        for name, version in packages
    ]
    question = urllib.request.Request(
        OSV, json.dumps({"queries": queries}).encode(), {"Content-Type": "application/json"}
    )
    return list(told_by_osv(packages, _answer(question)))


def asked_pypi(packages: Sequence[Package]) -> list[str]:
    """What PyPI knows, by a question for each; OSError or ValueError where it does not answer."""
    return [
        line
        for name, version in packages
        for line in told_by_pypi(name, version, _answer(PYPI.format(name=name, version=version)))
    ]


def _answer(question: str | urllib.request.Request) -> dict[str, Any]:
    with urllib.request.urlopen(question, timeout=TIMEOUT_S) as answer:  # noqa: S310 - https alone
        told = json.load(answer)
    if not isinstance(told, dict):
        raise ValueError("the answer is no JSON object")  # noqa: TRY004 - as other broken answers
    return told


def asked_uv(lock: str, python: str) -> list[str]:
    """What uv reads of a lock's releases in the index; OSError where either gives no answer."""
    command = ["uv", "pip", "compile", "--universal", "--no-deps", "--no-header", "--color=never"]
    answer = subprocess.run(  # noqa: S603 - of our own words
        [*command, "--no-python-downloads", "--python-version", python, lock],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode:
        raise OSError(answer.stderr.strip())
    return list(told_by_uv(answer.stderr))


def weak(packages: Sequence[Package]) -> list[str] | None:
    """Tells the known weaknesses, and gives them; None where nobody answers."""
    for name, asked in (("OSV", asked_osv), ("PyPI", asked_pypi)):
        try:
            lines = asked(packages)
        except (OSError, ValueError, KeyError) as error:
            sys.stderr.write(f"{name} does not answer: {error}\n")
            continue
        _tell(lines, f"{len(packages)} locked releases, {len(lines)} known to be weak: {name}")
        return lines
    sys.stderr.write(
        f"NOT AUDITED: of weaknesses of {len(packages)} locked releases nothing is known here, "
        f"good or bad. Run it where {OSV} or https://pypi.org/pypi/NAME/VERSION/json is open.\n"
    )
    return None


def withdrawn(packages: Sequence[Package]) -> list[str] | None:
    """Tells which releases their authors took back, and gives them; None where nobody answers."""
    try:
        lines = sorted({line for lock in LOCKS.items() for line in asked_uv(*lock)})
    except OSError as error:
        sys.stderr.write(f"NOT ASKED whether releases were withdrawn: uv says: {error}\n")
        return None
    _tell(lines, f"{len(packages)} locked releases, {len(lines)} withdrawn: the index of packages")
    return lines


def _tell(lines: Sequence[str], closing: str) -> None:
    sys.stdout.writelines(f"{line}\n" for line in (*lines, closing))


def main() -> int:
    """Asks and tells; see above for the exit code."""
    locks = ((ROOT / lock).read_text(encoding="utf-8") for lock in LOCKS)
    packages = sorted({each for lock in locks for each in pinned(lock)})
    told = (withdrawn(packages), weak(packages))
    if any(told):
        return KNOWN
    return NOT_ANSWERED if None in told else 0


if __name__ == "__main__":
    sys.exit(main())
