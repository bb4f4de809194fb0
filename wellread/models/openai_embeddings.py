"""Embeddings of OpenAI or of a server that speaks its protocol."""

import asyncio
from typing import TYPE_CHECKING

from wellread.models.clients import NO_KEY
from wellread.models.failures import translate, vendor_errors
from wellread.models.paid_embeddings import Sent
from wellread.settings import Settings

if TYPE_CHECKING:
    from openai import AsyncOpenAI


class OpenAIEmbeddings:
    """Asks for the vectors of some texts, once."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._name = settings.embedding_model

    async def send(self, texts: list[str]) -> Sent:
        """Their vectors.

        Raises:
            ModelError: not reached or refused.
        """
        client = await asyncio.to_thread(self._client)
        try:
            async with asyncio.timeout(self._settings.model_timeout_s), client:
                response = await client.embeddings.create(
                    input=texts, model=self._name.removeprefix("openai:")
                )
            if len(response.data) != len(texts):
                raise ValueError(f"{len(response.data)} vectors for {len(texts)} texts")
        except vendor_errors() as error:
            raise translate(
                error, model_name=self._name, setting="embedding_model", settings=self._settings
            ) from error
        rows = sorted(response.data, key=lambda entry: entry.index)
        tokens = response.usage.prompt_tokens if response.usage else 0
        return Sent([row.embedding for row in rows], tokens)

    def _client(self) -> "AsyncOpenAI":
        from openai import AsyncOpenAI

        key = self._settings.openai_api_key
        return AsyncOpenAI(
            api_key=key.get_secret_value() if key else NO_KEY,
            base_url=self._settings.openai_base_url,
            timeout=self._settings.model_timeout_s,
            max_retries=0,
        )
