"""The boundary of a fan-out worker: whatever fails in one branch stays in that branch.

An exception in one Send cancels its siblings, so a worker's node catches it here and leaves a
typed failure. This is one of the two places that may catch `Exception`.
"""

import asyncio
import functools
from collections.abc import Callable
from typing import Literal, Protocol, TypeVar

from langgraph.errors import GraphBubbleUp

from wellread.domain import Failure
from wellread.errors import StorageError

S = TypeVar("S")
S_contra = TypeVar("S_contra", contravariant=True)
U = TypeVar("U")
U_co = TypeVar("U_co", covariant=True)


class Node(Protocol[S_contra, U_co]):
    """A worker's node, as LangGraph calls it."""

    __name__: str

    async def __call__(self, state: S_contra) -> U_co:
        """The update that the node makes."""
        ...


def contained(
    kind: Literal["branch", "section"], fallen: Callable[[S, Failure], U]
) -> Callable[[Node[S, U]], Node[S, U]]:
    """Wraps a worker's node: a failure becomes the update that `fallen` makes of it.

    LangGraph's own signals, cancellation and a broken archive pass through: without the archive
    nothing that is paid for could be kept.
    """

    def wrap(node: Node[S, U]) -> Node[S, U]:
        @functools.wraps(node)
        async def guarded(state: S) -> U:
            try:
                return await node(state)
            except (GraphBubbleUp, asyncio.CancelledError, StorageError):
                raise
            except Exception as error:  # noqa: BLE001  the named boundary of a fan-out worker
                failure = Failure(
                    kind=kind,
                    where=node.__name__,
                    message=f"{type(error).__name__}: {error}",
                    effect=f"this {kind} ended here with what it had",
                )
                return fallen(state, failure)

        return guarded

    return wrap
