"""Opening and conclusion: drafted from checked claims, and checked like any other sentence.

Code decides first, and a sentence taken over as it stands is judged already. The model is asked
about the rest of both parts at once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from agents.extractive.verifier import ExtractiveVerifier
from agents.roles import SUMMARY_IDS, SummaryPart
from graph.parts import Parts, first_that_works, writing_budget
from graph.progress import keyed
from graph.state import State
from wellread.computing import compute
from wellread.domain import Claim, Failure, Verdict
from wellread.evidence.attribution import with_right_citations, without_idle
from wellread.evidence.context import EvidenceText, evidence_texts

WITH_SUMMARY = ("report", "detailed", "custom")
"""Kinds of reports that open with their answer; the others are that short, or no text."""
MAY_STAND: tuple[Verdict, ...] = ("supported", "not_checked")
"""Nobody reads on behind these sentences, so half a support is none."""


@dataclass(frozen=True)
class DrawnTogether:
    """What stands above and below the sections, and what was removed from there."""

    summary: tuple[Claim, ...] = ()
    conclusion: tuple[Claim, ...] = ()
    removed: tuple[Claim, ...] = ()
    failures: dict[str, Failure] = field(default_factory=dict)


async def drawn_together(state: State, parts: Parts, supported: Sequence[Claim]) -> DrawnTogether:
    """The parts that this kind of report has, from supported claims of its sections."""
    kind = state["turn"].form.kind
    if not supported or kind not in WITH_SUMMARY:
        return DrawnTogether()
    texts = await _texts(state, parts, supported)
    opening, failures = await _drafted(state, parts, supported, texts, "opening")
    conclusion: tuple[Claim, ...] = ()
    told = {
        finding_id
        for claim in opening
        if claim.verdict in MAY_STAND
        for finding_id in claim.finding_ids
    }
    others = [claim for claim in supported if not told.issuperset(claim.finding_ids)]
    if others and kind == "detailed":
        conclusion, more = await _drafted(
            state, parts, others, _of_those(texts, others), "conclusion"
        )
        failures |= more
    judged, more = await _judged(state, parts, (*opening, *conclusion), texts)
    standing = {each.id: each for each in judged if each.verdict in MAY_STAND}
    return DrawnTogether(
        summary=_of(standing, opening),
        conclusion=_of(standing, conclusion),
        removed=tuple(each for each in judged if each.id not in standing),
        failures=failures | more,
    )


def _of(standing: Mapping[str, Claim], drafted: Iterable[Claim]) -> tuple[Claim, ...]:
    return tuple(standing[claim.id] for claim in drafted if claim.id in standing)


async def _drafted(
    state: State,
    parts: Parts,
    supported: Sequence[Claim],
    texts: Mapping[str, EvidenceText],
    part: SummaryPart,
) -> tuple[tuple[Claim, ...], dict[str, Failure]]:
    """Sentences on these claims, with the verdicts of code against the stored snapshots."""
    turn = state["turn"]
    budget = writing_budget(turn.limits)
    drafted, tried = await first_that_works(
        parts.writers,
        lambda role: role.summarise(turn, supported, budget, part=part),
        where=part,
    )
    known = {(claim.text, frozenset(claim.finding_ids)): claim for claim in supported}
    taken_over = {
        claim.id: known[said].model_copy(
            update={"id": claim.id, "starts_paragraph": claim.starts_paragraph, "dropped": ()}
        )
        for claim in drafted
        if (said := (claim.text, frozenset(claim.finding_ids))) in known
    }
    own = [claim for claim in drafted if claim.id not in taken_over]
    cited = await compute(with_right_citations, own, texts)
    outcome = await ExtractiveVerifier().check(turn, cited, texts, budget)
    checked = taken_over | {claim.id: without_idle(claim) for claim in outcome.claims}
    return tuple(checked[claim.id] for claim in drafted), keyed(*tried.failures)


async def _judged(
    state: State, parts: Parts, claims: Sequence[Claim], texts: Mapping[str, EvidenceText]
) -> tuple[tuple[Claim, ...], dict[str, Failure]]:
    """The claims, those that code leaves open with the verdict of a model where there is one."""
    turn = state["turn"]
    open_claims = [claim for claim in claims if claim.verdict == "not_checked"]
    if not open_claims:
        return tuple(claims), {}
    outcome = await parts.verifier.check(
        turn, open_claims, _of_those(texts, open_claims), writing_budget(turn.limits)
    )
    judged = {claim.id: without_idle(claim) for claim in outcome.claims}
    places = [
        f"check of the {part}"
        for part, beginning in SUMMARY_IDS.items()
        if any(claim.id.startswith(f"{beginning}.") for claim in open_claims)
    ]
    failures = [
        failure.model_copy(update={"where": place})
        for failure in outcome.failures
        for place in places
    ]
    return tuple(judged.get(claim.id, claim) for claim in claims), keyed(*failures)


async def _texts(state: State, parts: Parts, claims: Iterable[Claim]) -> dict[str, EvidenceText]:
    """What these claims stand on, read once for both parts."""
    return await evidence_texts(
        [state["findings"][each] for each in sorted(_cited(claims))], parts.archive.snapshots
    )


def _of_those(
    texts: Mapping[str, EvidenceText], claims: Iterable[Claim]
) -> dict[str, EvidenceText]:
    cited = _cited(claims)
    return {key: text for key, text in texts.items() if key in cited}


def _cited(claims: Iterable[Claim]) -> set[str]:
    return {finding_id for claim in claims for finding_id in claim.finding_ids}
