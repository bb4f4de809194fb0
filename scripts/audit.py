"""Known weaknesses of the locked releases, as PyPI lists them: one question for each package."""

import json
import re
import sys
import urllib.request
from pathlib import Path
from typing import Any

LOCK = Path(__file__).resolve().parents[1] / "requirements.lock"
ADDRESS = "https://pypi.org/pypi/{name}/{version}/json"
_PINNED = re.compile(r"^([\w.-]+)==([^\s;\\]+)", re.MULTILINE)


def pinned(lock: str) -> list[tuple[str, str]]:
    """Name and version of each locked package."""
    return _PINNED.findall(lock)


def weaknesses(answer: dict[str, Any]) -> list[str]:
    """What stands in PyPI's answer on a release, those taken back left out: ids and remedies."""
    return [
        f"{' '.join([told['id'], *told.get('aliases', ())])}: "
        f"mended in {', '.join(told.get('fixed_in') or ['no release'])}"
        for told in answer.get("vulnerabilities") or ()
        if not told.get("withdrawn")
    ]


def asked(name: str, version: str) -> list[str]:
    """The known weaknesses of one release; OSError where PyPI cannot be asked."""
    address = ADDRESS.format(name=name, version=version)
    with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310 - https alone
        return weaknesses(json.load(answer))


def main() -> int:
    """Asks and tells; 1 for a known weakness, 2 where PyPI could not be asked."""
    found = 0
    packages = pinned(LOCK.read_text(encoding="utf-8"))
    for name, version in packages:
        try:
            told = asked(name, version)
        except OSError as error:
            sys.stderr.write(f"PyPI cannot be asked for {name} {version}: {error}\n")
            return 2
        found += len(told)
        sys.stdout.writelines(f"{name} {version}: {each}\n" for each in told)
    sys.stdout.write(f"{len(packages)} locked releases, {found} known weaknesses\n")
    return int(found > 0)


if __name__ == "__main__":
    sys.exit(main())
