"""A check without a model: numbers, dates, names, polarity and wording, compared by code."""

# ruff: noqa: ARG002 - the roles' interface hands over more than code needs

from collections.abc import Mapping, Sequence

from agents.roles import Checked
from wellread.archive.contract import Budget
from wellread.computing import compute
from wellread.domain import Claim, MadeBy, Question, Verdict
from wellread.evidence.attribution import check_against, checked_apart
from wellread.evidence.context import EvidenceText


class ExtractiveVerifier:
    """Compares each claim with the stored passages that it cites."""

    made_by: MadeBy = "extractive"

    async def check(
        self,
        question: Question,
        claims: Sequence[Claim],
        evidence: Mapping[str, EvidenceText],
        budget: Budget,
    ) -> Checked:
        """The same claims, in order, each with its verdict and reason, and one for each citation.

        A claim that cites nothing is `not_supported`; one whose passages are not in `evidence` is
        `not_checked`. Free of cost: `budget` is not touched.
        """
        return Checked(claims=await compute(_all_checked, claims, evidence))


def _all_checked(
    claims: Sequence[Claim], evidence: Mapping[str, EvidenceText]
) -> tuple[Claim, ...]:
    return tuple(_checked(claim, evidence) for claim in claims)


def _checked(claim: Claim, evidence: Mapping[str, EvidenceText]) -> Claim:
    if not claim.finding_ids:
        return _with_verdict(claim, "not_supported", "It cites no passage.")
    texts = [evidence[cited] for cited in claim.finding_ids if cited in evidence]
    if not texts:
        return _with_verdict(claim, "not_checked", "The cited passage could not be read.")
    result = check_against(claim.text, texts)
    checked = _with_verdict(claim, result.verdict, result.reason)
    return checked.model_copy(
        update={
            "kinds": result.kinds,
            "closeness": result.closeness,
            "citations": checked_apart(claim, evidence),
        }
    )


def _with_verdict(claim: Claim, verdict: Verdict, reason: str) -> Claim:
    return claim.model_copy(update={"verdict": verdict, "reason": reason, "checked_by": ("code",)})
