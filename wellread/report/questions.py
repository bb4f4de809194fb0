"""How the questions of a deep run grew, as lines of its report."""

from collections.abc import Iterator

from wellread.asked import below
from wellread.domain import AskedQuestion, Report
from wellread.languages import Phrases
from wellread.shapes import DEEP_BREADTH


def grown_lines(report: Report, say: Phrases) -> Iterator[tuple[str, tuple[str, ...]]]:
    """How far questions could grow, then each question with those that grew out of it below it."""
    if not report.asked:
        return
    rounds = report.question.limits.max_rounds
    yield say("grown.limits", breadth=DEEP_BREADTH, depth=rounds), ()
    for root in report.asked:
        if not root.parent:
            ways = below(report.asked, root)
            yield _line((root,), say), tuple(_line(way, say) for way in ways)


def _line(way: tuple[AskedQuestion, ...], say: Phrases) -> str:
    question = " → ".join(each.question for each in way)
    return say("grown.question", question=question, findings=way[-1].findings)
