"""Code fences: how text that holds backticks is fenced, and where a fence ends."""

import re

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})([^`]*)$")
_BACKTICKS = re.compile(r"`{3,}")


def fenced(code: str) -> str:
    """`code` between fences that nothing in it can close."""
    longest = max((len(run) for run in _BACKTICKS.findall(code)), default=2)
    mark = "`" * (longest + 1)
    return f"{mark}\n{code}\n{mark}"


def fence_after(line: str, fence: str) -> str:
    """The fence that is open after `line`, where `fence` was open before; empty for none."""
    if "```" not in line and "~~~" not in line:
        return fence
    match = _FENCE.match(line)
    if match is None:
        return fence
    mark, rest = match.groups()
    if not fence:
        return mark
    closes = mark[0] == fence[0] and len(mark) >= len(fence) and not rest.strip()
    return "" if closes else fence
