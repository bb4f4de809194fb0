"""Plots for the documentation, the same file for the same figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from matplotlib import rc_context
from matplotlib.figure import Figure

RESULTS = Path(__file__).parent / "results"
_PANEL_INCHES = (3.4, 2.6)


@dataclass(frozen=True)
class Panel:
    """One line of points."""

    title: str
    across: str
    up: str
    points: Sequence[tuple[float, float]]


def plotted(name: str, rows: Sequence[Sequence[Panel]]) -> str:
    """Draws the panels into `results/NAME.svg` and gives the Markdown that shows them."""
    columns = max(map(len, rows))
    width, height = _PANEL_INCHES
    figure = Figure(figsize=(width * columns, height * len(rows)))
    places = figure.subplots(len(rows), columns, squeeze=False)
    for panels, line in zip(rows, places, strict=True):
        for panel, place in zip(panels, line, strict=True):
            across, up = zip(*panel.points, strict=True)
            place.plot(across, up, marker="o", markersize=3, color="#1f5f8b")
            place.set(title=panel.title, xlabel=panel.across, ylabel=panel.up)
            place.set_xlim(left=0)
            place.set_ylim(bottom=0)
            place.grid(visible=True, alpha=0.3)
    figure.tight_layout()
    with rc_context({"svg.hashsalt": name}):
        figure.savefig(RESULTS / f"{name}.svg", metadata={"Date": None})
    return f"![{', '.join(panel.title for panels in rows for panel in panels)}]({name}.svg)"
