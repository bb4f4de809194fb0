"""Sections without a model: findings in reading order, sentence by sentence, word for word."""

# ruff: noqa: ARG002 - the roles' interface hands over more than code needs

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import zip_longest

from agents.extractive.windows import (
    leans_on_earlier_text,
    reads_as_prose,
    share_held,
    term_weights,
    without_marker,
)
from agents.roles import SUMMARY_IDS, Draft, SectionRequest, SummaryPart
from wellread.archive.contract import Budget
from wellread.domain import Claim, Finding, MadeBy, Question
from wellread.evidence.coverage import asked_terms
from wellread.evidence.sentences import split_sentences
from wellread.evidence.shingles import resemblance, sketch_of
from wellread.evidence.terms import content_terms, words_of

MAX_SUMMARY = 5
MIN_SUMMARY_SHARE = 0.25
"""Share of the question's weighted terms that a sentence of the summary must hold."""
SHARE_OF_BEST = 0.6
"""... and at least this part of what the closest sentence holds."""
TOO_CLOSE = 0.5
_LONGEST_SUMMARY_SENTENCE = 60
_NEW_TERMS_WEIGHT = 0.5
"""How much a summary sentence gains by terms of the question that no chosen one has yet."""

_Said = tuple[Finding, list[str]]
"""A finding with the sentences of it that are said."""


class ExtractiveWriter:
    """Puts quotes together; every sentence is verbatim and cites its finding."""

    made_by: MadeBy = "extractive"

    async def draft(self, request: SectionRequest) -> Draft:
        """The most relevant findings that fit the section's words, each a paragraph of quotes.

        Of the last one as many sentences as fit. Sources follow one another by their best
        finding; after it come the source's others in its own order.
        A sentence that two findings share, and one that is code, is left out.
        """
        chosen = _within(_by_relevance(request.findings), request.section.words)
        claims: list[Claim] = []
        for finding, sentences in _in_reading_order(chosen):
            for number, sentence in enumerate(sentences):
                claims.append(
                    Claim(
                        id=f"{request.section.id}.{len(claims) + 1}",
                        text=sentence,
                        finding_ids=(finding.id,),
                        starts_paragraph=number == 0,
                    )
                )
        return Draft(claims=tuple(claims))

    async def rewrite(self, request: SectionRequest, failing: Sequence[Claim]) -> Draft:
        """Nothing: a quote that fails its check cannot be put better and is left out."""
        return Draft(claims=())

    async def summarise(
        self,
        question: Question,
        claims: Sequence[Claim],
        budget: Budget,
        *,
        part: SummaryPart = "opening",
    ) -> tuple[Claim, ...]:
        """At most five supported sentences that are closest to the question, closest first.

        They will not stand in their sections as well, so none is taken that the next one leans on,
        nor the last one of a section. A sentence that leans on the one before, or only repeats a
        chosen one, is left out; where nothing is close enough the summary is empty, and so is the
        opening of a report that is no longer than one. Free of cost: `budget` is not touched.
        """
        if part == "opening" and len(claims) <= MAX_SUMMARY:
            return ()
        weights = term_weights(asked_terms(question.text), [claim.text for claim in claims])
        shares = {claim.id: share_held(weights, claim.text) for claim in claims}
        least = MIN_SUMMARY_SHARE if part == "opening" else 0.0
        floor = max(least, SHARE_OF_BEST * max(shares.values(), default=0.0))
        left = Counter(map(_section_of, claims))
        open_claims = [
            claim
            for claim, after in zip_longest(claims, claims[1:])
            if shares[claim.id] >= floor and _stands_alone(claim) and not _is_leant_on(after)
        ]
        chosen: list[Claim] = []
        while open_claims and len(chosen) < MAX_SUMMARY:
            best = _next_for_summary(open_claims, chosen, weights)
            if left[_section_of(best)] > 1:
                chosen.append(best)
                left[_section_of(best)] -= 1
            sketch = _sketch(best)
            open_claims = [
                claim for claim in open_claims if resemblance(_sketch(claim), sketch) < TOO_CLOSE
            ]
        chosen.sort(key=lambda claim: -shares[claim.id])
        return tuple(
            claim.model_copy(
                update={"id": f"{SUMMARY_IDS[part]}.{number}", "starts_paragraph": number == 1}
            )
            for number, claim in enumerate(chosen, start=1)
        )


def _by_relevance(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda finding: (-finding.relevance, finding.id))


def _within(findings: Sequence[Finding], words: int) -> list[_Said]:
    """The first findings with their sentences that fit into `words`, but at least one finding."""
    chosen: list[_Said] = []
    said: set[str] = set()
    left = words
    for finding in findings:
        sentences = []
        for sentence in _sentences(finding.quote):
            if sentence.lower() in said or not reads_as_prose(sentence):
                continue
            length = len(words_of(sentence))
            if chosen and length > left:
                break
            left -= length
            said.add(sentence.lower())
            sentences.append(sentence)
        if sentences:
            chosen.append((finding, sentences))
    return chosen


def _in_reading_order(chosen: Sequence[_Said]) -> list[_Said]:
    """Findings by source, each source's best finding first, the rest by place in the source."""
    best: dict[str, Finding] = {}
    for finding, _ in chosen:
        best.setdefault(finding.snapshot_id, finding)
    places = {snapshot_id: place for place, snapshot_id in enumerate(best)}

    def place_of(said: _Said) -> tuple[int, bool, int]:
        finding = said[0]
        is_best = finding is best[finding.snapshot_id]
        return places[finding.snapshot_id], not is_best, finding.start

    return sorted(chosen, key=place_of)


def _sentences(quote: str) -> list[str]:
    spans = [without_marker(quote, span) for span in split_sentences(quote)]
    return [" ".join(quote[start:end].split()) for start, end in spans]


def _sketch(claim: Claim) -> frozenset[int]:
    return sketch_of(content_terms(claim.text), 2)


def _section_of(claim: Claim) -> str:
    return claim.id.rpartition(".")[0]


def _is_leant_on(after: Claim | None) -> bool:
    """Whether a claim is needed by the one `after` it."""
    return after is not None and not after.starts_paragraph and leans_on_earlier_text(after.text)


def _stands_alone(claim: Claim) -> bool:
    return (
        claim.verdict == "supported"
        and not leans_on_earlier_text(claim.text)
        and len(words_of(claim.text)) <= _LONGEST_SUMMARY_SENTENCE
    )


def _next_for_summary(
    claims: Sequence[Claim], chosen: Sequence[Claim], weights: dict[str, float]
) -> Claim:
    """The claim that is closest to the question, terms that are still unsaid weighing more."""
    said = {term for claim in chosen for term in content_terms(claim.text)}
    unsaid = {term: weight for term, weight in weights.items() if term not in said}

    def value(claim: Claim) -> float:
        gain = share_held(unsaid, claim.text) if unsaid else 0.0
        return share_held(weights, claim.text) + _NEW_TERMS_WEIGHT * gain

    return max(claims, key=value)
