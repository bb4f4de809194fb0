"""The research branch: search ─▶ read ─▶ rank ─▶ extract ─▶ enough? ─▶ once more, or done.

A branch carries ids and spans; texts stay in the archive. Nothing that fails here leaves it.
"""

import asyncio

from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from graph.boundary import contained
from graph.parts import Parts, Workshop, first_that_works, research_budget
from graph.progress import keyed, say, say_failures, say_spent, where
from graph.recorded_pages import read_once
from graph.routes import after_extract, after_search
from graph.state import (
    BranchInput,
    BranchOutput,
    BranchProgress,
    BranchResult,
    BranchState,
    RunOptions,
)
from graph.stops import NOTES, reason_to_stop
from graph.tasks import PASSAGES, passages_read
from graph.vintages import outdated_once
from wellread.domain import (
    Failure,
    Finding,
    Passage,
    PassageRef,
    Question,
    SearchHit,
    Snapshot,
    Source,
    SubQuestion,
)
from wellread.errors import EvidenceError, LimitReached, ModelError, PageError, SettingsError
from wellread.events import BranchMoved, BranchStep
from wellread.evidence.coverage import coverage_of
from wellread.evidence.fusion import Similarity
from wellread.evidence.origins import fold_copies
from wellread.evidence.ranking import rank_passages
from wellread.evidence.reading_on import read_on
from wellread.reading.passages import passages_of
from wellread.search.filters import why_unwanted

TOKENS_PER_PASSAGE = 250
"""On average at most, which only long code and tables ever come near."""


def build_researcher(
    workshop: Workshop,
) -> CompiledStateGraph[BranchState, RunOptions, BranchInput, BranchOutput]:
    """The subgraph of one branch; it inherits the parent's checkpointer."""
    branch = Branch(workshop)
    graph = StateGraph(
        BranchState,
        context_schema=RunOptions,
        input_schema=BranchInput,
        output_schema=BranchOutput,
    )
    graph.add_node("search", contained("branch", fallen)(branch.search))
    graph.add_node("read", contained("branch", fallen)(branch.read))
    graph.add_node("rank", contained("branch", fallen)(branch.rank))
    graph.add_node("extract", contained("branch", fallen)(branch.extract))
    graph.add_node("done", branch.done)

    graph.add_edge(START, "search")
    graph.add_conditional_edges("search", after_search, ["read", "search", "done"])
    graph.add_edge("read", "rank")
    graph.add_edge("rank", "extract")
    graph.add_conditional_edges("extract", after_extract, ["search", "done"])
    graph.add_edge("done", END)
    return graph.compile(name="researcher")


def fallen(state: BranchState, failure: Failure) -> BranchProgress:
    """The update of a branch whose node failed: it ends with what it had."""
    failure = failure.model_copy(update={"task_id": state["task"].id})
    say_failures(keyed(failure))
    return BranchProgress(ended=True, hits=(), fresh=(), ranked=(), failures=keyed(failure))


