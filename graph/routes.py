"""Where a run goes next: pure functions from state to a node's name or a list of Sends.

No router returns an empty list: LangGraph would end the run without a word.
"""

from typing import Literal

from langgraph.types import Send

from graph.left import unasked, what_was_before
from graph.state import BranchInput, BranchState, SectionInput, SectionState, State
from wellread.domain import Claim

FAILED = ("not_supported", "contradicted", "partly_supported")
MENDABLE_CLOSENESS = 0.34
"""Share of a claim's words that must stand in what it cites for a rewrite to make sense."""
MAX_SEARCHES_PER_BRANCH = 2
"""A branch searches once, and once more with better queries if it found too little."""


def after_intake(state: State) -> Literal["approve", "plan", "outline"]:
    """A plan that still waits waits on; what the kept evidence answers needs no plan."""
    if state.get("phase") == "approve":
        return "approve"
    return "outline" if state.get("grant") is not None else "plan"


def after_plan(state: State) -> Literal["approve", "dispatch"]:
    """A plan sealed by the setting goes on at once; any other waits for the human."""
    return "dispatch" if state.get("grant") is not None else "approve"


def after_approve(state: State) -> Literal["approve", "plan", "dispatch"]:
    """Approved, sent back with a remark, or edited into something that does not hold."""
    if state.get("grant") is not None:
        return "dispatch"
    return "approve" if state.get("plan_faults") else "plan"


def after_dispatch(state: State) -> Literal["approve", "review"] | list[Send]:
    """One researcher for each task of the wave; review when none is left."""
    if state.get("grant") is None:
        return "approve"
    sends = [Send("research", _branch_input(state, task_id)) for task_id in state.get("wave", ())]
    return sends or "review"


def _branch_input(state: State, task_id: str) -> BranchInput:
    started_at = state["research_started_at"]
    assert started_at is not None  # noqa: S101  dispatch sets it with the wave
    task = state["tasks"][task_id]
    fresh = BranchInput(turn=state["turn"], task=task, research_started_at=started_at)
    return {**fresh, **what_was_before(state, task)}


def into_branch(state: BranchState) -> Literal["search", "take_up"]:
    """A branch begins by searching, or takes up what another one had to leave."""
    return "take_up" if state.get("before") else "search"


def after_take_up(state: BranchState) -> Literal["search", "rank"]:
    """Pages that no model has read come first: they may be enough."""
    return "rank" if state.get("fresh") else "search"


def after_extract(state: BranchState) -> Literal["search", "done"]:
    """Enough, or once more: with queries that were refused, or with better ones."""
    if state.get("ended") or state.get("search_no", 0) >= MAX_SEARCHES_PER_BRANCH:
        return "done"
    refused = unasked(state) if state.get("before") else ()
    return "search" if state.get("thin", True) or refused else "done"


def after_search(state: BranchState) -> Literal["read", "search", "done"]:
    """Nothing to read: once more with other queries, or the end of the branch."""
    if state.get("hits"):
        return "read"
    if state.get("ended") or state.get("search_no", 0) >= MAX_SEARCHES_PER_BRANCH:
        return "done"
    return "search"


def after_review(state: State) -> Literal["dispatch", "outline"]:
    """More searching where the newest review asked for it, or more was allowed meanwhile."""
    return "dispatch" if state.get("phase") == "dispatch" else "outline"


def after_outline(state: State) -> Literal["finish"] | list[Send]:
    """One writer for each section; with no evidence at all, straight to the end."""
    sends = [
        Send("section", _section_input(state, number))
        for number in range(len(state.get("outline", ())))
    ]
    return sends or "finish"


def _section_input(state: State, number: int) -> SectionInput:
    section = state["outline"][number]
    plan = state.get("plan")
    findings = tuple(state["findings"][each] for each in section.finding_ids)
    ids = dict.fromkeys(finding.snapshot_id for finding in findings)
    return SectionInput(
        turn=state["turn"],
        role=plan.role if plan else "",
        section=section,
        section_findings=findings,
        section_sources=tuple(state["sources"][each] for each in ids if each in state["sources"]),
    )


def after_check(state: SectionState) -> Literal["rewrite", "done"]:
    """What failed is rewritten once; what still fails is removed."""
    if state.get("rewritten"):
        return "done"
    return "rewrite" if any(can_be_mended(claim) for claim in state["draft"].claims) else "done"


def can_be_mended(claim: Claim) -> bool:
    """Whether the claim failed its check and speaks of what it cites.

    One that speaks of something else cannot be put right from its evidence; it is removed.
    """
    return claim.verdict in FAILED and claim.closeness >= MENDABLE_CLOSENESS
