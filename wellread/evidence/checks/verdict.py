"""The verdict on one claim, by code alone.

What code cannot decide is `not_checked`. The aim is lopsided on purpose: a true sentence must
practically never be called contradicted, so an opposite counts only beside a sentence that says
nearly the same.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from wellread.domain import Verdict
from wellread.evidence.checks.addresses import address_faults
from wellread.evidence.checks.dates import date_faults, dates_of, without_dates
from wellread.evidence.checks.names import name_faults, names_in_order
from wellread.evidence.checks.numbers import number_faults
from wellread.evidence.checks.polarity import TURNING_OVERLAP, is_axis_word, polarity_faults
from wellread.evidence.checks.quantities import quantities_of
from wellread.evidence.checks.result import CheckResult, Comparison, Fault
from wellread.evidence.checks.strength import certainty_faults, quantifier_faults
from wellread.evidence.checks.wording import meaning_terms, missing_terms, order_breaks, overlap
from wellread.evidence.quotes import normalised
from wellread.evidence.sentences import split_sentences
from wellread.evidence.terms import words_of

SUPPORTING_OVERLAP = 0.95
"""Share of the claim's content words that one or two sentences of the evidence must hold."""
FAR_OVERLAP = 0.35
"""Below this share the claim speaks of something else."""
_NEAR = 0.15
"""Sentences within this distance of the closest one may speak for the claim as well."""
_LEAST_OVERLAP = 0.5
_FEWEST_TERMS = 3
"""A claim of fewer content words cannot be judged by them, unless a number or date helps."""

KINDS: tuple[Callable[[Comparison], list[Fault]], ...] = (
    address_faults,
    date_faults,
    number_faults,
    name_faults,
    polarity_faults,
    quantifier_faults,
    certainty_faults,
)
"""Every kind of comparison; each gives the faults it sees."""

_WEIGHT: dict[Verdict, int] = {
    "contradicted": 4,
    "not_supported": 3,
    "partly_supported": 2,
    "not_checked": 1,
    "supported": 0,
}


def check_text(claim: str, quotes: Sequence[str], contexts: Sequence[str]) -> CheckResult:
    """The verdict on `claim` against the quotes it cites and the text around them.

    `supported`: verbatim, or nearly the same words in the same order with every number, date and
    name. `contradicted`: a sentence that says nearly the same gives another number, date, name or
    the opposite. `not_supported`: a number, date, name or strong word that is nowhere, or other
    words altogether. `partly_supported`: the source is less sure. All else is `not_checked`.
    """
    if not claim.strip():
        return CheckResult("not_checked", "There is no text to check.")
    if not any(quote.strip() for quote in quotes):
        return CheckResult("not_supported", "No passage is cited.", ("no_evidence",))
    texts = [text for text in (*quotes, *contexts) if text.strip()]
    if any(_holds_whole(claim, text) for text in texts):
        return CheckResult(
            "supported", "It stands in the source word for word.", ("verbatim",), 1.0
        )
    windows = _windows(texts)
    closeness = max((overlap(claim, window) for window in windows), default=0.0)
    faults = _mildest(claim, windows, "\n".join(texts))
    return _judged(claim, windows, faults, closeness=closeness)


def _holds_whole(claim: str, text: str) -> bool:
    """Whether the claim is one or more whole sentences of the text."""
    wanted = _bare(claim)
    sentences = [_bare(text[start:end]) for start, end in split_sentences(text)]
    whole = " ".join(sentences)
    found = f" {whole} ".find(f" {wanted} ")
    if found < 0 or not wanted:
        return False
    starts, position = set(), 0
    for sentence in sentences:
        starts.add(position)
        position += len(sentence) + 1
    return found in starts and (found + len(wanted) + 1 in starts | {position})


def _bare(text: str) -> str:
    """A sentence without case, list mark and closing stop, in plain typography."""
    plain = re.sub(r"^(?:[-*+•>#]+|\d{1,3}[.)])\s+", "", normalised(text).lower())
    return plain.rstrip(".!?;: ").strip()


def _windows(texts: Sequence[str]) -> dict[str, bool]:
    """The sentences of the evidence, quotes first, and whether each is a single one.

    After the single sentences come all pairs of neighbours.
    """
    singles: dict[str, bool] = {}
    pairs: dict[str, bool] = {}
    for text in texts:
        spans = split_sentences(text)
        singles |= {text[start:end]: True for start, end in spans}
        pairs |= {text[start:end]: False for (start, _), (_, end) in pairwise(spans)}
    return singles | pairs


