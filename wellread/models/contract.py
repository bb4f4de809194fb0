"""What a role may ask of a model: one schema-bound answer."""

from dataclasses import dataclass, field
from typing import Generic, Literal, Protocol, TypeVar

from pydantic import BaseModel

from wellread.archive.contract import Budget

ModelRole = Literal["planner", "fast", "smart"]
T = TypeVar("T", bound=BaseModel)


@dataclass(frozen=True, kw_only=True)
class ModelRequest(Generic[T]):
    """One question to a model. Everything here depends on the run's state alone."""

    turn_id: str
    purpose: str
    """Which part of the graph asks; the ledger's role."""
    role: ModelRole
    system: str
    """Stable from call to call, so that prompt caches work."""
    user: str
    schema: type[T]
    max_tokens: int
    branch: str = ""
    attempt: int = 0
    budget: Budget = field(default_factory=Budget)


class ChatModels(Protocol):
    """The configured chat models."""

    async def ask(self, request: ModelRequest[T]) -> T:
        """The model's answer in the asked schema; paid once, found in the ledger ever after.

        A malformed answer is repaired by code, else asked for once more with the error named.

        Raises:
            ModelError: not reached or refused (wrong key, unknown model), after the retries.
            ModelOutputError: two answers that do not fit the schema.
            LimitReached: the budget forbids the call.
        """
        ...
