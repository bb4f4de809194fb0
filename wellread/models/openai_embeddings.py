"""Embeddings of OpenAI or of a server that speaks its protocol, paid through the ledger."""

import asyncio
import json
import math
import time
from array import array
from base64 import b64decode, b64encode
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from wellread.archive.contract import Budget, Ledger, PaidAnswer, PaidCall
from wellread.models.clients import NO_KEY
from wellread.models.contract import Vector
from wellread.models.failures import translate, vendor_errors
from wellread.models.kept_vectors import KeptVectors, place_of_vectors
from wellread.models.prices import Price, price_of, worst_cost
from wellread.models.replies import storable
from wellread.outside import Outside
from wellread.settings import Settings

if TYPE_CHECKING:
    from openai import AsyncOpenAI
    from openai.types import CreateEmbeddingResponse

_TEXTS_PER_CALL = 64
# 8,191 tokens are allowed; a passage never comes near.
_MAX_CHARS = 8_000


class OpenAIEmbedder:
    """An `Embedder` that pays per token."""

    def __init__(self, settings: Settings, ledger: Ledger, outside: Outside) -> None:
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
            answer = await self._ledger.pay(call, partial(self._make, batch, price))
            found = await asyncio.to_thread(_unpacked, answer.body)
            await asyncio.to_thread(self._kept.keep, dict(zip(batch, found, strict=True)))
            vectors += found
        return vectors

    async def _make(self, texts: list[str], price: Price | None) -> PaidAnswer:
        tries = 0
        started = 0.0

        async def once() -> "CreateEmbeddingResponse":
            nonlocal tries, started
            tries += 1
            started = time.perf_counter()
            return await self._send(texts)

        response = await self._outside.call("model", self.name, once)
        seconds = time.perf_counter() - started
        vectors = [
            entry.embedding for entry in sorted(response.data, key=lambda entry: entry.index)
        ]
        tokens = response.usage.prompt_tokens if response.usage else 0
        return PaidAnswer(
            body=json.dumps([_packed(vector) for vector in vectors]),
            prompt_tokens=tokens,
            cost_usd=price.cost_usd(tokens, 0) if price is not None and tokens else None,
            seconds=seconds,
            retries=tries - 1,
        )

    async def _send(self, texts: list[str]) -> "CreateEmbeddingResponse":
        client = await asyncio.to_thread(self._client)
        try:
            async with asyncio.timeout(self._settings.model_timeout_s), client:
                response = await client.embeddings.create(
                    input=texts, model=self.name.removeprefix("openai:")
                )
            if len(response.data) != len(texts):
                raise ValueError(f"{len(response.data)} vectors for {len(texts)} texts")
        except vendor_errors() as error:
            raise translate(
                error, model_name=self.name, setting="embedding_model", settings=self._settings
            ) from error
        return response

    def _client(self) -> "AsyncOpenAI":
        from openai import AsyncOpenAI

        key = self._settings.openai_api_key
        return AsyncOpenAI(
            api_key=key.get_secret_value() if key else NO_KEY,
            base_url=self._settings.openai_base_url,
            timeout=self._settings.model_timeout_s,
            max_retries=0,
        )


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
