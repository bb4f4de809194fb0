"""Embeddings of a service, paid through the ledger and kept for good."""

import asyncio
import json
import math
import time
from array import array
from base64 import b64decode, b64encode
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial

from wellread.archive.contract import Budget, Ledger, PaidAnswer, PaidCall
from wellread.models.contract import Vector
from wellread.models.kept_vectors import KeptVectors, place_of_vectors
from wellread.models.prices import Price, price_of, worst_cost
from wellread.models.replies import storable
from wellread.outside import Outside
from wellread.settings import Settings

_TEXTS_PER_CALL = 64
# 8,191 tokens are allowed; a passage never comes near.
_MAX_CHARS = 8_000


@dataclass(frozen=True)
class Sent:
    """What one call gave."""

    vectors: list[list[float]]
    """One per text, in order, of any length."""
    tokens: int = 0
    """0 where the service does not tell."""


class PaidEmbedder:
    """An `Embedder` that pays for each call of `send`, which raises ModelError."""

    def __init__(
        self,
        settings: Settings,
        ledger: Ledger,
        outside: Outside,
        send: Callable[[list[str]], Awaitable[Sent]],
    ) -> None:
        self._send = send
        self._settings = settings
        self._ledger = ledger
        self._outside = outside
        self._kept = KeptVectors(place_of_vectors(settings), settings.embedding_model)

    @property
    def name(self) -> str:
        """As in the settings."""
        return self._settings.embedding_model

    async def embed(
        self, texts: Sequence[str], *, turn_id: str = "", budget: Budget | None = None
    ) -> list[Vector]:
        """One vector per text, in order, from its first 8,000 characters; 64 texts a paid call.

        A call whose texts were all embedded before, in whatever run, is not made.

        Raises:
            ModelError: not reached or refused, after the retries.
            LimitReached: the budget forbids the call.
            StorageError: the ledger cannot be written.
        """
        # The API refuses empty texts.
        sent = [storable(text)[:_MAX_CHARS] or " " for text in texts]
        price = await asyncio.to_thread(price_of, self.name, self._settings)
        vectors: list[Vector] = []
        for start in range(0, len(sent), _TEXTS_PER_CALL):
            batch = sent[start : start + _TEXTS_PER_CALL]
            # A batch is sent whole or not at all, so that its request does not depend on the file.
            kept = await asyncio.to_thread(self._kept.of, batch)
            if len(kept) == len({*batch}):
                vectors += [kept[text] for text in batch]
                continue
            request = json.dumps(
                {"model": self.name, "texts": batch}, sort_keys=True, ensure_ascii=False
            )
            call = PaidCall(
                kind="embedding",
                service=self.name,
                turn_id=turn_id,
                role="embed",
                request=request,
                worst_cost_usd=worst_cost(price, len(request.encode()), 0),
                budget=budget or Budget(),
            )
            answer = await self._ledger.pay(call, partial(self._make, batch, price, turn_id))
            found = await asyncio.to_thread(_unpacked, answer.body)
            await asyncio.to_thread(self._kept.keep, dict(zip(batch, found, strict=True)))
            vectors += found
        return vectors

    async def _make(self, texts: list[str], price: Price | None, run: str) -> PaidAnswer:
        tries = 0
        started = 0.0

        async def once() -> Sent:
            nonlocal tries, started
            tries += 1
            started = time.perf_counter()
            return await self._send(texts)

        sent = await self._outside.call("model", self.name, once, run=run)
        seconds = time.perf_counter() - started
        return PaidAnswer(
            body=json.dumps([_packed(vector) for vector in sent.vectors]),
            prompt_tokens=sent.tokens,
            cost_usd=price.cost_usd(sent.tokens, 0) if price and _is_told(price, sent) else None,
            seconds=seconds,
            retries=tries - 1,
        )


def _is_told(price: Price, sent: Sent) -> bool:
    """What is free costs nothing, however many tokens; else they must be known."""
    return sent.tokens > 0 or price.cost_usd(1, 0) == 0


def _packed(vector: Sequence[float]) -> str:
    return b64encode(array("f", vector).tobytes()).decode()


def _unpacked(body: str) -> list[Vector]:
    """The vectors of a ledger row, each scaled to length 1."""
    vectors = []
    for packed in json.loads(body):
        numbers = array("f", b64decode(packed))
        length = math.sqrt(sum(number * number for number in numbers)) or 1.0
        vectors.append(tuple(array("f", (number / length for number in numbers))))
    return vectors
