"""One question over the wire: by a way the model takes, its answer or its error made ours."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import TYPE_CHECKING, cast

from wellread.errors import ModelError
from wellread.models.asking import Asking
from wellread.models.clients import Clients
from wellread.models.failures import NothingStreamed, Stalled, translate, vendor_errors
from wellread.models.kept_ways import KeptWays
from wellread.models.replies import Reply, reply_from_cut_completion, reply_from_message
from wellread.models.ways import Way, easier_way, is_own_server, runnable
from wellread.settings import Settings

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage
    from langchain_core.runnables import RunnableConfig

# LangGraph's tag for calls whose tokens are not shown as chat messages.
_CONFIG: "RunnableConfig" = {"tags": ["nostream"]}


class Sender:
    """Sends questions and remembers, per model, the way that worked, also for later processes."""

    def __init__(self, settings: Settings, clients: Clients) -> None:
        self._settings = settings
        self._clients = clients
        self._ways: dict[tuple[str, str], Way] = {}
        self._kept = KeptWays(settings)

    async def send_some_way(self, asking: Asking) -> Reply:
        """The reply by the way that the model is known to take, else by the first it takes.

        Raises:
            ModelError: not reached or refused, once; nothing is retried here but easier ways.
            SettingsError: the model's provider, package or key is missing.
        """
        own_server = is_own_server(asking.model, self._settings)
        known = (asking.model, asking.effort)
        first = Way(
            effort=asking.effort,
            limit_twice=own_server,
            stream=self._settings.model_idle_timeout_s > 0,
        )
        if known not in self._ways:
            kept = await asyncio.to_thread(self._kept.of, asking.model, first)
            self._ways.setdefault(known, kept or first)
        way = tried = self._ways[known]
        while True:
            try:
                reply = await self._send(asking, way)
            except ModelError as error:
                easier = easier_way(way, error.__cause__, own_server=own_server)
                if easier is None:
                    raise
                way = easier
            else:
                if way != tried:
                    self._ways[known] = way
                    await asyncio.to_thread(self._kept.keep, asking.model, first, way)
                return reply

    async def send_plain(self, asking: Asking) -> Reply:
        """The reply to a question that needs no schema.

        Raises:
            ModelError: not reached or refused.
            SettingsError: the model's provider, package or key is missing.
        """
        limit_twice = is_own_server(asking.model, self._settings)
        return await self._send(asking, Way(method="text", limit_twice=limit_twice))

    async def _send(self, asking: Asking, way: Way) -> Reply:
        client = await self._clients.client(
            asking.model, setting=asking.setting, max_tokens=asking.max_tokens, way=way
        )
        messages = asking.messages(schema_in_prompt=way.method == "text")
        strict = asking.model.startswith("openai:")
        try:
            asked = runnable(client, way.method, asking.json_schema, strict=strict)
            async with asyncio.timeout(self._settings.model_timeout_s):
                pieces = asked.astream(messages, _CONFIG)
                async with aclosing(cast("AsyncGenerator[AIMessage]", pieces)):
                    return reply_from_message(await self._whole(pieces))
        except vendor_errors() as error:
            completion = getattr(error, "completion", None)
            if completion is not None:
                return reply_from_cut_completion(completion)
            raise translate(
                error, model_name=asking.model, setting=asking.setting, settings=self._settings
            ) from error

    async def _whole(self, pieces: "AsyncIterator[AIMessage]") -> "AIMessage":
        """The message put together from its pieces; one that is not streamed comes as one piece.

        Before the first word a model may think for long; after it, silence is a stall.

        Raises:
            Stalled: nothing came for `model_idle_timeout_s` after the first word.
            NothingStreamed: nothing came at all.
        """
        whole: AIMessage | None = None
        while True:
            spoken = whole is not None and bool(whole.content or _tool_pieces(whole))
            try:
                async with asyncio.timeout(self._settings.model_idle_timeout_s if spoken else None):
                    piece = await anext(pieces, None)
            except TimeoutError as error:
                raise Stalled from error
            except AssertionError as error:  # OpenAI's SDK, of a stream without any event
                raise NothingStreamed from error
            if piece is None:
                break
            whole = piece if whole is None else cast("AIMessage", whole + piece)
        if whole is None:
            raise NothingStreamed
        return whole


def _tool_pieces(message: "AIMessage") -> object:
    return getattr(message, "tool_call_chunks", ())
