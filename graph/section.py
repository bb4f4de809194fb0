"""The section branch: draft ─▶ check ─▶ rewrite once what failed ─▶ check ─▶ done.

The check reads the stored snapshots, never the findings that the writer used.
"""

from collections.abc import Sequence

from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from agents.roles import Checked, SectionRequest
from graph.boundary import contained
from graph.parts import Parts, Workshop, first_that_works, writing_budget
from graph.progress import keyed, say, say_failures, say_spent
from graph.proposed_tables import cell_claims, with_checked_cells
from graph.routes import after_check, can_be_mended
from graph.seals import put_on_record
from graph.state import (
    RunOptions,
    SectionInput,
    SectionOutput,
    SectionProgress,
    SectionState,
)
from wellread.computing import compute
from wellread.domain import Claim, Failure, SectionText
from wellread.events import SectionMoved, SectionStep
from wellread.evidence.attribution import with_right_citations, without_idle
from wellread.evidence.context import evidence_texts
from wellread.languages import Count

MAY_NOT_STAND = ("not_supported", "contradicted")
"""Verdicts with which a claim is removed after its second check."""


def build_section(
    workshop: Workshop,
) -> CompiledStateGraph[SectionState, RunOptions, SectionInput, SectionOutput]:
    """The subgraph of one section; it inherits the parent's checkpointer."""
    writing = Section(workshop)
    graph = StateGraph(
        SectionState,
        context_schema=RunOptions,
        input_schema=SectionInput,
        output_schema=SectionOutput,
    )
    graph.add_node("draft", contained("section", fallen)(writing.draft))
    graph.add_node("check", contained("section", unchecked)(writing.check))
    graph.add_node("rewrite", contained("section", unmended)(writing.rewrite))
    graph.add_node("done", writing.done)

    graph.add_edge(START, "draft")
    graph.add_edge("draft", "check")
    graph.add_conditional_edges("check", after_check, ["rewrite", "done"])
    graph.add_edge("rewrite", "check")
    graph.add_edge("done", END)
    return graph.compile(name="section")


def fallen(state: SectionState, failure: Failure) -> SectionProgress:
    """A section that could not be written at all stays empty, and the report says why."""
    section = state["section"]
    return SectionProgress(
        draft=SectionText(section_id=section.id, title=section.title),
        rewritten=True,
        failures=keyed(failure.model_copy(update={"where": f"section {section.title}"})),
    )


def unchecked(state: SectionState, failure: Failure) -> SectionProgress:
    """A check that failed leaves its claims `not_checked`, never contradicted."""
    draft = state["draft"]
    claims = tuple(
        claim.model_copy(update={"verdict": "not_checked", "reason": failure.message})
        for claim in draft.claims
    )
    return SectionProgress(
        draft=draft.model_copy(update={"claims": claims, "comparisons": ()}),
        rewritten=True,
        failures=keyed(failure.model_copy(update={"where": f"check of {draft.title}"})),
    )


def unmended(state: SectionState, failure: Failure) -> SectionProgress:
    """Without a rewrite the failing claims go straight to their removal."""
    where = f"rewrite of {state['draft'].title}"
    return SectionProgress(
        rewritten=True, failures=keyed(failure.model_copy(update={"where": where}))
    )


