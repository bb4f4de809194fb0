"""The research branch: search ─▶ read ─▶ rank ─▶ extract ─▶ enough? ─▶ once more, or done.

A branch carries ids and spans; texts stay in the archive. Nothing that fails here leaves it.
"""

import asyncio
from collections.abc import Mapping

from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from graph.boundary import contained
from graph.branch_pages import read_hit
from graph.branch_searches import better_queries, interleaved, put_away, searched
from graph.left import all_left, more_left, unasked
from graph.origins import with_copies_folded
from graph.parts import Workshop, first_that_works, research_budget
from graph.progress import keyed, say, say_failures, say_spent, where
from graph.recorded_pages import read_once
from graph.routes import after_extract, after_search, after_take_up, into_branch
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
from wellread.computing import compute
from wellread.domain import (
    Failure,
    Finding,
    Passage,
    PassageRef,
    SearchHit,
    Snapshot,
    Source,
    SubQuestion,
    Task,
)
from wellread.errors import LimitReached, ModelError
from wellread.events import BranchMoved, BranchStep
from wellread.evidence.coverage import coverage_of
from wellread.evidence.fusion import Similarity
from wellread.evidence.ranking import rank_passages
from wellread.evidence.reading_on import read_on
from wellread.languages import Count
from wellread.reading.passages import passages_of

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
    graph.add_node("take_up", contained("branch", fallen)(branch.take_up))
    graph.add_node("search", contained("branch", fallen)(branch.search))
    graph.add_node("read", contained("branch", fallen)(branch.read))
    graph.add_node("rank", contained("branch", fallen)(branch.rank))
    graph.add_node("extract", contained("branch", fallen)(branch.extract))
    graph.add_node("done", branch.done)

    graph.add_conditional_edges(START, into_branch, ["search", "take_up"])
    graph.add_conditional_edges("take_up", after_take_up, ["search", "rank"])
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

    async def take_up(self, state: BranchState) -> BranchProgress:
        """Begins where the branch stopped that a limit had cut short."""
        before = state["before"]
        left = before.left
        assert left is not None  # noqa: S101  the route here looks for it
        return BranchProgress(
            search_no=left.search_no,
            tried=before.queries,
            sources={each.snapshot_id: each for each in state.get("before_sources", ())},
            findings={each.id: each for each in state.get("before_findings", ())},
            fresh=left.snapshots,
        )

    async def search(self, state: BranchState) -> BranchProgress:
        """Asks every provider every query, side by side; keeps addresses not read yet."""
        turn, task = state["turn"], state["task"]
        parts = await self._workshop.parts(turn)
        search_no = state.get("search_no", 0)
        place = f"{task.id} search {search_no}"
        stop = await reason_to_stop(parts, turn, place, state["research_started_at"])
        queries = unasked(state)
        if stop:
            return BranchProgress(
                ended=True,
                hits=(),
                notes={stop: NOTES[stop]},
                left=more_left(state, queries=queries, search_no=search_no),
            )
        tried = state.get("tried", ())
        failures: dict[str, Failure] = {}
        if tried and not queries:
            queries, failures = await better_queries(state, parts)
            if not queries:
                return BranchProgress(ended=True, hits=(), failures=failures)
        _moved(state, "searching", "; ".join(queries))
        outcomes, refused = await searched(queries, state, parts)
        failures |= keyed(
            *(
                failure.model_copy(update={"task_id": task.id})
                for outcome in outcomes.values()
                for failure in outcome.failures
            ),
            *[problem for corpus in parts.documents for problem in await corpus.problems()],
        )
        known = {source.address for source in state.get("sources", {}).values()}
        named = [SearchHit(address=url) for url in turn.sources.urls] if not tried else []
        hits = interleaved([named, *(list(outcome.hits) for outcome in outcomes.values())])
        hits = [hit for hit in hits if hit.address not in known]
        limit = max(turn.limits.max_sources_per_task, len(named))
        kept = [await put_away(hit, state, parts) for hit in hits[:limit]]
        say_failures(failures)
        await say_spent(parts.archive, turn)
        asked = (query for query in outcomes if query not in refused)
        update = BranchProgress(
            search_no=search_no + 1, tried=(*tried, *asked), hits=tuple(kept), failures=failures
        )
        if refused:
            update["ended"] = True
            update["left"] = more_left(state, queries=tuple(refused), search_no=search_no)
            update["notes"] = {
                error.limit: f"{error} Searching stopped there." for error in refused.values()
            }
        return update

    async def read(self, state: BranchState) -> BranchProgress:
        """Reads every hit, side by side. A page that cannot be read is a failure, no more."""
        turn = state["turn"]
        parts = await self._workshop.parts(turn)
        hits = state.get("hits", ())
        _moved(state, "reading", where(hits))
        results = await read_once(
            hits,
            lambda hit: read_hit(hit, state, parts),
            turn=turn,
            place=f"{state['task'].id} {state.get('search_no', 0)}",
            parts=parts,
        )
        snapshots = [each for each in results if isinstance(each, Snapshot)]
        failures = keyed(*(each for each in results if isinstance(each, Failure)))
        say_failures(failures)
        return BranchProgress(
            sources={
                each.id: Source.of(each, outdated=hit.outdated)
                for hit, each in zip(hits, results, strict=True)
                if isinstance(each, Snapshot)
            },
            fresh=tuple(dict.fromkeys(each.id for each in snapshots)),
            failures=failures,
        )

    async def rank(self, state: BranchState) -> BranchProgress:
        """The passages closest to the sub-question, over all sources of this branch."""
        parts = await self._workshop.parts(state["turn"])
        _moved(state, "ranking")
        snapshots = await parts.archive.snapshots.get_all(state.get("fresh", ()))
        queries = (state["task"].question, *state.get("tried", ()))
        limit = passages_read(state["task"].words)
        max_tokens = limit * TOKENS_PER_PASSAGE

        def closest(similarity: Similarity | None) -> list[Passage]:
            passages = [passage for each in snapshots.values() for passage in passages_of(each)]
            ranked = rank_passages(
                queries, passages, similarity=similarity, limit=limit, max_tokens=max_tokens
            )
            if limit == PASSAGES:
                return ranked
            return read_on(ranked, passages, limit=limit, max_tokens=max_tokens)

        failures: dict[str, Failure] = {}
        try:
            similarity = parts.similarity(state["turn"])
            aside = asyncio.to_thread if similarity else compute
            ranked = await aside(closest, similarity)
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
            ranked = await compute(closest, None)
        say_failures(failures)
        return BranchProgress(ranked=tuple(_ref(passage) for passage in ranked), failures=failures)

    async def extract(self, state: BranchState) -> BranchProgress:
        """Findings from the ranked passages, and whether they are enough."""
        turn, task = state["turn"], state["task"]
        parts = await self._workshop.parts(turn)
        ranked = state.get("ranked", ())
        _moved(state, "extracting", f"{len(ranked)} {Count(len(ranked)):passage|passages}")
        pages = await parts.archive.snapshots.get_all(ref.snapshot_id for ref in ranked)
        passages = [
            Passage(**ref.model_dump(), text=pages[ref.snapshot_id].text[ref.start : ref.end])
            for ref in ranked
        ]
        budget = research_budget(turn.limits)
        known = state.get("sources", {})
        # Copies are looked for while the model reads: nothing before its answer asks for origins.
        folded, (extraction, tried) = await asyncio.gather(
            with_copies_folded(known, state.get("fresh", ()), parts.archive.snapshots),
            first_that_works(
                parts.researchers,
                lambda role: role.extract(turn, task, passages, budget),
                where=f"extract {task.id}",
            ),
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
        _moved(
            {**state, "findings": {**old, **new}},
            "extracting",
            f"{len(new)} {Count(len(new)):finding|findings}",
        )
        await say_spent(parts.archive, turn)
        outdated, sources = await outdated_once(
            new,
            {**known, **folded},
            turn=turn,
            place=f"{task.id} {state.get('search_no', 0)}",
            parts=parts,
        )
        update = BranchProgress(
            findings=new,
            outdated=outdated,
            sources={**folded, **sources},
            failures=failures,
            dropped_quotes=state.get("dropped_quotes", 0) + extraction.dropped_quotes,
            thin=_is_thin(task, {**old, **new}, {**known, **folded}),
        )
        last = len(parts.researchers) - 1
        if tried.maker == last and any(each.kind == "limit" for each in tried.failures):
            update["left"] = more_left(state, snapshots=state.get("fresh", ()), by_code=tuple(new))
        return update

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
            left=all_left(state),
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


def _ref(passage: Passage) -> PassageRef:
    return PassageRef(**passage.model_dump(exclude={"text"}))


def _is_thin(task: Task, findings: Mapping[str, Finding], sources: Mapping[str, Source]) -> bool:
    part = SubQuestion(
        id=task.sub_question_id, question=task.question, answered_when=task.answered_when
    )
    coverage = coverage_of((part,), tuple(findings.values()), sources)
    return coverage[0].status != "covered"
