"""Any LangChain retriever or vector store as a search provider, named by its import path."""

import asyncio
import threading
from typing import TYPE_CHECKING, cast

from wellread.domain import SearchHit
from wellread.errors import SearchError, SettingsError
from wellread.filters import NO_FILTERS, SearchFilters
from wellread.foreign import answer_of
from wellread.import_path import ImportPath
from wellread.search.fields import SNIPPET_CHARS, address_within, is_web_address, text_of

if TYPE_CHECKING:
    from langchain_core.documents import Document
    from langchain_core.retrievers import BaseRetriever

_TIMEOUT_S = 60.0
_HITS_OF_A_STORE = 20


class RetrieverSearch:
    """A LangChain retriever or vector store, or a class or function that gives one.

    A document's http address in the metadata (`source`, `url` or `link`) is its address. Any other
    source is only a name, never something to be opened: it becomes `retriever:name/source`, and a
    document without one `retriever:name/<hash of its text>`. Pieces of one address are joined.
    """

    max_query_chars = 1_000
    local = False
    min_interval_s = 0.0

    def __init__(
        self, spec: str, *, cost_usd: float | None = None, timeout_s: float = _TIMEOUT_S
    ) -> None:
        """Takes the import path; nothing is imported before the first search.

        Args:
            spec: `package.module:name`.
            cost_usd: price of one search; None where it is not known.
            timeout_s: seconds for one search.

        Raises:
            SettingsError: `spec` is no import path.
        """
        self._path = ImportPath.of(spec, "retriever")
        self.name = f"retriever:{self._path.attribute}"
        self.cost_usd = cost_usd
        self._timeout_s = timeout_s
        self._retriever: BaseRetriever | None = None
        self._loading = threading.Lock()

    def load(self) -> "BaseRetriever":
        """The retriever, imported and made the first time; blocking.

        Raises:
            SettingsError: it cannot be imported or made, or is no LangChain retriever.
        """
        with self._loading:
            if self._retriever is None:
                self._retriever = self._made()
            return self._retriever

    async def search(
        self,
        query: str,
        max_results: int,
        filters: SearchFilters = NO_FILTERS,  # noqa: ARG002  kept by the caller
    ) -> tuple[SearchHit, ...]:
        """At most `max_results` of the retriever's documents, in its order.

        Raises:
            SearchError: the retriever raised something, or took too long.
            SettingsError: it cannot be loaded.
        """
        if max_results < 1:
            return ()
        found = await answer_of(
            self._documents(query),
            name=self.name,
            timeout_s=self._timeout_s,
            raised_as=SearchError,
        )
        if isinstance(found, SettingsError):
            raise found
        if isinstance(found, BaseException):
            raise SearchError(
                f"{self.name} failed with {type(found).__name__}: {found}. Mend the retriever "
                f"{self._path}, or take it out of the settings",
                service=self.name,
            ) from found
        return self._hits(found)[:max_results]

    async def _documents(self, query: str) -> "list[Document]":
        retriever = await asyncio.to_thread(self.load)
        return await retriever.ainvoke(query)

    def _made(self) -> "BaseRetriever":
        from langchain_core.retrievers import BaseRetriever
        from langchain_core.vectorstores import VectorStore

        found = self._path.loaded(BaseRetriever, VectorStore)
        if isinstance(found, VectorStore):
            return found.as_retriever(search_kwargs={"k": _HITS_OF_A_STORE})
        return cast("BaseRetriever", found)

    def _hits(self, documents: "list[Document]") -> tuple[SearchHit, ...]:
        hits: dict[str, SearchHit] = {}
        for document in documents:
            text = text_of(document.page_content)
            if not text.strip():
                continue
            hit = self._hit(document, text)
            earlier = hits.get(hit.address)
            if earlier is None:
                hits[hit.address] = hit
            elif text not in earlier.content:
                joined = f"{earlier.content}\n\n{text}"
                hits[hit.address] = earlier.model_copy(update={"content": joined})
        return tuple(hits.values())

    def _hit(self, document: "Document", text: str) -> SearchHit:
        metadata = document.metadata
        sources = [text_of(metadata.get(key)).strip() for key in ("source", "url", "link")]
        address = next((source for source in sources if is_web_address(source)), "")
        source = next((source for source in sources if source), "")
        if not address:
            address = address_within(self.name, source, text)
        return SearchHit(
            address=address,
            title=text_of(metadata.get("title")) or source,
            snippet=text[:SNIPPET_CHARS],
            published=text_of(metadata.get("published") or metadata.get("date")),
            content=text,
        )
