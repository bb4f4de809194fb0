"""What a role may ask of a model: one schema-bound answer, or texts as vectors."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Generic, Literal, Protocol, TypeVar

from pydantic import BaseModel

from wellread.archive.contract import Budget

ModelRole = Literal["planner", "fast", "smart"]
T = TypeVar("T", bound=BaseModel)
Vector = tuple[float, ...]


class Simpler(BaseModel, ABC, Generic[T]):
    """A smaller schema for a model that failed at the whole one, `T`, twice."""

    @abstractmethod
    def whole(self) -> T:
        """The whole answer, as far as this tells it."""


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
    simpler: type[Simpler[T]] | None = None
    """Asked for after two answers that do not fit `schema`; None gives up then."""
    max_tokens: int
    branch: str = ""
    attempt: int = 0
    budget: Budget = field(default_factory=Budget)


class ChatModels(Protocol):
    """The configured chat models."""

    async def ask(self, request: ModelRequest[T]) -> T:
        """The model's answer in the asked schema; paid once, found in the ledger ever after.

        A malformed answer is repaired by code, else asked for once more with the error named, and
        at last in a simpler schema, if there is one.

        Raises:
            ModelError: not reached or refused (wrong key, unknown model), after the retries.
            ModelOutputError: no answer that fits, or it declined.
            LimitReached: the budget forbids the call.
        """
        ...


class Embedder(Protocol):
    """Turns texts into vectors of length 1."""

    @property
    def name(self) -> str:
        """As in the settings: `minilm`, `openai:text-embedding-3-small`."""
        ...

    async def embed(
        self, texts: Sequence[str], *, turn_id: str = "", budget: Budget | None = None
    ) -> list[Vector]:
        """One vector per text, in order. A long text counts with its beginning alone.

        Args:
            texts: any number, empty ones too.
            turn_id: the turn that pays, where embedding costs money.
            budget: its limits.

        Raises:
            ModelError: an embedding service was not reached or refused.
            LimitReached: the budget forbids the call.
        """
        ...
