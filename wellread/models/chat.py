"""The configured chat models: each question paid through the ledger, each answer in its schema."""

import asyncio
import time

from wellread.archive.contract import Ledger, PaidAnswer, PaidCall
from wellread.errors import ModelOutputError
from wellread.models.asking import Asking, affordable, asking_of, model_of
from wellread.models.clients import Clients
from wellread.models.contract import ModelRequest, ModelRole, Simpler, T
from wellread.models.prices import Price, worst_cost
from wellread.models.replies import Reply, reply_from_body
from wellread.models.sending import Sender
from wellread.outside import Outside
from wellread.settings import Settings

_PROBE_TOKENS = 64


class LangChainModels:
    """`ChatModels` over every provider that LangChain knows."""

    def __init__(
        self, settings: Settings, ledger: Ledger, outside: Outside, *, fallback: bool = False
    ) -> None:
        """Takes whether the models that stand in for the first ones are meant."""
        self._settings = settings
        self._fallback = fallback
        self._ledger = ledger
        self._outside = outside
        self._clients = Clients(settings)
        self._sender = Sender(settings, self._clients)

    async def ask(self, request: ModelRequest[T]) -> T:
        """The model's answer in the asked schema; paid once, found in the ledger ever after.

        An answer that does not fit is asked for once more with its fault named, then in the simpler
        schema if the request has one: up to two more paid calls, unless the model declined.

        Raises:
            ModelError: not reached or refused (wrong key, unknown model), after the retries.
            ModelOutputError: declined, or no answer that fits.
            LimitReached: the budget forbids the call.
            SettingsError: the model's provider, package or key is missing.
            StorageError: the ledger cannot be written.
        """
        asking = asking_of(request, self._settings, fallback=self._fallback)
        price = await self._clients.price(asking.model)
        asking = affordable(asking, price, request.budget.max_cost_usd)
        schemas: list[type[T] | type[Simpler[T]]] = [request.schema, request.schema]
        if request.simpler is not None:
            schemas.append(request.simpler)
        for schema in schemas:
            asking = asking.in_schema(schema)
            reply = await self._paid(request, asking)
            try:
                answer = await asyncio.to_thread(reply.read, schema)
            except ModelOutputError as error:
                if reply.refusal:
                    raise
                fault = error
                asking = asking.again(reply, str(error))
            else:
                return answer.whole() if isinstance(answer, Simpler) else answer
        raise ModelOutputError(
            f"{asking.model} gave no usable answer for {request.purpose!r}, asked {len(schemas)} "
            f"times: {fault}",
            answer=fault.answer,
        ) from fault

    async def probe(self, role: ModelRole) -> str:
        """One line saying that the role's model answers, for `wellread doctor`.

        It makes one tiny call, which is not in the ledger (a few hundredths of a cent).

        Raises:
            ModelError: not reached or refused.
            SettingsError: the model's provider, package or key is missing.
        """
        name, setting = model_of(role, self._settings, fallback=self._fallback)
        asking = Asking(
            model=name,
            setting=setting,
            system="You test a connection.",
            user="Answer with the word: ready",
            json_schema={},
            max_tokens=_PROBE_TOKENS,
        )
        started = time.perf_counter()
        await self._sender.send_plain(asking)
        return f"{name} answered in {time.perf_counter() - started:.1f} s"

    async def close(self) -> None:
        """Closes the connections of the running event loop; calling it twice is harmless."""
        await self._clients.close()

    async def _paid(self, request: ModelRequest[T], asking: Asking) -> Reply:
        price = await self._clients.price(asking.model)
        canonical = asking.canonical()
        call = PaidCall(
            kind="model",
            service=asking.model,
            turn_id=request.turn_id,
            role=request.purpose,
            request=canonical,
            attempt=request.attempt,
            branch=request.branch,
            worst_cost_usd=worst_cost(price, len(canonical.encode()), asking.max_tokens),
            budget=request.budget,
        )
        answer = await self._ledger.pay(call, lambda: self._make(asking, price, request.turn_id))
        return reply_from_body(answer.body, asking.model)

    async def _make(self, asking: Asking, price: Price | None, run: str) -> PaidAnswer:
        tries = 0
        started = 0.0

        async def once() -> Reply:
            nonlocal tries, started
            tries += 1
            started = time.perf_counter()
            return await self._sender.send_some_way(asking)

        reply = await self._outside.call("model", asking.model, once, run=run)
        seconds = time.perf_counter() - started
        tokens = reply.tokens
        if tokens is None:
            # Not 0 USD: the provider did not say what it counted.
            return PaidAnswer(body=reply.model_dump_json(), seconds=seconds, retries=tries - 1)
        return PaidAnswer(
            body=reply.model_dump_json(),
            prompt_tokens=tokens.prompt,
            cached_tokens=tokens.cached,
            completion_tokens=tokens.completion,
            reasoning_tokens=tokens.reasoning,
            cost_usd=None
            if price is None
            else price.cost_usd(tokens.prompt, tokens.completion, cached_tokens=tokens.cached),
            seconds=seconds,
            retries=tries - 1,
        )
