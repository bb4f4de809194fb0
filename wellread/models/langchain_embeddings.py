"""Any LangChain embedding, named by its import path."""

import asyncio
import threading
from typing import TYPE_CHECKING, cast

from wellread.errors import ModelError, SettingsError
from wellread.foreign import answer_of
from wellread.import_path import ImportPath
from wellread.models.paid_embeddings import Sent
from wellread.settings import Settings

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

PREFIX = "langchain:"


class LangChainEmbeddings:
    """An instance of LangChain's `Embeddings`, or what gives one, asked for vectors once."""

    def __init__(self, settings: Settings) -> None:
        """Takes `langchain:package.module:name`; imports nothing.

        Raises:
            SettingsError: that is no import path.
        """
        self._name = settings.embedding_model
        self._path = ImportPath.of(self._name.removeprefix(PREFIX), "embedding")
        self._timeout_s = settings.model_timeout_s
        self._embeddings: Embeddings | None = None
        self._loading = threading.Lock()

    async def send(self, texts: list[str]) -> Sent:
        """Their vectors; how many tokens they were is not told.

        Raises:
            ModelError: it raised something, took too long, or gave something else.
            SettingsError: it cannot be loaded.
        """
        found = await answer_of(
            self._asked(texts),
            name=self._name,
            timeout_s=self._timeout_s,
            raised_as=ModelError,
        )
        if isinstance(found, SettingsError):
            raise found
        if isinstance(found, BaseException):
            raise ModelError(
                f"{self._name} failed with {type(found).__name__}: {found}. Mend it, or set "
                "another embedding_model",
                service=self._name,
            ) from found
        if len(found) != len(texts) or not all(found):
            raise ModelError(
                f"{self._name} gave {len(found)} vectors for {len(texts)} texts: set another "
                "embedding_model",
                service=self._name,
            )
        return Sent([[float(number) for number in row] for row in found])

    async def _asked(self, texts: list[str]) -> list[list[float]]:
        embeddings = await asyncio.to_thread(self._loaded)
        return await embeddings.aembed_documents(texts)

    def _loaded(self) -> "Embeddings":
        from langchain_core.embeddings import Embeddings

        with self._loading:
            if self._embeddings is None:
                self._embeddings = cast("Embeddings", self._path.loaded(Embeddings))
            return self._embeddings
