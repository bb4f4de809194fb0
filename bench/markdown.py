"""What stands on every page of results: which commit and machine were measured, and tables."""

import os
import platform
import subprocess
from collections.abc import Iterable, Sequence


def commit() -> str:
    """The commit that is measured, marked where files differ from it."""
    described = subprocess.run(
        ["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False
    )
    return described.stdout.strip() or "unknown"


def stamp() -> str:
    """Commit, system, Python, cores and load of this measurement, on one line."""
    return (
        f"commit {commit()}, {platform.platform()}, Python {platform.python_version()}, "
        f"{os.cpu_count()} cores, load {os.getloadavg()[1]:.1f}"
    )


def table(
    heads: Sequence[str], rows: Iterable[Sequence[object]], *, text: Sequence[int] = (0,)
) -> str:
    """A Markdown table of figures, but for the columns at the places `text`."""
    rules = ["---" if place in text else "---:" for place in range(len(heads))]
    lines = [heads, rules, *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)
