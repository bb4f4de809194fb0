"""Known weaknesses of the locked releases, as OSV lists them, or PyPI where OSV is not reached.

0   nothing is known of any locked release
1   something is known
3   neither could be asked, so nothing is told: a mirror of packages has no such list
"""

import json
import re
import sys
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

LOCK = Path(__file__).resolve().parents[1] / "requirements.lock"
OSV = "https://api.osv.dev/v1/querybatch"
PYPI = "https://pypi.org/pypi/{name}/{version}/json"
TIMEOUT_S = 30
KNOWN, NOT_ANSWERED = 1, 3
_PINNED = re.compile(r"^([\w.-]+)==([^\s;\\]+)", re.MULTILINE)

Package = tuple[str, str]


def pinned(lock: str) -> list[Package]:
    """Name and version of each locked package."""
    return _PINNED.findall(lock)


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


def main() -> int:
    """Asks and tells; see above for the exit code."""
    packages = pinned(LOCK.read_text(encoding="utf-8"))
    for name, asked in (("OSV", asked_osv), ("PyPI", asked_pypi)):
        try:
            lines = asked(packages)
        except (OSError, ValueError, KeyError) as error:
            sys.stderr.write(f"{name} does not answer: {error}\n")
            continue
        sys.stdout.writelines(f"{line}\n" for line in lines)
        sys.stdout.write(
            f"{len(packages)} locked releases, {len(lines)} known to be weak: {name}\n"
        )
        return KNOWN if lines else 0
    sys.stderr.write(
        f"NOT AUDITED: of {len(packages)} locked releases nothing is known here, good or bad. Run "
        f"this where {OSV} or https://pypi.org/pypi/NAME/VERSION/json can be reached.\n"
    )
    return NOT_ANSWERED


if __name__ == "__main__":
    sys.exit(main())