class Branch:
    """The nodes of one branch."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

    async def search(self, state: BranchState) -> BranchProgress:
        """Asks every provider every query, side by side; keeps addresses not read yet."""
        turn, task = state["turn"], state["task"]
        parts = await self._workshop.parts(turn)
        place = f"{task.id} search {state.get('search_no', 0)}"
        stop = await reason_to_stop(parts, turn, place, state["research_started_at"])
        if stop:
            return BranchProgress(ended=True, hits=(), notes={stop: NOTES[stop]})
        tried = state.get("tried", ())
        queries = task.queries
        failures: dict[str, Failure] = {}
        if tried:
            queries, failures = await _better_queries(state, parts)
            if not queries:
                return BranchProgress(ended=True, hits=(), failures=failures)
        _moved(state, "searching", "; ".join(queries))
        budget = research_budget(turn.limits)
        try:
            outcomes = await asyncio.gather(
                *(
                    parts.searches.search(
                        query,
                        turn_id=turn.id,
                        branch=task.id,
                        max_results=turn.limits.max_sources_per_task,
                        budget=budget,
                        filters=turn.sources.filters,
                    )
                    for query in queries
                )
            )
        except LimitReached as error:
            return BranchProgress(
                ended=True, hits=(), notes={error.limit: f"{error} Searching stopped there."}
            )
        failures |= keyed(
            *(
                failure.model_copy(update={"task_id": task.id})
                for outcome in outcomes
                for failure in outcome.failures
            ),
            *[problem for corpus in parts.documents for problem in await corpus.problems()],
        )
        known = {source.address for source in state.get("sources", {}).values()}
        named = [SearchHit(address=url) for url in turn.sources.urls] if not tried else []
        hits = _interleaved([named, *(list(outcome.hits) for outcome in outcomes)])
        hits = [hit for hit in hits if hit.address not in known]
        limit = max(turn.limits.max_sources_per_task, len(named))
        kept = [await _put_away(hit, state, parts) for hit in hits[:limit]]
        say_failures(failures)
        await say_spent(parts.archive, turn)
        return BranchProgress(
            search_no=state.get("search_no", 0) + 1,
            tried=(*tried, *queries),
            hits=tuple(kept),
            failures=failures,
        )

    async def read(self, state: BranchState) -> BranchProgress:
        """Reads every hit, side by side. A page that cannot be read is a failure, no more."""
        turn = state["turn"]
        parts = await self._workshop.parts(turn)
        hits = state.get("hits", ())
        _moved(state, "reading", where(hits))
        results = await read_once(
            hits,
            lambda hit: _read(hit, state, parts),
            turn=turn,
            place=f"{state['task'].id} {state.get('search_no', 0)}",
            parts=parts,
        )
        snapshots = [each for each in results if isinstance(each, Snapshot)]
        failures = keyed(*(each for each in results if isinstance(each, Failure)))
        texts = [
            (Source.of(each, outdated=hit.outdated), each.text)
            for hit, each in zip(hits, results, strict=True)
            if isinstance(each, Snapshot)
        ]
        origins = await asyncio.to_thread(fold_copies, texts)
        say_failures(failures)
        return BranchProgress(
            sources={
                source.snapshot_id: source.model_copy(
                    update={"origin": origins[source.snapshot_id]}
                )
                for source, _ in texts
            },
            fresh=tuple(dict.fromkeys(each.id for each in snapshots)),
            failures=failures,
        )

    async def rank(self, state: BranchState) -> BranchProgress:
        """The passages closest to the sub-question, over all sources of this branch."""
        parts = await self._workshop.parts(state["turn"])
        _moved(state, "ranking")
        snapshots = [await parts.archive.snapshots.get(each) for each in state.get("fresh", ())]
        queries = (state["task"].question, *state.get("tried", ()))
        limit = passages_read(state["task"].words)
        max_tokens = limit * TOKENS_PER_PASSAGE

        def closest(similarity: Similarity | None) -> list[Passage]:
            passages = [passage for each in snapshots for passage in passages_of(each)]
            ranked = rank_passages(
                queries, passages, similarity=similarity, limit=limit, max_tokens=max_tokens
            )
            if limit == PASSAGES:
                return ranked
            return read_on(ranked, passages, limit=limit, max_tokens=max_tokens)

        failures: dict[str, Failure] = {}
        try:
            ranked = await asyncio.to_thread(closest, parts.similarity(state["turn"]))
        except (ModelError, LimitReached) as error:
            failures = keyed(
                Failure(
                    kind="model",
                    where="embeddings",
                    message=str(error),
                    effect="passages were ranked by their words alone",
                    task_id=state["task"].id,
                )
            )
            ranked = await asyncio.to_thread(closest, None)
        say_failures(failures)
        return BranchProgress(ranked=tuple(_ref(passage) for passage in ranked), failures=failures)

    async def extract(self, state: BranchState) -> BranchProgress:
        """Findings from the ranked passages, and whether they are enough."""
        turn, task = state["turn"], state["task"]
        parts = await self._workshop.parts(turn)
        _moved(state, "extracting", f"{len(state.get('ranked', ()))} passages")
        passages = [await _passage(ref, parts) for ref in state.get("ranked", ())]
        budget = research_budget(turn.limits)
        extraction, tried = await first_that_works(
            parts.researchers,
            lambda role: role.extract(turn, task, passages, budget),
            where=f"extract {task.id}",
        )
        old = state.get("findings", {})
        spans = {(each.snapshot_id, each.start, each.end) for each in old.values()}
        new = {
            each.id: each
            for number, finding in enumerate(extraction.findings, len(old) + 1)
            if (finding.snapshot_id, finding.start, finding.end) not in spans
            for each in [finding.model_copy(update={"id": f"{task.id}.{number}"})]
        }
        failures = keyed(*(each.model_copy(update={"task_id": task.id}) for each in tried.failures))
        say_failures(failures)
        _moved({**state, "findings": {**old, **new}}, "extracting", f"{len(new)} findings")
        await say_spent(parts.archive, turn)
        outdated, sources = await outdated_once(
            new,
            state.get("sources", {}),
            turn=turn,
            place=f"{task.id} {state.get('search_no', 0)}",
            parts=parts,
        )
        return BranchProgress(
            findings=new,
            outdated=outdated,
            sources=sources,
            failures=failures,
            dropped_quotes=state.get("dropped_quotes", 0) + extraction.dropped_quotes,
            thin=_is_thin(state, {**old, **new}),
        )

    async def done(self, state: BranchState) -> BranchProgress:
        """What is left of the branch."""
        failed = bool(state.get("ended")) and not state.get("findings")
        _moved(state, "failed" if failed else "done")
        result = BranchResult(
            task_id=state["task"].id,
            status="failed" if failed else "done",
            queries=state.get("tried", ()),
            sources=len(state.get("sources", {})),
            findings=len(state.get("findings", {})),
            dropped_quotes=state.get("dropped_quotes", 0),
        )
        return BranchProgress(branches={result.task_id: result})


def _moved(state: BranchState, step: BranchStep, detail: str = "") -> None:
    task = state["task"]
    say(
        BranchMoved(
            task_id=task.id,
            question=task.question,
            parent=task.parent,
            step=step,
            detail=detail,
            sources=len(state.get("sources", {})),
            findings=len(state.get("findings", {})),
        )
    )


async def _better_queries(
    state: BranchState, parts: Parts
) -> tuple[tuple[str, ...], dict[str, Failure]]:
    task, tried = state["task"], state.get("tried", ())
    findings = tuple(state.get("findings", {}).values())
    budget = research_budget(state["turn"].limits)
    queries, outcome = await first_that_works(
        parts.researchers,
        lambda role: role.more_queries(state["turn"], task, tried, findings, budget),
        where=f"more queries {task.id}",
    )
    return queries, keyed(
        *(each.model_copy(update={"task_id": task.id}) for each in outcome.failures)
    )


def _interleaved(lists: list[list[SearchHit]]) -> list[SearchHit]:
    """The lists' first hits, then their second ones, ...; each address once."""
    longest = max((len(each) for each in lists), default=0)
    ordered = (each[place] for place in range(longest) for each in lists if place < len(each))
    return list({hit.address: hit for hit in reversed(list(ordered))}.values())[::-1]