class Section:
    """The nodes of one section."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

    async def draft(self, state: SectionState) -> SectionProgress:
        """The section from its own evidence."""
        parts = await self._workshop.parts(state["turn"])
        section = state["section"]
        _moved(state, "drafting")
        request = _request(state)
        draft, tried = await first_that_works(
            parts.writers, lambda role: role.draft(request), where=f"section {section.title}"
        )
        failures = keyed(*tried.failures)
        say_failures(failures)
        await say_spent(parts.archive, state["turn"])
        return SectionProgress(
            draft=SectionText(
                section_id=section.id,
                title=section.title,
                claims=draft.claims,
                dropped_citations=draft.dropped_citations,
                comparisons=draft.comparisons,
                made_by=parts.writers[tried.maker].made_by,
            ),
            failures=failures,
        )

    async def check(self, state: SectionState) -> SectionProgress:
        """A verdict for each claim that has none that holds yet, and for each cell of a table."""
        parts = await self._workshop.parts(state["turn"])
        draft = state["draft"]
        _moved(state, "checking")
        open_claims = [claim for claim in draft.claims if claim.verdict != "supported"]
        cells = () if state.get("rewritten") else cell_claims(draft)
        outcome = await _checked([*open_claims, *cells], state, parts)
        checked = {claim.id: claim for claim in outcome.claims}
        failures = keyed(*outcome.failures)
        say_failures(failures)
        claims = tuple(checked.get(claim.id, claim) for claim in draft.claims)
        await say_spent(parts.archive, state["turn"])
        held = draft.comparisons if state.get("rewritten") else with_checked_cells(draft, checked)
        return SectionProgress(
            draft=draft.model_copy(update={"claims": claims, "comparisons": held}),
            failures=failures,
        )

    async def rewrite(self, state: SectionState) -> SectionProgress:
        """The failing claims once more from their evidence; the rest stays as it is."""
        parts = await self._workshop.parts(state["turn"])
        draft = state["draft"]
        failing = [claim for claim in draft.claims if can_be_mended(claim)]
        _moved(state, "rewriting", f"{len(failing)} {Count(len(failing)):claim|claims}")
        request = _request(state)
        mended, tried = await first_that_works(
            parts.writers,
            lambda role: role.rewrite(request, failing),
            where=f"rewrite of {draft.title}",
        )
        dropped = {claim.id: claim.dropped for claim in failing}
        by_id = {
            claim.id: claim.model_copy(update={"dropped": dropped.get(claim.id, ())})
            for claim in mended.claims
        }
        kept = [
            by_id.get(claim.id, claim)
            for claim in draft.claims
            if claim.id in by_id or not _must_go(claim)
        ]
        removed = tuple(
            claim for claim in draft.claims if claim.id not in by_id and _must_go(claim)
        )
        failures = keyed(*tried.failures)
        say_failures(failures)
        return SectionProgress(
            draft=draft.model_copy(
                update={
                    "claims": tuple(kept),
                    "removed": removed,
                    "dropped_citations": draft.dropped_citations + mended.dropped_citations,
                }
            ),
            rewritten=True,
            failures=failures,
        )

    async def done(self, state: SectionState) -> SectionProgress:
        """The section as it will stand: what failed twice is out, and counted."""
        draft = state["draft"]
        claims = [claim for claim in draft.claims if not _must_go(claim)]
        text = draft.model_copy(
            update={
                "claims": _paragraphs(claims),
                "removed": (*draft.removed, *(each for each in draft.claims if _must_go(each))),
            }
        )
        parts = await self._workshop.parts(state["turn"])
        await put_on_record(parts.archive.journal, state["turn"], text)
        _moved({**state, "draft": text}, "done")
        return SectionProgress(sections={text.section_id: text})


def _request(state: SectionState) -> SectionRequest:
    return SectionRequest(
        question=state["turn"],
        role=state["role"],
        section=state["section"],
        findings=state["section_findings"],
        sources=state["section_sources"],
        budget=writing_budget(state["turn"].limits),
    )


async def _checked(claims: Sequence[Claim], state: SectionState, parts: Parts) -> Checked:
    if not claims:
        return Checked(claims=())
    evidence = await evidence_texts(state["section_findings"], parts.archive.snapshots)
    cited = await compute(with_right_citations, claims, evidence)
    turn = state["turn"]
    checked = await parts.verifier.check(turn, cited, evidence, writing_budget(turn.limits))
    where = f"check of {state['draft'].title}"
    return Checked(
        claims=tuple(map(without_idle, checked.claims)),
        failures=tuple(each.model_copy(update={"where": where}) for each in checked.failures),
    )


def _must_go(claim: Claim) -> bool:
    return claim.verdict in MAY_NOT_STAND


def _paragraphs(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """The claims with the first one opening a paragraph, whatever was removed before it."""
    return tuple(
        claim if number else claim.model_copy(update={"starts_paragraph": True})
        for number, claim in enumerate(claims)
    )


def _moved(state: SectionState, step: SectionStep, detail: str = "") -> None:
    draft = state.get("draft")
    claims = draft.claims if draft else ()
    say(
        SectionMoved(
            section_id=state["section"].id,
            title=state["section"].title,
            step=step,
            detail=detail,
            claims=len(claims),
            supported=sum(claim.verdict == "supported" for claim in claims),
        )
    )
