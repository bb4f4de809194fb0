"""The nodes of the main line: read state, call one role, return the update."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

from langchain_core.messages import AIMessage
from langgraph.runtime import Runtime
from langgraph.types import interrupt

from agents.roles import PlanRequest, ReviewRequest
from graph.approval import request_for, with_answer
from graph.drawn_together import drawn_together
from graph.estimate import RUNS_LISTED, estimate_of, track_record
from graph.extension import allowed_meanwhile, gone_on
from graph.faults import price_faults
from graph.growth import grown_tasks, questions_asked
from graph.intake import (
    about,
    approved_by_itself,
    given_to,
    is_follow_up,
    kept_findings,
    new_turn,
    what_is_asked,
)
from graph.origins import with_copies_folded
from graph.parts import (
    Parts,
    Workshop,
    first_that_works,
    research_budget,
)
from graph.planning import sound_plan, untranslated_note
from graph.progress import keyed, say, say_failures, say_spent, usage_at_the_end
from graph.quoted_pages import pages_of
from graph.refresh import with_changes
from graph.seals import as_recorded, genuine_evidence, is_on_record, put_on_record
from graph.state import RunOptions, State
from graph.stops import NOTES, Stop, reason_to_stop
from graph.tasks import asked_tasks, first_tasks, may_ask, queries_tried, ready_tasks, rounds_note
from graph.turns import fresh_turn, kept_evidence, only, waits_for_approval
from wellread.domain import Finding, Grant, Plan, Question, Review, Task
from wellread.errors import SettingsError
from wellread.events import PhaseStarted
from wellread.evidence.coverage import coverage_of
from wellread.languages import Count
from wellread.report.assemble import Pieces, assemble
from wellread.report.outline import outline_of

ALTERED = "The state of this run was written from outside: its costs may not be all of them."


class Nodes:
    """One method a node. The first parameter is the state, the rest LangGraph gives by name."""

    def __init__(self, workshop: Workshop, *, unattended: bool = False) -> None:
        self._workshop = workshop
        self._unattended = unattended

    async def intake(self, state: State, runtime: Runtime[RunOptions]) -> State:
        """Starts a turn: what is asked, with what limits; what belongs to a turn is reset."""
        say(PhaseStarted(phase="intake"))
        settings = await self._workshop.settings()
        options = runtime.context or RunOptions()
        if self._unattended:
            options = approved_by_itself(options, settings)
        try:
            asked = what_is_asked(
                state.get("question", ""),
                state.get("messages", []),
                state.get("answered_message_id", ""),
            )
        except SettingsError as error:
            if waits_for_approval(state):
                return State(question="", plan_faults=(str(error),), phase="approve")
            raise
        answered = asked.message_id or state.get("answered_message_id", "")
        old = state.get("turn")
        if old is not None and waits_for_approval(state) and asked.message_id:
            turn = old.model_copy(update={"remarks": (*old.remarks, asked.text)})
            return State(
                question="", answered_message_id=answered, turn=turn, plan_faults=(), phase="plan"
            )
        kept = kept_findings(state.get("kept", ()), state.get("findings", {}))
        follows = old is not None and is_follow_up(asked.text, kept)
        turn = await asyncio.to_thread(
            new_turn,
            asked.text,
            options,
            settings,
            before=old if follows else None,
            thread_id=_thread_id(runtime),
        )
        parts = await self._workshop.parts(turn)
        faults = await asyncio.to_thread(price_faults, turn.limits, settings, turn.use_models)
        if faults:
            raise SettingsError("; ".join(faults) + ".")
        fresh = fresh_turn(turn, answered)
        if not follows:
            return fresh
        update = kept_evidence(turn, kept, state)
        await _note(parts, turn, update.get("grant"))
        return {**fresh, **update}

    async def plan(self, state: State) -> State:
        """A plan that code has checked, or repaired after two tries."""
        turn = state["turn"]
        say(PhaseStarted(phase="plan", detail=turn.text))
        parts = await self._workshop.parts(turn)
        known = tuple(finding.statement for finding in state.get("kept", ())[:40])
        rejected = state.get("plan") if turn.remarks else None
        request = PlanRequest(
            question=turn, known=known, rejected=rejected, budget=research_budget(turn.limits)
        )
        plan, failures = await sound_plan(parts, request)
        estimate = estimate_of(plan, turn, parts.settings, parts.has_models)
        record = track_record(await parts.archive.runs.newest(RUNS_LISTED), parts.has_models)
        estimate = estimate.model_copy(update={"track_record": record})
        plan = plan.model_copy(update={"estimate": estimate})
        say_failures(failures)
        await say_spent(parts.archive, turn)
        found = {
            finding_id: finding
            for part in plan.sub_questions
            for finding_id, finding in given_to(
                part.id, about(part.question, state.get("kept", ()))
            ).items()
        }
        grant = Grant.of(plan, turn.limits, "setting") if turn.auto_approve else None
        await _note(parts, turn, grant)
        return State(
            plan=plan,
            plan_faults=(),
            grant=grant,
            findings=found,
            failures=failures,
            phase="dispatch" if turn.auto_approve else "approve",
        )

    async def approve(self, state: State) -> State:
        """Waits for the human. Runs again from its top at every answer, so it does little else."""
        turn, plan = state["turn"], state["plan"]
        assert plan is not None  # noqa: S101  the route here comes from `plan`
        say(PhaseStarted(phase="approve"))
        answer = interrupt(request_for(turn, plan, state.get("plan_faults", ())))
        update = with_answer(answer, state)
        await _note(await self._workshop.parts(turn), turn, update.get("grant"))
        return update

    async def dispatch(self, state: State) -> State:
        """The one place that sends researchers, and only within the grant."""
        turn, grant = state["turn"], state.get("grant")
        parts = await self._workshop.parts(turn)
        if grant is None or not await _was_given(parts, turn, grant):
            fault = "The plan or its limits were changed after they were approved."
            return State(grant=None, plan_faults=(fault,), phase="approve")
        tasks = state.get("tasks") or first_tasks(grant.plan, state)
        stop = await self._stop(state, f"dispatch after {len(state.get('branches', {}))}")
        wave = {} if stop else ready_tasks(grant, tasks, state)
        say(
            PhaseStarted(
                phase="dispatch", detail=f"{len(wave)} {Count(len(wave)):researcher|researchers}"
            )
        )
        return State(
            tasks={**tasks, **wave},
            wave=tuple(wave),
            turn=turn.model_copy(update={"limits": grant.limits}),
            plan=grant.plan,
            research_started_at=state.get("research_started_at") or datetime.now(UTC),
            notes={stop: NOTES[stop]} if stop else untranslated_note(grant.plan, turn),
            phase="research" if wave else "review",
        )

    async def review(self, state: State) -> State:
        """Looks across the branches; asks for more where the evidence is thin."""
        turn, grant = state["turn"], state["grant"]
        assert grant is not None  # noqa: S101  dispatch lets nothing pass without one
        say(PhaseStarted(phase="review"))
        reviews = state.get("reviews", ())
        findings = tuple(state.get("findings", {}).values())
        coverage = coverage_of(grant.plan.sub_questions, findings, state.get("sources", {}))
        parts = await self._workshop.parts(turn)
        more = await allowed_meanwhile(parts, turn, grant, f"review {len(reviews)}")
        if more is not None:
            return gone_on(state, more)
        own = [each for each in reviews if each.extension == turn.extensions]
        rounds = min(grant.limits.max_rounds, parts.settings.max_reviewer_rounds)
        review = Review(
            round=len(own),
            coverage=coverage,
            findings_seen=len(findings),
            extension=turn.extensions,
        )
        stop = await self._stop(state, f"review {len(reviews)}")
        if stop or not may_ask(grant.plan, rounds, own, len(findings)):
            return State(
                reviews=(*reviews, review),
                coverage=coverage,
                notes={stop: NOTES[stop]} if stop else rounds_note(rounds, own, coverage),
                phase="outline",
            )
        return await self._asked_for(review, state, grant, parts)

    async def _asked_for(self, review: Review, state: State, grant: Grant, parts: Parts) -> State:
        """What the reviewer asks for, as tasks of the next round."""
        turn, coverage, round_no = state["turn"], review.coverage, review.round + 1
        findings = tuple(state.get("findings", {}).values())
        request = ReviewRequest(
            question=turn,
            plan=grant.plan,
            round=review.round,
            coverage=coverage,
            findings=findings,
            queries_tried=queries_tried(state),
        )
        budget = research_budget(grant.limits)
        answer, tried = await first_that_works(
            parts.reviewers, lambda role: role.review(request, budget), where="review"
        )
        review = review.model_copy(
            update={
                "asks": asked_tasks(
                    grant, answer.asks, request.queries_tried, round_no, turn.extensions
                ),
                "disagreements": answer.disagreements,
                "made_by": parts.reviewers[tried.maker].made_by,
            }
        )
        grown = _grown(state, findings, round_no)
        review = review.model_copy(update={"asks": (*review.asks, *grown)})
        failures = keyed(*tried.failures)
        say_failures(failures)
        await say_spent(parts.archive, turn)
        return State(
            reviews=(*state.get("reviews", ()), review),
            coverage=coverage,
            tasks={task.id: task for task in review.asks},
            failures=failures,
            phase="dispatch" if review.asks else "outline",
        )

    async def _stop(self, state: State, place: str) -> Stop | None:
        turn = state["turn"]
        parts = await self._workshop.parts(turn)
        return await reason_to_stop(parts, turn, place, state.get("research_started_at"))

    async def outline(self, state: State) -> State:
        """Gives every finding to one section, in the order of the plan."""
        plan = state["plan"]
        assert plan is not None  # noqa: S101  a grant stands on a plan
        turn = state["turn"]
        parts = await self._workshop.parts(turn)
        genuine, read, failures = await genuine_evidence(
            state.get("findings", {}), state.get("sources", {}), parts.archive.snapshots
        )
        say_failures(failures)
        findings = tuple(genuine.values())
        quoted = (each.snapshot_id for each in findings)
        sources = await with_copies_folded(read, quoted, parts.archive.snapshots)
        sections = outline_of(
            plan, findings, words=turn.limits.words, form=turn.form, sources=sources
        )
        say(
            PhaseStarted(
                phase="outline", detail=f"{len(sections)} {Count(len(sections)):section|sections}"
            )
        )
        coverage = coverage_of(plan.sub_questions, findings, sources)
        return State(
            outline=sections,
            coverage=coverage,
            sources=sources,
            findings=only(genuine),
            failures=failures,
            phase="section",
        )

    async def finish(self, state: State) -> State:
        """The opening summary from supported claims, and the whole report."""
        turn = state["turn"]
        say(PhaseStarted(phase="finish"))
        parts = await self._workshop.parts(turn)
        findings, sources, lost = await genuine_evidence(
            state.get("findings", {}), state.get("sources", {}), parts.archive.snapshots
        )
        state = {**state, "findings": findings, "sources": sources}
        sections = [
            await as_recorded(parts.archive.journal, turn, state["sections"][section.id], findings)
            for section in state.get("outline", ())
            if section.id in state.get("sections", {})
        ]
        supported = [
            claim for part in sections for claim in part.claims if claim.verdict == "supported"
        ]
        drawn = await drawn_together(state, parts, supported)
        say_failures(drawn.failures)
        failures = drawn.failures | lost
        await say_spent(parts.archive, turn)
        report = assemble(
            Pieces(
                turn=turn,
                plan=state["plan"] or Plan(),
                summary=drawn.summary,
                conclusion=drawn.conclusion,
                removed=drawn.removed,
                sections=tuple(sections),
                findings={**state.get("outdated", {}), **state.get("findings", {})},
                sources=state.get("sources", {}),
                coverage=state.get("coverage", ()),
                reviews=state.get("reviews", ()),
                failures=tuple({**state.get("failures", {}), **failures}.values()),
                notes={**state.get("notes", {}), **await _doubt(parts, turn, state.get("grant"))},
                dropped_quotes=sum(
                    branch.dropped_quotes for branch in state.get("branches", {}).values()
                ),
                usage=await usage_at_the_end(parts.archive, turn),
                snapshots=await pages_of(findings.values(), parts.archive.snapshots),
                asked=questions_asked(state),
            )
        )
        report = await with_changes(report, state, parts.archive)
        return State(
            report=report,
            messages=[AIMessage(content=report.markdown, id=f"report-{turn.id}")],
            failures=failures,
            phase="done",
        )


def _grown(state: State, findings: Sequence[Finding], round_no: int) -> tuple[Task, ...]:
    """In a deep run, the tasks that grow out of the last round's findings."""
    grant = state["grant"]
    if grant is None or state["turn"].form.depth != "deep":
        return ()
    return grown_tasks(grant, state.get("tasks", {}), findings, queries_tried(state), round_no)


async def _note(parts: Parts, turn: Question, grant: Grant | None) -> None:
    if grant is not None:
        await put_on_record(parts.archive.journal, turn, grant)


async def _doubt(parts: Parts, turn: Question, grant: Grant | None) -> dict[str, str]:
    """A note for the report of a run whose state does not fit to its grant any more."""
    if grant is not None and await _was_given(parts, turn, grant):
        return {}
    return {"state": ALTERED}


async def _was_given(parts: Parts, turn: Question, grant: Grant) -> bool:
    """Whether this grant was given in this turn; nobody writes into a replay's state."""
    if parts.replay is not None:
        return grant.intact
    return grant.intact and await is_on_record(parts.archive.journal, turn, grant)


def _thread_id(runtime: Runtime[RunOptions]) -> str:
    """The thread that the run is on: from the server, never from what its client sent along."""
    info = runtime.execution_info
    return (info.thread_id or "") if info is not None else ""
