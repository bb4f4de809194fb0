"""The questions of a deep run as a tree: what grew out of whose findings, and what each found."""

from collections.abc import Iterator, Sequence

from wellread.values import Frozen


class AskedQuestion(Frozen):
    """One errand of a run, and what came of it."""

    id: str
    question: str
    parent: str = ""
    """The errand out of whose findings it grew; empty for those of the plan and the reviewer."""
    grown_from: str = ""
    """The finding that named it; empty in reports of older releases."""
    findings: int = 0


def below(
    asked: Sequence[AskedQuestion], root: AskedQuestion
) -> Iterator[tuple[AskedQuestion, ...]]:
    """The way from `root` to each question that grew out of it, each after its parent."""
    for each in asked:
        if each.parent == root.id:
            yield (each,)
            yield from ((each, *further) for further in below(asked, each))
