"""The live view, drawn with rich on stderr. What it shows is decided in `view.py`."""

import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from wellread.cli.terminal import one_line
from wellread.cli.view import ViewState, reduce, spending
from wellread.domain import Failure
from wellread.events import Event, SectionMoved
from wellread.shapes import DEEP_BREADTH

_STEP_STYLE = {"done": "green", "failed": "red"}
_FAILURES_SHOWN = 3


class LiveView:
    """A picture of the run that is drawn again as events come and seconds pass."""

    def __init__(
        self,
        console: Console | None = None,
        clock: Callable[[], float] = time.monotonic,
        *,
        hint: str = "",
    ) -> None:
        self._clock = clock
        self._started_at = clock()
        self._state = ViewState()
        self._live = Live(
            console=console or Console(stderr=True),
            get_renderable=lambda: draw(self._state, self._clock() - self._started_at, hint),
            refresh_per_second=4,
        )

    def __enter__(self) -> Self:
        self._live.start(refresh=True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._live.stop()

    def hear(self, event: Event) -> None:
        """Takes the event in; the next drawing shows it."""
        self._state = reduce(self._state, event)


def draw(state: ViewState, seconds: float, hint: str = "") -> RenderableType:
    """The picture of `state`, `seconds` after the start; `hint` says what can be done."""
    head = Text(f"{state.phase or 'starting'}", style="bold")
    head.append(f"  {one_line(state.detail or state.question, 160)}", style="default")
    foot = Text(f"{state.sources} sources, {spending(state.usage)}, {seconds:.0f} s", style="dim")
    if hint:
        foot.append(f"   {hint}")
    parts: list[RenderableType] = [head]
    if state.branches:
        parts.append(_branches(state))
    if state.sections:
        parts.append(_sections(state.sections))
    parts.extend(_failures(state.failures))
    return Group(*parts, foot)


def _branches(state: ViewState) -> Table:
    table = Table(box=None, pad_edge=False, expand=True)
    grown = any(branch.parent for branch in state.branches)
    head = f"Researching (each grows {DEEP_BREADTH} at most)" if grown else "Researching"
    table.add_column(head, ratio=3, no_wrap=True)
    table.add_column("Step", no_wrap=True)
    table.add_column("Now", ratio=2, no_wrap=True)
    table.add_column("Sources", justify="right")
    table.add_column("Findings", justify="right")
    for depth, branch in state.tree:
        table.add_row(
            Text(_below(depth) + one_line(branch.question)),
            Text(branch.step, style=_STEP_STYLE.get(branch.step, "yellow")),
            Text(one_line(branch.detail)),
            str(branch.sources),
            str(branch.findings),
        )
    return table


def _below(depth: int) -> str:
    return "  " * (depth - 1) + "└ " if depth else ""


def _sections(sections: tuple[SectionMoved, ...]) -> Table:
    table = Table(box=None, pad_edge=False, expand=True)
    table.add_column("Writing", ratio=3, no_wrap=True)
    table.add_column("Step", no_wrap=True)
    table.add_column("Supported", justify="right")
    for section in sections:
        table.add_row(
            Text(one_line(section.title)),
            Text(section.step, style=_STEP_STYLE.get(section.step, "yellow")),
            f"{section.supported} of {section.claims}",
        )
    return table


def _failures(failures: tuple[Failure, ...]) -> list[RenderableType]:
    lines: list[RenderableType] = [
        Text(one_line(f"{failure.kind} {failure.where}: {failure.message}", 160), style="red")
        for failure in failures[-_FAILURES_SHOWN:]
    ]
    hidden = len(failures) - len(lines)
    return [*lines, Text(f"and {hidden} more failures", style="red")] if hidden else lines
