"""The verifier with a model: code compares what code can, the fast model compares meaning."""

from collections.abc import Mapping, Sequence

from agents.answers import VerdictAnswer, verification_of
from agents.extractive.verifier import ExtractiveVerifier
from agents.fence import fenced, mark_of
from agents.prompts import render
from agents.roles import STOOD_IN, Checked
from agents.simpler_answers import SimpleVerificationAnswer
from wellread.archive.contract import Budget
from wellread.domain import Citation, Claim, Failure, MadeBy, Question
from wellread.errors import LimitReached, ModelError, ModelOutputError
from wellread.evidence.attribution import cited_sources
from wellread.evidence.context import EvidenceText
from wellread.models.contract import ChatModels, ModelRequest

UNCHECKED = "what code alone cannot tell is not checked"
BATCH = 12
"""Claims in one model call: few enough that a weak model keeps them apart."""
TOKENS_PER_VERDICT = 70
SETTLED_BY_CODE = ("contradicted", "not_supported")
"""What code says against a claim stands; it never says so lightly."""


class ModelVerifier:
    """Checks by code first, then by asking the fast model about what code did not reject.

    Where several models are given, the next one is asked when one fails.
    """

    made_by: MadeBy = "model"

    def __init__(self, *models: ChatModels) -> None:
        self._models = models
        self._code = ExtractiveVerifier()

    async def check(
        self,
        question: Question,
        claims: Sequence[Claim],
        evidence: Mapping[str, EvidenceText],
        budget: Budget,
    ) -> Checked:
        """See `roles.Verifier`. One model call for every 12 claims that code leaves open.

        Open is what is not verbatim, and what cites a further source that code cannot judge.
        """
        by_code = await self._code.check(question, claims, evidence, budget)
        open_claims = [
            claim
            for claim in by_code.claims
            if claim.verdict not in SETTLED_BY_CODE
            and not (_verbatim(claim, evidence) and _each_is_settled(claim))
        ]
        judged: dict[str, Claim] = {}
        failures: list[Failure] = []
        for start in range(0, len(open_claims), BATCH):
            batch = open_claims[start : start + BATCH]
            for number, models in enumerate(self._models, 1):
                try:
                    judged |= await self._judge(models, question, batch, evidence, budget)
                    break
                except (ModelError, ModelOutputError, LimitReached) as error:
                    judged |= {claim.id: _without_model(claim, error) for claim in batch}
                    failures.append(_failure(error, is_last=number == len(self._models)))
        claims = tuple(judged.get(claim.id, claim) for claim in by_code.claims)
        return Checked(claims=claims, failures=tuple(failures))

    async def _judge(
        self,
        models: ChatModels,
        question: Question,
        claims: Sequence[Claim],
        evidence: Mapping[str, EvidenceText],
        budget: Budget,
    ) -> dict[str, Claim]:
        mark = mark_of(question)
        labels = {f"C{number}": claim for number, claim in enumerate(claims, 1)}
        prompt = render(
            "check",
            mark=mark,
            claims="\n\n".join(
                fenced("sentence", label, f"[{label}] {claim.text}", mark)
                + "\n"
                + "\n".join(
                    fenced("cited", name, text, mark)
                    for name, text in _cited_texts(label, claim, evidence).items()
                )
                for label, claim in labels.items()
            ),
        )
        answer = await models.ask(
            ModelRequest(
                turn_id=question.id,
                purpose="check",
                role="fast",
                system=prompt.system,
                user=prompt.user,
                schema=verification_of(
                    len(claims), on_texts=any(claim.citations for claim in claims)
                ),
                simpler=SimpleVerificationAnswer,
                max_tokens=200 + TOKENS_PER_VERDICT * len(claims),
                branch=claims[0].id.rpartition(".")[0],
                budget=budget,
            )
        )
        given = {item.claim.strip("[] "): item for item in answer.verdicts}
        return {
            claim.id: _merged(label, claim, given.get(label)) for label, claim in labels.items()
        }


def _cited_texts(label: str, claim: Claim, evidence: Mapping[str, EvidenceText]) -> dict[str, str]:
    """The text of each cited source by its label: `C2`, or `C2.1`, `C2.2` for several."""
    sources = cited_sources(claim, evidence)
    return {
        _label_of(label, number, len(sources)): "\n…\n".join(text.context for text in source)
        for number, source in enumerate(sources, 1)
    }


def _label_of(label: str, number: int, count: int) -> str:
    return f"{label}.{number}" if count > 1 else label


def _verbatim(claim: Claim, evidence: Mapping[str, EvidenceText]) -> bool:
    text = " ".join(claim.text.split())
    return any(
        text in " ".join(evidence[finding_id].quote.split())
        for finding_id in claim.finding_ids
        if finding_id in evidence
    )


def _each_is_settled(claim: Claim) -> bool:
    return all(each.verdict != "not_checked" for each in claim.citations)


def _merged(label: str, claim: Claim, verdict: VerdictAnswer | None) -> Claim:
    """Code's verdict joined with the model's; silence of the model leaves code's."""
    if verdict is None:
        return claim
    return claim.model_copy(
        update={
            "verdict": verdict.verdict,
            "reason": verdict.reason if verdict.verdict != "supported" else "",
            "checked_by": (*claim.checked_by, "model"),
            "citations": _citations(label, claim, verdict),
        }
    )


def _citations(label: str, claim: Claim, verdict: VerdictAnswer) -> tuple[Citation, ...]:
    """The cited sources as the model sees them, where it names any; what code rejected stays so."""
    labels = [
        _label_of(label, number, len(claim.citations))
        for number in range(1, len(claim.citations) + 1)
    ]
    named = verdict.carrying_texts
    if named.isdisjoint(labels):
        return claim.citations
    return tuple(
        each
        if each.verdict in SETTLED_BY_CODE
        else Citation(
            finding_ids=each.finding_ids,
            verdict=verdict.verdict if name in named else "not_supported",
            reason="" if name in named else "It does not say this, by the model's reading.",
        )
        for name, each in zip(labels, claim.citations, strict=True)
    )


def _without_model(claim: Claim, error: Exception) -> Claim:
    if claim.verdict != "not_checked":
        return claim
    return claim.model_copy(update={"reason": f"the checker failed: {error}"})


def _failure(error: Exception, *, is_last: bool) -> Failure:
    return Failure(
        kind="limit" if isinstance(error, LimitReached) else "model",
        where="check",
        message=str(error),
        effect=UNCHECKED if is_last else STOOD_IN,
    )