async def _put_away(hit: SearchHit, state: BranchState, parts: Parts) -> SearchHit:
    """The hit with its text moved to the archive, so that state stays small."""
    if not hit.content.strip():
        return hit
    address = f"search-content:{hit.address}"
    snapshot = Snapshot(
        id=Snapshot.id_of(address, hit.content),
        address=address,
        title=hit.title,
        read_at=state["turn"].asked_at,
        text=hit.content,
    )
    await parts.archive.snapshots.put(snapshot)
    return hit.model_copy(update={"content": "", "content_id": snapshot.id})


async def _read(hit: SearchHit, state: BranchState, parts: Parts) -> Snapshot | Failure:
    try:
        if hit.content_id:
            stored = await parts.archive.snapshots.get(hit.content_id)
            hit = hit.model_copy(update={"content": stored.text})
        snapshot = await parts.reader.read(hit.address, asked_at=state["turn"].asked_at, hit=hit)
    except (PageError, EvidenceError, SettingsError) as error:
        return Failure(
            kind="page",
            where=hit.address,
            message=str(error),
            cause=error.cause_kind if isinstance(error, PageError) else "",
            effect="this source was not read",
            task_id=state["task"].id,
        )
    unwanted = _why_unwanted(snapshot, hit, state["turn"])
    if not unwanted:
        return snapshot
    return Failure(
        kind="page",
        where=snapshot.address,
        message=f"{snapshot.address} was read and left out: {unwanted}.",
        cause="unwanted",
        effect="nothing of this source was used",
        task_id=state["task"].id,
    )


def _why_unwanted(snapshot: Snapshot, hit: SearchHit, turn: Question) -> str:
    """A page tells more than its hit did: where redirects led, its date, its language."""
    if hit.address in turn.sources.urls:
        return ""
    told = SearchHit(
        address=snapshot.address,
        title=snapshot.title,
        published=snapshot.published or hit.published,
        content=snapshot.text,
    )
    return why_unwanted(told, turn.sources.filters)


def _ref(passage: Passage) -> PassageRef:
    return PassageRef(**passage.model_dump(exclude={"text"}))


async def _passage(ref: PassageRef, parts: Parts) -> Passage:
    snapshot = await parts.archive.snapshots.get(ref.snapshot_id)
    text = snapshot.text[ref.start : ref.end]
    return Passage(**ref.model_dump(), text=text)


def _is_thin(state: BranchState, findings: dict[str, Finding]) -> bool:
    task = state["task"]
    part = SubQuestion(
        id=task.sub_question_id, question=task.question, answered_when=task.answered_when
    )
    coverage = coverage_of((part,), tuple(findings.values()), state.get("sources", {}))
    return coverage[0].status != "covered"
