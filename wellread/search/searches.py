"""One query to all providers of a run, side by side; what costs money goes through the ledger."""

import asyncio
import json
import time
from collections.abc import Sequence
from itertools import zip_longest

from pydantic import TypeAdapter

from wellread.archive.contract import Budget, Ledger, PaidAnswer, PaidCall
from wellread.domain import Failure, Frozen, SearchHit
from wellread.errors import SearchError, SettingsError
from wellread.outside import Outside
from wellread.search.contract import SearchProvider

_HITS: TypeAdapter[tuple[SearchHit, ...]] = TypeAdapter(tuple[SearchHit, ...])


class SearchOutcome(Frozen):
    """What one query gave. No hits and no failures: nothing was found."""

    hits: tuple[SearchHit, ...] = ()
    """Each provider's best first, in turns, without duplicate addresses."""
    failures: tuple[Failure, ...] = ()
    """One for each provider that failed."""


class _Errand(Frozen):
    """One query, who asks it, and what it may cost."""

    query: str
    turn_id: str
    branch: str
    max_results: int
    budget: Budget


class Searches:
    """All search providers of a run."""

    def __init__(
        self, providers: Sequence[SearchProvider], ledger: Ledger, outside: Outside
    ) -> None:
        self._providers = tuple(providers)
        self._ledger = ledger
        self._outside = outside

    async def search(
        self, query: str, *, turn_id: str, branch: str, max_results: int, budget: Budget
    ) -> SearchOutcome:
        """Asks every provider at the same time, each for at most `max_results` hits.

        A provider that fails is a failure in the outcome and takes nothing from the others.
        Providers that are not local cost what they say; a query that the turn has asked before is
        answered from the ledger.

        Args:
            query: may be of any length; each provider gets what it can take.
            turn_id: whose spending it is.
            branch: the task that asks, for the cost table and the failures.
            max_results: of each provider.
            budget: what the turn's spending may come to.

        Raises:
            LimitReached: the budget forbids a paid search.
        """
        query = " ".join(query.encode("utf-8", "replace").decode().split())
        if not query or max_results < 1:
            return SearchOutcome()

        errand = _Errand(
            query=query, turn_id=turn_id, branch=branch, max_results=max_results, budget=budget
        )
        asking = [self._ask(provider, errand) for provider in self._providers]
        # Errors are raised when all are done: what the others paid for is then in the ledger.
        answers = await asyncio.gather(*asking, return_exceptions=True)
        for answer in answers:
            if isinstance(answer, BaseException):
                raise answer
        return SearchOutcome(
            hits=merged([answer for answer in answers if isinstance(answer, tuple)]),
            failures=tuple(answer for answer in answers if isinstance(answer, Failure)),
        )

    async def _ask(
        self, provider: SearchProvider, errand: _Errand
    ) -> tuple[SearchHit, ...] | Failure:
        query = shortened(errand.query, provider.max_query_chars)
        try:
            if provider.local:
                return await provider.search(query, errand.max_results)
            return await self._paid(provider, query, errand)
        except (SearchError, SettingsError) as error:
            return Failure(
                kind="search",
                where=provider.name,
                message=str(error),
                effect=f"Nothing from {provider.name} on {query!r}.",
                task_id=errand.branch,
            )

    async def _paid(
        self, provider: SearchProvider, query: str, errand: _Errand
    ) -> tuple[SearchHit, ...]:
        tries = 0

        async def once() -> tuple[SearchHit, ...]:
            nonlocal tries
            tries += 1
            return await provider.search(query, errand.max_results)

        async def make() -> PaidAnswer:
            started_s = time.perf_counter()
            hits = await self._outside.call("search", provider.name, once)
            return PaidAnswer(
                body=_HITS.dump_json(hits).decode(),
                cost_usd=provider.cost_usd,
                seconds=time.perf_counter() - started_s,
                retries=tries - 1,
            )

        call = PaidCall(
            kind="search",
            service=provider.name,
            turn_id=errand.turn_id,
            role="search",
            request=_request(provider.name, query, errand.max_results),
            branch=errand.branch,
            worst_cost_usd=provider.cost_usd,
            budget=errand.budget,
        )
        answer = await self._ledger.pay(call, make)
        return _HITS.validate_json(answer.body)


def merged(found: Sequence[Sequence[SearchHit]]) -> tuple[SearchHit, ...]:
    """The hits in turns: every provider's first, then every second; an address stands once."""
    first: dict[str, SearchHit] = {}
    for rank in zip_longest(*found):
        for hit in rank:
            if hit is not None:
                first.setdefault(hit.address, hit)
    return tuple(first.values())


def shortened(query: str, max_chars: int) -> str:
    """`query` cut after the last word that ends within `max_chars`; one long word is cut within."""
    if len(query) <= max_chars:
        return query
    return query[: max_chars + 1].rpartition(" ")[0].rstrip() or query[:max_chars]


def _request(provider: str, query: str, max_results: int) -> str:
    request = {"provider": provider, "query": query, "max_results": max_results}
    return json.dumps(request, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
