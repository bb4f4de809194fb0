"""MCP servers as search providers: the operator's settings name them, never a request."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from wellread.domain import SearchHit
from wellread.errors import SearchError, SettingsError
from wellread.filters import NO_FILTERS, SearchFilters
from wellread.foreign import answer_of
from wellread.search.fields import (
    SNIPPET_CHARS,
    JsonObject,
    address_within,
    is_web_address,
    text_of,
)
from wellread.search.keys import checked_address
from wellread.search.retry_after import retry_after_s
from wellread.settings import Settings

if TYPE_CHECKING:
    from langchain_mcp_adapters.sessions import Connection
    from mcp import Tool
    from mcp.types import CallToolResult

PREFIX = "mcp:"
_TIMEOUT_S = 60.0
_QUERIES = ("query", "q", "question", "search_query", "text", "input")
_LIMITS = ("max_results", "limit", "top_k", "k", "count", "num_results", "n")
_LISTS = ("results", "hits", "items", "documents", "result", "data")
_ADDRESSES = ("url", "link", "source", "uri", "address", "id")
_TITLES = ("title", "name", "headline")
_SNIPPETS = ("snippet", "description", "summary")
_CONTENTS = ("content", "text", "page_content", "body", "abstract")
_DATES = ("published", "published_date", "date", "publishedDate", "updated")


class McpSearch:
    """One tool of one server. Each search opens a session of its own and closes it.

    Results are read from the tool's structured answer, or from JSON in its text; plain text is one
    hit a block. A result without a web address is `mcp:server/name` or `mcp:server/<hash>`, which
    nothing opens: its text must have come along.
    """

    max_query_chars = 1_000
    local = False
    min_interval_s = 0.0

    def __init__(self, name: str, settings: Settings, *, timeout_s: float = _TIMEOUT_S) -> None:
        """Takes the server called `name` from the settings; connects to nothing.

        Raises:
            SettingsError: there is no such server, or it has not just one of `url` and `command`.
        """
        servers = {known.lower(): server for known, server in settings.mcp_servers.items()}
        server = servers.get(name)
        if server is None:
            known = ", ".join(f"{PREFIX}{each}" for each in servers) or "none"
            raise SettingsError(
                f"{PREFIX}{name} is no MCP server of the settings (there: {known}): name it in "
                "WELLREAD_MCP_SERVERS or in wellread.toml under [mcp_servers]"
            )
        if bool(server.url) == bool(server.command):
            raise SettingsError(
                f"the MCP server {name!r} needs either a url or a command in the settings"
            )
        if server.url:
            checked_address(server.url, f"WELLREAD_MCP_SERVERS, url of {name}")
        self.name = f"{PREFIX}{name}"
        self.cost_usd = server.cost_usd
        self._server = server
        self._timeout_s = timeout_s

    async def search(
        self,
        query: str,
        max_results: int,
        filters: SearchFilters = NO_FILTERS,  # noqa: ARG002  kept by the caller
    ) -> tuple[SearchHit, ...]:
        """At most `max_results` of what the tool gives, in its order.

        Raises:
            SearchError: the server was not reached, refused, took too long, or its tool failed.
            SettingsError: the extra is missing, or the server has no tool that searches.
        """
        if max_results < 1:
            return ()
        # A loop of its own: what a stranger's server does to a session stays there.
        answer = await asyncio.to_thread(asyncio.run, self._asked(query, max_results))
        return self._hits(answer)[:max_results]

    async def _asked(self, query: str, max_results: int) -> "CallToolResult":
        answer = await answer_of(
            self._called(query, max_results),
            name=self.name,
            timeout_s=self._timeout_s,
            raised_as=SearchError,
        )
        if isinstance(answer, BaseException):
            raise self._failure(answer) from answer
        if answer.isError:
            told = " ".join(text_of(getattr(block, "text", "")) for block in answer.content)
            raise SearchError(
                f"the tool of {self.name} failed: {told[:300] or 'it does not say why'}",
                service=self.name,
            )
        return answer

    async def _called(self, query: str, max_results: int) -> "CallToolResult":
        try:
            from langchain_mcp_adapters.client import MultiServerMCPClient
        except ImportError as error:
            raise SettingsError(
                f"searching with {self.name} needs a package: `pip install 'wellread[mcp]'`"
            ) from error
        client = MultiServerMCPClient({self.name: self._connection()})
        async with client.session(self.name) as session:
            tool = self._chosen((await session.list_tools()).tools)
            return await session.call_tool(tool.name, self._arguments(tool, query, max_results))

    def _connection(self) -> "Connection":
        server = self._server
        if server.url:
            headers = {name: secret.get_secret_value() for name, secret in server.headers.items()}
            return {"transport": "streamable_http", "url": server.url, "headers": headers}
        env = {name: secret.get_secret_value() for name, secret in server.env.items()}
        return {
            "transport": "stdio",
            "command": server.command,
            "args": [*server.args],
            "env": env or None,
        }

    def _chosen(self, tools: "list[Tool]") -> "Tool":
        """The tool that the settings name; else the only one, or the only one called a search."""
        named = [tool for tool in tools if tool.name == self._server.tool]
        searching = [tool for tool in tools if "search" in tool.name.lower()]
        for choice in (named,) if self._server.tool else (tools, searching):
            if len(choice) == 1:
                return choice[0]
        there = ", ".join(tool.name for tool in tools) or "none"
        raise SettingsError(
            f"{self.name} has these tools: {there}. Name the one that searches as its `tool`"
        )

    def _arguments(self, tool: "Tool", query: str, max_results: int) -> dict[str, Any]:
        known = tool.inputSchema.get("properties") or {}
        strings = [name for name, about in known.items() if about.get("type") == "string"]
        asked = self._server.query or next(
            (name for name in (*_QUERIES, *strings) if name in known), "query"
        )
        limit = next((name for name in _LIMITS if name in known), None)
        return {asked: query} | ({limit: max_results} if limit else {})

    def _failure(self, error: BaseException) -> Exception:
        """What went wrong, from the innermost of the errors in groups."""
        import httpx

        errors = [*_leaves(error)]
        for each in errors:
            if isinstance(each, SettingsError):
                return each
            if isinstance(each, httpx.HTTPStatusError):
                return self._refusal(each.response)
        told = errors[-1]
        remedy = "check its url" if self._server.url else "check its command"
        return SearchError(
            f"{self.name} was not reached ({type(told).__name__}: {told}): {remedy} in the "
            "settings",
            service=self.name,
            transient=bool(self._server.url),
        )

    def _refusal(self, response: Any) -> SearchError:  # noqa: ANN401  a response of httpx
        status = response.status_code
        remedies = {401: "check its headers in the settings", 403: "check its headers"}
        again = status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR
        return SearchError(
            f"{self.name} refused (HTTP {status}): {remedies.get(status, 'try again later')}",
            service=self.name,
            transient=again,
            retry_after_s=retry_after_s(response.headers) if again else None,
        )

    def _hits(self, answer: "CallToolResult") -> tuple[SearchHit, ...]:
        found: dict[str, SearchHit] = {}
        for result in _results(answer):
            if hit := self._hit(result):
                found.setdefault(hit.address, hit)
        return tuple(found.values())

    def _hit(self, result: JsonObject) -> SearchHit | None:
        content = _first(result, _CONTENTS)
        snippet = _first(result, _SNIPPETS) or content[:SNIPPET_CHARS]
        address = next(
            (text for key in _ADDRESSES if is_web_address(text := text_of(result.get(key)))), ""
        )
        if not address:
            if not content.strip():
                return None
            address = address_within(self.name, _first(result, _ADDRESSES), content)
        return SearchHit(
            address=address,
            title=_first(result, _TITLES),
            snippet=snippet,
            published=_first(result, _DATES),
            content=content,
        )


def _leaves(error: BaseException) -> Iterator[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from _leaves(inner)
    else:
        yield error


def _results(answer: "CallToolResult") -> Iterator[JsonObject]:
    """The objects of an answer: structured, or JSON in its texts, or each text itself."""
    if answer.structuredContent and (listed := _listed(answer.structuredContent)) is not None:
        yield from listed
        return
    for block in answer.content:
        text = text_of(getattr(block, "text", ""))
        try:
            listed = _listed(json.loads(text))
        except (ValueError, RecursionError):
            listed = None
        if listed is not None:
            yield from listed
        elif text.strip():
            yield {"content": text}


def _listed(value: object) -> list[JsonObject] | None:
    """The objects in a list, or in the list that an object holds; None where there is neither."""
    if isinstance(value, Mapping):
        lists = [value[key] for key in _LISTS if isinstance(value.get(key), list)]
        if not lists:
            return [dict(value)] if _first(dict(value), (*_ADDRESSES, *_CONTENTS)) else None
        value = lists[0]
    if not isinstance(value, list):
        return None
    return [each if isinstance(each, dict) else {"content": text_of(each)} for each in value]


def _first(result: JsonObject, keys: tuple[str, ...]) -> str:
    return next((text for key in keys if (text := text_of(result.get(key)).strip())), "")
