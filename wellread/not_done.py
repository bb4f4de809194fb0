"""What did not work, as data."""

from typing import Literal

from wellread.values import Frozen

FailureKind = Literal["search", "page", "model", "branch", "section", "limit"]


class Failure(Frozen):
    """Something that did not work, as data: shown while the run works and in the report."""

    kind: FailureKind
    where: str
    """Service, address, task or section."""
    message: str
    cause: str = ""
    """Of a page: a `PageProblem`, or `unwanted`."""
    effect: str = ""
    """What the report lacks because of it."""
    task_id: str = ""
