"""One query to all providers of a run, side by side; what costs money goes through the ledger."""

import asyncio
import json
import time
from collections.abc import Sequence
from itertools import zip_longest

from pydantic import TypeAdapter

from wellread.archive.contract import Budget, Ledger, PaidAnswer, PaidCall
from wellread.domain import Failure, FailureKind, Frozen, SearchHit
from wellread.errors import (
    LimitReached,
    NotRecorded,
    SearchError,
    SettingsError,
    SpendingLimit,
)
from wellread.filters import NO_FILTERS, SearchFilters
from wellread.outside import Manners, Outside
from wellread.search.contract import SearchProvider
from wellread.search.fallback import FallbackSearch
from wellread.search.filters import within

_HITS: TypeAdapter[tuple[SearchHit, ...]] = TypeAdapter(tuple[SearchHit, ...])


class Refusal(Frozen):
    """A limit that kept a part of the providers from being asked."""

    limit: SpendingLimit
    message: str


class SearchOutcome(Frozen):
    """What one query gave. No hits and no failures: nothing was found."""

    hits: tuple[SearchHit, ...] = ()
    """Each provider's best first, in turns, without duplicate addresses."""
    failures: tuple[Failure, ...] = ()
    """One for each provider that failed, also where another stood in for it."""
    refused: Refusal | None = None
    """Where what costs was not asked; what is free gave its hits all the same."""


class _Errand(Frozen):
    """One query, who asks it, and what it may cost."""

    query: str
    turn_id: str
    branch: str
    max_results: int
    budget: Budget
    filters: SearchFilters