def _near(windows: Mapping[str, bool], overlaps: Mapping[str, float]) -> list[str]:
    """The windows that speak of what the claim says; pairs only where they hold more of it."""
    best = max(overlaps.values())
    best_single = max(share for window, share in overlaps.items() if windows[window])
    alone = best_single >= best - _NEAR
    top = best_single if alone else best
    least = min(top, max(_LEAST_OVERLAP, top - _NEAR))
    return [
        window
        for window, share in overlaps.items()
        if share >= least and (windows[window] or not alone)
    ]


def _frame_overlap(claim: str, sentence: str) -> float:
    """How much of the claim, apart from words with an opposite, stands in the sentence."""
    frame = " ".join(word for word in words_of(without_dates(claim)) if not is_axis_word(word))
    return overlap(frame, sentence)


def _mildest(claim: str, windows: Mapping[str, bool], evidence: str) -> list[Fault]:
    """The faults against the near sentence that speaks best for the claim."""
    overlaps = {window: _frame_overlap(claim, window) for window in windows}
    near = _near(windows, overlaps)
    undated, undated_evidence = without_dates(claim), without_dates(evidence)
    candidates = []
    for window in near:
        pair = Comparison(claim, window, evidence, overlaps[window])
        plain = replace(
            pair, claim=undated, sentence=without_dates(window), evidence=undated_evidence
        )
        found = [
            fault for kind in KINDS for fault in kind(plain if kind is number_faults else pair)
        ]
        candidates.append((_settled(found, overlaps[window]), overlaps[window]))
    return min(candidates, key=lambda item: (_heaviest(item[0]), -item[1]))[0]


def _settled(faults: Sequence[Fault], share: float) -> list[Fault]:
    """The faults with their turns counted: two cancel, and a far sentence turns nothing."""
    turns = [fault for fault in faults if fault.turns]
    certain = len(turns) % 2 == 1 and share >= TURNING_OVERLAP
    return [
        fault if not fault.turns or certain else replace(fault, verdict="not_checked")
        for fault in faults
    ]


def _heaviest(faults: Sequence[Fault]) -> int:
    return max((_WEIGHT[fault.verdict] for fault in faults), default=0)


def _judged(
    claim: str, windows: Iterable[str], faults: Sequence[Fault], *, closeness: float
) -> CheckResult:
    kinds = tuple(dict.fromkeys(fault.kind for fault in faults))
    heaviest = max(faults, key=lambda fault: _WEIGHT[fault.verdict], default=None)
    if heaviest is not None and _WEIGHT[heaviest.verdict] > _WEIGHT["partly_supported"]:
        return CheckResult(heaviest.verdict, heaviest.reason, kinds, closeness)
    terms = set(meaning_terms(claim))
    if len(terms) >= _FEWEST_TERMS and closeness < FAR_OVERLAP:
        return CheckResult(
            "not_supported", "The cited passage speaks of something else.", ("wording",), closeness
        )
    facts = len(dates_of(claim)) + len(quantities_of(without_dates(claim)))
    telling = len(terms) >= _FEWEST_TERMS or (terms and facts)
    close = closeness >= SUPPORTING_OVERLAP and telling
    if close and heaviest is not None:
        return CheckResult(heaviest.verdict, heaviest.reason, kinds, closeness)
    ordered = any(_says_in_order(claim, window) for window in windows)
    if close and ordered:
        return CheckResult(
            "supported", "The source says it in nearly these words.", ("wording",), closeness
        )
    return CheckResult("not_checked", _doubt(claim, windows), ("wording", *kinds), closeness)


def _says_in_order(claim: str, window: str) -> bool:
    """Whether the window holds the claim's words in its order, but for one phrase moved."""
    if overlap(claim, window) < SUPPORTING_OVERLAP:
        return False
    breaks = order_breaks(claim, window)
    return breaks == 0 or (breaks == 1 and names_in_order(claim, window))


def _doubt(claim: str, windows: Iterable[str]) -> str:
    nearest = max(windows, key=lambda window: overlap(claim, window), default="")
    missing = missing_terms(meaning_terms(claim), meaning_terms(nearest))
    if missing:
        return f"Code cannot tell: the source has other words for {', '.join(missing[:4])}."
    return "Code cannot tell: the source says it in another order."