class Searches:
    """All search providers of a run."""

    def __init__(
        self,
        providers: Sequence[SearchProvider | FallbackSearch],
        ledger: Ledger,
        outside: Outside,
    ) -> None:
        """Takes what is asked side by side: providers, and chains of which one answers."""
        self._providers = tuple(providers)
        self._ledger = ledger
        self._outside = outside

    async def search(
        self,
        query: str,
        *,
        turn_id: str,
        branch: str,
        max_results: int,
        budget: Budget,
        filters: SearchFilters = NO_FILTERS,
    ) -> SearchOutcome:
        """Asks every provider at the same time, each for at most `max_results` hits.

        A provider that fails is a failure in the outcome and takes nothing from the others. In a
        chain the next one is asked then. Providers that are not local cost what they say; a query
        that the turn has asked before is answered from the ledger.

        Args:
            query: may be of any length; each provider gets what it can take.
            turn_id: whose spending it is.
            branch: the task that asks, for the cost table and the failures.
            max_results: of each provider.
            budget: what the turn's spending may come to.
            filters: hits that are surely outside are left out, whether a provider knows it or not.

        Raises:
            LimitReached: the budget forbids every search; where some are free, the outcome tells
                what was refused.
        """
        query = " ".join(query.encode("utf-8", "replace").decode().split())
        if not query or max_results < 1:
            return SearchOutcome()

        errand = _Errand(
            query=query,
            turn_id=turn_id,
            branch=branch,
            max_results=max_results,
            budget=budget,
            filters=filters,
        )
        asking = [
            self._ask_in_order(each, errand)
            if isinstance(each, FallbackSearch)
            else self._ask(each, errand)
            for each in self._providers
        ]
        # Errors are raised when all are done: what the others paid for is then in the ledger.
        answers = await asyncio.gather(*asking, return_exceptions=True)
        return _together(answers)

    async def _ask_in_order(self, chain: FallbackSearch, errand: _Errand) -> SearchOutcome:
        """The first answer of a chain, with the failures before it.

        Where money is short the next may be free. Only when the budget forbids all of them is the
        limit reached.
        """
        failures: list[Failure] = []
        limit: LimitReached | None = None
        missing: list[NotRecorded] = []
        providers = chain.in_order()
        for provider in providers:
            try:
                outcome = await self._ask(
                    provider, errand, chain=chain, is_last=provider is providers[-1]
                )
            except NotRecorded as error:
                # A replay: this one was resting then, if a later one was asked.
                missing.append(error)
                continue
            except LimitReached as error:
                limit = error
                failures.append(_failure("limit", provider, errand, str(error)))
                continue
            for each in missing:
                each.withdraw()
            missing.clear()
            if not outcome.failures:
                effect = f"{provider.name} was asked {errand.query!r} instead."
                told = [failure.model_copy(update={"effect": effect}) for failure in failures]
                return SearchOutcome(hits=outcome.hits, failures=tuple(told))
            failures += outcome.failures
        if missing:
            raise missing[0]
        if limit is not None and all(failure.kind == "limit" for failure in failures):
            raise limit
        return SearchOutcome(failures=tuple(failures))

    async def _ask(
        self,
        provider: SearchProvider,
        errand: _Errand,
        *,
        chain: FallbackSearch | None = None,
        is_last: bool = True,
    ) -> SearchOutcome:
        query = shortened(errand.query, provider.max_query_chars)
        try:
            if provider.local:
                hits = await provider.search(query, errand.max_results, errand.filters)
            else:
                hits = await self._paid(provider, query, errand, patient=is_last)
        except (SearchError, SettingsError) as error:
            if chain is not None:
                chain.failed(provider.name, getattr(error, "retry_after_s", None))
            return SearchOutcome(failures=(_failure("search", provider, errand, str(error)),))
        if chain is not None:
            chain.answered(provider.name)
        return SearchOutcome(hits=tuple(hit for hit in hits if within(hit, errand.filters)))

    async def _paid(
        self, provider: SearchProvider, query: str, errand: _Errand, *, patient: bool
    ) -> tuple[SearchHit, ...]:
        tries = 0
        manners = Manners(min_interval_s=provider.min_interval_s, patient=patient)

        async def once() -> tuple[SearchHit, ...]:
            nonlocal tries
            tries += 1
            return await provider.search(query, errand.max_results, errand.filters)

        async def make() -> PaidAnswer:
            started_s = time.perf_counter()
            hits = await self._outside.call("search", provider.name, once, manners=manners)
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
            request=_request(provider.name, query, errand),
            branch=errand.branch,
            worst_cost_usd=provider.cost_usd,
            budget=errand.budget,
        )
        answer = await self._ledger.pay(call, make)
        return _HITS.validate_json(answer.body)


def _together(answers: Sequence[SearchOutcome | BaseException]) -> SearchOutcome:
    """The answers of all providers as one; a limit is raised where it refused them all."""
    outcomes: list[SearchOutcome] = []
    limits: list[LimitReached] = []
    for answer in answers:
        if isinstance(answer, LimitReached):
            limits.append(answer)
        elif isinstance(answer, BaseException):
            raise answer
        else:
            outcomes.append(answer)
    if limits and not outcomes:
        raise limits[0]
    refusals = (Refusal(limit=each.limit, message=str(each)) for each in limits)
    return SearchOutcome(
        hits=merged([outcome.hits for outcome in outcomes]),
        failures=tuple(failure for outcome in outcomes for failure in outcome.failures),
        refused=next(refusals, None),
    )


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


def _request(provider: str, query: str, errand: _Errand) -> str:
    request: dict[str, object] = {
        "provider": provider,
        "query": query,
        "max_results": errand.max_results,
    }
    if errand.filters != NO_FILTERS:
        request["filters"] = errand.filters.model_dump(mode="json", exclude_defaults=True)
    return json.dumps(request, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _failure(kind: FailureKind, provider: SearchProvider, errand: _Errand, message: str) -> Failure:
    query = shortened(errand.query, provider.max_query_chars)
    return Failure(
        kind=kind,
        where=provider.name,
        message=message,
        effect=f"Nothing from {provider.name} on {query!r}.",
        task_id=errand.branch,
    )
